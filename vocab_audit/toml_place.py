"""Where in a TOML text a key stands, for messages: parsers keep no line numbers."""

import re
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w"'-]+)*)\s*="""
)
_PART: Final = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")

Key = str | int
"""A key of a table, or the place of a table in an array, counted from 0."""


def line_of(text: str, keys: Sequence[Key]) -> int | None:
    r"""The line on which a key is set, counted from 1; None where it is not found.

    Where a key has no line of its own, as inside an inline table, the line of the
    nearest key around it is given. Lines inside multi-line strings may be mistaken for
    keys.

    >>> line_of('a = 1\n[[b]]\nc = 2\n[[b]]\nc = 3\n', ["b", 1, "c"])
    5
    """
    best: tuple[int, int] | None = None
    wanted = tuple(keys)
    table: tuple[Key, ...] = ()
    seen = dict[tuple[Key, ...], int]()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            found = table
        elif key := _KEY.match(line):
            found = (*table, *_parts(key[1]))
        else:
            continue
        size = len(found)
        if found == wanted[:size] and (best is None or size > best[0]):
            best = size, number
    return best[1] if best else None


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
