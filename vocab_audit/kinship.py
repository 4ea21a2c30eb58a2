"""Whether a vocabulary was made from another, told by bytes and merge order.

Byte-level vocabularies that have nothing to do with each other share much (0.4 to 0.8
of their tokens), but hardly any of the order (0.01 to 0.05 of what they share). What
was made from another keeps its order. So order decides whether two are kin, and what
each has of its own, and where, decides which came first. ``docs/compare.md`` gives the
figures for real vocabularies that the limits were drawn from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vocab_audit.overlap import Composition, Overlap
from vocab_audit.ranking import Ranking
from vocab_audit.vocabulary import Vocabulary

KIN_ORDER = 0.5
"""Share of the shared tokens that is in the same order in any two that are kin."""

KIN_TOKENS = 100
"""Shared tokens of two bytes or more, under which order says nothing."""

DESCENT_ORDER = 0.9
"""The same share where one vocabulary was made from the other."""

DESCENT_KEPT = 0.8
"""Share of its ancestor that a descendant keeps."""

WHOLE = 0.95
"""Share of a vocabulary that is as good as all of it, where the other kept less."""

LATE = 0.75
"""Lateness from which a vocabulary's own tokens were put after all others."""

BYTES = 256
"""As many tokens can be one byte."""

_ORIGINS = ("embedded", "tiktoken", "hub", "file")


class Relation(StrEnum):
    """What two vocabularies are to each other.

    ``same``: the same tokens, ids and special tokens. ``other_specials``: the same
    tokens and ids, other special tokens. ``renumbered``: the same tokens, other ids.
    ``extension``: one begins with all of the other, in the same order.
    ``reduction``: one is the other less some tokens. ``descent``: one is the other
    less some tokens, with tokens of its own after them. ``common_stem``: both have
    much in the same order, and too much of their own to say which came first.
    """

    SAME = "same"
    OTHER_SPECIALS = "other_specials"
    RENUMBERED = "renumbered"
    EXTENSION = "extension"
    REDUCTION = "reduction"
    DESCENT = "descent"
    COMMON_STEM = "common_stem"


@dataclass(frozen=True, slots=True)
class Kinship:
    """Two vocabularies that are kin, by their places among those compared.

    Attributes:
        relation: What they are to each other.
        ancestor: The one that the other was made from; in a ``common_stem``, and
            where both have the same tokens, merely one of them.
        descendant: The other.
        ranking: Their shared tokens, and how many are in the same order.
        id_shift: What to add to an id of the ancestor's to have the descendant's,
            where that is the same for all shared tokens; None where it is not.
        removed: What the descendant lacks of the ancestor.
        added: What it has of its own.
    """

    relation: Relation
    ancestor: int
    descendant: int
    ranking: Ranking
    id_shift: int | None
    removed: Composition
    added: Composition

    @property
    def kept(self) -> float:
        """The share of the ancestor's tokens that the descendant has."""
        return self.ranking.shared / (self.ranking.shared + self.removed.tokens)


def kinships(
    vocabularies: Sequence[Vocabulary], overlap: Overlap, rankings: Iterable[Ranking]
) -> Iterator[Kinship]:
    """Yield every two vocabularies that are kin.

    Args:
        vocabularies: Those compared.
        overlap: What they share.
        rankings: The orders of each two of them.
    """
    compared = _Compared(vocabularies, overlap)
    for ranking in rankings:
        if kinship := _kinship(compared, ranking):
            yield kinship


@dataclass(frozen=True, slots=True)
class _Compared:
    """The vocabularies and what they share."""

    vocabularies: Sequence[Vocabulary]
    overlap: Overlap

    def own(self, place: int, other: int) -> list[int]:
        """Where in one's merge order the tokens are that the other lacks."""
        holders, bit = self.overlap.holders, 1 << other
        tokens = self.overlap.columns[place].tokens
        return [at for at, number in enumerate(tokens) if not holders[number] & bit]

    def own_composition(self, place: int, other: int) -> Composition:
        """What the tokens consist of that the other lacks."""
        tokens = self.overlap.columns[place].tokens
        return self.overlap.composition([tokens[at] for at in self.own(place, other)])

    def id_shift(self, first: int, second: int) -> int | None:
        """The one difference between the ids of all shared tokens, if there is one."""
        ids, other_ids = (self.vocabularies[it].ids for it in (first, second))
        columns = self.overlap.columns
        there = columns[second].place_of
        shift: int | None = None
        for number, at in columns[first].place_of.items():
            other = there.get(number)
            if other is not None:
                if shift is not None and other_ids[other] - ids[at] != shift:
                    return None
                shift = other_ids[other] - ids[at]
        return shift

    def begins(self, small: int, large: int) -> bool:
        """Whether one vocabulary is the beginning of another, in merge order."""
        tokens, longer = (self.overlap.columns[it].tokens for it in (small, large))
        return [*tokens] == [*longer[: len(tokens)]]

    def seniority(self, place: int) -> tuple[int, int, str, str]:
        """Of vocabularies with the same tokens, the smallest one is named first."""
        vocabulary = self.vocabularies[place]
        origin = vocabulary.origin
        known = _ORIGINS.index(origin) if origin in _ORIGINS else len(_ORIGINS)
        specials = len(vocabulary.special_tokens)
        return specials, known, vocabulary.name, vocabulary.sha256


def _kinship(compared: _Compared, ranking: Ranking) -> Kinship | None:
    """What two vocabularies are to each other, or None where nothing is claimed."""
    named = _relation(compared, ranking)
    if named is None:
        return None
    relation, ancestor = named
    descendant = ranking.first + ranking.second - ancestor
    return Kinship(
        relation,
        ancestor,
        descendant,
        ranking,
        compared.id_shift(ancestor, descendant),
        compared.own_composition(ancestor, descendant),
        compared.own_composition(descendant, ancestor),
    )


def _relation(compared: _Compared, ranking: Ranking) -> tuple[Relation, int] | None:
    """The relation and the ancestor."""
    first, second = ranking.first, ranking.second
    sizes = compared.overlap.sizes
    if not ranking.shared:
        return None
    if ranking.shared == sizes[first] == sizes[second]:
        older = min(first, second, key=compared.seniority)
        return _same(compared, first, second), older
    for small, large in ((first, second), (second, first)):
        if ranking.shared == sizes[small] and compared.begins(small, large):
            return Relation.EXTENSION, small
    if not _is_kin(compared.overlap, ranking):
        return None
    return _descent(compared, ranking)


def _same(compared: _Compared, first: int, second: int) -> Relation:
    if compared.id_shift(first, second) != 0:
        return Relation.RENUMBERED
    specials = [_specials(compared.vocabularies[place]) for place in (first, second)]
    return Relation.SAME if specials[0] == specials[1] else Relation.OTHER_SPECIALS


def _specials(vocabulary: Vocabulary) -> list[tuple[int, bytes]]:
    """Ids and bytes alone: formats differ in what else they say of such a token."""
    return sorted((token.id, token.raw) for token in vocabulary.special_tokens)


def _is_kin(overlap: Overlap, ranking: Ranking) -> bool:
    """Whether so much is in the same order that it cannot be chance."""
    if ranking.in_order < KIN_ORDER * ranking.shared:
        return False
    if ranking.shared >= KIN_TOKENS + BYTES:
        return True
    held = 1 << ranking.first | 1 << ranking.second
    pairs = zip(overlap.raws, overlap.holders, strict=True)
    long = sum(bits & held == held and len(raw) > 1 for raw, bits in pairs)
    return long >= KIN_TOKENS


def _descent(compared: _Compared, ranking: Ranking) -> tuple[Relation, int]:
    first, second = ranking.first, ranking.second
    sizes = compared.overlap.sizes
    lateness = {
        first: _lateness(compared.own(first, second), sizes[first]),
        second: _lateness(compared.own(second, first), sizes[second]),
    }

    def precedence(place: int) -> tuple[float, tuple[int, int, str, str]]:
        return lateness[place], compared.seniority(place)

    candidates = [*_candidates(sizes, ranking, lateness)]
    if not candidates:
        return Relation.COMMON_STEM, min(first, second, key=precedence)
    ancestor = min(candidates, key=precedence)
    other = first + second - ancestor
    if ranking.shared == sizes[other]:
        return Relation.REDUCTION, ancestor
    if ranking.shared == sizes[ancestor] and lateness[other] < LATE:
        return Relation.REDUCTION, other
    return Relation.DESCENT, ancestor


def _candidates(
    sizes: Sequence[int], ranking: Ranking, lateness: Mapping[int, float]
) -> Iterator[int]:
    """Yield which of two may be the other's ancestor."""
    if ranking.in_order < DESCENT_ORDER * ranking.shared:
        return
    kept = {place: ranking.shared / sizes[place] for place in lateness}
    for place, late in lateness.items():
        other = ranking.first + ranking.second - place
        is_whole = kept[place] >= WHOLE > kept[other]
        if is_whole or (kept[place] >= DESCENT_KEPT and late < LATE):
            yield place


def _lateness(own: Sequence[int], size: int) -> float:
    """Where a vocabulary's own tokens stand: 0 before all shared ones, 1 after them.

    Scattered ones come to about a half; so do none.

    >>> _lateness([0, 1], 9), _lateness([7, 8], 9)
    (0.0, 1.0)
    """
    if not own:
        return 0.5
    earliest = (len(own) - 1) / 2
    return (sum(own) / len(own) - earliest) / (size - len(own))
