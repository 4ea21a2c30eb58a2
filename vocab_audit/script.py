"""Unicode scripts of characters and tokens, and counts of CJK characters.

Scripts are those of UAX #24 (https://www.unicode.org/reports/tr24/), by their long
names (``Han``, ``Latin``). One ``str.translate`` over all texts at once, with a
table that fills itself, is what makes two hundred thousand tokens cheap.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import compress
from operator import not_
from typing import NamedTuple

from vocab_audit.folding import fold
from vocab_audit.occurrences import SEPARATOR, Occurrences
from vocab_audit.script_table import NUMBERS, SCRIPTS, SIGNS, STARTS

CJK_SCRIPTS = frozenset({"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"})
"""The scripts that count as CJK in the ``cjk`` length rule."""

NEUTRAL_SCRIPTS = frozenset({"Common", "Inherited", "Unknown"})
"""Values of the Script property that name no writing system of their own."""

# A character's class is one character too: its script's place in SCRIPTS as a code
# point, or one of these, for what the `chars` rule tells apart.
_SPACE, _DIGIT, _LETTER, _SEPARATOR_CLASS = map(chr, range(0xFC, 0x100))
_SEPARATOR = SEPARATOR.decode(errors="surrogateescape")  # no decoded text contains it
_END = 0x3FC40  # of the last script in Unicode's order
_SIGN = 0x100  # added to the class of a character that is neither letter nor mark
_SIGNS = {number: chr(number + _SIGN) for number in range(len(SCRIPTS))}
_ASCII_NEUTRAL = bytes(point for point in range(128) if not chr(point).isalpha())
_ASCII_FOLDS = bytes(range(256)).lower()
_ASCII_SCRIPTS = (frozenset[str](), frozenset({"Latin"}))


class Profile(NamedTuple):
    """What a token is written in.

    Attributes:
        script: The dominant script: the one with most characters, the earlier
            one of equals; ``Common`` (or ``Inherited``, ``Unknown``) where no
            character has a script of its own.
        scripts: All scripts of the token's characters but the neutral ones.
        characters: Code points.
        han: Characters of Han.
        cjk: Characters of Han, Hiragana, Katakana, Hangul or Bopomofo.
        mixed_han: Whether there is a Han character and every other character
            is Han, a space, or an ASCII letter or digit.
        letters: Letters and marks (Unicode's L and M) that have a script of their
            own. A vowel sign counts beside its consonant; what all scripts share
            does not count: accents that stand alone, variation selectors, ー.
    """

    script: str
    scripts: frozenset[str]
    characters: int
    han: int
    cjk: int
    mixed_han: bool
    letters: int


@lru_cache(maxsize=1 << 14)
def script_of(character: str) -> str:
    """The Script property of one character.

    >>> script_of("彩")
    'Han'
    """
    return SCRIPTS[NUMBERS[bisect_right(STARTS, ord(character)) - 1]]


def profiles(texts: Iterable[str]) -> list[Profile]:
    """The profile of each text, in order.

    Equal mixtures of scripts share one :class:`Profile` object.

    Args:
        texts: Well-formed texts, such as decoded UTF-8: no lone surrogates.
    """
    return [*map(_ProfileTable().__getitem__, _classes_of([*texts]))]


def have_script(texts: Sequence[str], scripts: Collection[str]) -> list[bool]:
    """Whether each text has a character of some of the scripts.

    Args:
        texts: Well-formed texts, as for :func:`profiles`.
        scripts: Their long names.
    """
    classes = _classes_of(texts)
    kinds = {kind for kind in {*"".join(classes)} if _script_of_class(kind) in scripts}
    return [*map(not_, map(kinds.isdisjoint, classes))]


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

    ASCII tokens, two thirds of many vocabularies, are in Latin or in no script; only
    the others are profiled.

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
        classes = _split_classes(known.joined) if known.places else []
        number_of = {kind: number for number, kind in enumerate(dict.fromkeys(classes))}
        self._kinds = [*map(number_of.__getitem__, classes)]
        self._profiles = [*map(_profile, number_of)]
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
        """Positions of the tokens that hold one of some strings, and maybe others.

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
    joined = _SEPARATOR.join(in_ascii).encode(errors="surrogateescape")
    return _Texts(texts, places, _SEPARATOR.join(others), ascii_places, joined)


def _split_classes(joined: str) -> list[str]:
    return joined.translate(_CLASSES).split(_SEPARATOR_CLASS)


def _classes_of(texts: Sequence[str]) -> list[str]:
    """The classes of each text's characters, as texts of equal size."""
    if not texts:
        return []
    return _split_classes(_SEPARATOR.join(texts))


def _ascii_words(joined: bytes) -> list[bytes]:
    """The letters of each text in ASCII, in lower case."""
    return joined.translate(_ASCII_FOLDS, _ASCII_NEUTRAL).split(SEPARATOR)


@lru_cache(maxsize=1 << 12)
def _ascii_profile(characters: int, letters: int) -> Profile:
    scripts = _ASCII_SCRIPTS[letters > 0]
    script = "Latin" if letters else "Common"
    return Profile(script, scripts, characters, 0, 0, mixed_han=False, letters=letters)


def _class_table() -> str:
    """The classes of code points, as a text that is indexed by code point.

    ``str.translate`` leaves a character behind its end as it is: tags, variation
    selectors and private ones, which are no letters and in no script of their own.
    """
    runs = [
        chr(number) * (end - start)
        for start, end, number in zip(STARTS, STARTS[1:], NUMBERS, strict=False)
        if end <= _END
    ]
    table = _with_signs("".join(runs))
    ascii_classes = "".join(map(_ascii_class, map(chr, range(128)), table))
    place = ord(_SEPARATOR)
    return f"{ascii_classes}{table[128:place]}{_SEPARATOR_CLASS}{table[place + 1 :]}"


def _with_signs(table: str) -> str:
    """The table with the classes of signs told apart from those of letters."""
    parts, behind = list[str](), 0
    for first, last in zip(SIGNS[::2], SIGNS[1::2], strict=True):
        parts += [table[behind:first], table[first : last + 1].translate(_SIGNS)]
        behind = last + 1
    return "".join([*parts, table[behind:]])


def _ascii_class(character: str, script_class: str) -> str:
    if character == " ":
        return _SPACE
    if character.isalnum():
        return _DIGIT if character.isdigit() else _LETTER
    return script_class


def _script_of_class(kind: str) -> str:
    if ord(kind) >= _END:
        return script_of(kind)
    if kind == _LETTER:
        return "Latin"
    return "Common" if kind in (_SPACE, _DIGIT) else SCRIPTS[ord(kind) % _SIGN]


_CLASSES = _class_table()
_HAN = _CLASSES[ord("一")]
_MIXED_HAN = frozenset({_HAN, chr(ord(_HAN) + _SIGN), _SPACE, _DIGIT, _LETTER})


class _ProfileTable(dict[str, Profile]):
    """Classes of a text's characters to its profile, filled on demand."""

    def __missing__(self, classes: str) -> Profile:
        self[classes] = profile = _profile(classes)
        return profile


def _profile(classes: str) -> Profile:
    counts: dict[str, int] = {}
    for kind in dict.fromkeys(classes):
        name = _script_of_class(kind)
        counts[name] = counts.get(name, 0) + classes.count(kind)
    own = {name: n for name, n in counts.items() if name not in NEUTRAL_SCRIPTS}
    signs = sum(_SIGN <= ord(kind) < 2 * _SIGN for kind in classes)
    ranked = own or counts  # in order of first appearance, which decides ties
    return Profile(
        script=max(ranked, key=ranked.__getitem__) if ranked else "Common",
        scripts=frozenset(own),
        characters=len(classes),
        han=own.get("Han", 0),
        cjk=sum(n for name, n in own.items() if name in CJK_SCRIPTS),
        mixed_han="Han" in own and _MIXED_HAN.issuperset(classes),
        letters=sum(own.values()) - signs,
    )
