from collections.abc import Callable
from dataclasses import replace

import pytest

from vocab_audit.detectors import rank_surprise
from vocab_audit.finding import Evidence
from vocab_audit.vocabulary import Vocabulary

Run = Callable[..., dict[str, Evidence]]

JUNK = [
    (" crusher", "en"),
    (" trituradora", "es"),
    (" مطحنة", "ar"),
    (" nghiền", "vi"),
    (" britador", "pt"),
    (" дробилка", "ru"),
    (" massasje", "nb"),
    (" nettsteder", "nb"),
    (" कैसीनो", "hi"),
    (" XNUMX", "en"),
    (" казино", "ru"),
    (" togel", "id"),
]
"""Words of junk pages in o200k_base, and the language that explains each best."""

EVERYDAY = [
    " casino",
    " massage",
    " escort",
    " porn",
    " slot",
    " poker",
    " betting",
    " lottery",
    " dating",
    " ставки",
    " apuestas",
    " rencontre",
    " sexo",
    " gratis",
]
"""Words that pages of every kind use."""


@pytest.fixture(scope="module")
def found(
    vocabularies: dict[str, Vocabulary], evidence_of: Run
) -> dict[str, dict[str, Evidence]]:
    return {
        name: evidence_of(rank_surprise.detect, vocabulary)
        for name, vocabulary in vocabularies.items()
    }


@pytest.mark.parametrize(("token", "language"), JUNK)
def test_a_word_that_only_junk_pages_repeat_is_found_in_o200k_base(
    token: str, language: str, found: dict[str, dict[str, Evidence]]
) -> None:
    piece = found["o200k_base"][token]
    assert (piece.category, piece.strength) == (None, "suspect")
    assert piece.language == language


@pytest.mark.parametrize("token", EVERYDAY)
@pytest.mark.parametrize("name", ["o200k_base", "cl100k_base"])
def test_an_everyday_word_at_a_plausible_rank_is_not_found(
    name: str, token: str, found: dict[str, dict[str, Evidence]]
) -> None:
    assert token not in found[name]


def test_nothing_is_found_in_vocabularies_made_from_chosen_pages(
    found: dict[str, dict[str, Evidence]],
) -> None:
    assert found["r50k_base"] == found["p50k_base"] == {}


def test_the_escort_pages_of_cl100k_base_are_found(
    found: dict[str, dict[str, Evidence]],
) -> None:
    assert {" massasje", " eskorte", " crusher"} <= found["cl100k_base"].keys()


def test_a_word_of_two_languages_is_found_too(
    found: dict[str, dict[str, Evidence]],
) -> None:
    assert found["o200k_base"][" eskorte"].language in {"da", "nb"}


def test_the_detail_gives_the_rank_and_how_much_too_frequent_the_word_was(
    found: dict[str, dict[str, Evidence]],
) -> None:
    assert found["o200k_base"][" massasje"].detail == (
        "merged at rank 19,905, as if it were 1,000 times as frequent as in "
        "ordinary text"
    )


def test_chinese_words_are_named_as_the_wordlists_name_them(
    found: dict[str, dict[str, Evidence]],
) -> None:
    assert found["o200k_base"]["赛车"].language == "zh-Hans"


def test_a_vocabulary_without_ranks_gives_nothing(
    o200k: Vocabulary, evidence_of: Run
) -> None:
    assert evidence_of(rank_surprise.detect, replace(o200k, ranks=None)) == {}


def test_a_vocabulary_of_few_tokens_gives_nothing(
    make_vocabulary: Callable[..., Vocabulary], evidence_of: Run
) -> None:
    vocabulary = make_vocabulary(" crusher", " massasje", "a", "b")
    assert evidence_of(rank_surprise.detect, vocabulary) == {}
    assert evidence_of(rank_surprise.detect, make_vocabulary()) == {}
