"""Patterns that would take a search's time or memory are refused or stopped."""

from collections.abc import Callable, Iterator

import click
import pytest
import regex

from vocab_audit.cli import search_command
from vocab_audit.errors import VocabAuditError
from vocab_audit.vocabulary import Vocabulary

MakeVocabulary = Callable[..., Vocabulary]


def search(pattern: str, vocabulary: Vocabulary) -> list[int]:
    expression = search_command._compiled(pattern, ignore_case=False)  # noqa: SLF001
    found = search_command._matching(vocabulary.tokens, expression)  # noqa: SLF001
    return [token.id for token, _ in found]


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("a{99999999}", "count of at most 1,000"),
        ("a{1,1001}", "count of at most 1,000"),
        ("a{,99999999}", "count of at most 1,000"),
        ("(?x)a{ 5000 }", "count of at most 1,000"),
        ("(?:(?:ab|c){1000}){1000}", "multiplied, may be at most 100,000"),
        ("(" * 3_000, "longer than 1,000 characters"),
        ("(" * 499 + ")" * 499, "too large or too deeply nested"),
        ("(", "is not a regular expression"),
    ],
)
def test_a_pattern_that_asks_for_too_much_is_wrong_usage(
    make_vocabulary: MakeVocabulary, pattern: str, fault: str
) -> None:
    with pytest.raises(click.BadParameter, match=fault):
        search(pattern, make_vocabulary("a"))


@pytest.mark.parametrize(
    "pattern", ["^a{2,1000}$", "a{2}", r"\N{LATIN SMALL LETTER A}{2}", "^.{0,1000}a{2}"]
)
def test_ordinary_repetition_is_as_ever(
    make_vocabulary: MakeVocabulary, pattern: str
) -> None:
    assert search(pattern, make_vocabulary("a", "aa")) == [1]


def test_a_pattern_that_calls_itself_for_ever_is_stopped(
    make_vocabulary: MakeVocabulary,
) -> None:
    with pytest.raises(VocabAuditError, match=r"the pattern takes .* on token 0"):
        search("(?R)", make_vocabulary("a"))


class Spent:
    """A pattern that runs out of something."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def search(self, _: str, *, timeout: float) -> None:
        assert timeout > 0
        raise self.error


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_a_pattern_that_exhausts_memory_is_an_error(
    make_vocabulary: MakeVocabulary, error: type[Exception]
) -> None:
    tokens = make_vocabulary("a").tokens
    with pytest.raises(VocabAuditError, match="too much memory on token 0"):
        [*search_command._matching(tokens, Spent(error))]  # type: ignore[arg-type]  # noqa: SLF001


def test_all_tokens_together_have_a_time_limit(
    make_vocabulary: MakeVocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clock() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += 25.0

    times = clock()
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    with pytest.raises(VocabAuditError, match="over 60 s up to it"):
        search("a", make_vocabulary("a", "a", "a", "a", "a"))


def test_the_pattern_is_that_of_the_regex_package() -> None:
    compiled = search_command._compiled("A", ignore_case=True)  # noqa: SLF001
    assert isinstance(compiled, regex.Pattern)
    assert compiled.search("a")
