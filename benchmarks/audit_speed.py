"""How long an audit of o200k_base takes, beside tiktoken loading the same vocabulary.

Usage: python benchmarks/audit_speed.py [RUNS]

Times whole processes, in turn, after one uncounted round, and prints for each the
median, minimum and maximum of its wall time, its peak memory, and the ratio of the
medians to tiktoken's. tiktoken's cache is filled from the package's own data, so
that nothing is downloaded. Then it times the stages of an audit inside one process.
Runs where ``os.wait4`` exists (not on Windows).
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

URL = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
TIKTOKEN = "import tiktoken; tiktoken.get_encoding('o200k_base')"
KILOBYTES_PER_MEGABYTE = 1024 if sys.platform == "linux" else 1024 * 1024


@dataclass
class Timing:
    """A command, and what its runs took.

    Attributes:
        name: How it is printed.
        command: Program and arguments.
        seconds: Wall time of each counted run.
        megabytes: Peak memory of each counted run.
    """

    name: str
    command: list[str]
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def run(self, environment: dict[str, str], *, counted: bool) -> None:
        """Run the command once, in a process of its own."""
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands below
            self.command, env=environment, stdout=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            message = f"{self.name} ended with exit code {process.returncode}"
            raise SystemExit(message)
        if counted:
            self.seconds.append(seconds)
            self.megabytes.append(usage.ru_maxrss / KILOBYTES_PER_MEGABYTE)


def fill_cache(folder: Path) -> None:
    """Write o200k_base where tiktoken looks for what it has downloaded."""
    from vocab_audit.decoders import tiktoken_text
    from vocab_audit.sources import embedded

    vocabulary = embedded.load("o200k_base")
    name = hashlib.sha1(URL.encode(), usedforsecurity=False).hexdigest()
    (folder / name).write_bytes(tiktoken_text(vocabulary.ids, vocabulary.raws))


def whole_processes(runs: int, folder: Path) -> list[Timing]:
    """Time each command ``runs`` times, in turn."""
    cache, reports = folder / "cache", folder / "reports"
    cache.mkdir()
    # in a process of its own: what this one holds would count in its children's peaks
    subprocess.run([sys.executable, __file__, "--fill", str(cache)], check=True)  # noqa: S603
    environment = os.environ | {"TIKTOKEN_CACHE_DIR": str(cache)}
    cli = [str(Path(sys.executable).with_name("vocab-audit"))]
    json = "audit o200k_base --format json -o -".split()  # noqa: SIM905 - as typed
    report = "audit o200k_base -q -o".split()  # noqa: SIM905
    timings = [
        Timing("tiktoken.get_encoding", [sys.executable, "-c", TIKTOKEN]),
        Timing("audit --format json", [*cli, *json]),
        Timing("audit, full report", [*cli, *report, str(reports)]),
        Timing("--help", [*cli, "--help"]),
    ]
    for turn in range(runs + 1):
        for timing in timings:
            timing.run(environment, counted=turn > 0)
    return timings


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Print how long the body takes, in milliseconds."""
    started = time.perf_counter()
    yield
    milliseconds = (time.perf_counter() - started) * 1000
    sys.stdout.write(f"  {name:<34}{milliseconds:8.0f} ms\n")


def stages() -> None:
    """Time the parts of an audit in a fresh process."""
    with stage("import the command line"):
        import vocab_audit.cli.audit_command  # noqa: F401
    from vocab_audit.audit import audit_vocabulary
    from vocab_audit.report import render
    from vocab_audit.sources import embedded
    from vocab_audit.survey import Survey
    from vocab_audit.wordlist import load_wordlists

    with stage("read the wordlists"):
        wordlist = load_wordlists()
    with stage("unpack, verify and decode"):
        vocabulary = embedded.load("o200k_base")
    with stage("scripts of all tokens"):
        Survey(vocabulary.texts)
    with stage("the audit, scripts included"):
        audit = audit_vocabulary(vocabulary, wordlist)
    with stage("write JSON"):
        render([audit], "json")


def main() -> None:
    """Print both tables."""
    if sys.argv[1:] == ["--stages"]:
        stages()
        return
    if sys.argv[1:2] == ["--fill"]:
        fill_cache(Path(sys.argv[2]))
        return
    runs = int(sys.argv[1]) if sys.argv[1:] else 5
    with tempfile.TemporaryDirectory() as folder:
        timings = whole_processes(runs, Path(folder))
    base = median(timings[0].seconds)
    sys.stdout.write(f"median of {runs} runs, in turn, whole processes\n")
    sys.stdout.write(
        f"{'':<24}{'median':>8}{'min':>8}{'max':>8}{'ratio':>8}{'peak':>9}\n"
    )
    for timing in timings:
        sys.stdout.write(
            f"{timing.name:<24}{median(timing.seconds):>7.3f}s{min(timing.seconds):>7.3f}s"
            f"{max(timing.seconds):>7.3f}s{median(timing.seconds) / base:>8.2f}"
            f"{max(timing.megabytes):>6.0f} MB\n"
        )
    sys.stdout.write("\nwhere the time goes, in one process\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, "--stages"], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
