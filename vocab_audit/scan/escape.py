r"""Escapes such as ``\u5929`` and ``&#22825;``: how ASCII spells what is not ASCII.

A block that spells a contaminated phrase so is judged with its escapes read, and
places in that view lead back to the bytes that stand there. JSON within JSON doubles
the backslash. Specifications: https://www.rfc-editor.org/rfc/rfc8259#section-7 and
https://html.spec.whatwg.org/multipage/syntax.html#character-references.
"""

import re
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from vocab_audit.scan.lexicon import Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.intp]
    Bytes = NDArray[np.uint8]

ANCHORS = (b"\\u", b"&#")
"""Bytes of which every escape has one: those of JSON and those of HTML."""

REPLACEMENT = 0xFFFD
"""What a reference to no character stands for."""

_DIGITS = 4
_NO_DIGIT = 0x10
_SURROGATES = 0xD800, 0xE000
_LETTERS = 0x400, 0xE000  # outside Latin, and Greek of which no phrase is
_MARKS = 0x2000, 0x3000  # quotation marks, dashes and symbols among them
_REFERENCE = re.compile(
    rb"&#(?:0{0,9}([1-9]\d{3,5})|[Xx]0{0,9}([1-9A-Fa-f][0-9A-Fa-f]{2,4}));"
)


@dataclass(frozen=True, slots=True)
class View:
    """A block with its escapes read.

    Attributes:
        content: Its bytes.
        raw_places: Where each of them stands in the block; the first byte of a
            character where its escape begins; behind the last the end of the block.
    """

    content: bytes
    raw_places: "Places"

    def raw(self, place: int) -> int:
        """The byte of the block that the first byte of a character comes from."""
        return int(self.raw_places[place])


@dataclass(frozen=True, slots=True)
class _Escapes:
    """Escapes of a block, in order: first byte, end, and code point of each."""

    starts: "Places"
    ends: "Places"
    points: "NDArray[np.uint32]"


def view(content: bytes, lexicon: Lexicon) -> View | None:
    """Read the escapes of a block, if they spell a phrase.

    Args:
        content: The block.
        lexicon: What phrases there are.
    """
    if not any(anchor in content for anchor in ANCHORS):
        return None
    import numpy as np

    block = np.frombuffer(content + bytes(2 + _DIGITS), np.uint8)
    found = _escapes(content, block)
    is_letter = _within(found.points, _LETTERS) & ~_within(found.points, _MARKS)
    if not is_letter.any():
        return None
    if not lexicon.automaton.starts(_spelled(found)):
        return None
    return _read(block[: len(content)], found)


def has_escape(content: bytes) -> bool:
    """Whether some bytes have an escape; a reference that is cut off is none.

    >>> has_escape(b"&#22825;"), has_escape(b"a&#b")
    (True, False)
    """
    return ANCHORS[0] in content or _REFERENCE.search(content) is not None


def _escapes(content: bytes, block: "Bytes") -> _Escapes:
    import numpy as np

    found = [_of_json(block)]
    if ANCHORS[1] in content:
        found.append(_of_html(content))
    starts = np.concatenate([each.starts for each in found])
    ends = np.concatenate([each.ends for each in found])
    points = np.concatenate([each.points for each in found])
    order = np.argsort(starts, kind="stable")
    return _Escapes(starts[order], ends[order], points[order])


def _of_json(block: "Bytes") -> _Escapes:
    """Those with a backslash, or two, that are neither ASCII nor half of a pair.

    ASCII is left, as a line end in it would move lines.
    """
    import numpy as np

    is_anchor = (block[:-1] == ord("\\")) & (block[1:] == ord("u"))
    places = np.flatnonzero(is_anchor[: len(block) - 1 - _DIGITS])
    digits = [
        _digits()[block[places + 2 + n]].astype(np.uint32) for n in range(_DIGITS)
    ]
    points = digits[0]
    for digit in digits[1:]:
        points = points << np.uint32(4) | digit
    is_good = (np.max(digits, axis=0) < _NO_DIGIT) & (points > 0x7F)  # noqa: PLR2004 - ASCII
    is_good &= ~_within(points, _SURROGATES)
    places, points = places[is_good], points[is_good]
    is_doubled = (places > 0) & (block[places - 1] == ord("\\"))
    return _Escapes(places - is_doubled, places + 2 + _DIGITS, points)


def _of_html(content: bytes) -> _Escapes:
    import numpy as np

    starts, ends, points = [], [], []
    for found in _REFERENCE.finditer(content):
        starts.append(found.start())
        ends.append(found.end())
        point = int(found[1]) if found[1] else int(found[2], 16)
        is_none = point > sys.maxunicode or _SURROGATES[0] <= point < _SURROGATES[1]
        points.append(REPLACEMENT if is_none else point)
    return _Escapes(
        np.array(starts, np.intp), np.array(ends, np.intp), np.array(points, np.uint32)
    )


@cache
def _digits() -> "Bytes":
    """The value of each byte as a hexadecimal digit, or more than any."""
    import numpy as np

    values = [_NO_DIGIT] * 0x100
    for digit in b"0123456789abcdefABCDEF":
        values[digit] = int(chr(digit), 16)
    return np.array(values, np.uint8)


def _within(points: "NDArray[np.uint32]", span: tuple[int, int]) -> "NDArray[np.bool_]":
    return (points >= span[0]) & (points < span[1])


def _spelled(found: _Escapes) -> bytes:
    """What the escapes spell, with a line end between runs of them."""
    import numpy as np

    is_first = found.starts[1:] != found.ends[:-1]
    breaks = np.flatnonzero(is_first) + 1
    points = np.insert(found.points, breaks, ord("\n"))
    return points.astype("<u4").tobytes().decode("utf-32-le").encode()


def _read(block: "Bytes", found: _Escapes) -> View:
    """Write each character over the beginning of its escape, and drop the rest."""
    import numpy as np

    read = block.copy()
    kept = np.ones(len(block) + 1, np.bool_)
    points = found.points
    sizes = 1 + (points > 0x7F) + (points > 0x7FF) + (points > 0xFFFF)  # noqa: PLR2004 - the limits of UTF-8
    for size in np.unique(sizes).tolist():
        chosen = sizes == size
        text = points[chosen].astype("<u4").tobytes().decode("utf-32-le")
        encoded = np.frombuffer(text.encode(), np.uint8).reshape(-1, size)
        for number in range(size):
            read[found.starts[chosen] + number] = encoded[:, number]
    longest = int((found.ends - found.starts).max())
    for number in range(2, longest):
        rest = found.starts + number
        kept[rest[(number >= sizes) & (rest < found.ends)]] = False
    places = np.flatnonzero(kept)
    return View(read[kept[:-1]].tobytes(), places)
