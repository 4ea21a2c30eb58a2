"""A comparison as Markdown, for a job summary, an issue or a release note."""

from collections.abc import Iterator

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import provenance
from vocab_audit.report.comparison.section import Cell, Section, Table
from vocab_audit.report.comparison.sections import sections, title
from vocab_audit.report.gfm import code, grid, prose
from vocab_audit.report.masking import masked
from vocab_audit.vocabulary import printable


def render(comparison: Comparison, *, mask: bool = False) -> str:
    """Render a section for each question that a comparison answers.

    Args:
        comparison: What to report.
        mask: Whether to hide explicit strings but for their first character.
    """
    parts = ["# Vocabulary comparison", prose(title(comparison))]
    for section in sections(comparison):
        parts += _section(section, mask=mask)
    parts += ["## How to repeat it", code(provenance.command(comparison))]
    parts.append("\n".join(f"- {prose(it)}" for it in provenance.lines(comparison)))
    return "\n\n".join(parts) + "\n"


def _section(section: Section, *, mask: bool) -> Iterator[str]:
    yield f"## {prose(section.title)}"
    yield from map(prose, section.sentences)
    if section.tree:
        tree = "\n".join(printable(line) for line in section.tree)
        yield f"{_fence(tree)}text\n{tree}\n{_fence(tree)}"
    for table in section.tables:
        yield f"**{prose(table.caption)}**"
        yield _table(table, mask=mask)


def _fence(text: str) -> str:
    """More backticks than stand in a row anywhere in the text."""
    fence = "```"
    while fence in text:
        fence += "`"
    return fence


def _table(table: Table, *, mask: bool) -> str:
    columns = table.columns
    right = [place for place, column in enumerate(columns) if column.align == ">"]
    headings = [prose(column.heading) for column in columns]
    rows = ([_cell(cell, mask=mask) for cell in row] for row in table.rows)
    return grid(headings, rows, numbers=right)


def _cell(cell: Cell, *, mask: bool) -> str:
    if isinstance(cell, str):
        return prose(cell)
    return code(masked(cell.text) if mask and cell.explicit else cell.text)
