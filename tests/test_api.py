"""The documented Python API: its examples run, and its list is complete."""

import doctest
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

import vocab_audit
from vocab_audit import (
    Baseline,
    load_baseline,
    load_lock,
    load_policy,
    load_vocabulary,
    lock_vocabulary,
)
from vocab_audit.lock_file import dump_lock

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
MODULES = ("baseline", "columns", "json_text", "lock", "toml_place", "verdict")


def test_the_examples_of_the_page_hold() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried > 10) == (0, True)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str) -> None:
    failed, tried = doctest.testmod(import_module(f"vocab_audit.{name}"))
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize("kind", [str, Path])
def test_what_is_loaded_is_named_by_text_or_path(
    tmp_path: Path, kind: Callable[[str], str | Path]
) -> None:
    texts = {
        "a.tiktoken": "YQ== 0\nYg== 1\n",
        "policy.toml": "min-chars = 4\n",
        "baseline.json": '{"schema": "vocab-audit/baseline/1", "findings": []}',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    folder = str(tmp_path)
    vocabulary = load_vocabulary(kind(f"{folder}/a.tiktoken"))
    (tmp_path / "vocab.lock").write_text(dump_lock(lock_vocabulary(vocabulary)))
    assert load_policy(kind(f"{folder}/policy.toml")).settings.min_chars == 4
    assert load_baseline(kind(f"{folder}/baseline.json")) == Baseline()
    assert load_lock(kind(f"{folder}/vocab.lock")).tokens.read() == [b"a", b"b"]


def test_the_page_lists_every_public_name() -> None:
    listed = re.findall(r"`(\w+)`", PAGE.read_text("utf-8").partition("## All")[2])
    assert sorted([*listed, "__version__"]) == sorted(vocab_audit.__all__)


@pytest.mark.parametrize("name", vocab_audit.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(vocab_audit, name) is not None
