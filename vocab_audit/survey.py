"""The scripts of a whole vocabulary, and its tokens by what they are written in.

Tokens in ASCII, two thirds of many vocabularies, are held apart: they are in Latin or
in no script, and their letters are all there is to know.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from vocab_audit.folding import fold
from vocab_audit.occurrences import SEPARATOR, TEXT_SEPARATOR, Occurrences
from vocab_audit.script import Profile, profile_of, split_classes

_ASCII_NEUTRAL = bytes(point for point in range(128) if not chr(point).isalpha())
_ASCII_FOLDS = bytes(range(256)).lower()
_ASCII_SCRIPTS = (frozenset[str](), frozenset({"Latin"}))


class _Texts(NamedTuple):
    """The texts of a vocabulary, those in ASCII apart from the others.

    Attributes:
        all: Every text; None for bytes that are not valid UTF-8.
        places: Positions of the texts with a character outside ASCII, ascending.
        joined: These texts, with a separator between any two.
        ascii_places: Positions of the texts in ASCII, ascending.
        ascii_joined: These texts, with a separator between any two.
    """

    all: Sequence[str | None]
    places: list[int]
    joined: str
    ascii_places: list[int]
    ascii_joined: bytes


class Survey:
    """The scripts of a whole vocabulary.

    Attributes:
        decodable: Tokens that are valid UTF-8.
        scripts: How many of them have each dominant script.
        profiles: How many tokens with a character outside ASCII have each profile.
        ascii_letters: How many tokens in ASCII have each number of letters.
    """

    def __init__(self, texts: Sequence[str | None]) -> None:
        """Classify every text.

        Args:
            texts: The tokens' texts; None for bytes that are not valid UTF-8.
        """
        self._texts = known = _sorted_out(texts)
        classes = split_classes(known.joined) if known.places else []
        number_of = {kind: number for number, kind in enumerate(dict.fromkeys(classes))}
        self._kinds = [*map(number_of.__getitem__, classes)]
        self._profiles = [*map(profile_of, number_of)]
        self._words = _ascii_words(known.ascii_joined) if known.ascii_places else []
        self.decodable = len(known.ascii_places) + len(known.places)
        self.ascii_letters = Counter(map(len, self._words))
        self.profiles = Counter[Profile]()
        self.scripts = Counter(Common=self.ascii_letters[0])
        self.scripts["Latin"] = len(known.ascii_places) - self.scripts["Common"]
        for kind, count in Counter(self._kinds).items():
            profile = self._profiles[kind]
            self.profiles[profile] += count
            self.scripts[profile.script] += count

    def ascii_tokens(self, letters: int) -> int:
        """How many tokens in ASCII have so many letters or more."""
        return sum(n for size, n in self.ascii_letters.items() if size >= letters)

    def select(self, wanted: Callable[[Profile], bool]) -> "Profiles":
        """The profiles of some tokens.

        Args:
            wanted: Says which profiles to keep; of a token in ASCII it may only
                look at the letters.
        """
        kept = [*map(wanted, self._profiles)]
        is_kept = [*map(kept.__getitem__, self._kinds)]
        return Profiles(
            self._texts,
            self._profiles,
            [*compress(self._kinds, is_kept)],
            [*compress(self._texts.places, is_kept)],
            self._words,
            {n for n in self.ascii_letters if wanted(_ascii_profile(n, n))},
        )


class Profiles(Mapping[int, Profile]):
    """What some tokens of a vocabulary are written in, by position, ascending.

    A profile of a token in ASCII is made when it is asked for.

    Attributes:
        outside_ascii: The tokens with a character outside ASCII, by position.
        ascii_places: Positions of all tokens in ASCII, selected or not, ascending.
        ascii_words: Each of these reduced to its letters, in lower case: `` Casino``
            is ``b"casino"``, and so is ``cas_ino``.
    """

    def __init__(  # noqa: PLR0917 - columns that only a survey has
        self,
        texts: _Texts,
        profiles: Sequence[Profile],
        kinds: Sequence[int],
        places: Sequence[int],
        ascii_words: Sequence[bytes],
        ascii_letters: AbstractSet[int],
    ) -> None:
        """Hold what :meth:`Survey.select` selected."""
        self._texts = texts
        self._profiles = profiles
        self._kinds = kinds
        self._places = places
        self._ascii_letters = ascii_letters
        each = map(profiles.__getitem__, kinds)
        self.outside_ascii = dict(zip(places, each, strict=True))
        self.ascii_places: Sequence[int] = texts.ascii_places
        self.ascii_words = ascii_words

    def places_where(self, wanted: Callable[[Profile], bool]) -> list[int]:
        """Positions of the tokens with a character outside ASCII, ascending.

        Args:
            wanted: Says which profiles; it is asked once for each mixture of scripts.
        """
        chosen = [*map(wanted, self._profiles)]
        return [*compress(self._places, map(chosen.__getitem__, self._kinds))]

    def that_hold(self, strings: Occurrences, *, folded: bool = False) -> set[int]:
        """Positions of the tokens that hold one of some strings.

        Args:
            strings: What is sought.
            folded: Whether it is sought in the tokens folded.
        """
        texts = self._texts
        others = fold(texts.joined) if folded else texts.joined
        in_ascii = texts.ascii_joined.lower() if folded else texts.ascii_joined
        encoded = others.encode(errors="surrogateescape")
        found = {
            *strings.among(texts.places, encoded),
            *strings.among(texts.ascii_places, in_ascii),
        }
        return {*filter(self.__contains__, found)}

    def __getitem__(self, place: int) -> Profile:
        if place in self.outside_ascii:
            return self.outside_ascii[place]
        number = self._number(place)
        if number is None:
            raise KeyError(place)
        characters = len(self._texts.all[place] or "")
        return _ascii_profile(characters, len(self.ascii_words[number]))

    def __contains__(self, place: object) -> bool:
        return place in self.outside_ascii or (
            isinstance(place, int) and self._number(place) is not None
        )

    def _number(self, place: int) -> int | None:
        """Which of the tokens in ASCII a position is, if that one was selected."""
        number = bisect_left(self.ascii_places, place)
        found = number < len(self.ascii_places) and self.ascii_places[number] == place
        is_selected = found and len(self.ascii_words[number]) in self._ascii_letters
        return number if is_selected else None

    def __iter__(self) -> Iterator[int]:
        sizes = map(len, self.ascii_words)
        is_selected = map(self._ascii_letters.__contains__, sizes)
        in_ascii = compress(self.ascii_places, is_selected)
        return iter(sorted([*self._places, *in_ascii]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _sorted_out(texts: Sequence[str | None]) -> _Texts:
    places, others = list[int](), list[str]()
    ascii_places, in_ascii = list[int](), list[str]()
    for place, text in enumerate(texts):  # faster than a comprehension for each list
        if text is None:
            continue
        if text.isascii():
            ascii_places.append(place)
            in_ascii.append(text)
        else:
            places.append(place)
            others.append(text)
    joined = TEXT_SEPARATOR.join(in_ascii).encode(errors="surrogateescape")
    return _Texts(texts, places, TEXT_SEPARATOR.join(others), ascii_places, joined)


def _ascii_words(joined: bytes) -> list[bytes]:
    """The letters of each text in ASCII, in lower case."""
    return joined.translate(_ASCII_FOLDS, _ASCII_NEUTRAL).split(SEPARATOR)


@lru_cache(maxsize=1 << 12)
def _ascii_profile(characters: int, letters: int) -> Profile:
    scripts = _ASCII_SCRIPTS[letters > 0]
    script = "Latin" if letters else "Common"
    return Profile(script, scripts, characters, 0, 0, mixed_han=False, letters=letters)
