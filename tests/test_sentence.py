"""A sentence is its English text, and knows what it was made from."""

import copy
import pickle

from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.sentence import Sentence

PATTERN = "contains %s (%s)"


@given(st.text(), st.text())
def test_a_sentence_is_the_text_that_its_pattern_and_words_give(
    first: str, second: str
) -> None:
    said = Sentence(PATTERN, first, second)
    assert said == f"contains {first} ({second})"
    assert hash(said) == hash(f"contains {first} ({second})")
    assert (said.pattern, said.words) == (PATTERN, (first, second))


@given(st.text(), st.text())
def test_a_copy_knows_the_same(first: str, second: str) -> None:
    said = Sentence(PATTERN, first, second)
    for again in (copy.copy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - our own
        assert again == said
        assert (again.pattern, again.words) == (said.pattern, said.words)
