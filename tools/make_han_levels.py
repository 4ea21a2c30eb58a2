"""Write vocab_audit/han_levels.txt: China's list of standard characters, by level.

The list is the Table of General Standard Chinese Characters (通用规范汉字表) of 2013.
Unihan, the Unicode Han Database, gives each character's number in it as ``kTGH``
(https://www.unicode.org/reports/tr38/#kTGH): 1 to 3,500 are level 1, the next 3,000
level 2, the last 1,605 level 3. Debian's package unicode-data has the file:

    apt-get download unicode-data && dpkg-deb -x unicode-data_*.deb unpacked
    python tools/make_han_levels.py \
        unpacked/usr/share/unicode/Unihan_OtherMappings.txt.bz2
"""

import bz2
import sys
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).parents[1] / "vocab_audit" / "han_levels.txt"
PROPERTY = "kTGH"
EDITION = "2013:"
ENDS = (0, 3_500, 6_500, 8_105)


def levels(unihan: str) -> list[str]:
    """The characters of each level, in the order of the list.

    Args:
        unihan: Text of ``Unihan_OtherMappings.txt``.

    Raises:
        ValueError: It does not give exactly one character for each number.
    """
    character_of = dict[int, str]()
    for line in unihan.splitlines():
        if f"\t{PROPERTY}\t" in line:
            point, _, numbers = line.split("\t")
            character = chr(int(point.removeprefix("U+"), 16))
            for number in numbers.split():
                place = int(number.removeprefix(EDITION))
                if character_of.setdefault(place, character) != character:
                    message = f"two characters have the number {place}"
                    raise ValueError(message)
    if sorted(character_of) != [*range(1, ENDS[-1] + 1)]:
        message = f"not every number up to {ENDS[-1]} has a character"
        raise ValueError(message)
    ordered = "".join(character_of[number] for number in sorted(character_of))
    return [ordered[start:end] for start, end in pairwise(ENDS)]


if __name__ == "__main__":
    content = bz2.decompress(Path(sys.argv[1]).read_bytes()).decode()
    TARGET.write_text("\n".join(levels(content)) + "\n", encoding="utf-8")
