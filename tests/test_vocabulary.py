import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.vocabulary import (
    Token,
    TokenKind,
    Vocabulary,
    decode_all,
    printable,
)

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def token_of(raw: bytes) -> Token:
    [text] = decode_all([raw])
    return Token(0, raw, TokenKind.NORMAL, 0, text)


def is_safe(shown: str) -> bool:
    categories = set(map(unicodedata.category, shown))
    return categories.isdisjoint(INVISIBLE) and len(shown.splitlines()) <= 1


def test_every_token_of_every_embedded_vocabulary_is_displayed_safely(
    vocabularies: dict[str, Vocabulary],
) -> None:
    raws = {raw for known in vocabularies.values() for raw in known.raws}
    assert len(raws) > 220_000
    assert is_safe("".join(token_of(raw).display for raw in raws))


@given(
    st.binary() | st.text().map(str.encode) | st.text(BIDI + "\n\0a").map(str.encode)
)
def test_any_bytes_are_displayed_on_one_line_without_invisible_characters(
    raw: bytes,
) -> None:
    assert is_safe(token_of(raw).display)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M", "Zs"])))
def test_visible_text_and_spaces_are_displayed_as_they_are(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b" a", " a"),
        (b"a\n\r\t", "a\\n\\r\\t"),
        (b"\0\x1b[31m\x7f", "\\x00\\x1b[31m\\x7f"),
        ("\u202e彩票".encode(), "\\u202e彩票"),
        ("\u200b\ufeff\u2028\u2029".encode(), "\\u200b\\ufeff\\u2028\\u2029"),
        ("\x85\xad".encode(), "\\x85\\xad"),
        ("\U000e0041\U0010fffd".encode(), "\\U000e0041\\U0010fffd"),
        (b"\xe5\xa4", "\\xe5\\xa4"),
        (b"ok\xff\n", "ok\\xff\\n"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        ("a\u3000b\u00a0c".encode(), "a\u3000b\u00a0c"),
        (b"a\\nb", "a\\nb"),
        (b"", ""),
    ],
)
def test_what_cannot_be_seen_is_displayed_as_an_escape(raw: bytes, shown: str) -> None:
    assert token_of(raw).display == shown


def test_decode_all_gives_none_exactly_where_bytes_are_not_utf8() -> None:
    raws = [b"a", b"\xff", "彩".encode(), b"\xe5\xbd", b"\xed\xa0\x80", b""]
    assert decode_all(raws) == ["a", None, "彩", None, None, ""]
    assert decode_all([]) == []


@given(st.lists(st.text()))
def test_decoding_encoded_texts_is_the_identity(texts: list[str]) -> None:
    assert decode_all([text.encode() for text in texts]) == texts


def test_position_finds_every_id_and_no_other() -> None:
    ids = (0, 1, 5, 9)
    raws = [b"a", b"b", b"c", b"d"]
    vocabulary = Vocabulary("v", "file", "", ids, raws, decode_all(raws), ranks=ids)
    found = {wanted: vocabulary.position(wanted) for wanted in range(-2, 12)}
    known = {wanted: place for wanted, place in found.items() if place is not None}
    assert known == {0: 0, 1: 1, 5: 2, 9: 3}


def test_an_empty_vocabulary_has_no_tokens(
    make_vocabulary: Callable[..., Vocabulary],
) -> None:
    empty = make_vocabulary()
    assert [*empty.tokens] == []
    assert empty.position(0) is None
    with pytest.raises(IndexError):
        empty.tokens[0]


def test_tokens_are_a_sequence(make_vocabulary: Callable[..., Vocabulary]) -> None:
    column = make_vocabulary(b"a", b"\xff", "彩票", b"\xe5\xbd", first=7).tokens
    listed = [*column]
    assert len(column) == len(listed) == 4
    assert [column[place] for place in range(4)] == listed
    assert column[-1] == listed[-1]
    assert column[1:3] == listed[1:3]
    assert column[::-1] == listed[::-1]
    assert listed[2] in column
    assert column.index(listed[2]) == 2
    for outside in (4, -5):
        with pytest.raises(IndexError):
            column[outside]


def test_a_token_knows_its_id_bytes_kind_rank_and_text(
    make_vocabulary: Callable[..., Vocabulary],
) -> None:
    column = make_vocabulary(b"a", "彩票", b"\xe5\xbd", b"\xff", first=7).tokens
    assert [*column] == [
        Token(7, b"a", TokenKind.BYTE, 7, "a"),
        Token(8, "彩票".encode(), TokenKind.NORMAL, 8, "彩票"),
        Token(9, b"\xe5\xbd", TokenKind.NORMAL, 9, None),
        Token(10, b"\xff", TokenKind.BYTE, 10, None),
    ]


def test_every_embedded_vocabulary_has_the_256_byte_tokens(
    vocabularies: dict[str, Vocabulary],
) -> None:
    for vocabulary in vocabularies.values():
        tokens = vocabulary.tokens
        single = [
            tokens[place] for place, raw in enumerate(vocabulary.raws) if len(raw) == 1
        ]
        assert {token.raw[0] for token in single} == {*range(256)}
        assert {token.kind for token in single} == {TokenKind.BYTE}


def test_gaps_are_ids_that_no_token_of_any_kind_has(
    vocabularies: dict[str, Vocabulary],
) -> None:
    gaps = {name: vocabulary.gaps for name, vocabulary in vocabularies.items()}
    assert gaps == {
        "o200k_base": 19,
        "cl100k_base": 16,
        "p50k_base": 0,
        "r50k_base": 0,
    }


def test_no_tokens_leave_no_gaps() -> None:
    assert Vocabulary("v", "file", "", [], [], []).gaps == 0


def test_byte_tokens_are_those_that_the_file_names() -> None:
    raws = [b"a", b"a"]
    vocabulary = Vocabulary(
        "v", "file", "", [0, 1], raws, decode_all(raws), byte_ids=frozenset({1})
    )
    kinds = [(token.kind, token.rank) for token in vocabulary.tokens]
    assert kinds == [(TokenKind.NORMAL, None), (TokenKind.BYTE, None)]
