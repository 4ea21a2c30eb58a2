"""A comparison as text for a terminal."""

from collections.abc import Iterator

import click

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison.section import Cell, Quoted, Section, Table
from vocab_audit.report.comparison.sections import sections, title
from vocab_audit.report.table import shortened, table


def render(comparison: Comparison, *, color: bool = False) -> str:
    """Say in words and tables what answers most questions.

    Args:
        comparison: What to report.
        color: Whether to emphasize with ANSI escapes.
    """
    heading = click.style(f"Comparison of {title(comparison)}", bold=True)
    said = [section for section in sections(comparison) if _is_brief(section)]
    parts = [heading, *("\n".join(_lines(section)) for section in said)]
    text = "\n\n".join(parts) + "\n"
    return text if color else click.unstyle(text)


def _is_brief(section: Section) -> bool:
    if section.tree or not section.tables:
        return True
    return any(each.brief for each in section.tables)


def _lines(section: Section) -> Iterator[str]:
    yield click.style(section.title, bold=True, underline=True)
    yield from section.sentences
    if section.tree:
        yield ""
        yield from section.tree
    for each in filter(lambda table: table.brief, section.tables):
        yield ""
        yield click.style(each.caption, dim=True)
        yield _table(each)


def _table(each: Table) -> str:
    return table(each.columns, [[*map(_cell, row)] for row in each.rows])


def _cell(cell: Cell) -> str:
    return shortened(f"'{cell.text}'") if isinstance(cell, Quoted) else cell
