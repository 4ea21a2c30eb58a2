import base64

from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.decoders import tiktoken_text


@given(st.dictionaries(st.integers(0, 2**31), st.binary(max_size=80)))
def test_tiktoken_text_is_base64_a_space_and_the_rank_on_each_line(
    tokens: dict[int, bytes],
) -> None:
    naive = b"".join(
        base64.b64encode(raw) + b" " + str(rank).encode() + b"\n"
        for rank, raw in tokens.items()
    )
    assert tiktoken_text([*tokens], [*tokens.values()]) == naive
