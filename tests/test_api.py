"""The documented Python API: its examples run, and its list is complete."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

import vocab_audit

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
MODULES = ("baseline", "columns", "json_text", "lock", "toml_place", "verdict")


def test_the_examples_of_the_page_hold() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried > 10) == (0, True)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str) -> None:
    failed, tried = doctest.testmod(import_module(f"vocab_audit.{name}"))
    assert (failed, tried > 0) == (0, True)


def test_the_page_lists_every_public_name() -> None:
    listed = re.findall(r"`(\w+)`", PAGE.read_text("utf-8").partition("## All")[2])
    assert sorted([*listed, "__version__"]) == sorted(vocab_audit.__all__)


@pytest.mark.parametrize("name", vocab_audit.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(vocab_audit, name) is not None
