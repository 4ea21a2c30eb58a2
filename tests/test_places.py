"""Tokens are found on their lines, in each text format, as a reader would find them."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from vocab_audit import load_vocabulary
from vocab_audit.errors import FormatError
from vocab_audit.places import file_of, lines_of

TEXTS = ("a", "b", "天天", 'q"\\', "大发快三")


def tiktoken_text(path: Path) -> None:
    lines = [f"{b64encode(it.encode()).decode()} {i}" for i, it in enumerate(TEXTS)]
    path.write_text("\n".join(reversed(lines)), "ascii")


def rwkv(path: Path) -> None:
    lines = [f"{i + 1} {it!r} {len(it.encode())}" for i, it in enumerate(TEXTS)]
    path.write_text("\n".join(lines), "utf-8")


def vocab_txt(path: Path) -> None:
    path.write_text("\n".join(("[UNK]", *TEXTS)), "utf-8")


def tekken(path: Path) -> None:
    entries = [
        {"rank": i, "token_bytes": b64encode(it.encode()).decode(), "token_str": it}
        for i, it in enumerate(TEXTS)
    ]
    config = {
        "pattern": ".",
        "num_vocab_tokens": 5,
        "default_vocab_size": 6,
        "default_num_special_tokens": 1,
        "version": "v3",
    }
    path.write_text(json.dumps({"config": config, "vocab": entries}, indent=2), "utf-8")


def tokenizer_json(path: Path, indent: int | None = 2) -> None:
    vocab = {it: i for i, it in enumerate(TEXTS)}
    model = {"type": "WordLevel", "vocab": vocab, "unk_token": "a"}
    text = json.dumps({"version": "1.0", "model": model}, indent=indent)
    path.write_text(text, "utf-8")


def tokenizer_json_in_characters(path: Path) -> None:
    tokenizer_json(path)
    document = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(document, indent=4, ensure_ascii=False), "utf-8")


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (tiktoken_text, "x.tiktoken"),
        (rwkv, "rwkv_vocab.txt"),
        (vocab_txt, "vocab.txt"),
        (tekken, "tekken.json"),
        (tokenizer_json, "tokenizer.json"),
        (tokenizer_json_in_characters, "tokenizer.json"),
    ],
)
def test_a_token_is_found_on_its_line(tmp_path: Path, write: object, name: str) -> None:
    path = tmp_path / name
    assert callable(write)
    write(path)
    vocabulary = load_vocabulary(str(path))
    lines = path.read_text("utf-8").splitlines()
    found = lines_of(path, vocabulary, vocabulary.tokens)
    assert {*vocabulary.ids} == {*found}
    for token in vocabulary.tokens:
        line = lines[found[token.id] - 1]
        assert token.text is not None
        spellings = (
            b64encode(token.raw).decode(),
            json.dumps(token.text),
            json.dumps(token.text, ensure_ascii=False),
            repr(token.text),
            token.text,
        )
        assert any(it in line for it in spellings)


def test_a_file_without_lines_has_none(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    tokenizer_json(path, None)
    vocabulary = load_vocabulary(str(path))
    assert lines_of(path, vocabulary, vocabulary.tokens) == {}


def test_the_file_behind_a_location_is_found(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    tokenizer_json(path)
    for location in (str(path), str(tmp_path), f"tokenizer-json:{path}"):
        assert file_of(location) == path
    for location in ("o200k_base", "hf:org/name", "x" * 5000, "a\0b"):
        assert file_of(location) is None
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FormatError, match="holds no tokenizer's file"):
        file_of(str(empty))
