"""Plain text tables whose columns line up, Chinese characters included."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocab_audit.vocabulary import printable

MAX_CHARACTERS = 60
"""Characters of a token that a table shows at most."""

_WIDE = frozenset("WF")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and where its cells stand: ``<`` left or ``>`` right."""

    heading: str
    align: str = "<"


def width(text: str) -> int:
    """Cells of a terminal that a text takes: two for a wide character.

    >>> width("天天a")
    5
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in _WIDE
        else 1
        for character in text
    )


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """Lay out rows under their headings, two spaces between columns.

    Args:
        columns: Headings and alignments.
        rows: Cells, as many in each row as there are columns.
    """
    lines = [[column.heading for column in columns]]
    lines += ([printable(cell) for cell in row] for row in rows)
    widths = [max(map(width, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            _padded(cell, size, column.align)
            for cell, size, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in lines
    )


def shortened(text: str) -> str:
    """A text with at most :data:`MAX_CHARACTERS`, the last of them an ellipsis.

    >>> shortened("short")
    'short'
    """
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[: MAX_CHARACTERS - 1]}…"


def _padded(cell: str, size: int, align: str) -> str:
    space = " " * (size - width(cell))
    return space + cell if align == ">" else cell + space
