import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.columns import (
    digest_of_bytes,
    digest_of_merges,
    pack_numbers,
    pack_scores,
    pack_sizes,
    pack_tokens,
    runs,
    unpack_numbers,
    unpack_scores,
    unpack_sizes,
    unpack_tokens,
)

tokens = st.lists(
    st.binary(max_size=6) | st.sampled_from([b"\xff", b"\xff\x00", b"\xff\x01\xff"])
)
numbers = st.lists(st.integers(-(2**31), 2**31))


@given(tokens)
def test_unpacking_packed_tokens_is_the_identity(raws: list[bytes]) -> None:
    assert unpack_tokens(pack_tokens(raws)) == raws


@given(numbers)
def test_unpacking_packed_numbers_is_the_identity(values: list[int]) -> None:
    assert unpack_numbers(pack_numbers(values)) == values


@given(st.lists(st.floats(allow_nan=False)))
def test_unpacking_packed_scores_is_the_identity(scores: list[float]) -> None:
    assert unpack_scores(pack_scores(scores)) == scores


@given(numbers | st.builds(range, st.integers(0, 9), st.integers(0, 99)))
def test_runs_spell_the_numbers(values: list[int] | range) -> None:
    found = runs(values)
    assert found is None or [
        number for first, count in found for number in range(first, first + count)
    ] == [*values]


@given(tokens, tokens)
def test_tokens_that_differ_have_digests_that_differ(
    one: list[bytes], other: list[bytes]
) -> None:
    assert (digest_of_bytes(one) == digest_of_bytes(other)) is (one == other)


def test_where_a_merge_is_cut_is_part_of_its_digest() -> None:
    assert digest_of_merges([(b"a", b"bc")]) != digest_of_merges([(b"ab", b"c")])


@pytest.mark.parametrize("block", ["", "!", "QlpoOTFBWSZTWQ==", "5aSp", "天天"])
def test_a_damaged_block_is_an_error(block: str) -> None:
    with pytest.raises(ValueError, match="block"):
        unpack_tokens([block])


def test_a_cut_off_block_is_an_error() -> None:
    import bz2
    from base64 import b64encode

    whole = bz2.compress(b"x" * 1000)
    with pytest.raises(ValueError, match="cut off"):
        unpack_tokens([b64encode(whole[:-12]).decode()])


@given(st.lists(st.integers(0, 300)))
def test_unpacking_packed_sizes_is_the_identity_where_they_fit_a_byte(
    sizes: list[int],
) -> None:
    packed = pack_sizes(sizes)
    if any(size > 255 for size in sizes):
        assert packed is None
    else:
        assert packed is not None
        assert unpack_sizes(packed) == sizes


@pytest.mark.parametrize("packed", ["", "!", "5aSp", "eJw="])
def test_damaged_numbers_are_an_error(packed: str) -> None:
    with pytest.raises(ValueError, match="packed numbers are"):
        unpack_numbers(packed)
