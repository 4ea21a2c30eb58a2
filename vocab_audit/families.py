"""Families: a root, and the junk that the merges built from it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vocab_audit.category import Category
from vocab_audit.finding import Finding
from vocab_audit.merge_tree import MergeTree
from vocab_audit.vocabulary import Token

SMALLEST_FAMILY = 3
"""Members that a family has at least."""


@dataclass(frozen=True, slots=True)
class Family:
    """One root, and the contaminated tokens that were built from it.

    Attributes:
        root: A flagged token, or a suspect fragment such as 天天.
        category: What most members are flagged for.
        members: The contaminated tokens that were built from the root, without the
            root itself, by id. A token that was merged from two roots is a member of
            both families.
    """

    root: Token
    category: Category
    members: tuple[Token, ...]

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.members)


def families(tree: MergeTree, findings: Mapping[int, Finding]) -> tuple[Family, ...]:
    """The families of a vocabulary, largest first.

    A root is flagged itself, for anything but boilerplate, and was not built from
    another root.

    Args:
        tree: The merge tree, grown over what is to be a member.
        findings: Flagged tokens by position.
    """
    contaminated = {place for place, it in findings.items() if it.contaminated}
    members = {
        place: tree.descendants(place) & contaminated
        for place, finding in findings.items()
        if finding.category is not Category.BOILERPLATE
    }
    large = {place for place, built in members.items() if len(built) >= SMALLEST_FAMILY}
    roots = [place for place in large if large.isdisjoint(tree.ancestors(place))]
    found = (_family(place, members[place], findings) for place in roots)
    return tuple(sorted(found, key=lambda family: (-family.size, family.root.id)))


def _family(root: int, built: Iterable[int], findings: Mapping[int, Finding]) -> Family:
    members = [findings[place] for place in sorted(built)]
    counts = Counter(finding.category for finding in members)
    return Family(
        findings[root].token,
        max(Category, key=lambda category: counts[category]),
        tuple(finding.token for finding in members),
    )
