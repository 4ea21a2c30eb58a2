import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.decoders import tiktoken_text
from vocab_audit.errors import FormatError
from vocab_audit.sources import bpe_ranks
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary, decode_all

Write = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a file and returns its path, the same one each time."""
    path = tmp_path_factory.mktemp("ranks") / "tokenizer.model"

    def write_content(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write_content


def line(raw: bytes, rank: int | str) -> bytes:
    return base64.b64encode(raw) + f" {rank}\n".encode()


@given(
    st.dictionaries(
        st.integers(0, 2**31 - 1), st.binary(min_size=1, max_size=99), min_size=1
    )
)
def test_reading_what_was_written_is_the_identity(
    write: Write, tokens: dict[int, bytes]
) -> None:
    ids = sorted(tokens)
    raws = [tokens[rank] for rank in ids]
    content = tiktoken_text(ids, raws)
    path = write(content)
    digest = hashlib.sha256(content).hexdigest()
    expected = Vocabulary(
        f"{path.parent.name}/tokenizer.model",
        "file",
        digest,
        ids,
        raws,
        decode_all(raws),
        tokenizer=Tokenizer("tiktoken", ModelKind.BPE),
        ranks=ids,
    )
    assert bpe_ranks.load(str(path)) == expected


@pytest.mark.parametrize("name", ["o200k_base", "p50k_base"])
def test_an_openai_file_reads_as_the_embedded_vocabulary(
    write: Write, vocabularies: dict[str, Vocabulary], name: str
) -> None:
    known = vocabularies[name]
    path = write(tiktoken_text(known.ids, known.raws))
    vocabulary = bpe_ranks.load(str(path))
    assert [*vocabulary.ids] == [*known.ids]
    assert vocabulary.raws == known.raws
    assert vocabulary.texts == known.texts
    assert vocabulary.sha256 == known.sha256
    assert vocabulary.special_tokens == ()


def test_ranks_may_have_gaps_and_stand_in_any_order(write: Write) -> None:
    path = write(line(b"b", 7) + line(b"a", 0) + line(b"\xff", 3))
    vocabulary = bpe_ranks.load(str(path))
    assert (vocabulary.ids, vocabulary.raws) == ([0, 3, 7], [b"a", b"\xff", b"b"])


@pytest.mark.parametrize(
    "content",
    [b"IQ== 0\r\nYWI= 1\r\n", b"IQ== 0\nYWI= 1", b"\n\nIQ== 0\n \n  YWI=\t1  \n\n"],
)
def test_line_ends_blank_lines_and_spaces_do_not_matter(
    write: Write, content: bytes
) -> None:
    vocabulary = bpe_ranks.load(str(write(content)))
    assert (vocabulary.ids, vocabulary.raws) == ([0, 1], [b"!", b"ab"])


@pytest.mark.parametrize(
    "bad",
    [
        b"IQ= 1",
        b"I!Q== 1",
        b"IQ==IQ== 1",
        b"IQ 1",
        b"\xff\xfe 1",
        b"IQ== -1",
        b"IQ== 1.0",
        b"IQ== x",
        b"IQ== 0x10",
        b"IQ== +1",
        b"IQ== 1_0",
        b"IQ== 2147483648",
        b"IQ== " + b"9" * 5000,
        b"IQ==",
        b"1",
        b"IQ== 1 2",
        b"= 1",
        b"#version: 0.2",
        b"\0\0\0\0",
        b'{"model": {}}',
    ],
)
def test_a_malformed_line_is_an_error_that_names_file_and_line(
    write: Write, bad: bytes
) -> None:
    path = write(line(b"a", 0) + b"\n" + bad + b"\n")
    with pytest.raises(FormatError, match="not a token in tiktoken's text format") as e:
        bpe_ranks.load(str(path))
    message = str(e.value)
    assert message.startswith(f"{path}:3: ")
    assert message.isprintable()
    assert len(message) < len(str(path)) + 300


def test_a_token_may_have_at_most_a_mebibyte(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bpe_ranks, "MAX_TOKEN_BYTES", 3)
    assert bpe_ranks.load(str(write(line(b"abc", 0)))).raws == [b"abc"]
    with pytest.raises(FormatError, match=r":1: "):
        bpe_ranks.load(str(write(line(b"abcd", 0))))


def test_a_rank_that_stands_twice_is_an_error_that_names_the_line(write: Write) -> None:
    path = write(line(b"a", 0) + line(b"b", 1) + line(b"c", 0))
    with pytest.raises(
        FormatError, match=rf"^{re.escape(str(path))}:3: rank 0 .*second"
    ):
        bpe_ranks.load(str(path))


@pytest.mark.parametrize("content", [b"", b"\n \r\n"])
def test_a_file_without_tokens_is_an_error(write: Write, content: bytes) -> None:
    path = write(content)
    with pytest.raises(FormatError, match=rf"^{re.escape(str(path))}: .*no tokens"):
        bpe_ranks.load(str(path))


@given(st.binary(max_size=200))
def test_binary_junk_is_refused_and_never_crashes(write: Write, junk: bytes) -> None:
    path = write(b"\x89PNG\r\n" + junk)
    with pytest.raises(FormatError, match=rf"^{re.escape(str(path))}:1: "):
        bpe_ranks.load(str(path))
