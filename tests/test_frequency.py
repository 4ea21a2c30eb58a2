import runpy
from dataclasses import replace
from math import log10
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit import frequency
from vocab_audit.errors import InstallationError
from vocab_audit.frequency import (
    HAN_LANGUAGE,
    SLOPE,
    Fit,
    Surprise,
    find_words,
    fit,
    frequency_table,
)
from vocab_audit.merge_tree import MergeTree
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Wordlist

MAX_TABLE_BYTES = 150_000
TOOLS = Path(__file__).parents[1] / "tools"
ENGLISH = Fit({"en": 7.5, "fr": 8.5}, frozenset({"en", "fr"}))
zipfs = st.floats(1, 7)
ranks = st.integers(0, 10**6)


@pytest.fixture(scope="module")
def fits(vocabularies: dict[str, Vocabulary]) -> dict[str, Fit]:
    return {name: fit_of(vocabulary) for name, vocabulary in vocabularies.items()}


def fit_of(vocabulary: Vocabulary) -> Fit:
    ranks = vocabulary.ranks
    assert ranks is not None
    places = find_words(MergeTree(vocabulary).places)
    return fit({raw: ranks[place] for raw, place in places.items()}, max(ranks))


@given(zipfs, ranks, st.integers(1, 10**6))
def test_an_earlier_rank_is_more_surprising(zipf: float, rank: int, later: int) -> None:
    early = ENGLISH.surprise({"en": zipf}, rank)
    late = ENGLISH.surprise({"en": zipf}, rank + later)
    assert early
    assert late
    assert early.decades > late.decades


@given(zipfs, zipfs, ranks)
def test_another_language_that_has_the_word_makes_it_less_surprising(
    english: float, french: float, rank: int
) -> None:
    alone = ENGLISH.surprise({"en": english}, rank)
    both = ENGLISH.surprise({"en": english, "fr": french}, rank)
    assert alone
    assert both
    assert both.decades <= alone.decades


@given(zipfs)
def test_a_word_at_the_rank_that_its_frequency_predicts_is_no_surprise(
    zipf: float,
) -> None:
    found = Fit({"en": 9.0}, frozenset({"en"})).surprise(
        {"en": zipf}, round(10 ** (9.0 - SLOPE * zipf)) - 1
    )
    assert found
    assert abs(found.decades) < 0.05


def test_the_language_that_explains_a_word_best_is_named() -> None:
    found = ENGLISH.surprise({"en": 3.0, "fr": 6.0}, 1000)
    assert found
    assert (found.language, found.zipf) == ("fr", 6.0)


def test_a_word_of_a_language_that_is_not_judged_is_no_surprise() -> None:
    unsure = replace(ENGLISH, judged=frozenset({"en"}))
    assert unsure.surprise({"fr": 3.0}, 0) is None
    assert unsure.surprise({}, 0) is None
    assert unsure.surprise({"tlh": 3.0}, 0) is None


@pytest.mark.parametrize(
    ("decades", "language", "zipf", "implausible"),
    [
        (1.29, "en", 3.0, False),
        (1.3, "en", 3.0, True),
        (1.9, "en", 4.5, False),
        (2.0, "en", 4.5, True),
        (1.9, HAN_LANGUAGE, 3.0, False),
        (2.0, HAN_LANGUAGE, 3.0, True),
    ],
)
def test_common_and_chinese_words_need_more_to_be_implausible(
    decades: float, language: str, zipf: float, *, implausible: bool
) -> None:
    assert Surprise(7, decades, language, zipf).implausible is implausible


def test_languages_are_judged_by_the_corpus_that_a_vocabulary_shows(
    fits: dict[str, Fit],
) -> None:
    assert fits["r50k_base"].judged == {"en"}
    assert {"de", "en", "es", "fr", "nb"} < fits["cl100k_base"].judged
    assert not {"ar", "hi", "ru", "zh"} & fits["cl100k_base"].judged
    assert {"ar", "de", "en", "hi", "nb", "ru", "vi", "zh"} < fits["o200k_base"].judged


def test_o200k_base_saw_more_english_than_norwegian(fits: dict[str, Fit]) -> None:
    intercepts = fits["o200k_base"].intercepts
    # an intercept that is higher by SLOPE is a tenth of the text
    assert intercepts["nb"] - intercepts["en"] > SLOPE


def test_a_language_that_was_appended_to_an_older_vocabulary_is_not_judged(
    vocabularies: dict[str, Vocabulary],
) -> None:
    old, new = vocabularies["cl100k_base"], vocabularies["o200k_base"]
    known = {*old.raws}
    raws = [*old.raws, *(raw for raw in new.raws if raw not in known)]
    ids = range(len(raws))
    appended = Vocabulary("made", "file", "0" * 64, ids, raws, [None] * len(raws))
    judged = fit_of(replace(appended, ranks=ids)).judged
    assert {"de", "en", "fr"} < judged
    assert not {"ar", "fa", "hi", "ru", "uk", "zh"} & judged


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "pt", "ru"])
def test_ranks_fall_by_the_slope_in_o200k_base(
    o200k: Vocabulary, language: str
) -> None:
    """The law that everything here rests on, on the words of the table."""
    table, places = frequency_table(), find_words(MergeTree(o200k).places)
    points = sorted(
        (table[raw].zipfs[language], log10(place + 1))
        for raw, place in places.items()
        if language in table[raw].calibrates
    )
    third = len(points) // 3
    rare, frequent = points[:third], points[-third:]
    run = sum(zipf for zipf, _ in frequent) - sum(zipf for zipf, _ in rare)
    fall = sum(rank for _, rank in rare) - sum(rank for _, rank in frequent)
    assert fall / run == pytest.approx(SLOPE, abs=0.35)


def test_the_table_is_small_sorted_and_complete() -> None:
    content = frequency.TABLE.read_text(encoding="utf-8")
    words = [line.split("\t")[0] for line in content.splitlines()[1:]]
    assert len(content.encode()) < MAX_TABLE_BYTES
    assert words == sorted({*words})
    for word in frequency_table().values():
        assert word.calibrates or not any(map(str.isupper, word.text))
        assert {*word.calibrates} <= word.zipfs.keys()
        assert all(0 < zipf < 9 for zipf in word.zipfs.values())


def test_every_language_has_enough_words_to_be_fitted() -> None:
    calibrates = [tag for word in frequency_table().values() for tag in word.calibrates]
    assert {*calibrates} >= {"ar", "de", "en", "es", "fr", "id", "nb", "ru", "vi", "zh"}
    assert all(calibrates.count(tag) == 60 for tag in {*calibrates})


def test_the_table_has_the_single_words_that_the_wordlists_are_not_certain_of(
    packaged: Wordlist,
) -> None:
    """If this fails, run tools/make_frequencies.py."""
    tool = runpy.run_path(str(TOOLS / "make_frequencies.py"))
    texts = {word.text for word in frequency_table().values()}
    languages = {tag for word in frequency_table().values() for tag in word.calibrates}
    missing = {
        term.text
        for term in packaged.terms
        if term.strength != "certain"
        and tool["is_listable"](term.text.lower())
        and not tool["is_han"](term.text)
        and term.language.partition("-")[0] in languages
        and term.text.lower() not in texts
    }
    assert not missing


def test_spellings_of_a_listed_word_are_tokens_of_the_table() -> None:
    table = frequency_table()
    crusher = {table[f" {text}".encode()] for text in ("crusher", "Crusher", "CRUSHER")}
    assert len({word.text for word in crusher}) == 1
    assert "视频".encode() in table
    assert " 视频".encode() not in table


@pytest.mark.parametrize("content", ["", "word\tcalibrates\tfrequencies\nfoo\n"])
def test_a_damaged_table_says_how_to_mend_it(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "frequencies.tsv"
    damaged.write_text(content)
    monkeypatch.setattr(frequency, "TABLE", damaged)
    with pytest.raises(InstallationError, match="reinstall vocab-audit"):
        frequency.frequency_table.__wrapped__()
