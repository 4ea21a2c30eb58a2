import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from vocab_audit import sources
from vocab_audit.errors import FormatError, SourceError, UnknownVocabularyError
from vocab_audit.sources import LOADERS, embedded, load
from vocab_audit.vocabulary import Vocabulary

RANKS = b"IQ== 0\nYWI= 1\n"


def models() -> list[tuple[str, str]]:
    """Every model of tiktoken's table, and one of every family, with its encoding."""
    from tiktoken.model import MODEL_PREFIX_TO_ENCODING, MODEL_TO_ENCODING

    families = ((f"{prefix}x", it) for prefix, it in MODEL_PREFIX_TO_ENCODING.items())
    return [*MODEL_TO_ENCODING.items(), *families]


@pytest.fixture
def no_tiktoken_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes tiktoken fail where it would read or download a file."""
    monkeypatch.setattr("tiktoken.load.read_file_cached", None)


@pytest.mark.usefixtures("no_tiktoken_files")
@pytest.mark.parametrize(
    ("model", "encoding"),
    models(),
)
def test_every_model_of_tiktokens_table_is_embedded(
    model: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    vocabulary = Vocabulary("v", "embedded", "", [], [], [])

    def note(location: str) -> Vocabulary:
        loaded.append(location)
        return vocabulary

    monkeypatch.setattr(embedded, "load", note)
    assert encoding in embedded.ENCODINGS
    assert load(model) is vocabulary
    assert loaded == [encoding]


@pytest.mark.usefixtures("no_tiktoken_files")
@pytest.mark.parametrize(
    ("location", "name", "tokens"),
    [
        ("r50k_base", "r50k_base", 50_256),
        ("davinci", "r50k_base", 50_256),
        ("gpt2", "gpt2", 50_256),
        ("text-davinci-003", "p50k_base", 50_280),
        ("gpt-4-0314", "cl100k_base", 100_256),
        ("gpt-4o", "o200k_base", 199_998),
        ("gpt-5.1-codex", "o200k_base", 199_998),
        ("gpt-oss-120b", "o200k_harmony", 199_998),
        ("ft:gpt-4o:acme", "o200k_base", 199_998),
        ("embedded:p50k_edit", "p50k_edit", 50_280),
    ],
)
def test_a_name_loads_the_embedded_vocabulary(
    location: str, name: str, tokens: int
) -> None:
    vocabulary = load(location)
    assert (vocabulary.name, len(vocabulary.ids)) == (name, tokens)
    assert vocabulary.origin == "embedded"


@pytest.mark.parametrize("form", ["{}", "bpe:{}"])
def test_a_path_loads_the_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "my.tiktoken"
    path.write_bytes(RANKS)
    vocabulary = load(form.format(path))
    assert (vocabulary.name, vocabulary.origin) == ("my.tiktoken", "file")
    assert vocabulary.texts == ["!", "ab"]


def test_an_embedded_name_wins_over_a_file_and_a_file_over_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("r50k_base", "gpt-4o"):
        Path(name).write_bytes(RANKS)
    assert load("r50k_base").origin == "embedded"
    assert load("./r50k_base").origin == "file"
    assert load("gpt-4o").origin == "file"


@pytest.mark.parametrize(
    ("location", "hint"),
    [
        ("o200k_bse", "did you mean o200k_base"),
        ("gtp-4o", "did you mean gpt-4o"),
        ("cl100k", "cl100k_base"),
        ("天天中彩票", "there is no such file"),
        ("http:", "there is no such file"),
        ("x" * 5000, "there is no such file"),
        ("a\0b", "there is no such file"),
        ("embedded:o300k", "o200k_base"),
        ("tiktoken:o300k", "tiktoken knows no encoding 'o300k'"),
    ],
)
def test_an_unknown_name_is_an_error_with_a_hint(location: str, hint: str) -> None:
    with pytest.raises(UnknownVocabularyError, match=hint):
        load(location)


@pytest.mark.parametrize(
    "location", ["no/such/file", "bpe:nothing", ".", "no\\such", "a/\0"]
)
def test_a_path_that_is_no_file_is_an_error_that_names_it(location: str) -> None:
    shown = str(Path(location.removeprefix("bpe:")))
    with pytest.raises(SourceError) as raised:
        load(location)
    assert str(raised.value).startswith(f"{shown}: ")


def test_every_loader_is_named_by_a_scheme() -> None:
    folder = Path(sources.__file__).parent
    members = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {*LOADERS.values()} == members
    assert all(callable(import_module(f"{sources.__name__}.{m}").load) for m in members)


def test_a_files_format_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_bytes(RANKS)
    assert load(str(path)).tokenizer.format == "tiktoken"
    path.write_bytes(b"0 '!' 1\n")
    assert load(str(path)).tokenizer.format == "rwkv"


def test_a_folder_stands_for_the_one_tokenizer_in_it(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "mine.tiktoken").write_bytes(RANKS)
    (tmp_path / "tekken.json").mkdir()  # a folder is no file
    assert load(str(tmp_path)).name == "mine.tiktoken"
    (tmp_path / "yours.tiktoken").write_bytes(RANKS)
    with pytest.raises(FormatError, match=rf"^{tmp_path}: .*mine.tiktoken, yours"):
        load(str(tmp_path))


def test_an_unreadable_folder_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(SourceError, match=rf"^{tmp_path}: cannot read this folder: P"):
        load(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_to_itself_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "loop"
    path.symlink_to(path)
    with pytest.raises(SourceError, match=rf"^{path}: cannot read this file: Too many"):
        load(str(path))


def test_a_file_that_takes_more_memory_than_there_is_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tiktoken"
    path.write_bytes(RANKS)

    def run_out(_location: str) -> Vocabulary:
        raise MemoryError

    monkeypatch.setattr("vocab_audit.sources.bpe_ranks.load", run_out)
    with pytest.raises(FormatError, match=rf"^{path}: takes more memory"):
        load(str(path))


def test_a_model_name_loads_with_no_network_and_no_file_of_tiktokens(
    run_python: Callable[..., CompletedProcess[str]],
) -> None:
    script = """
import sys
def watch(event, args):
    assert not event.startswith("socket."), event
    assert event != "open" or "data-gym" not in str(args[0]), args
    assert event != "open" or args[1] in ("r", "rb") or args[2] & 3 == 0, args
sys.addaudithook(watch)
from vocab_audit.sources import load
print(load("gpt-5").name, load("gpt-oss-20b").name)
"""
    ended = run_python(script)
    assert ended.stderr == ""
    assert ended.stdout == "o200k_base o200k_harmony\n"
