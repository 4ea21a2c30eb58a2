"""Pieces of GitHub's Markdown in which no text starts markup, a link or a mention.

The dialect is https://github.github.com/gfm/.
"""

import re
from collections.abc import Iterable, Sequence

from vocab_audit.vocabulary import printable

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ACTIVE = re.compile(r"[\\`*_\[\]<|~&@$]|(?<=[a-z]):(?=//)|(?<=www)\.")


def code(text: str) -> str:
    r"""A code span that shows a text as it is, in a table cell too.

    In front of a backslash or a pipe, and around a backtick, Markdown's rules for
    spans and for tables get in each other's way: such a text becomes HTML in which
    every punctuation mark is a character reference.

    >>> code("天|天"), code("a\nb")
    ('<code>天&#124;天</code>', '<code>a&#92;nb</code>')
    """
    visible = printable(text)
    if not visible:
        return "(empty)"
    if any(mark in visible for mark in "`|\\"):
        return f"<code>{_PUNCTUATION.sub(_reference, visible)}</code>"
    padding = " " if visible[0] == visible[-1] == " " else ""
    return f"`{padding}{visible}{padding}`"


def prose(text: str) -> str:
    """A sentence in which no character starts markup, a link or a mention."""
    return _ACTIVE.sub(_reference, printable(text))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def grid(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[int],
) -> str:
    """A table of cells that are Markdown already.

    Args:
        headings: One per column.
        rows: As many cells each.
        numbers: Positions of the columns that are aligned to the right.
    """
    right = {*numbers}
    rule = ["---:" if place in right else "---" for place in range(len(headings))]
    lines = [headings, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
