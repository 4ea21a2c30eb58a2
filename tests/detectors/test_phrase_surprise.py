from collections.abc import Callable
from dataclasses import replace

import pytest

from vocab_audit.detectors import phrase_surprise
from vocab_audit.finding import Evidence
from vocab_audit.vocabulary import Vocabulary

Run = Callable[..., dict[str, Evidence]]


@pytest.fixture(scope="module")
def found(o200k: Vocabulary, evidence_of: Run) -> dict[str, Evidence]:
    return evidence_of(phrase_surprise.detect, o200k)


def test_phrases_that_were_copied_are_found_in_o200k_base(
    found: dict[str, Evidence],
) -> None:
    assert {" 大发快三开奖结果", "给主人留下些什么吧", "毛片免费视频观看"} <= {*found}
    assert len(found) == 35
    assert {(piece.category, piece.strength) for piece in found.values()} == {
        (None, "suspect")
    }


def test_the_name_of_a_state_is_not_found(found: dict[str, Evidence]) -> None:
    assert "中华人民共和国" not in found
    assert "中国特色社会主义" not in found


@pytest.mark.parametrize(
    "formula", ["习近平新时代中国特色社会主义思想", "新型冠状病毒感染的肺炎疫情防控"]
)
def test_formulas_of_state_are_not_found(
    formula: str, o200k: Vocabulary, evidence_of: Run
) -> None:
    texts = [*o200k.texts[:-1], formula]
    raws = [*o200k.raws[:-1], formula.encode()]
    added = replace(o200k, texts=texts, raws=raws)
    assert formula not in evidence_of(phrase_surprise.detect, added)


def test_the_detail_shows_the_words(found: dict[str, Evidence]) -> None:
    assert found[" 大发快三开奖结果"].detail == (
        "is a phrase that only copies explain: 大发 | 快 | 三 | 开奖 | 结果"
    )


def test_what_is_no_long_phrase_of_han_is_not_looked_at(
    make_vocabulary: Callable[..., Vocabulary], evidence_of: Run
) -> None:
    tokens = ["大发快三开奖", "大发快三开奖结果APP", "大发快三，开奖结果", " lottery"]
    assert evidence_of(phrase_surprise.detect, make_vocabulary(*tokens)) == {}


def test_a_vocabulary_without_ranks_gives_nothing(
    o200k: Vocabulary, evidence_of: Run
) -> None:
    assert evidence_of(phrase_surprise.detect, replace(o200k, ranks=None)) == {}
