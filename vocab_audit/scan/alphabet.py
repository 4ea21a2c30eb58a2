"""Which scripts a block of UTF-8 is written in, told from its bytes.

A block of a mebibyte is not decoded to know that: the first byte or two of a
character give its script away, and counting them is a pass at memory speed.
"""

import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from vocab_audit.folding import fold
from vocab_audit.script import script_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Number = TypeVar("_Number", np.uint8, np.uint32)


def _ranges(*spans: tuple[int, int]) -> tuple[bytes, ...]:
    """The prefixes from one to another, as numbers of one or two bytes."""
    return tuple(
        number.to_bytes((number.bit_length() + 7) // 8)
        for first, last in spans
        for number in range(first, last + 1)
    )


PREFIXES = {
    "Greek": _ranges((0xCE, 0xCF)),
    "Cyrillic": _ranges((0xD0, 0xD3)),
    "Armenian": _ranges((0xD5, 0xD5)),
    "Hebrew": _ranges((0xD7, 0xD7)),
    "Arabic": _ranges((0xD8, 0xDB)),
    "Syriac": _ranges((0xDC, 0xDC)),
    "Thaana": _ranges((0xDE, 0xDE)),
    "Devanagari": _ranges((0xE0A4, 0xE0A5)),
    "Bengali": _ranges((0xE0A6, 0xE0A7)),
    "Gurmukhi": _ranges((0xE0A8, 0xE0A9)),
    "Gujarati": _ranges((0xE0AA, 0xE0AB)),
    "Oriya": _ranges((0xE0AC, 0xE0AD)),
    "Tamil": _ranges((0xE0AE, 0xE0AF)),
    "Telugu": _ranges((0xE0B0, 0xE0B1)),
    "Kannada": _ranges((0xE0B2, 0xE0B3)),
    "Malayalam": _ranges((0xE0B4, 0xE0B5)),
    "Sinhala": _ranges((0xE0B6, 0xE0B7)),
    "Thai": _ranges((0xE0B8, 0xE0B9)),
    "Lao": _ranges((0xE0BA, 0xE0BB)),
    "Tibetan": _ranges((0xE0BC, 0xE0BF)),
    "Myanmar": _ranges((0xE180, 0xE181)),
    "Georgian": _ranges((0xE183, 0xE183)),
    "Ethiopic": _ranges((0xE188, 0xE18D)),
    "Khmer": _ranges((0xE19E, 0xE19F)),
    "Mongolian": _ranges((0xE1A0, 0xE1A2)),
    "Kana": _ranges((0xE381, 0xE383)),
    "Han": _ranges((0xE4, 0xE9)),
    "Hangul": _ranges((0xEB, 0xED)),
}
"""The bytes that characters of each script begin with, where those are its own.

Rarer blocks of a script, and the Hangul that shares a first byte with Yi, are left
out: hardly a word consists of them alone.
"""

SCRIPTS = tuple(PREFIXES)

_FIRST_LEAD = 0xCE  # of Greek, before which UTF-8 has Latin and marks only

_NAMES = {"Hiragana": "Kana", "Katakana": "Kana"}
FIRST_SCRIPT = 0x80
LATIN, DIGIT, SPACE, DOT = map(ord, "a0 .")
"""Classes as numbers; scripts are numbered from the first, beyond ASCII."""

_CLASS_OF = {name: chr(number) for number, name in enumerate(SCRIPTS, FIRST_SCRIPT)}
_SCRIPT_OF = {kind: script for script, kind in _CLASS_OF.items()}


class Survey:
    """Where letters outside Latin stand in a block, by script."""

    def __init__(self, block: bytes) -> None:
        """Look at the first two bytes of each character outside Latin.

        Args:
            block: UTF-8; bytes that are not are not counted, or miscounted.
        """
        import numpy as np

        content = np.frombuffer(block + b"\0", np.uint8)
        self._block = block
        self._places = np.flatnonzero(content >= _FIRST_LEAD)
        leads = content[self._places].astype(np.uint16)
        self._kinds = _kinds_of_pairs()[leads << 8 | content[self._places + 1]]
        counts = np.bincount(self._kinds, minlength=1 + len(SCRIPTS)).tolist()
        pairs = zip(SCRIPTS, counts[1:], strict=True)
        self.letters = {script: count for script, count in pairs if count}

    def places(self, scripts: Collection[str], *, reach: int) -> Iterator[int]:
        """Yield where letters of some scripts begin, ascending, but not all of them.

        Args:
            scripts: Some of :data:`SCRIPTS`, which are rare in the block.
            reach: Bytes behind a letter, on its line, in which others are passed over.
        """
        import numpy as np

        wanted = np.zeros(1 + len(SCRIPTS), np.bool_)
        wanted[[1 + SCRIPTS.index(script) for script in scripts]] = True
        beyond = -1
        for place in self._places[wanted[self._kinds]].tolist():
            if place >= beyond:
                yield place
                end = self._block.find(b"\n", place, place + reach)
                beyond = place + reach if end < 0 else end


@cache
def _kinds_of_pairs() -> "NDArray[np.uint8]":
    """For each two bytes the number of the script, from 1, that begins so, or 0."""
    import numpy as np

    kinds = np.zeros(1 << 16, np.uint8)
    for number, prefixes in enumerate(PREFIXES.values(), 1):
        for prefix in prefixes:
            first = int.from_bytes(prefix.ljust(2, b"\0"))
            kinds[first : first + (1 if len(prefix) > 1 else 0x100)] = number
    return kinds


def letters(block: bytes) -> dict[str, int]:
    """How many letters of each script outside Latin some UTF-8 has."""
    return Survey(block).letters


def classes(text: str) -> str:
    r"""One class per character: a script, ``a`` Latin, ``0`` digit, space or dot.

    >>> classes("a1 ,") == "a0 ." and classes("大") == class_of("Han")
    True
    """
    return text.translate(_CLASSES)


def class_of(script: str) -> str:
    """The class of a script's characters, as one character of Latin-1."""
    return _CLASS_OF[script]


def script_of_class(kind: str) -> str:
    """The script that a class stands for."""
    return _SCRIPT_OF[kind]


def kinds_of(points: "NDArray[np.uint32]") -> "NDArray[np.uint8]":
    """The class of each code point, as a number.

    The same as :func:`classes`, for so much text that a table of arrays pays.
    """
    return _looked_up(_kinds(), points, lambda character: ord(_class(character)))


def folded(points: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    """Code points, folded as :func:`vocab_audit.folding.fold` does it."""
    return _looked_up(_folds(), points, lambda character: ord(fold(character)))


def _looked_up(
    table: "NDArray[_Number]", points: "NDArray[np.uint32]", make: Callable[[str], int]
) -> "NDArray[_Number]":
    """Look code points up in a table that is filled on demand, where it has 0."""
    import numpy as np

    found = table[points]
    if not found.all():
        for point in np.unique(points[found == 0]).tolist():
            table[point] = make(chr(point))
        found = table[points]
    return found


@cache
def _kinds() -> "NDArray[np.uint8]":
    import numpy as np

    return np.zeros(sys.maxunicode + 1, np.uint8)


@cache
def _folds() -> "NDArray[np.uint32]":
    import numpy as np

    return np.zeros(sys.maxunicode + 1, np.uint32)


class _ClassTable(dict[int, str]):
    """Code points to classes, filled on demand."""

    def __missing__(self, point: int) -> str:
        self[point] = kind = _class(chr(point))
        return kind


def _class(character: str) -> str:
    script = script_of(character)
    script = _NAMES.get(script, script)
    if character == "ー":
        script = "Kana"
    if script in PREFIXES:
        return class_of(script)
    if script == "Latin":
        return "a"
    if character.isdigit():
        return "0"
    is_stray = "\ud800" <= character <= "\udfff"  # a byte that is not UTF-8
    return " " if character.isspace() or is_stray else "."


_CLASSES = _ClassTable()
