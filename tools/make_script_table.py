"""Write vocab_audit/script_table.py from the Unicode data of the regex package.

Run ``python tools/make_script_table.py`` after an upgrade of regex that brings a
new version of Unicode; a test compares the table with the installed package.
"""

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import regex
from fontTools.unicodedata import Scripts

TARGET = Path(__file__).parents[1] / "vocab_audit" / "script_table.py"

HEADER = '''"""Unicode scripts by code point; tools/make_script_table.py wrote this.

The property is Script of UAX #24 (https://www.unicode.org/reports/tr24/).
"""

# fmt: off
'''

NEUTRAL = ("Common", "Inherited", "Unknown")


def script_names() -> list[str]:
    """All values of the Script property, as Unicode spells them.

    The regex package knows them only in capitals without separators, so the
    spelling is fontTools'; :func:`ranges` fails if one is missing there.
    """
    return sorted(set(Scripts.NAMES.values()))


def ranges(names: list[str]) -> list[tuple[int, str]]:
    """First code point and script of each run of code points with one script."""
    patterns = {name: regex.compile(rf"\p{{Script={name}}}") for name in names}
    runs: list[tuple[int, str]] = []
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if runs and patterns[runs[-1][1]].match(character):
            continue
        found = [name for name, it in patterns.items() if it.match(character)]
        if len(found) != 1:
            message = f"U+{point:04X} has scripts {found}; upgrade fontTools?"
            raise SystemExit(message)
        runs.append((point, found[0]))
    return runs


def signs() -> list[tuple[int, int]]:
    """First and last code point of each run of signs.

    A sign has a script of its own and is neither letter nor mark: digits,
    punctuation and symbols, such as those of Thai.
    """
    neutral = "".join(rf"\p{{Script={name}}}" for name in NEUTRAL)
    sign = regex.compile(rf"[^\p{{L}}\p{{M}}{neutral}]")
    runs: list[tuple[int, int]] = []
    for point in filter(lambda each: sign.match(chr(each)), range(sys.maxunicode + 1)):
        if runs and runs[-1][1] == point - 1:
            runs[-1] = (runs[-1][0], point)
        else:
            runs.append((point, point))
    return runs


def main() -> None:
    """Write the table."""
    runs = ranges(script_names())
    used = sorted({name for _, name in runs})
    number = {name: place for place, name in enumerate(used)}
    starts = _wrapped(f"{start:#x}" for start, _ in runs)
    numbers = _wrapped(str(number[name]) for _, name in runs)
    names = _wrapped(f'"{name}"' for name in used)
    ends = _wrapped(f"{end:#x}" for run in signs() for end in run)
    TARGET.write_text(
        f"{HEADER}SCRIPTS = (\n{names})\n\n"
        "# the first code point of each run, and its place in SCRIPTS\n"
        f"STARTS = (\n{starts})\nNUMBERS = (\n{numbers})\n\n"
        "# first and last code point of each run that has a script but no letters\n"
        f"SIGNS = (\n{ends})\n"
    )


def _wrapped(items: Iterable[str]) -> str:
    """The items of a tuple, as many on a line as go."""
    lines = textwrap.wrap(", ".join(items) + ",", 84, break_on_hyphens=False)
    return "".join(f"    {line}\n" for line in lines)


if __name__ == "__main__":
    main()
