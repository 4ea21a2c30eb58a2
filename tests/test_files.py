import os
import re
import tracemalloc
from pathlib import Path

import pytest

from vocab_audit.errors import FormatError, SourceError
from vocab_audit.files import MAX_FILE_BYTES, name_of, open_file, read_file


def test_a_file_is_read_whole_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert read_file(path, 3) == b"abc"
    with pytest.raises(FormatError, match=r"file: larger than the 2 bytes"):
        read_file(path, 2)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    tracemalloc.start()
    try:
        with pytest.raises(FormatError, match="sparse: larger than the 536,870,912"):
            read_file(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MAX_FILE_BYTES / 100


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "none.tiktoken"
    with pytest.raises(
        SourceError, match=rf"^{re.escape(str(path))}: cannot read this file: No such"
    ):
        read_file(path)


def test_a_directory_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=rf"^{re.escape(str(tmp_path))}: is a directory"
    ):
        read_file(tmp_path)


def test_a_path_with_a_nul_is_an_error() -> None:
    with pytest.raises(SourceError, match="cannot read this file"):
        read_file(Path("a\0b"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(SourceError, match="pipe: is not a regular file"):
        read_file(path)


def test_a_file_that_cannot_be_opened_is_an_error_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read what chmod forbids
    with pytest.raises(SourceError, match="cannot read this file: Permission denied"):
        read_file(path)


def test_what_fails_while_a_file_is_read_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a")
    with pytest.raises(SourceError, match="cannot read this file: Stale"):  # noqa: SIM117 - the inner one is what is tested
        with open_file(path):
            raise OSError(116, "Stale file handle")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/models/qwen/tokenizer.json", "qwen/tokenizer.json"),
        ("/tokenizer.json", "tokenizer.json"),
        ("/models/mine.tiktoken", "mine.tiktoken"),
    ],
)
def test_a_generic_name_is_told_with_its_folder(path: str, name: str) -> None:
    assert name_of(Path(path)) == name


def test_a_generic_name_is_the_same_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert name_of(Path("vocab.txt")) == f"{tmp_path.name}/vocab.txt"
