"""The parts that a report on a comparison is made of, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass

from vocab_audit.report.table import Column
from vocab_audit.vocabulary import printable

SHOWN_CHARACTERS = 60
"""Characters of a token that a table shows at most."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cell that quotes a token, printable and not too long.

    Attributes:
        text: The token.
        language: BCP 47 tag, or empty.
        explicit: Whether a page hides it until it is asked for.
    """

    text: str
    language: str = ""
    explicit: bool = False


Cell = str | Quoted


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells, as many in each row as there are columns.

    Attributes:
        caption: What it shows.
        columns: Headings and alignments.
        rows: The cells.
        brief: Whether a terminal shows it too.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    brief: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Attributes:
        key: Names it, in an address too.
        title: Its heading.
        sentences: What it says in words.
        tables: What it counts.
        tree: Lines that are one picture in a typeface of one width.
        charts: Names of the charts that belong to it.
    """

    key: str
    title: str
    sentences: Sequence[str] = ()
    tables: Sequence[Table] = ()
    tree: Sequence[str] = ()
    charts: Sequence[str] = ()


def quoted(
    raw: bytes, text: str | None, *, language: str = "", explicit: bool = False
) -> Quoted:
    """A cell that quotes a token.

    Args:
        raw: Its bytes.
        text: The same as text, or None where they are not valid UTF-8.
        language: BCP 47 tag, or empty.
        explicit: Whether a page hides it until it is asked for.
    """
    shown = raw.decode("utf-8", "backslashreplace") if text is None else text
    visible = printable(shown[: SHOWN_CHARACTERS + 1])
    if len(visible) > SHOWN_CHARACTERS:
        visible = f"{visible[:SHOWN_CHARACTERS]}…"
    return Quoted(visible, language, explicit)
