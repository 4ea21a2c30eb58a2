"""The family tree of several vocabularies: the closest ancestor of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocab_audit.kinship import Kinship, Relation
from vocab_audit.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Genealogy:
    """All that is known of who was made from whom.

    Attributes:
        kinships: Every two that are kin; those that share most come first.
        parents: For each vocabulary, the kinship with the one that it was most
            directly made from, or None.
    """

    kinships: tuple[Kinship, ...]
    parents: tuple[Kinship | None, ...]

    def ancestors(self, place: int) -> tuple[int, ...]:
        """The vocabularies that one was made from, nearest first."""
        found: list[int] = []
        while parent := self.parents[found[-1] if found else place]:
            found.append(parent.ancestor)
        return tuple(found)

    def children(self, place: int) -> tuple[int, ...]:
        """The vocabularies that were made from one directly."""
        return tuple(
            child
            for child, parent in enumerate(self.parents)
            if parent and parent.ancestor == place
        )

    @property
    def links(self) -> tuple[Kinship, ...]:
        """The kinships that make up the tree: parents, then common stems of roots.

        What follows from them (that siblings have a common stem) is left out. Of the
        stems that join two families, the one with most in the same order stands here.
        """
        parents = [kin for kin in self.kinships if kin in self.parents]
        return (*parents, *self._stems())

    @property
    def families(self) -> tuple[tuple[int, ...], ...]:
        """The vocabularies without a parent, those with a common stem together.

        Roots in the order of the vocabularies; a family where its first one is.
        """
        family_of = self._family_of(self._stems())
        return tuple(sorted({tuple(sorted(family)) for family in family_of.values()}))

    def _stems(self) -> list[Kinship]:
        """The common stems that join families, the clearest first."""
        stems = [it for it in self.kinships if it.relation is Relation.COMMON_STEM]
        stems.sort(key=lambda kin: -(kin.ranking.order or 0))
        joining: list[Kinship] = []
        for kin in stems:
            family_of = self._family_of(joining)
            one, other = self._root(kin.ancestor), self._root(kin.descendant)
            if family_of[one] != family_of[other]:
                joining.append(kin)
        return joining

    def _family_of(self, stems: Iterable[Kinship]) -> dict[int, frozenset[int]]:
        """For each root the roots that these stems join it to, itself too."""
        roots = [place for place, parent in enumerate(self.parents) if not parent]
        family_of = {root: frozenset({root}) for root in roots}
        for kin in stems:
            one, other = self._root(kin.ancestor), self._root(kin.descendant)
            joined = family_of[one] | family_of[other]
            family_of |= dict.fromkeys(joined, joined)
        return family_of

    def _root(self, place: int) -> int:
        return (place, *self.ancestors(place))[-1]


def genealogy(
    vocabularies: Sequence[Vocabulary], kinships: Iterable[Kinship]
) -> Genealogy:
    """Draw the tree of vocabularies.

    Args:
        vocabularies: Those compared.
        kinships: Every two of them that are kin.
    """
    closest = sorted(kinships, key=lambda kin: _closeness(kin, vocabularies))
    return Genealogy(tuple(closest), _parents(closest, len(vocabularies)))


def _closeness(
    kin: Kinship, vocabularies: Sequence[Vocabulary]
) -> tuple[int, int, list[tuple[str, str]]]:
    """Those that share most first; the order of the vocabularies does not matter."""
    pair = (vocabularies[place] for place in (kin.ancestor, kin.descendant))
    names = [(vocabulary.name, vocabulary.sha256) for vocabulary in pair]
    return -kin.ranking.shared, [*Relation].index(kin.relation), names


def _parents(kinships: Sequence[Kinship], size: int) -> tuple[Kinship | None, ...]:
    """The closest ancestor of each, so that nobody descends from itself."""
    parents: list[Kinship | None] = [None] * size
    for kin in kinships:
        if kin.relation is not Relation.COMMON_STEM and not parents[kin.descendant]:
            line: int | None = kin.ancestor
            while line is not None and line != kin.descendant:
                link = parents[line]
                line = link.ancestor if link else None
            if line is None:
                parents[kin.descendant] = kin
    return tuple(parents)
