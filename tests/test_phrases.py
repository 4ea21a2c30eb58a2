"""Phrases that junk pages of each language use are found in their category."""

import tomllib
from pathlib import Path

import pytest

from vocab_audit.category import Category, Strength
from vocab_audit.matcher import Hit, Matcher
from vocab_audit.wordlist import Wordlist

FILES = sorted((Path(__file__).parent / "cases" / "phrases").glob("*.toml"))
MINIMUM = 12
"""Phrases of each category that a file must hold."""


def phrases_of(path: Path) -> dict[str, list[str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def matcher(packaged: Wordlist) -> Matcher:
    return Matcher(packaged)


def is_found(hits: tuple[Hit, ...], category: str) -> bool:
    return any(
        hit.term.category == category and hit.strength is not Strength.SUSPECT
        for hit in hits
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_phrase_of_junk_pages_is_found_in_its_category(
    matcher: Matcher, path: Path
) -> None:
    missed = {
        category: [
            text
            for text, hits in zip(texts, matcher.match(texts), strict=True)
            if not is_found(hits, category)
        ]
        for category, texts in phrases_of(path).items()
    }
    assert missed == {category: [] for category in missed}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_a_dozen_phrases_of_every_category(path: Path) -> None:
    phrases = phrases_of(path)
    assert [*phrases] == [*Category]
    for texts in phrases.values():
        assert len({*texts}) == len(texts) >= MINIMUM
