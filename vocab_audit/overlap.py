"""Which tokens several vocabularies share, counted on bytes.

A token is its bytes. Where several ids of a vocabulary have the same bytes (a word
piece inside and at the start of a word, a byte and the character that it spells), they
are one token here, at the place of the first of them in the merge order. Special
tokens are not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, filterfalse

from vocab_audit.survey import Survey
from vocab_audit.vocabulary import Vocabulary


@dataclass(frozen=True)
class Column:
    """One vocabulary's tokens, each once, in merge order.

    Attributes:
        tokens: Numbers of the tokens, as positions in the overlap's columns.
        places: The position of each in the vocabulary's own columns, parallel.
    """

    tokens: Sequence[int]
    places: Sequence[int]

    @cached_property
    def place_of(self) -> Mapping[int, int]:
        """The position of each token in the vocabulary's columns, by its number."""
        return dict(zip(self.tokens, self.places, strict=True))


@dataclass(frozen=True, slots=True)
class Composition:
    """What a set of tokens consists of.

    Attributes:
        tokens: How many there are.
        undecodable: Those whose bytes are not valid UTF-8.
        numbers: Those that are numbers of two or more ASCII digits.
        scripts: Decodable tokens by dominant script, most frequent first.
        lengths: Decodable tokens by number of characters, ascending.
    """

    tokens: int
    undecodable: int
    numbers: int
    scripts: Mapping[str, int]
    lengths: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The tokens of several vocabularies together, and who holds which.

    Attributes:
        raws: The bytes of every token that any of them has, each once.
        texts: Each as text, or None where it is not valid UTF-8, parallel.
        holders: A bit for each vocabulary that has it, parallel: the first
            vocabulary's is 1, the second's 2, the third's 4.
        number_of: The position in these columns of a token, by its bytes.
        columns: Each vocabulary's tokens, in the order of the vocabularies.
        regions: What the tokens consist of that exactly these vocabularies have,
            by their bits, most tokens first.
    """

    raws: Sequence[bytes]
    texts: Sequence[str | None]
    holders: Sequence[int]
    number_of: Mapping[bytes, int]
    columns: tuple[Column, ...]
    regions: Mapping[int, Composition]

    @property
    def everyone(self) -> int:
        """The bits of all vocabularies."""
        return (1 << len(self.columns)) - 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many different tokens each vocabulary has."""
        return tuple(len(column.tokens) for column in self.columns)

    def shared(self, *places: int) -> Composition:
        """What the tokens consist of that some vocabularies all have."""
        all_of = sum(1 << place for place in {*places})
        regions = self.regions.items()
        return add(part for held, part in regions if held & all_of == all_of)

    def count_shared(self, *places: int) -> int:
        """How many tokens some vocabularies all have."""
        all_of = sum(1 << place for place in {*places})
        regions = self.regions.items()
        return sum(part.tokens for held, part in regions if held & all_of == all_of)

    def unique(self, place: int) -> Composition:
        """What the tokens consist of that only one vocabulary has."""
        return self.regions.get(1 << place, compose([]))

    def holders_of(self, number: int) -> tuple[int, ...]:
        """Places of the vocabularies that have a token."""
        return members(self.holders[number])

    def composition(self, numbers: Sequence[int]) -> Composition:
        """What some of the tokens consist of."""
        return compose([self.texts[number] for number in numbers])


def members(held: int) -> tuple[int, ...]:
    """The places of the vocabularies whose bits are set.

    >>> members(0b101)
    (0, 2)
    """
    return tuple(place for place in range(held.bit_length()) if held >> place & 1)


def overlap(vocabularies: Sequence[Vocabulary]) -> Overlap:
    """Lay vocabularies over each other.

    One pass over each; what any two have in common then follows from how many
    tokens each set of holders has.
    """
    number_of: dict[bytes, int] = {}
    texts: list[str | None] = []
    holders: list[int] = []
    columns = []
    for place, vocabulary in enumerate(vocabularies):
        column = _column(vocabulary, number_of)
        _note(column, vocabulary, texts)
        holders += [0] * (len(texts) - len(holders))
        _hold(column, holders, 1 << place)
        columns.append(column)
    return Overlap(
        [*number_of],
        texts,
        holders,
        number_of,
        tuple(columns),
        _regions(holders, texts),
    )


def compose(texts: Sequence[str | None]) -> Composition:
    """What tokens consist of.

    Args:
        texts: The tokens' texts; None for bytes that are not valid UTF-8.
    """
    decoded = [text for text in texts if text is not None]
    numbers = (text for text in filter(str.isdecimal, decoded) if text.isascii())
    return _composition(
        len(texts),
        len(texts) - len(decoded),
        sum(len(number) > 1 for number in numbers),
        Survey(decoded).scripts,
        Counter(map(len, decoded)),
    )


def add(parts: Iterable[Composition]) -> Composition:
    """What several sets of tokens consist of together, if none has another's."""
    scripts, lengths = Counter[str](), Counter[int]()
    tokens = undecodable = numbers = 0
    for part in parts:
        tokens += part.tokens
        undecodable += part.undecodable
        numbers += part.numbers
        scripts.update(part.scripts)
        lengths.update(part.lengths)
    return _composition(tokens, undecodable, numbers, scripts, lengths)


def _composition(
    tokens: int,
    undecodable: int,
    numbers: int,
    scripts: Counter[str],
    lengths: Counter[int],
) -> Composition:
    ranked = sorted(scripts.items(), key=lambda item: (-item[1], item[0]))
    return Composition(
        tokens,
        undecodable,
        numbers,
        {name: count for name, count in ranked if count},
        dict(sorted(lengths.items())),
    )


def _regions(
    holders: Sequence[int], texts: Sequence[str | None]
) -> dict[int, Composition]:
    texts_of = defaultdict[int, list[str | None]](list)
    for held, text in zip(holders, texts, strict=True):
        texts_of[held].append(text)
    ranked = sorted(texts_of.items(), key=lambda item: (-len(item[1]), item[0]))
    return {held: compose(group) for held, group in ranked}


def _column(vocabulary: Vocabulary, number_of: dict[bytes, int]) -> Column:
    """Number a vocabulary's tokens, new ones too, and leave repetitions out."""
    order = vocabulary.merge_order
    raws = vocabulary.raws
    if not isinstance(order, range):
        raws = [raws[place] for place in order]
    first = len(number_of)
    new = dict.fromkeys(filterfalse(number_of.__contains__, raws) if first else raws)
    number_of.update(zip(new, count(first)))
    if len(new) == len(raws):  # none is known, and none stands twice
        return Column(range(first, len(number_of)), order)
    tokens = [*map(number_of.__getitem__, raws)]
    if len({*tokens}) == len(tokens):
        return Column(tokens, order)
    first_places: dict[int, int] = {}
    for number, place in zip(tokens, order, strict=True):
        first_places.setdefault(number, place)
    return Column([*first_places], [*first_places.values()])


def _hold(column: Column, held: list[int], bit: int) -> None:
    """Note that a vocabulary has these tokens."""
    for number in column.tokens:
        held[number] |= bit


def _note(column: Column, vocabulary: Vocabulary, texts: list[str | None]) -> None:
    """Append the texts of the tokens that are new; new numbers ascend."""
    known, of = len(texts), vocabulary.texts
    pairs = zip(column.tokens, column.places, strict=True)
    texts += (of[place] for number, place in pairs if number >= known)
