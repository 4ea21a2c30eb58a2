"""tiktoken's registry is global, so plugins are tried in interpreters of their own."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from vocab_audit.decoders import tiktoken_text
from vocab_audit.errors import (
    SourceError,
    UnavailableError,
    UnknownVocabularyError,
)
from vocab_audit.sources import embedded, load, tiktoken

Run = Callable[[str, str], CompletedProcess[str]]

ACME = r"""
def acme():
    return {
        "name": "acme",
        "pat_str": r"\w+| +",
        "mergeable_ranks": {b"a": 0, b"\xff": 3, "彩票".encode(): 40, b"b": 2},
        "special_tokens": {"<|end|>": 50, "<|also-end|>": 50, "<|in a gap|>": 1},
    }
ENCODING_CONSTRUCTORS = {"acme": acme}
"""

REMOTE = """
from tiktoken.load import load_tiktoken_bpe
def remote():
    ranks = load_tiktoken_bpe("https://acme.invalid/remote.tiktoken", "0" * 64)
    return {"name": "remote", "pat_str": ".", "mergeable_ranks": ranks,
            "special_tokens": {}}
ENCODING_CONSTRUCTORS = {"remote": remote}
"""

SHOW = """
import json, sys
from vocab_audit.errors import VocabAuditError
from vocab_audit.sources import load
try:
    v = load(%r)
except VocabAuditError as error:
    print(type(error).__name__, error)
else:
    special = [(token.id, token.text) for token in v.special_tokens]
    print(v.name, v.origin, v.ids, v.raws, special, v.sha256)
"""


@pytest.fixture
def run_with_plugin(
    tmp_path: Path, run_python: Callable[..., CompletedProcess[str]]
) -> Run:
    """Loads a vocabulary where tiktoken finds a plugin with the given source."""

    def run(plugin: str, location: str) -> CompletedProcess[str]:
        folder = tmp_path / "site" / "tiktoken_ext"  # a namespace package
        folder.mkdir(parents=True)
        (folder / "acme_plugin.py").write_text(plugin, encoding="utf-8")
        return run_python(
            SHOW % location,
            path=folder.parent,
            TIKTOKEN_CACHE_DIR=str(tmp_path / "c"),
            PYTHONPYCACHEPREFIX="",  # what is compiled already serves here
        )

    return run


@pytest.mark.parametrize("location", ["acme", "tiktoken:acme"])
def test_a_plugins_encoding_loads_with_its_gaps_and_special_tokens(
    run_with_plugin: Run, location: str
) -> None:
    ended = run_with_plugin(ACME, location)
    ids, raws = [0, 2, 3, 40], [b"a", b"b", b"\xff", "彩票".encode()]
    special = [(1, "<|in a gap|>"), (50, "<|also-end|>"), (50, "<|end|>")]
    digest = hashlib.sha256(tiktoken_text(ids, raws)).hexdigest()
    assert ended.stderr == ""
    assert ended.stdout == f"acme tiktoken {ids} {raws} {special} {digest}\n"


def test_the_embedded_encodings_stay_at_hand_beside_a_plugin(
    run_with_plugin: Run,
) -> None:
    assert run_with_plugin(ACME, "r50k_base").stdout.startswith("r50k_base embedded")


def test_a_download_without_network_says_which_why_and_what_to_do(
    run_with_plugin: Run,
) -> None:
    ended = run_with_plugin(REMOTE, "remote")
    assert ended.stdout.startswith("UnavailableError the encoding 'remote'")
    assert "embedded" not in ended.stdout  # tiktoken: may name one that is
    assert "acme.invalid" in ended.stdout
    assert "TIKTOKEN_CACHE_DIR" in ended.stdout
    assert "name that file instead" in ended.stdout
    assert ended.stderr == ""


def test_a_file_with_another_hash_is_refused(
    tmp_path: Path, run_with_plugin: Run
) -> None:
    source = tmp_path / "local.tiktoken"
    source.write_bytes(b"IQ== 0\n")
    plugin = REMOTE.replace("https://acme.invalid/remote.tiktoken", str(source))
    ended = run_with_plugin(plugin, "remote")
    assert ended.stdout.startswith("SourceError tiktoken cannot make the encoding")
    assert "Hash mismatch" in ended.stdout


@pytest.mark.parametrize(
    ("plugin", "why"),
    [
        ('ENCODING_CONSTRUCTORS = {"o200k_base": dict}', "Duplicate encoding name"),
        ("", "does not define ENCODING_CONSTRUCTORS"),
        ("import no_such_module", "no_such_module"),
        ("def", "invalid syntax"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("raise ValueError('one\\n\\ttwo')", "ValueError: one two;"),
        ("ENCODING_CONSTRUCTORS = {5: dict}", "a name is no text"),
    ],
)
def test_a_broken_plugin_is_named_and_does_not_touch_what_is_embedded(
    run_with_plugin: Run, plugin: str, why: str
) -> None:
    ended = run_with_plugin(plugin, "acme")
    assert ended.stdout.startswith("SourceError tiktoken's registry of encodings")
    assert why in ended.stdout
    assert "tiktoken_ext plugin that is at fault" in ended.stdout
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (r'r"\w+| +"', '"("', "arenthesis"),
        ('b"b": 2', 'b"b": 3', "duplicate token indices"),
        ('"name": "acme"', '"nom": "acme"', "nom"),
        ("return {", "raise RuntimeError('one\\n two'); {", ": one two\n"),
        ("return {", "raise RuntimeError('out of order'); {", "out of order"),
    ],
)
def test_an_encoding_that_cannot_be_made_is_an_error_that_says_why(
    run_with_plugin: Run, old: str, new: str, why: str
) -> None:
    ended = run_with_plugin(ACME.replace(old, new), "acme")
    assert ended.stdout.startswith(
        "SourceError tiktoken cannot make the encoding 'acme'"
    )
    assert why in ended.stdout


@pytest.fixture
def constructors(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], object]]:
    """What makes the encodings of this test's registry, by name."""
    made: dict[str, Callable[[], object]] = {}
    monkeypatch.setattr("tiktoken.registry.ENCODING_CONSTRUCTORS", made)
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    return made


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (ConnectionError("refused"), UnavailableError),
        (TimeoutError("too slow"), UnavailableError),
        (ValueError("bad hash"), SourceError),
        (AssertionError("n_vocab"), SourceError),
        (KeyboardInterrupt("^C"), KeyboardInterrupt),
        (SystemExit(3), SourceError),
    ],
)
def test_failures_are_told_and_interruptions_pass(
    constructors: dict[str, Callable[[], object]],
    failure: BaseException,
    expected: type[BaseException],
) -> None:
    def fail() -> object:
        raise failure

    constructors["acme"] = fail
    with pytest.raises(expected, match=re.escape(str(failure))) as raised:
        load("acme")
    assert raised.type is expected


def test_an_encoding_whose_own_name_is_no_text_is_an_error(
    constructors: dict[str, Callable[[], object]],
) -> None:
    constructors["acme"] = lambda: {
        "name": 5,
        "pat_str": ".",
        "mergeable_ranks": {b"a": 0},
        "special_tokens": {},
    }
    with pytest.raises(SourceError, match="'acme' has a name of its own"):
        load("acme")


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_a_plugin_that_exits_is_an_error_each_time_and_an_interruption_passes(
    monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def leave(_: str) -> None:
        raise error

    expected = SourceError if error is SystemExit else error
    monkeypatch.setattr("tiktoken.registry.ENCODING_CONSTRUCTORS", None)
    monkeypatch.setattr("tiktoken.registry.importlib.import_module", leave)
    for _ in range(2 if error is SystemExit else 1):
        with pytest.raises(expected):
            tiktoken.names()


def test_an_id_far_beyond_the_others_costs_nothing(
    constructors: dict[str, Callable[[], object]],
) -> None:
    constructors["acme"] = lambda: {
        "name": "acme",
        "pat_str": ".",
        "mergeable_ranks": {b"a": 0, b"b": 2**31},
        "special_tokens": {"<|end|>": 2**32 - 2},
    }
    vocabulary = load("acme")
    assert vocabulary.ids == [0, 2**31]
    assert [token.id for token in vocabulary.special_tokens] == [2**32 - 2]


def test_a_registry_that_does_not_load_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tiktoken.registry.ENCODING_CONSTRUCTORS", None)
    monkeypatch.setattr("tiktoken.registry._available_plugin_modules", lambda: ["no_x"])
    with pytest.raises(SourceError, match="No module named 'no_x'"):
        tiktoken.names()


def test_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(UnknownVocabularyError, match="no encoding 'o300k_base'"):
        tiktoken.load("o300k_base")


def test_tiktoken_knows_the_names_of_all_embedded_encodings() -> None:
    assert set(tiktoken.names()) >= embedded.ENCODINGS.keys()


def test_every_encoding_of_tiktokens_table_lists_its_models() -> None:
    models = tiktoken.models_of_encodings()
    assert "gpt-4o" in models["o200k_base"]
    assert models.keys() <= embedded.ENCODINGS.keys()
    assert all(
        tiktoken.encoding_of_model(model) == encoding
        for encoding, known in models.items()
        for model in known
    )
    assert tiktoken.encoding_of_model("no-such-model") is None
