import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.errors import FormatError
from vocab_audit.signature import format_of

Write = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a file whose name says nothing, and returns its path."""
    path = tmp_path_factory.mktemp("signature") / "file"

    def write_content(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write_content


def compact(content: object) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("content", "scheme"),
    [
        (b"IQ== 0\nIg== 1\n", "bpe"),
        (b"\n\nIQ== 0", "bpe"),
        (b"IQ==\t0\r\n", "bpe"),
        (b"\r\n  YWI= 17  \n", "bpe"),
        (b"1 '\\x00' 1\n2 '\\x01' 1\n", "rwkv"),
        (b'0 b"\\xff" 1\n', "rwkv"),
        (b"[PAD]\n[unused0]\n[UNK]\n[CLS]\n", "vocab-txt"),
        (b"the\n##ing\n##ed\n", "vocab-txt"),
        (b"GGUF\3\0\0\0", "gguf"),
        (b"FUGG\0\0\0\3", "gguf"),
        (b"\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0\x18\2", "sentencepiece"),
        (b"\x0a\xc8\x01\x0a\xc0\x01" + b"a" * 192, "sentencepiece"),
        (b"\x12\x02\x18\x01\x0a\x03\x0a\x01a", "sentencepiece"),
        (compact({"version": "1.0", "model": {"type": "BPE"}}), "tokenizer-json"),
        (compact({"model": {"type": "BPE"}, "version": "1.0"}), "tokenizer-json"),
        (b"\xef\xbb\xbf" + compact({"model": {}}), "tokenizer-json"),
        (compact({"config": {}, "vocab": []}), "tekken"),
        (compact({"vocab": [], "config": {}, "version": 13}), "tekken"),
        (compact({"!": 0, '"': 1, "model": 2}), "vocab-json"),
        (b'{ "\\u0120a" : 1 }', "vocab-json"),
    ],
)
def test_a_format_is_told_by_the_content(
    write: Write, content: bytes, scheme: str
) -> None:
    assert format_of(write(content)) == scheme


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b"\0" * 100, "no format that is known"),
        (b"\n" * 100, "no format that is known"),
        (b"hello world\n", "no format that is known"),
        (b"[]", "no format that is known"),
        (pickle.dumps({"a": 1}), "is a pickle"),
        (b"PK\x03\x04", "is a zip archive"),
        (b"\x1f\x8b\x08", "is compressed with gzip"),
        (b"#version: 0.2\nh e\n", "name the vocab.json beside it"),
        (b"{}", r"no tokenizer \(its keys: none\)"),
        (b'{"a": "b"}', r"no tokenizer \(its keys: a\)"),
        (compact({"config": {}, "model_type": "llama"}), "is JSON, but no tokenizer"),
        (b'{"a": ' * 100_000, "nested too deeply"),
        (b'{"a": 1', "not the JSON that was expected"),
        (b'{"a\xff": 1}', "not valid UTF-8"),
        (b'{"\\ud800": 1}', "not the JSON that was expected"),
    ],
)
def test_what_is_in_no_known_format_is_an_error_that_says_why(
    write: Write, content: bytes, fault: str
) -> None:
    path = write(content)
    with pytest.raises(FormatError, match=rf"^{path}: .*{fault}"):
        format_of(path)


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_told_or_refused(write: Write, content: bytes) -> None:
    path = write(content)
    try:
        scheme = format_of(path)
    except FormatError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - both ends are right
    else:
        assert scheme
