from collections.abc import Callable

import pytest

from vocab_audit.errors import NoSuchTokenError
from vocab_audit.explain import find_token
from vocab_audit.vocabulary import Vocabulary


def test_digits_are_an_id_or_else_a_text(
    make_vocabulary: Callable[..., Vocabulary],
) -> None:
    vocabulary = make_vocabulary("a", "7", "1" * 5_000)
    assert find_token(vocabulary, "1").text == "7"
    assert find_token(vocabulary, "7").id == 1
    assert find_token(vocabulary, "0002").id == 2
    assert find_token(vocabulary, "1" * 5_000).id == 2


def test_more_digits_than_python_reads_are_no_id(
    make_vocabulary: Callable[..., Vocabulary],
) -> None:
    with pytest.raises(NoSuchTokenError, match="has no token"):
        find_token(make_vocabulary("a"), "2" * 5_000)
