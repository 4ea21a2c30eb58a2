"""Write vocab_audit/code_words.tsv: how frequent words are in source code.

Usage: python tools/make_code_words.py FOLDER [FOLDER ...]

Tokenizers are trained on much code, where ``query`` and ``padding`` are as ordinary as
``water`` is elsewhere. Counts the lower-case words of all source files below the
folders and keeps those that are clearly more frequent than wordfreq has them in
English, in tenths of Zipf's scale. NOTICE.md says which folders the table came from.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from math import log10
from pathlib import Path

from wordfreq import zipf_frequency

TARGET = Path(__file__).parents[1] / "vocab_audit" / "code_words.tsv"

SUFFIXES = frozenset({".py", ".ts", ".js", ".scss", ".css", ".h"})
IGNORED = frozenset({"test", "tests", "idlelib", "dist", "site-packages"})

FEWEST = 20
"""Times that a word occurs."""

EXCESS = 0.3
"""Zipf units by which a word is more frequent than in English."""

_WORD = re.compile(r"(?<![A-Za-z])[a-z]{4,}(?![A-Za-z])")


def source_files(folders: list[str]) -> Iterator[Path]:
    """The source files below the folders that people wrote."""
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if (
                path.suffix in SUFFIXES
                and ".min." not in path.name
                and IGNORED.isdisjoint(path.relative_to(folder).parts)
                and path.is_file()
            ):
                yield path


def table(folders: list[str]) -> str:
    """The text of the table."""
    counts = Counter[str]()
    for path in source_files(folders):
        counts.update(_WORD.findall(path.read_text(encoding="utf-8", errors="replace")))
    total = counts.total()
    zipfs = {
        word: 9 + log10(count / total)
        for word, count in counts.items()
        if count >= FEWEST
    }
    rows = [
        f"{word}\t{round(zipf * 10)}"
        for word, zipf in sorted(zipfs.items())
        if zipf >= zipf_frequency(word, "en") + EXCESS
    ]
    return "\n".join(["word\tfrequency", *rows]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(table(sys.argv[1:]), encoding="utf-8")
