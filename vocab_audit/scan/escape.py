r"""Escapes such as ``\u5929`` and ``&#22825;``: how ASCII spells what is not ASCII.

A block that spells a contaminated phrase so is judged with its escapes read, and
places in that view lead back to the bytes that stand there. JSON within JSON doubles
the backslash. Specifications: https://www.rfc-editor.org/rfc/rfc8259#section-7 and
https://html.spec.whatwg.org/multipage/syntax.html#character-references.
"""

import re
import sys
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vocab_audit.scan.lexicon import Lexicon

ANCHORS = (b"\\u", b"&#")
"""Bytes of which every escape has one: those of JSON and those of HTML."""

# Letters outside Latin; a quotation mark or a control character is not worth a view.
_LETTER = re.compile(
    rb"\\u(?:0[4-9A-Fa-f]|1[0-9A-Fa-f]|3[0-9A-Fa-f]|[4-9A-Da-d][0-9A-Fa-f])"
    rb"[0-9A-Fa-f]{2}"
    rb"|&#(?:(?!8[12]\d\d;)\d{4,6}|[Xx](?!20)[0-9A-Fa-f]{3,5});"
)
# Neither ASCII, of which a line end would move lines, nor half of a pair.
_JSON = rb"\\{1,2}u(?!00[0-7]|[Dd][89A-Fa-f])[0-9A-Fa-f]{4}"
_HTML = rb"&#(?:[1-9]\d{3,5}|[Xx][1-9A-Fa-f][0-9A-Fa-f]{2,4});"
_ESCAPE = rb"(?:%b|%b)" % (_JSON, _HTML)
_ESCAPES = re.compile(rb"(?:%b)+" % _ESCAPE)
_ONE = re.compile(_ESCAPE)
_REFERENCE = re.compile(rb"&#([0-9A-Fa-fXx]+);")

REPLACEMENT = 0xFFFD
"""What a reference to no character stands for."""


@dataclass(frozen=True, slots=True)
class View:
    """A block with its escapes read.

    Attributes:
        content: Its bytes.
        starts: Where each run of escapes begins in it, ascending; 0 comes first.
        raw_starts: Where each begins in the block.
        runs: The bytes of each run in the block.
    """

    content: bytes
    starts: tuple[int, ...]
    raw_starts: tuple[int, ...]
    runs: tuple[bytes, ...]

    def raw(self, place: int) -> int:
        """The byte of the block that a byte of the view comes from."""
        number = bisect(self.starts, place) - 1
        left, raw = place - self.starts[number], self.raw_starts[number]
        run = self.runs[number]
        read = _read(run)
        if left >= len(read):
            return raw + len(run) + left - len(read)
        before = len(read[:left].decode(errors="ignore"))
        return raw + sum(map(len, _ONE.findall(run)[:before]))


def view(content: bytes, anchors: Sequence[int], lexicon: Lexicon) -> View | None:
    """Read the escapes of a block, if they spell a phrase.

    Args:
        content: The block.
        anchors: Where :data:`ANCHORS` stand in it, ascending.
        lexicon: What phrases there are.
    """
    if not any(_LETTER.match(content, place) for place in anchors):
        return None
    runs = [*_runs(content, anchors)]
    raws = [content[start:end] for start, end in runs]
    spelled = _read(b"\n".join(raws))
    if not lexicon.automaton.starts(spelled):
        return None
    parts: list[bytes] = []
    starts, raw_starts = [0], [0]
    size = last = 0
    for (start, end), read in zip(runs, spelled.split(b"\n"), strict=True):
        between = content[last:start]
        parts += between, read
        starts.append(size + len(between))
        raw_starts.append(start)
        size, last = size + len(between) + len(read), end
    parts.append(content[last:])
    return View(b"".join(parts), tuple(starts), tuple(raw_starts), (b"", *raws))


def _runs(content: bytes, anchors: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of escapes.

    From anchor to anchor: an expression that looks for runs by itself reads 60 MB/s.
    """
    end = 0
    for place in anchors:
        if place < end:
            continue
        start = place - content.startswith(b"\\" + ANCHORS[0], place - 1)
        if found := _ESCAPES.match(content, start):
            end = found.end()
            yield start, end


def _read(escapes: bytes) -> bytes:
    r"""What some escapes spell, as UTF-8.

    >>> _read(rb"\u5929\\u5929&#22825;&#x5929;").decode()
    '天天天天'
    """
    single = escapes.replace(b"\\\\u", ANCHORS[0])
    if ANCHORS[1] in single:
        single = _REFERENCE.sub(_as_json, single)
    return single.decode("unicode_escape").encode(errors="replace")


def _as_json(reference: re.Match[bytes]) -> bytes:
    digits = reference[1].lower()
    point = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return b"\\U%08x" % (point if point <= sys.maxunicode else REPLACEMENT)
