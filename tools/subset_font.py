"""Write vocab_audit/report/fonts/: subsets of six Noto fonts, for charts.

Run ``python tools/subset_font.py [FOLDER]`` where the fonts of Debian's packages
``fonts-noto-cjk``, version 1:20220127+repack1-1, and ``fonts-noto-core``, version
20201225-1, are (the default is where they put them). The same input and the same
fontTools write the same bytes.

The subset of Noto Sans CJK SC holds what the national standards of China, Taiwan,
Japan and Korea hold in everyday use: GB 2312, level 1 of Big5, JIS X 0208, and the
Hangul syllables of KS X 1001, with the Latin, Greek, Cyrillic and punctuation of the
same font, and every character of the embedded vocabularies that the font has. Hinting,
vertical metrics and layout features other than kerning are left out: charts do not use
them. The subsets of Noto Sans Thai, Devanagari, Bengali, Tamil and Telugu hold one
block of Unicode each, with the features that shape it.
"""

import hashlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from vocab_audit import load_vocabulary

SOURCE = Path("/usr/share/fonts")
FACE = 2  # of the collection: Noto Sans CJK SC
TARGET = Path(__file__).parents[1] / "vocab_audit" / "report" / "fonts"

# Neither "Noto", a trademark, nor "Source", the reserved name of the font that Noto
# Sans CJK derives from, may name a modified version.
FAMILY = "Vocab Audit Sans"

ROWS = range(0xA1, 0xFF)
BIG5_LEVEL_1 = range(0xA1, 0xC7)
BIG5_CELLS = (*range(0x40, 0x7F), *ROWS)
ALPHABETS = (range(0x20, 0x1100), range(0x1E00, 0x2E80), range(0x3000, 0x3400))
FULL_WIDTH = range(0xFF00, 0xFFF0)
HANGUL = range(0xAC00, 0xD7A4)
VOCABULARIES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")

COPYRIGHT, FAMILY_ID, STYLE, UNIQUE, FULL, VERSION, POSTSCRIPT = range(7)
DESCRIPTION, LICENCE, LICENCE_URL = 10, 13, 14


def double_byte(codec: str, rows: Iterable[int], cells: Iterable[int]) -> Iterator[int]:
    """Yield the code points of a double-byte character set, row by row."""
    columns = [*cells]
    for row in rows:
        for cell in columns:
            character = bytes((row, cell)).decode(codec, "ignore")
            if len(character) == 1:
                yield ord(character)


def coverage() -> set[int]:
    """The code points to keep, whether the font has them or not."""
    points = {*FULL_WIDTH}.union(*ALPHABETS)
    points.update(double_byte("gb2312", ROWS, ROWS))
    points.update(double_byte("big5", BIG5_LEVEL_1, BIG5_CELLS))
    points.update(double_byte("euc_jp", ROWS, ROWS))
    points.update(p for p in double_byte("euc_kr", ROWS, ROWS) if p in HANGUL)
    for name in VOCABULARIES:
        texts = load_vocabulary(name).texts
        points.update(*(map(ord, text) for text in texts if text))
    return points


def block(first: int) -> Callable[[], set[int]]:
    """A block of Unicode of 128 code points, with what shows marks that lost theirs."""
    return lambda: {0x20, 0xA0, 0x200C, 0x200D, 0x25CC, *range(first, first + 0x80)}


@dataclass(frozen=True, slots=True)
class Subset:
    """A subset to make.

    Attributes:
        source: Where the font is.
        sha256: Of the font.
        original: Its name and version.
        coverage: The code points to keep.
        face: Which one of a collection; -1 for a font by itself.
    """

    source: str
    sha256: str
    original: str
    coverage: Callable[[], set[int]]
    face: int = -1


SUBSETS = {
    "CJK": Subset(
        "opentype/noto/NotoSansCJK-Regular.ttc",
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
        "NotoSansCJKsc-Regular, version 2.004",
        coverage,
        FACE,
    ),
    "Thai": Subset(
        "truetype/noto/NotoSansThai-Regular.ttf",
        "dfbd5ed0f1e68c3cbc51aa08f646d1ab0e68e7c4ceab70a69e465225ff701f93",
        "NotoSansThai-Regular, version 2.000",
        block(0x0E00),
    ),
    "Devanagari": Subset(
        "truetype/noto/NotoSansDevanagari-Regular.ttf",
        "79a470365ccb210fa3c7d8d8ff2e005ef9d983cfd067f735a0caf7e15070ca9f",
        "NotoSansDevanagari-Regular, version 2.001",
        block(0x0900),
    ),
    "Bengali": Subset(
        "truetype/noto/NotoSansBengali-Regular.ttf",
        "9bb35b3547829ecc42041b6017e87fd4c5f1da1edcd00f59171777050f346018",
        "NotoSansBengali-Regular, version 2.001",
        block(0x0980),
    ),
    "Tamil": Subset(
        "truetype/noto/NotoSansTamil-Regular.ttf",
        "a7bb7f92f165479af2f0556c4fd669b74c5959f464f603e18389b532f4d07a71",
        "NotoSansTamil-Regular, version 2.001",
        block(0x0B80),
    ),
    "Telugu": Subset(
        "truetype/noto/NotoSansTelugu-Regular.ttf",
        "cb3165071121b1e80c55a041d0c1f79b3bbc68e4b0eab37b0d881958dfc3ed7a",
        "NotoSansTelugu-Regular, version 2.001",
        block(0x0C00),
    ),
}


def options(script: str) -> subset.Options:
    """What to leave out."""
    chosen = subset.Options()
    chosen.hinting = False
    chosen.name_IDs = [COPYRIGHT, LICENCE, LICENCE_URL]
    chosen.name_languages = [0x409]
    chosen.notdef_outline = True
    if script != "CJK":
        return chosen
    chosen.desubroutinize = True  # compresses better in a wheel
    chosen.layout_features = ["kern"]
    chosen.drop_tables += ["BASE", "GSUB", "VORG", "vhea", "vmtx"]
    return chosen


def rename(font: TTFont, family: str, original: str) -> None:
    """Give the subset a name of its own, and say what it was made from."""
    names = font["name"]
    postscript = family.replace(" ", "") + "-Regular"
    for name_id, text in {
        FAMILY_ID: family,
        STYLE: "Regular",
        UNIQUE: f"{family} Regular 1.0",
        FULL: family,
        VERSION: "Version 1.0",
        POSTSCRIPT: postscript,
        DESCRIPTION: f"Modified: a subset of {original}, without hinting",
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        compact = font["CFF "].cff
        compact.fontNames = [postscript]
        compact.topDictIndex[0].FullName = family
        compact.topDictIndex[0].FamilyName = family


def make(script: str, source: bytes) -> bytes:
    """The subset of a font for a script, as an OpenType file."""
    chosen = SUBSETS[script]
    font = TTFont(io.BytesIO(source), fontNumber=chosen.face, recalcTimestamp=False)
    subsetter = subset.Subsetter(options(script))
    subsetter.populate(unicodes=chosen.coverage())
    subsetter.subset(font)
    rename(font, f"{FAMILY} {script}", chosen.original)
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def main(arguments: list[str]) -> None:
    """Check the sources and write the subsets."""
    folder = Path(arguments[0]) if arguments else SOURCE
    for script, chosen in SUBSETS.items():
        path = folder / chosen.source
        source = path.read_bytes()
        digest = hashlib.sha256(source).hexdigest()
        if digest != chosen.sha256:
            message = f"{path} has sha256 {digest}, not {chosen.sha256}"
            raise SystemExit(message)
        suffix = "otf" if script == "CJK" else "ttf"
        target = TARGET / f"VocabAuditSans{script}-Regular.{suffix}"
        target.write_bytes(make(script, source))


if __name__ == "__main__":
    main(sys.argv[1:])
