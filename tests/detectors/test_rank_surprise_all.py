import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from vocab_audit.detectors import rank_surprise_all
from vocab_audit.errors import InstallationError
from vocab_audit.finding import Evidence
from vocab_audit.vocabulary import Vocabulary

Run = Callable[..., dict[str, Evidence]]


@pytest.fixture(scope="module")
def found(
    vocabularies: dict[str, Vocabulary], evidence_of: Run
) -> dict[str, dict[str, Evidence]]:
    return {
        name: evidence_of(rank_surprise_all.detect, vocabularies[name])
        for name in ("o200k_base", "r50k_base")
    }


@pytest.mark.parametrize(
    ("token", "language"),
    [
        (" طاحونة", "ar"),  # mill
        (" التعدين", "ar"),  # mining
        (" الاسمنت", "ar"),  # cement
        (" sexleketøy", "nb"),
        (" nakenbilder", "nb"),
        (" serrurier", "fr"),  # locksmith
        (" acompanhantes", "pt"),  # escorts
        (" похудения", "ru"),  # weight loss
        (" स्लॉट", "hi"),  # slot
    ],
)
def test_words_of_doorway_pages_are_found(
    token: str, language: str, found: dict[str, dict[str, Evidence]]
) -> None:
    piece = found["o200k_base"][token]
    assert (piece.language, piece.strength, piece.category) == (
        language,
        "suspect",
        None,
    )


@pytest.mark.parametrize(
    "token", [" query", " array", " padding", " undefined", " utils", " water"]
)
def test_words_of_source_code_are_ordinary(
    token: str, found: dict[str, dict[str, Evidence]]
) -> None:
    assert token not in found["o200k_base"]


def test_next_to_nothing_is_found_in_r50k_base(
    found: dict[str, dict[str, Evidence]],
) -> None:
    assert {*found["r50k_base"]} == {" subsection"}


def test_only_whole_words_in_lower_case_are_looked_at(
    found: dict[str, dict[str, Evidence]],
) -> None:
    for token in found["o200k_base"]:
        assert token[0] == " "
        assert token[1:] == token[1:].strip().lower()


def test_a_vocabulary_without_ranks_gives_nothing(
    o200k: Vocabulary, evidence_of: Run
) -> None:
    assert evidence_of(rank_surprise_all.detect, replace(o200k, ranks=None)) == {}


def test_without_wordfreq_it_says_what_to_install(
    make_vocabulary: Callable[..., Vocabulary],
    evidence_of: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    with pytest.raises(InstallationError, match=r"vocab-audit\[frequencies\]"):
        evidence_of(rank_surprise_all.detect, make_vocabulary(" crusher"))
