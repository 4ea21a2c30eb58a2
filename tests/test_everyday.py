"""Everyday words of each language, tempting ones among them, are no contamination."""

from pathlib import Path

import pytest

from vocab_audit.category import Category, Strength
from vocab_audit.matcher import Matcher
from vocab_audit.wordlist import Wordlist

FOLDER = Path(__file__).parent / "cases" / "everyday"
FILES = sorted(FOLDER.glob("*.txt"))
MINIMUM = 200
"""Words and phrases that a file must hold."""


@pytest.fixture(scope="module")
def matcher(packaged: Wordlist) -> Matcher:
    return Matcher(packaged)


def words_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def contaminations(matcher: Matcher, texts: list[str]) -> list[str]:
    """What would count as contamination, with the term that says so."""
    return [
        f"{text}: {hit.term.text} ({hit.term.language}/{hit.term.category})"
        for text, hits in zip(texts, matcher.match(texts), strict=True)
        for hit in hits
        if hit.strength is not Strength.SUSPECT
        and hit.term.category is not Category.BOILERPLATE
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_everyday_word_is_contaminated(matcher: Matcher, path: Path) -> None:
    words = words_of(path)
    assert contaminations(matcher, words) == []
    spaced = [f" {word}" for word in words]
    assert contaminations(matcher, spaced) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_many_words_each_once(path: Path) -> None:
    words = words_of(path)
    assert len(words) >= MINIMUM
    assert len(set(words)) == len(words)
    assert all(word and word == word.strip() for word in words)


def test_there_are_everyday_words_in_several_languages() -> None:
    assert {"ja", "ko", "th"} <= {path.stem for path in FILES}
