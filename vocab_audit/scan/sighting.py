"""Hits in a block: where they stand, and what is shown of them."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import itemgetter

from vocab_audit.category import Category, Strength
from vocab_audit.scan.hit import Clue, Kind, masked
from vocab_audit.scan.judge import Finding
from vocab_audit.scan.lines import STRAY

EXCERPT_CHARACTERS = 60
"""Characters on each side of a hit that an excerpt shows at most."""

MANY_BYTES = 1 << 18
"""Bytes from which on it pays to have numpy count."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A hit in a block, by line and column of the block, both from 0."""

    line: int
    column: int
    width: int
    kind: Kind
    strength: Strength
    text: str
    excerpt: str
    masked_excerpt: str
    clues: tuple[Clue, ...]
    category: Category | None
    token_id: int | None
    raw: bytes


class Locator:
    """Lines and columns of ascending places in a block, counted once."""

    def __init__(self, content: bytes) -> None:
        """Start at the beginning of a block."""
        self._content = content
        self._place = self._line = self._column = 0

    def place(self, place: int) -> tuple[int, int]:
        """Line and column of a byte, both from 0; the column in characters."""
        content = self._content
        if place < self._place:
            self._place = self._line = self._column = 0
        newlines = _newlines(content, self._place, place)
        if newlines:
            self._place = content.rfind(b"\n", self._place, place) + 1
            self._column = 0
        self._line += newlines
        between = content[self._place : place]
        self._column += len(between.decode(errors="replace"))
        self._place = place
        return self._line, self._column

    def width(self, start: int, end: int) -> int:
        """Characters between two bytes of a line."""
        return len(self._content[start:end].decode(errors="replace"))


def _newlines(content: bytes, start: int, end: int) -> int:
    """Line ends between two bytes; of many bytes five times faster as an array."""
    if end - start < MANY_BYTES:
        return content.count(b"\n", start, end)
    import numpy as np

    between = np.frombuffer(content, np.uint8, end - start, start)
    return int(np.count_nonzero(between == ord("\n")))


def sighting_of(
    finding: Finding,
    leaks: Sequence[tuple[int, int]],
    locator: Locator,
    start: int,
    end: int,
) -> Sighting:
    """What is told of a finding.

    Args:
        finding: What was found.
        leaks: First character and end of all findings in its piece, from left to
            right; they are masked in the masked excerpt.
        locator: Counts lines and columns of its block.
        start: Its first byte in the block.
        end: The byte behind its last.
    """
    line, column = locator.place(start)
    spot, text = finding.spot, _readable(finding.text)
    return Sighting(
        line,
        column,
        locator.width(start, end),
        finding.kind,
        finding.strength,
        text,
        _excerpt(finding, ()),
        _excerpt(finding, leaks),
        finding.clues,
        spot.category if spot else None,
        spot.token_id if spot else None,
        spot.raw if spot else text.encode(errors="replace"),
    )


def _excerpt(finding: Finding, leaks: Sequence[tuple[int, int]]) -> str:
    """What stands around a finding; leaks, from left to right, are masked in it."""
    text = finding.piece.text
    start = max(0, finding.start - EXCERPT_CHARACTERS)
    end = min(len(text), finding.end + EXCERPT_CHARACTERS)
    parts: list[str] = []
    place = start
    first = bisect(leaks, start, key=itemgetter(1))
    for left, right in takewhile(lambda leak: leak[0] < end, leaks[first:]):
        parts += text[place:left], masked(text[max(start, left) : min(end, right)])
        place = min(end, right)
    shown = _readable("".join([*parts, text[place:end]]))
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def _readable(text: str) -> str:
    """A text with a mark in the place of each byte that is not UTF-8."""
    return text.encode(errors=STRAY).decode(errors="replace")
