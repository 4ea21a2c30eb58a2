"""Write vocab_audit/report/fonts/: a subset of Noto Sans CJK SC, for charts.

Run ``python tools/subset_font.py [FILE]`` with the ``NotoSansCJK-Regular.ttc`` of
Debian's ``fonts-noto-cjk``, version 1:20220127+repack1-1 (the default is where that
package puts it). The same input and the same fontTools write the same bytes.

The subset holds what the national standards of China, Taiwan, Japan and Korea hold in
everyday use: GB 2312, level 1 of Big5, JIS X 0208, and the Hangul syllables of KS X
1001, with the Latin, Greek, Cyrillic and punctuation of the same font, and every
character of the embedded vocabularies that the font has. Hinting, vertical metrics
and layout features other than kerning are left out: charts do not use them.
"""

import hashlib
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from vocab_audit import load_vocabulary

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SOURCE_SHA256 = "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"
FACE = 2  # of the collection: Noto Sans CJK SC
TARGET = Path(__file__).parents[1] / "vocab_audit" / "report" / "fonts"

# Neither "Noto", a trademark, nor "Source", the reserved name of the font that Noto
# Sans CJK derives from, may name a modified version.
FAMILY = "Vocab Audit Sans CJK"

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


def options() -> subset.Options:
    """What to leave out."""
    chosen = subset.Options()
    chosen.hinting = False
    chosen.desubroutinize = True  # compresses better in a wheel
    chosen.layout_features = ["kern"]
    chosen.drop_tables += ["BASE", "GSUB", "VORG", "vhea", "vmtx"]
    chosen.name_IDs = [COPYRIGHT, LICENCE, LICENCE_URL]
    chosen.name_languages = [0x409]
    chosen.notdef_outline = True
    return chosen


def rename(font: TTFont) -> None:
    """Give the subset a name of its own, and say what it was made from."""
    names = font["name"]
    original = "NotoSansCJKsc-Regular, version 2.004"
    for name_id, text in {
        FAMILY_ID: FAMILY,
        STYLE: "Regular",
        UNIQUE: f"{FAMILY} Regular 1.0",
        FULL: FAMILY,
        VERSION: "Version 1.0",
        POSTSCRIPT: FAMILY.replace(" ", "") + "-Regular",
        DESCRIPTION: f"Modified: a subset of {original}, without hinting",
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)
    compact = font["CFF "].cff
    compact.fontNames = [FAMILY.replace(" ", "") + "-Regular"]
    compact.topDictIndex[0].FullName = FAMILY
    compact.topDictIndex[0].FamilyName = FAMILY


def make(collection: bytes) -> bytes:
    """The subset of a collection's Simplified Chinese face, as an OpenType file."""
    font = TTFont(io.BytesIO(collection), fontNumber=FACE, recalcTimestamp=False)
    subsetter = subset.Subsetter(options())
    subsetter.populate(unicodes=coverage())
    subsetter.subset(font)
    rename(font)
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def main(arguments: list[str]) -> None:
    """Check the source and write the subset."""
    path = Path(arguments[0]) if arguments else SOURCE
    collection = path.read_bytes()
    digest = hashlib.sha256(collection).hexdigest()
    if digest != SOURCE_SHA256:
        message = f"{path} has sha256 {digest}, not {SOURCE_SHA256}"
        raise SystemExit(message)
    target = TARGET / "VocabAuditSansCJK-Regular.otf"
    target.write_bytes(make(collection))


if __name__ == "__main__":
    main(sys.argv[1:])
