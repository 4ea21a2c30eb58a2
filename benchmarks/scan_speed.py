"""How fast a scan is, beside grep and ripgrep with the same phrases.

Usage: python benchmarks/scan_speed.py FILE [RUNS]

Times whole processes in turn, RUNS (3) rounds, and prints the median rate of each and
its peak memory (at least that of this program). Programs that are not on
the PATH are left out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import click

from vocab_audit import load_wordlists
from vocab_audit.scan.lexicon import Lexicon


def main() -> None:
    """Time every program, and print a line for each."""
    target = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3  # noqa: PLR2004 - the optional one
    size = Path(target).stat().st_size / 1e6
    with tempfile.TemporaryDirectory() as folder:
        phrases = Path(folder) / "phrases"
        found = Lexicon("o200k_base", load_wordlists()).phrases
        phrases.write_text("".join(f"{text}\n" for text in sorted(found)), "utf-8")
        seconds = defaultdict[str, list[float]](list)
        peaks = defaultdict[str, int](int)
        for _ in range(runs):
            for name, command in _commands(target, str(phrases)).items():
                if shutil.which(command[0]):
                    spent, peak = _timed(command)
                    seconds[name].append(spent)
                    peaks[name] = max(peaks[name], peak)
    for name, timed in seconds.items():
        rate, peak = size / median(timed), peaks[name]
        click.echo(f"{name:14} {rate:7.0f} MB/s {median(timed):6.2f} s {peak:6} MB")


def _commands(target: str, phrases: str) -> dict[str, list[str]]:
    scan = [sys.executable, "-m", "vocab_audit", "scan", target, "--quiet"]
    return {
        "grep -rF -f": ["grep", "-rcF", "-f", phrases, target],
        "rg -F -f, -j1": ["rg", "-j1", "-cF", "-f", phrases, target],
        "scan --jobs 1": [*scan, "--jobs", "1"],
        "scan --jobs 2": [*scan, "--jobs", "2"],
    }


def _timed(command: list[str]) -> tuple[float, int]:
    """Seconds of a process, and its peak memory in megabytes."""
    begun = time.perf_counter()
    # Not to /dev/null: grep notices, and stops at the first match.
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - ours
    if process.stdout:
        process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - begun, usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
