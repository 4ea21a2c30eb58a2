import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import BertWordPieceTokenizer

from vocab_audit.errors import FormatError
from vocab_audit.sources import wordpiece
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import TokenKind

CORPUS = ["the quick brown fox jumps over the lazy dogs", "天天向上 wörld naïve"] * 4
Write = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    path = tmp_path_factory.mktemp("bert") / "vocab.txt"

    def write_content(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write_content


def test_every_token_is_what_the_library_says(tmp_path: Path) -> None:
    tokenizer = BertWordPieceTokenizer(strip_accents=False)
    tokenizer.train_from_iterator(iter(CORPUS), vocab_size=150, show_progress=False)
    (path,) = tokenizer.save_model(str(tmp_path))
    vocabulary = wordpiece.load(path)
    known = tokenizer.get_vocab()
    special = {token.raw.decode(): token for token in vocabulary.special_tokens}
    assert special.keys() == {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    assert special["[UNK]"].kind is TokenKind.UNKNOWN
    assert special["[CLS]"].kind is TokenKind.SPECIAL
    assert {known[name] for name in special} | {*vocabulary.ids} == {*known.values()}
    spelled = {token_id: piece for piece, token_id in known.items()}
    left, right = known["the"], known["##s"]
    for token_id, raw in zip(vocabulary.ids, vocabulary.raws, strict=True):
        text = tokenizer.decode([left, token_id, right], skip_special_tokens=False)
        continues = spelled[token_id].startswith("##")
        assert text == f"the{'' if continues else ' '}{raw.decode()}s"
    assert vocabulary.tokenizer.format == "vocab.txt"
    assert vocabulary.tokenizer.kind is ModelKind.WORDPIECE
    assert vocabulary.tokenizer.pieces == [spelled[i] for i in vocabulary.ids]
    assert (vocabulary.ranks, vocabulary.byte_ids) == (None, frozenset())


PIECES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0"), min_size=1),
    min_size=1,
    unique=True,
)


@given(pieces=PIECES, end=st.sampled_from(["\n", "\r\n"]), ended=st.booleans())
def test_each_line_is_a_piece_whatever_it_looks_like(
    write: Write, pieces: list[str], end: str, *, ended: bool
) -> None:
    content = end.join(pieces) + end * ended
    vocabulary = wordpiece.load(str(write(content.encode())))
    special = [token.id for token in vocabulary.special_tokens]
    assert sorted([*vocabulary.ids, *special]) == [*range(len(pieces))]
    assert vocabulary.texts == [pieces[i].removeprefix("##") for i in vocabulary.ids]


def test_unused_lines_are_told_apart(write: Write) -> None:
    vocabulary = wordpiece.load(str(write(b"[PAD]\n[unused0]\nunused\n")))
    assert vocabulary.raws == [b"unused"]
    kinds = [token.kind for token in vocabulary.special_tokens]
    assert kinds == [TokenKind.SPECIAL, TokenKind.UNUSED]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "the file holds no tokens"),
        (b"\n", "line 1: '' is not a piece"),
        (b"a\n\nb\n", "line 2: '' is not a piece"),
        (b"a\n\xff\n", "line 2: not UTF-8"),
        (b"a\nb\na\n", "line 3: 'a' is line 1 already"),
        (b"a\n\0\n", "line 2: '\\x00' is not a piece"),
        (b"a\n" + b"b" * 2_000_000, "line 2: 'bbbb"),
    ],
)
def test_a_malformed_file_is_an_error_that_names_the_line(
    write: Write, content: bytes, place: str
) -> None:
    path = write(content)
    with pytest.raises(FormatError, match="^" + re.escape(f"{path}: {place}")) as e:
        wordpiece.load(str(path))
    assert len(str(e.value)) < len(str(path)) + 200
