"""Blocks: how a stream of UTF-8 is cut, and what is worth judging in one.

A block ends behind a line, and depends on nothing but the stream: the same stream
gives the same blocks however it comes in, and blocks can be judged in any order. A
line longer than a block is cut into blocks that overlap.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from vocab_audit.category import Strength
from vocab_audit.scan import alphabet, debris, escape
from vocab_audit.scan.automaton import Automaton
from vocab_audit.scan.judge import Finding, judge
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.lines import STRAY, Lines
from vocab_audit.scan.sighting import Locator, Sighting, sighting_of

BLOCK_BYTES = 1 << 20
"""Bytes of a block at most."""

OVERLAP_BYTES = 4096
"""Bytes on each side of a cut inside a line that both blocks see."""

PIECE_BYTES = 600
"""Bytes on each side of a candidate that are judged with it, within its line."""

MAX_PIECE_BYTES = 65_536
"""Bytes from which on a piece is not joined to the next, even in the same line."""

PLENTY = 1000
"""Letters that make a script plentiful in a block."""

UTF8_BYTES = 4
"""Bytes of a character at most."""

MARK = b"vocab-audit: ignore"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document.

    Attributes:
        content: Its bytes, UTF-8 as far as they are text.
        fresh: The first byte whose hits are the block's own.
        advance: The byte at which the next block begins; there the block's own
            bytes end, but for the overlap.
        end: The first byte whose hits are the next block's.
    """

    content: bytes
    fresh: int
    advance: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What there is to know of a block.

    Attributes:
        sightings: Its hits, in order.
        marks: Line from 0, and name, of each comment that asks to ignore.
        newlines: Line ends before the next block.
        column: Characters behind the last of them, before the next block.
    """

    sightings: tuple[Sighting, ...]
    marks: tuple[tuple[int, str], ...]
    newlines: int
    column: int


class Cutter:
    """Cuts a stream into blocks, whatever the chunks in which it comes."""

    def __init__(self, size: int = BLOCK_BYTES) -> None:
        """Start a stream.

        Args:
            size: Bytes of a block at most; at least four overlaps.
        """
        self._size = max(size, 4 * OVERLAP_BYTES)
        self._kept = bytearray()
        self._fresh = 0

    def feed(self, chunk: bytes) -> Iterator[Block]:
        """Yield the blocks that a chunk completes."""
        self._kept += chunk
        while len(self._kept) > self._size:
            yield self._cut()

    def close(self) -> Iterator[Block]:
        """Yield the last block, if there is anything left."""
        if self._kept:
            size = len(self._kept)
            yield Block(bytes(self._kept), self._fresh, size, size)
        self._kept.clear()

    def _cut(self) -> Block:
        size, kept = self._size, self._kept
        newline = kept.rfind(b"\n", self._fresh, size)
        if newline >= 0:
            end = advance = newline + 1
            content, fresh = bytes(kept[:end]), self._fresh
            self._fresh = 0
        else:
            end = _boundary(kept, size - OVERLAP_BYTES)
            advance = _boundary(kept, end - OVERLAP_BYTES)
            content, fresh = bytes(kept[:size]), self._fresh
            self._fresh = end - advance
        del kept[:advance]
        return Block(content, fresh, advance, end)


def judge_block(block: Block, lexicon: Lexicon, weakest: Strength) -> Judgement:
    """Find what does not belong into a block.

    Args:
        block: What to look at.
        lexicon: What contaminated phrases there are.
        weakest: The weakest strength to report.
    """
    anchors, marks = _anchors_and_marks(block.content)
    view = escape.view(block.content, lexicon)
    content = view.content if view else block.content
    if view:
        anchors, _ = _anchors_and_marks(content)
    findings = [*_findings(content, anchors, lexicon)]
    locator = Locator(block.content)
    placed = ((finding, *_raw_span(finding, view)) for finding in findings)
    leaks = defaultdict[int, list[tuple[int, int]]](list)
    for finding in findings:
        leaks[finding.piece.start].append((finding.start, finding.end))
    sightings = tuple(
        sighting_of(finding, leaks[finding.piece.start], locator, start, end)
        for finding, start, end in placed
        if finding.strength.order <= weakest.order
        if block.fresh <= start < block.end
        if finding.spot or not _is_escaped(block.content, start, end, view)
    )
    return Judgement(
        sightings, tuple(marks), *Locator(block.content).place(block.advance)
    )


def _findings(
    content: bytes, anchors: list[int], lexicon: Lexicon
) -> Iterator[Finding]:
    plentiful = frozenset[str]()
    places: list[int] = []
    if not content.isascii():
        survey = alphabet.Survey(content)
        letters = survey.letters
        plentiful = frozenset(s for s, count in letters.items() if count >= PLENTY)
        rare = letters.keys() - plentiful
        places += survey.places(rare, reach=PIECE_BYTES // 2)
        if plentiful:
            places += lexicon.automaton.starts(content)
    places += anchors
    if places:
        lines = Lines(content, [*_spans(content, places)], lexicon)
        yield from judge(lines, plentiful, lexicon)


def _raw_span(finding: Finding, view: escape.View | None) -> tuple[int, int]:
    """The bytes of the block at which a finding begins and ends."""
    piece = finding.piece
    start = piece.start + len(piece.text[: finding.start].encode(errors=STRAY))
    end = start + len(finding.text.encode(errors=STRAY))
    return (view.raw(start), view.raw(end)) if view else (start, end)


def _is_escaped(content: bytes, start: int, end: int, view: escape.View | None) -> bool:
    """Whether a finding has escapes: there a mere fragment is a range, or a test."""
    return view is not None and escape.has_escape(content[start:end])


def _spans(content: bytes, places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of lines around some places, each part once, in order."""
    left = right = -1
    for place in sorted(places):
        start, end = _around(content, place)
        if start < right <= left + MAX_PIECE_BYTES:
            right = max(right, end)
            continue
        start, end = max(start, right), max(end, right)
        if left >= 0:
            yield left, right
        left, right = start, end
    if left >= 0:
        yield left, right


def _around(content: bytes, place: int) -> tuple[int, int]:
    """The line around a place, but at most so many bytes to each side."""
    start = content.rfind(b"\n", max(0, place - PIECE_BYTES), place) + 1
    if not start:
        start = _boundary(content, max(0, place - PIECE_BYTES))
    end = content.find(b"\n", place, place + PIECE_BYTES)
    if end < 0:
        end = _boundary(content, min(len(content), place + PIECE_BYTES))
    return start, end


def _boundary(content: bytes | bytearray, place: int) -> int:
    """The place of the character that a byte belongs to."""
    start = place
    while (
        0 < start < len(content)
        and place - start < UTF8_BYTES
        and content[start] & 0xC0 == 0x80  # noqa: PLR2004 - a continuation
    ):
        start -= 1
    return start


def _anchors_and_marks(content: bytes) -> tuple[list[int], list[tuple[int, str]]]:
    """Where debris may stand, and comments that ask to ignore, by line."""
    places: list[int] = []
    marks: list[tuple[int, str]] = []
    locator = Locator(content)
    for number, place in _anchors().find(content):
        if number == len(debris.ANCHORS):
            marks.append((locator.place(place)[0], _asked(content, place)))
        elif debris.is_anchor(content, place, debris.ANCHORS[number]):
            places.append(place)
    return places, marks


@cache
def _anchors() -> Automaton:
    return Automaton([*debris.ANCHORS, MARK])


def _asked(content: bytes, place: int) -> str:
    """What a comment asks for: the word behind ``ignore-``, or nothing.

    >>> _asked(b"# vocab-audit: ignore-next", 2), _asked(b"vocab-audit: ignore", 0)
    ('next', '')
    """
    behind = content[place + len(MARK) : place + len(MARK) + 8]
    word = re.match(rb"-([a-z]+)", behind)
    return word[1].decode() if word else ""
