"""The typeface of the charts: packaged, so that Chinese shows on any machine.

Charts are drawn with a subset of Noto Sans CJK SC (``report/fonts/``), which has
Latin as well, subsets of Noto Sans for five scripts that it lacks, and matplotlib's own
DejaVu Sans for what those lack, such as Hebrew and Arabic. What none has is written as
an escape: no chart shows an empty box. libraqm, which matplotlib ships from version
3.11 on, joins and places the letters (https://host-oman.github.io/libraqm/).
"""

import logging
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vocab_audit.vocabulary import printable

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FOLDER = Path(__file__).parents[1] / "fonts"
FONT = FOLDER / "VocabAuditSansCJK-Regular.otf"
SCRIPTS = ("Thai", "Devanagari", "Bengali", "Tamil", "Telugu")
FAMILIES = (
    "Vocab Audit Sans CJK",
    *(f"Vocab Audit Sans {script}" for script in SCRIPTS),
    "Vocab Audit Fallback",
)
"""Names that no installed font has, so that none can take their place."""

POINTS = 72
"""To the inch."""

SUBPIXELS = 64
"""To the pixel, as FreeType measures a text."""

FIXED_ONE = 1 << 16
"""One, as FreeType writes it in advance widths."""

NO_WIDTH = ("Mn", "Me")
"""General categories of marks that stand above or below a letter."""

ELLIPSIS = "…"
OPEN_BOX = "␣"

_FONT_LIST = """{"__class__": "FontManager", "_version": "3.11.0",
"_FontManager__default_weight": "normal", "default_size": null,
"defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"}, "afmlist": [],
"ttflist": [{"__class__": "FontEntry", "fname": "fonts/ttf/DejaVuSans.ttf",
"index": 0, "name": "DejaVu Sans", "style": "normal", "variant": "normal",
"weight": 400, "stretch": "normal", "size": "scalable"}]}"""


def import_matplotlib_alone() -> None:
    """Import matplotlib without a search for fonts and without a trace in HOME.

    For a process of our own, such as the command line's, before its first chart:
    afterwards matplotlib knows none of the system's fonts, and its docstrings lack
    their tables of properties. Does nothing where matplotlib is imported already.

    The list of fonts is matplotlib's cache file of version 3.11; another version
    that changes its form also changes its name, and makes a list of its own from
    the fonts that it ships.
    """
    if "matplotlib" in sys.modules:
        return
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="vocab-audit-") as folder:
        Path(folder, "fontlist-v3.11.0.json").write_text(_FONT_LIST, "utf-8")
        with environment(MPLCONFIGDIR=folder, MPL_IGNORE_SYSTEM_FONTS="1"):
            import matplotlib.artist
            import matplotlib.font_manager

            # A quarter of the time would go into docstrings that nobody reads.
            matplotlib.artist.kwdoc = lambda artist: ""  # noqa: ARG005 - its name
            import matplotlib.figure


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def register() -> None:
    """Make the families known to matplotlib, each as exactly one file."""
    from matplotlib.font_manager import FontEntry, fontManager

    known = {entry.name for entry in fontManager.ttflist}
    for name, path in zip(FAMILIES, _files(), strict=True):
        if name not in known:
            entry = FontEntry(str(path), name=name, weight=400, size="scalable")
            fontManager.ttflist.insert(0, entry)


def _files() -> tuple[Path, ...]:
    import matplotlib as mpl

    return (
        FONT,
        *(FOLDER / f"VocabAuditSans{script}-Regular.ttf" for script in SCRIPTS),
        Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"),
    )


@cache
def _fonts() -> "tuple[FT2Font, ...]":
    """For questions about coverage; charts are drawn with matplotlib's own."""
    from matplotlib.ft2font import FT2Font

    fonts = tuple(FT2Font(str(path)) for path in _files())
    for font in fonts:
        font.set_size(POINTS, POINTS)
    return fonts


def families(text: str) -> list[str]:
    """The families that a text needs: the first, and others for what that lacks."""
    needed = {0, *map(_font_of, text)}
    return [family for place, family in enumerate(FAMILIES) if place in needed]


@cache
def _font_of(character: str) -> int | None:
    """The place of the first font that has a character, or None."""
    point = ord(character)
    for place, font in enumerate(_fonts()):
        if font.get_char_index(point):
            return place
    return None


def is_covered(character: str) -> bool:
    """Whether one of the fonts has a glyph for a character."""
    return _font_of(character) is not None


def width(text: str, points: float) -> float:
    """How wide a line of text is at a type size in points, in inches.

    Letters of the first font are added up, unkerned; a text with others is shaped.
    """
    if any(map(_font_of, text)):
        return _shaped(text) * points / POINTS
    return sum(map(_advance, text)) * points / POINTS


def _shaped(text: str) -> float:
    """How wide a text is after its letters are joined, in parts of the type size."""
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font([*map(str, _files())])
    font.set_size(POINTS, POINTS)
    font.set_text(text, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / SUBPIXELS / POINTS


@cache
def _advance(character: str) -> float:
    """How far a character moves the pen, in parts of the type size."""
    from matplotlib.ft2font import LoadFlags

    place = _font_of(character)
    if place is None:
        return 1
    flags = LoadFlags.NO_HINTING
    glyph = _fonts()[place].load_char(ord(character), flags=flags)
    return glyph.linearHoriAdvance / FIXED_ONE / POINTS


def wrap(text: str, points: float, inches: float) -> list[str]:
    """Break a text at spaces into lines that are at most so wide."""
    if width(text, points) <= inches:
        return [text]
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if width(longer, points) <= inches:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def legible(text: str, columns: int) -> str:
    r"""Write a text so that a chart can show it: one line, no missing glyph.

    Invisible characters, white space other than a space and what has no glyph become
    escapes, spaces at the ends become open boxes, and what is too long ends in an
    ellipsis.

    Args:
        text: Any text: hostile, empty, of any length.
        columns: Room for it; a wide character takes two columns.

    >>> legible(" 天天中彩票\n", 20), legible("天天中彩票", 6)
    ('␣天天中彩票\\n', '天天…')
    """
    head = text[: columns + 1]
    body = head.strip(" ")
    start = head.find(body) if body else len(head)
    end = len(head) - start - len(body)
    pieces = [OPEN_BOX] * start
    pieces += [*map(_legible_character, body)]
    pieces += [OPEN_BOX] * end
    return _shorten(pieces, columns)


def _legible_character(character: str) -> str:
    shown = printable(character)
    if shown != character or (shown.isprintable() and is_covered(character)):
        return shown
    point = ord(character)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - the range of \uNNNN


def _shorten(pieces: list[str], columns: int) -> str:
    widths = [_columns(piece) for piece in pieces]
    if sum(widths) <= columns and len(pieces) <= columns:
        return "".join(pieces)
    room = columns - 1
    kept = 0
    while kept < columns - 1 and widths[kept] <= room:
        room -= widths[kept]
        kept += 1
    return "".join(pieces[:kept]) + ELLIPSIS


def _columns(text: str) -> int:
    """Columns of a text: two for wide characters, none for combining marks."""
    return sum(
        0
        if unicodedata.category(character) in NO_WIDTH
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
