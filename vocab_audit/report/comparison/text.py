"""A comparison as text for a terminal."""

from collections.abc import Iterator

import click

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison.section import Cell, Section, Table
from vocab_audit.report.comparison.sections import sections, title
from vocab_audit.report.masking import masked
from vocab_audit.report.table import shortened, table


def render(comparison: Comparison, *, color: bool = False, mask: bool = False) -> str:
    """Say in words and tables what answers most questions.

    Args:
        comparison: What to report.
        color: Whether to emphasize with ANSI escapes.
        mask: Whether to hide explicit strings but for their first character.
    """
    heading = click.style(f"Comparison of {title(comparison)}", bold=True)
    said = [section for section in sections(comparison) if _is_brief(section)]
    parts = [heading, *("\n".join(_lines(section, mask=mask)) for section in said)]
    text = "\n\n".join(parts) + "\n"
    return text if color else click.unstyle(text)


def _is_brief(section: Section) -> bool:
    if section.tree or not section.tables:
        return True
    return any(each.brief for each in section.tables)


def _lines(section: Section, *, mask: bool) -> Iterator[str]:
    yield click.style(section.title, bold=True, underline=True)
    yield from section.sentences
    if section.tree:
        yield ""
        yield from section.tree
    for each in filter(lambda table: table.brief, section.tables):
        yield ""
        yield click.style(each.caption, dim=True)
        yield _table(each, mask=mask)


def _table(each: Table, *, mask: bool) -> str:
    rows = [[_cell(cell, mask=mask) for cell in row] for row in each.rows]
    return table(each.columns, rows)


def _cell(cell: Cell, *, mask: bool) -> str:
    if isinstance(cell, str):
        return cell
    text = masked(cell.text) if mask and cell.explicit else cell.text
    return shortened(f"'{text}'")
