import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.category import Category, Strength
from vocab_audit.finding import Finding
from vocab_audit.vocabulary import Token, TokenKind, decode_all

categories = st.sampled_from([*Category])
strengths = st.sampled_from([*Strength])


def finding_of(
    raw: bytes, category: Category, strength: Strength, token_id: int = 0
) -> Finding:
    [text] = decode_all([raw])
    token = Token(token_id, raw, TokenKind.NORMAL, token_id, text)
    return Finding(token, category, strength, ())


@given(st.binary(), categories, st.tuples(strengths, strengths), st.integers(0))
def test_fingerprints_ignore_renumbering_and_strength(
    raw: bytes, category: Category, either: tuple[Strength, Strength], token_id: int
) -> None:
    one = finding_of(raw, category, either[0])
    other = finding_of(raw, category, either[1], token_id)
    assert one.fingerprint == other.fingerprint


@given(st.lists(st.tuples(st.binary(max_size=3), categories), min_size=2, unique=True))
def test_fingerprints_differ_by_bytes_and_by_category(
    keys: list[tuple[bytes, Category]],
) -> None:
    found = {finding_of(*key, Strength.CERTAIN).fingerprint for key in keys}
    assert len(found) == len(keys)


def test_a_fingerprint_is_the_same_in_every_release() -> None:
    finding = finding_of("天天中彩票".encode(), Category.GAMBLING, Strength.CERTAIN)
    known = hashlib.sha256("gambling\0天天中彩票".encode()).hexdigest()[:16]
    assert finding.fingerprint == known == "2ba9595237b616dc"


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("strength", Strength)
def test_contaminated_is_certain_or_likely_and_not_boilerplate(
    category: Category, strength: Strength
) -> None:
    expected = strength in ("certain", "likely") and category != "boilerplate"
    assert finding_of(b"x", category, strength).contaminated is expected
