"""How fast a scan is, beside grep and ripgrep with the same phrases in the same run.

Usage: python benchmarks/scan_speed.py MEGABYTES PATH... [--runs N] [--stream GB]

Makes two texts of MEGABYTES each from the UTF-8 files under the paths: *mixed*, as they
are; and *dense*, where each has a contaminated phrase in a random line, and every third
is a string of JSON with escapes. Times whole processes in turn, N (3) rounds, and
prints the median rate of each and its peak memory (at least that of this program).
With --stream, GB gigabytes of the dense text go through a pipe into the scan with two
jobs. Programs that are not on the PATH are left out; random choices are seeded.
"""

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import click

from vocab_audit import load_wordlists
from vocab_audit.scan.lexicon import Lexicon

LEAST_BYTES, MOST_BYTES = 200, 5_000_000
ESCAPED = 3
"""Of so many texts one is escaped in the dense text."""


@click.command(help=__doc__)
@click.argument("megabytes", type=int)
@click.argument("paths", nargs=-1, required=True)
@click.option("--runs", type=int, default=3)
@click.option("--stream", type=int, default=0)
def main(megabytes: int, paths: tuple[str, ...], runs: int, stream: int) -> None:
    """Make the texts, time every program on them, and print a line for each."""
    found = sorted(Lexicon("o200k_base", load_wordlists()).phrases)
    with tempfile.TemporaryDirectory() as folder:
        phrases = Path(folder) / "phrases"
        phrases.write_text("".join(f"{text}\n" for text in found), "utf-8")
        mixed, dense = Path(folder) / "mixed.txt", Path(folder) / "dense.txt"
        _write(mixed, _texts(paths), megabytes)
        _write(dense, _dense(_texts(paths), found), megabytes)
        for target in (mixed, dense):
            _compare(target, phrases, runs)
        if stream:
            _pipe(dense, stream * 1000)


def _texts(paths: Iterable[str]) -> Iterator[str]:
    """Yield the texts under the paths, again and again."""
    files = [f for path in paths for f in sorted(Path(path).rglob("*")) if f.is_file()]
    for file in itertools.cycle(files):
        if LEAST_BYTES <= file.stat().st_size <= MOST_BYTES:
            try:
                text = file.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                yield text


def _dense(texts: Iterable[str], phrases: list[str]) -> Iterator[str]:
    chance = random.Random(7)  # noqa: S311 - a sample, not a secret
    for number, text in enumerate(texts):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        lines[place] += f" {chance.choice(phrases)}"
        leaky = "\n".join(lines)
        yield json.dumps({"text": leaky}) if number % ESCAPED == 0 else leaky


def _write(target: Path, texts: Iterable[str], megabytes: int) -> None:
    with target.open("wb") as file:
        for text in texts:
            file.write(text.encode() + b"\n")
            if file.tell() >= megabytes * 1_000_000:
                return


def _compare(target: Path, phrases: Path, runs: int) -> None:
    size = target.stat().st_size / 1e6
    seconds = defaultdict[str, list[float]](list)
    peaks = defaultdict[str, int](int)
    for _ in range(runs):
        for name, command in _commands(str(target), str(phrases)).items():
            if shutil.which(command[0]):
                spent, peak = _timed(command)
                seconds[name].append(spent)
                peaks[name] = max(peaks[name], peak)
    click.echo(f"{target.stem}: {size:,.0f} MB, {runs} rounds")
    for name, timed in seconds.items():
        rate, peak = size / median(timed), peaks[name]
        click.echo(f"  {name:14} {rate:7.0f} MB/s {median(timed):6.2f} s {peak:6} MB")


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
    return time.perf_counter() - begun, _peak(process)


def _peak(process: "subprocess.Popen[bytes]") -> int:
    """Megabytes that a process had at most, or the largest of those it started."""
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_maxrss // 1024


def _pipe(text: Path, megabytes: int) -> None:
    """Send a text through a pipe until it was so many megabytes."""
    scan = [sys.executable, "-m", "vocab_audit", "scan", "-", "--quiet", "--jobs", "2"]
    begun, sent = time.perf_counter(), 0
    with tempfile.TemporaryFile() as hits:
        process = subprocess.Popen(scan, stdin=subprocess.PIPE, stdout=hits)  # noqa: S603 - ours
        with process.stdin or tempfile.TemporaryFile() as pipe:
            while sent < megabytes * 1_000_000:
                with text.open("rb") as file:
                    while chunk := file.read(1 << 20):
                        pipe.write(chunk)
                        sent += len(chunk)
        peak = _peak(process)
    spent = time.perf_counter() - begun
    click.echo(f"pipe: {sent / 1e6:,.0f} MB, {sent / 1e6 / spent:.0f} MB/s, {peak} MB")


if __name__ == "__main__":
    main()
