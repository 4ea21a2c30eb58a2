"""Which scripts a block of UTF-8 is written in, told from its bytes.

A block of a mebibyte is not decoded to know that: the first byte or two of a
character give its script away, and counting them is a pass at memory speed.
"""

from collections.abc import Iterator
from functools import lru_cache

from vocab_audit.scan.automaton import Automaton
from vocab_audit.script import script_of

_ASCII = bytes(range(0x80))
_CONTINUATION = bytes(range(0x80, 0xC0))


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

_NUMBERS = {
    script: bytes([number])
    for number, script in enumerate(PREFIXES, 1)
    if len(PREFIXES[script][0]) == 1
}
"""What stands for a script that has first bytes of its own, among leading bytes."""

_LEADS = bytes(
    next((number[0] for s, number in _NUMBERS.items() if bytes([b]) in PREFIXES[s]), b)
    for b in range(0x100)
)
_FREQUENT = ("Thai", "Devanagari", "Georgian", "Khmer")
_LATIN = {"": _ranges((0xE1BA, 0xE1BB), (0xE380, 0xE380))}  # Vietnamese; 、 and 。
_SHARED = {
    lead: {
        script: prefixes
        for script, every in (
            _LATIN | {s: PREFIXES[s] for s in (*_FREQUENT, *PREFIXES)}
        ).items()
        if (prefixes := tuple(p for p in every if p[:1] == lead and p != lead))
    }
    for lead in (b"\xe0", b"\xe1", b"\xe3")
}
"""First bytes that several scripts have, and by script the prefixes that tell."""

_NAMES = {"Hiragana": "Kana", "Katakana": "Kana"}
_FIRST = 0xE000  # private use: no letter of a class is a letter of a text


def letters(block: bytes) -> dict[str, int]:
    """How many letters of each script outside Latin a block has.

    Args:
        block: UTF-8; bytes that are not are not counted, or miscounted.
    """
    leads = block.translate(_LEADS, _ASCII + _CONTINUATION)
    counts = {
        script: count
        for script, number in _NUMBERS.items()
        if (count := leads.count(number))
    }
    shared = {lead: leads.count(lead) for lead in _SHARED if lead in leads}
    if shared:
        beyond = block.translate(None, _ASCII)
        for lead, total in shared.items():
            counts |= _shared(beyond, lead, total)
    return {script: counts[script] for script in SCRIPTS if script in counts}


def _shared(beyond: bytes, lead: bytes, total: int) -> Iterator[tuple[str, int]]:
    """Yield the scripts, with their letters, whose characters begin with one byte.

    Frequent scripts come first, and nothing more is counted once all are.
    """
    left = total
    for script, prefixes in _SHARED[lead].items():
        count = 0
        for prefix in prefixes if left else ():
            found = beyond.count(prefix)
            count += found
            left -= found
        if count and script in PREFIXES:
            yield script, count


def classes(text: str) -> str:
    r"""One class per character: a script, ``a`` Latin, ``0`` digit, space or dot.

    >>> classes("a1 ,") == "a0 ." and classes("大") == class_of("Han")
    True
    """
    return text.translate(_CLASSES)


def class_of(script: str) -> str:
    """The class of a script's characters, as one private-use character."""
    return chr(_FIRST + SCRIPTS.index(script))


def script_of_class(kind: str) -> str:
    """The script that a class stands for."""
    return SCRIPTS[ord(kind) - _FIRST]


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


def places(block: bytes, scripts: frozenset[str], *, reach: int) -> Iterator[int]:
    """Yield where characters of some scripts begin, ascending, but not all of them.

    Args:
        block: UTF-8.
        scripts: Some of :data:`SCRIPTS`, which are rare in the block.
        reach: Bytes behind a character, on its line, in which others are passed over.
    """
    if not scripts:
        return
    beyond = -1
    for place in _finder(scripts).starts(block):
        if place >= beyond:
            yield place
            end = block.find(b"\n", place, place + reach)
            beyond = place + reach if end < 0 else end


@lru_cache(256)
def _finder(scripts: frozenset[str]) -> Automaton:
    return Automaton([prefix for script in scripts for prefix in PREFIXES[script]])
