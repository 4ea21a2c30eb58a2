"""How the tests run the command line: as a user does, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run vocab-audit in an empty folder; keyword arguments set the environment."""

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
    import base64

    texts = [
        "大发快三</script><img src=x onerror=alert(1)>",
        "彩票平台\u202e\u2066开奖",
        "=彩票平台HYPERLINK",
        "彩票\x00平台\x1b[31m开奖",
        "彩票平台\n开奖",
        "大发快三" * 2000,
        "中华人民共和国",
    ]
    lines = [
        b"%b %d\n" % (base64.b64encode(text.encode()), rank)
        for rank, text in enumerate(texts)
    ]
    path = tmp_path / "hostile.tiktoken"
    path.write_bytes(b"".join(lines))
    return path
