"""Measure what a comparison costs, in CPU time of whole processes.

Run ``python benchmarks/compare_speed.py [FILE ...]``. It sets comparing OpenAI's
four encodings against the audit of o200k_base alone, with a report and without; then
it compares 2, 4, … of the four and the files named. It prints medians and ratios.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence

FOUR = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
RUNS = 5
MEGABYTE = 1024  # ru_maxrss counts kilobytes on Linux


def measure(arguments: Sequence[str], folder: str) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one run."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "vocab_audit", *arguments],
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"vocab-audit {' '.join(arguments)}: ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / MEGABYTE


def medians(commands: Sequence[Sequence[str]]) -> list[tuple[float, float]]:
    """Medians of several runs of each command, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = [[measure(it, folder) for it in commands] for _ in range(RUNS)]
    return [
        (
            statistics.median(each[at][0] for each in rounds),
            statistics.median(each[at][1] for each in rounds),
        )
        for at in range(len(commands))
    ]


def main(files: Sequence[str]) -> None:
    """Print the table."""
    audit, compare = ("audit", FOUR[0]), ("compare", *FOUR)
    data = ("--format", "json")
    names = [*FOUR, *map(os.path.abspath, files)]
    sizes = [*range(2, len(names) + 1, 2)]
    several = [("compare", *names[:size], *data) for size in sizes]
    found = medians([audit, compare, (*audit, *data), (*compare, *data), *several])
    for title, first in (("with a report", 0), ("json only", 2)):
        one, (four, memory) = found[first][0], found[first + 1]
        print(  # noqa: T201 - what it is for
            f"{title}: audit {one:.2f} s, compare of four {four:.2f} s "
            f"({four / one:.2f} times), {memory:.0f} MB"
        )
    for size, (cpu, memory) in zip(sizes, found[4:], strict=True):
        print(f"{size} vocabularies: {cpu:.2f} s, {memory:.0f} MB")  # noqa: T201 - too


if __name__ == "__main__":
    main(sys.argv[1:])
