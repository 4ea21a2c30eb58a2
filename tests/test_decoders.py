import base64
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers.decoders import ByteFallback, ByteLevel, Metaspace
from tokenizers.pre_tokenizers import ByteLevel as Spell

from vocab_audit import decoders
from vocab_audit.decoders import (
    BYTE_LEVEL,
    METASPACE,
    byte_level_raws,
    fallback_bytes,
    is_unused,
    metaspace_texts,
    tiktoken_text,
)


@given(st.dictionaries(st.integers(0, 2**31), st.binary(max_size=80)))
def test_tiktoken_text_is_base64_a_space_and_the_rank_on_each_line(
    tokens: dict[int, bytes],
) -> None:
    naive = b"".join(
        base64.b64encode(raw) + b" " + str(rank).encode() + b"\n"
        for rank, raw in tokens.items()
    )
    assert tiktoken_text([*tokens], [*tokens.values()]) == naive


def test_the_examples_hold() -> None:
    failed, tried = doctest.testmod(decoders)
    assert (failed, tried > 4) == (0, True)


def test_the_alphabet_is_a_bijection_on_256_bytes() -> None:
    assert len({*BYTE_LEVEL}) == 256
    assert {*BYTE_LEVEL} == {*Spell.alphabet()}
    assert byte_level_raws([*BYTE_LEVEL]) == [bytes([b]) for b in range(256)]


@given(st.lists(st.binary(max_size=20)))
def test_byte_level_decoding_inverts_spelling(raws: list[bytes]) -> None:
    pieces = ["".join(BYTE_LEVEL[byte] for byte in raw) for raw in raws]
    assert byte_level_raws(pieces) == raws


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20)))
def test_byte_level_spelling_is_that_of_tokenizers(texts: list[str]) -> None:
    spell = Spell(add_prefix_space=False, use_regex=False)
    pieces = ["".join(p for p, _ in spell.pre_tokenize_str(text)) for text in texts]
    assert byte_level_raws(pieces) == [text.encode() for text in texts]


ANY_TEXT = st.text(
    st.sampled_from(BYTE_LEVEL) | st.characters(codec="utf-8") | st.sampled_from("\0 ▁")
)


@given(st.lists(ANY_TEXT))
def test_pieces_outside_the_alphabet_decode_as_in_tokenizers(pieces: list[str]) -> None:
    decoder = ByteLevel()
    for piece, raw in zip(pieces, byte_level_raws(pieces), strict=True):
        assert raw.decode("utf-8", "replace") == decoder.decode([piece])


@given(st.lists(ANY_TEXT), st.sampled_from(METASPACE + "_x"))
def test_metaspace_decodes_as_in_tokenizers(pieces: list[str], mark: str) -> None:
    decoder = Metaspace(replacement=mark, prepend_scheme="never")
    assert metaspace_texts(pieces, mark) == [decoder.decode([p]) for p in pieces]


@given(
    st.lists(
        st.from_regex("<0x[0-9A-Fa-f]{2}>", fullmatch=True)
        | st.sampled_from(["<0xG0>", "<0x123>", "<0x1> ", " <0x12>", "<0x １>"])
        | ANY_TEXT
    )
)
def test_fallback_bytes_are_those_of_tokenizers(pieces: list[str]) -> None:
    decoder = ByteFallback()
    found = fallback_bytes(pieces)
    for place, piece in enumerate(pieces):
        raw = found.get(place, piece.encode())
        assert raw.decode("utf-8", "replace") == decoder.decode([piece])


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("[unused0]", True),
        ("<unused99>", True),
        ("<|reserved_special_token_3|>", True),
        ("[unused]", False),
        ("unused1", False),
        ("<s>", False),
        ("[unused1", False),
        ("x[unused1]", False),
    ],
)
def test_a_piece_is_unused_only_if_its_name_says_so(piece: str, expected: bool) -> None:  # noqa: FBT001 - a column of the cases
    assert is_unused(piece) is expected
