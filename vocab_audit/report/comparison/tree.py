"""The family tree of vocabularies as rows, for text and for the chart."""

from collections.abc import Iterator
from dataclasses import dataclass

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import words

STEM = "(common stem)"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree.

    Attributes:
        name: A vocabulary, or what stands for one that is not there.
        note: What became of its ancestor.
        depth: How many ancestors it has here.
        parent: The row of its ancestor, or None.
        rules: The lines in front of it, as text.
        place: Place of the vocabulary, or None.
    """

    name: str
    note: str
    depth: int
    parent: int | None
    rules: str
    place: int | None


def rows(comparison: Comparison) -> list[Row]:
    """The tree from top to bottom; families of several first, then single ones."""
    found: list[Row] = []
    families = sorted(
        comparison.genealogy.families,
        key=lambda family: len(family) == 1 and not _has_kin(comparison, family[0]),
    )
    for family in families:
        if len(family) == 1:
            found += _branch(comparison, family[0], len(found), None, "", 0)
            continue
        head = len(found)
        found.append(Row(STEM, "", 0, None, "", None))
        for root in family:
            rules = "└── " if root == family[-1] else "├── "
            found += _branch(comparison, root, len(found), head, rules, 1)
    return found


def lines(comparison: Comparison) -> list[str]:
    """The tree as text, one line for each row."""
    return [
        f"{row.rules}{row.name}{f'  {row.note}' if row.note else ''}"
        for row in rows(comparison)
    ]


def _has_kin(comparison: Comparison, place: int) -> bool:
    return bool(comparison.genealogy.children(place))


def _branch(  # noqa: PLR0917 - a recursion over what changes from row to row
    comparison: Comparison,
    place: int,
    start: int,
    parent: int | None,
    rules: str,
    depth: int,
) -> Iterator[Row]:
    """Yield a vocabulary and all that descend from it."""
    kin = comparison.genealogy.parents[place]
    note = words.note(kin) if kin else ""
    yield Row(words.name(comparison, place), note, depth, parent, rules, place)
    under = rules.replace("├── ", "│   ").replace("└── ", "    ")
    children = comparison.genealogy.children(place)
    row = start + 1
    for child in children:
        mark = "└── " if child == children[-1] else "├── "
        branch = [*_branch(comparison, child, row, start, under + mark, depth + 1)]
        row += len(branch)
        yield from branch
