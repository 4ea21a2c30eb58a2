"""Fixtures that more than one test module needs; what is costly is made once."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import settings
from PIL import Image

from vocab_audit.audit import Audit, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.compare import Comparison, compare_vocabularies
from vocab_audit.sources import embedded
from vocab_audit.vocabulary import Vocabulary, decode_all
from vocab_audit.wordlist import Match, Term, Wordlist, load_wordlists

settings.register_profile("patient", deadline=None)  # machines are noisy
settings.load_profile("patient")


@pytest.fixture(scope="session")
def vocabularies() -> dict[str, Vocabulary]:
    """The four vocabularies that the package embeds, by name."""
    names = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
    return {name: embedded.load(name) for name in names}


@pytest.fixture(scope="session")
def o200k(vocabularies: dict[str, Vocabulary]) -> Vocabulary:
    return vocabularies["o200k_base"]


@pytest.fixture(scope="session")
def packaged() -> Wordlist:
    """The package's own wordlists."""
    return load_wordlists()


@pytest.fixture(scope="session")
def audited(
    vocabularies: dict[str, Vocabulary], packaged: Wordlist
) -> Callable[[str], Audit]:
    """Gives the audit of an embedded vocabulary by its name; each is made once."""

    @cache
    def audited(name: str) -> Audit:
        return audit_vocabulary(vocabularies[name], packaged)

    return audited


@pytest.fixture(scope="session")
def four_compared(
    vocabularies: dict[str, Vocabulary], packaged: Wordlist
) -> Comparison:
    """The comparison of the four, newest first."""
    return compare_vocabularies([*vocabularies.values()], packaged)


@pytest.fixture(scope="session")
def blank() -> bytes:
    """A picture of a chart's size: drawing the real ones takes seconds."""
    content = BytesIO()
    Image.new("RGB", (1600, 900), "white").save(content, "PNG")
    return content.getvalue()


@pytest.fixture(scope="session")
def make_term() -> Callable[..., Term]:
    """Makes terms, certain gambling found anywhere unless told otherwise."""

    def make(
        text: str,
        match: Match = Match.ANYWHERE,
        strength: Strength = Strength.CERTAIN,
        category: Category = Category.GAMBLING,
        *,
        language: str = "zh-Hans",
        source: str = "editors",
        note: str = "",
    ) -> Term:
        return Term(text, category, language, strength, match, source, note)

    return make


@pytest.fixture(scope="session")
def make_vocabulary() -> Callable[..., Vocabulary]:
    """Makes vocabularies of texts or bytes, with ids counted from ``first``."""

    def make(*tokens: str | bytes, first: int = 0) -> Vocabulary:
        raws = [token.encode() if isinstance(token, str) else token for token in tokens]
        ids = range(first, first + len(raws))
        texts = decode_all(raws)
        return Vocabulary("made", "file", "0" * 64, ids, raws, texts, ranks=ids)

    return make


@pytest.fixture
def run_python(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a script in a fresh interpreter that turns warnings into errors.

    The interpreter compiles every module anew, has nowhere to write, and is sent
    to a dead proxy if it wants the network.
    """

    def run(
        script: str, *, path: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        nowhere = str(tmp_path / "nowhere")
        known = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(path or ""),
            "PYTHONPYCACHEPREFIX": nowhere,
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": nowhere,
            "TMPDIR": nowhere,
            "http_proxy": "http://127.0.0.1:9",
            "https_proxy": "http://127.0.0.1:9",
        }
        return subprocess.run(  # noqa: S603 - our own interpreter and script
            [sys.executable, "-W", "error", "-c", script],
            env=known | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run
