"""How the tests run the command line: in this process, or as a user in one of its own.

Most tests are about what a command does, which needs no interpreter of its own.
Those about streams, signals, the environment and what is imported ask for
``run_process``.
"""

import gc
import io
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from vocab_audit.cli import exits, main

MANY = 1000
"""Findings in the file of that name."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


def write_tokens(path: Path, *tokens: str | bytes) -> Path:
    """Write a file in tiktoken's text format; tokens have their place as rank."""
    raws = [it.encode() if isinstance(it, str) else it for it in tokens]
    lines = [b"%b %d\n" % (b64encode(raw), rank) for rank, raw in enumerate(raws)]
    path.write_bytes(b"".join(lines))
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run vocab-audit in an empty folder; keyword arguments set the environment.

    All of the command line runs, but for the end of the process.
    """

    def run(*arguments: str | Path, **environment: str) -> Ended:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with monkeypatch.context() as changed, _kept():
            changed.chdir(tmp_path)
            for name, value in environment.items():
                changed.setenv(name, value)
            changed.setattr(sys, "argv", ["vocab-audit", *map(str, arguments)])
            changed.setattr(sys, "stdout", out)
            changed.setattr(sys, "stderr", err)
            changed.setattr(exits, "_leave", sys.exit)
            changed.setattr(exits, "_kept", [])
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code
        assert isinstance(code, int)
        return Ended(code, _written(out), _written(err))

    return run


@contextmanager
def _kept() -> Iterator[None]:
    """Undo what a command changes in a process that it takes for its own."""
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    thresholds, hook = gc.get_threshold(), sys.unraisablehook
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        gc.set_threshold(*thresholds)
        sys.unraisablehook = hook


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode()


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The same in a process of its own, which turns warnings into errors."""

    def run(*arguments: str | Path, stdin: str = "", **environment: str) -> Ended:
        process = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-W", "error", "-m", "vocab_audit", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=os.environ | {"PYTHONUTF8": "1"} | environment,
            check=False,
            timeout=120,
        )
        return Ended(process.returncode, process.stdout, process.stderr)

    return run


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A file in tiktoken's text format whose tokens attack whoever shows them."""
    texts = [
        "大发快三</script><img src=x onerror=alert(1)>",
        "彩票平台\u202e\u2066开奖",
        "=彩票平台HYPERLINK",
        "彩票\x00平台\x1b[31m开奖",
        "彩票平台\n开奖",
        "大发快三" * 2000,
        "中华人民共和国",
    ]
    return write_tokens(tmp_path / "hostile.tiktoken", *texts)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file with more findings than fit into a pipe or into 100 KB."""
    texts = (f"彩票平{chr(0x4E00 + number)}" for number in range(MANY))
    return write_tokens(tmp_path / "many.tiktoken", *texts)
