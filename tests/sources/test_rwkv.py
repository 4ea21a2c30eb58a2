import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.errors import FormatError
from vocab_audit.sources import rwkv
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import Vocabulary

Write = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a file and returns its path, the same one each time."""
    path = tmp_path_factory.mktemp("rwkv") / "rwkv_vocab.txt"

    def write_content(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write_content


def spelled(tokens: dict[int, str | bytes]) -> bytes:
    """The file, written as RWKV's own tools write it."""
    lines = [
        f"{i} {token!r} {len(token if isinstance(token, bytes) else token.encode())}\n"
        for i, token in tokens.items()
    ]
    return "".join(lines).encode()


TOKENS = st.text(min_size=1, max_size=20) | st.binary(min_size=1, max_size=20)


@given(st.dictionaries(st.integers(0, 2**31 - 1), TOKENS, min_size=1))
def test_reading_what_was_written_is_the_identity(
    write: Write, tokens: dict[int, str | bytes]
) -> None:
    vocabulary = rwkv.load(str(write(spelled(tokens))))
    raws = {
        i: token.encode() if isinstance(token, str) else token
        for i, token in tokens.items()
    }
    assert dict(zip(vocabulary.ids, vocabulary.raws, strict=True)) == raws
    assert vocabulary.ids == sorted(raws)
    assert vocabulary.tokenizer.kind is ModelKind.LONGEST_MATCH
    assert all(token.rank is None for token in vocabulary.tokens)


def test_a_vocabulary_written_in_this_form_has_the_same_bytes(
    write: Write, vocabularies: dict[str, Vocabulary]
) -> None:
    known = vocabularies["r50k_base"]
    tokens: dict[int, str | bytes] = {
        i: raw if text is None else text
        for i, raw, text in zip(known.ids, known.raws, known.texts, strict=True)
    }
    vocabulary = rwkv.load(str(write(spelled(tokens))))
    assert [*vocabulary.ids] == [*known.ids]
    assert vocabulary.raws == known.raws


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"1 'a' 2", id="the size is wrong"),
        pytest.param(b"1 a 1", id="no literal"),
        pytest.param(b"x 'a' 1", id="no id"),
        pytest.param(b"4294967296 'a' 1", id="an id beyond the limit"),
        pytest.param(b"1 '' 0", id="no bytes"),
        pytest.param(b"1 ['a'] 1", id="not text or bytes"),
        pytest.param(b"1 'a'+'b' 2", id="an expression"),
        pytest.param(b"1 'a' 'b' 2", id="two literals that Python would join"),
        pytest.param(b"1 f'{a}' 1", id="a formatted string"),
        pytest.param(b"1 '\\ud800' 3", id="a lone surrogate"),
        pytest.param(b"1 '\\q' 2", id="an unknown escape"),
        pytest.param(b"1 '\\N{BULLET' 3", id="an escape without an end"),
        pytest.param(b"1 '\xff' 1", id="not UTF-8"),
        pytest.param(b"1 'a' 99999999", id="a size beyond the limit"),
        pytest.param(
            b"1 '" + b"a" * 100_000 + b"' 100000", id="a line beyond the limit"
        ),
        pytest.param(b"1 __import__('os').getpid() 1", id="code"),
    ],
)
def test_a_malformed_line_is_an_error_that_names_it(write: Write, line: bytes) -> None:
    path = write(b"0 'x' 1\n" + line + b"\n")
    with pytest.raises(FormatError, match=rf"^{re.escape(str(path))}:2: "):
        rwkv.load(str(path))


def test_an_id_that_stands_twice_is_an_error(write: Write) -> None:
    path = write(b"0 'x' 1\n0 'y' 1\n")
    with pytest.raises(FormatError, match="txt:2: id 0 stands here a second time"):
        rwkv.load(str(path))


def test_a_file_without_tokens_is_an_error(write: Write) -> None:
    with pytest.raises(FormatError, match="holds no tokens"):
        rwkv.load(str(write(b"\n \n")))
