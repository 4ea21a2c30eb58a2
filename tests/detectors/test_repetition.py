from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.detectors import repetition
from vocab_audit.finding import Evidence
from vocab_audit.vocabulary import Vocabulary

Run = Callable[..., dict[str, Evidence]]

LADDERS = [
    # as in Baichuan2
    ("反反复复反反复复", "likely", "repeats 反反复复 2 times"),
    ("网络配图" * 8, "certain", "repeats 网络配图 8 times"),
    ("詹飘飘" * 2, "suspect", "repeats 詹飘飘 2 times"),
    ("灵异吧" * 4, "certain", "repeats 灵异吧 4 times"),
    ("禄劝" * 4, "certain", "repeats 禄劝 4 times"),
    ("服务法师事实上事实上事实上", "likely", "repeats 事实上 3 times"),
    ("看看看看看看看看", "likely", "repeats 看 8 times"),
    ("iongmaoq" * 4, "likely", "repeats iongmaoq 4 times"),
    # as in r50k_base
    ("ÃÂÃÂ", "certain", "repeats ÃÂ 2 times"),
    ("ÃÂ" * 32, "certain", "repeats ÃÂ 32 times"),
    # what nobody has shown
    (" followfollowfollow", "likely", "repeats follow 3 times"),
    ("скачатьскачатьскачатьскачать", "likely", "repeats скачать 4 times"),
]

ORDINARY = [
    "哈哈哈哈哈哈哈哈",
    "研究研究",
    "高高兴兴",
    "谢谢",
    "天天向上天天好",
    " hahaha",
    "HAHAHAHAHA",
    " Mississippi",
    " assassination",
    " mbalimbali",
    "xxxxxxxxxxxxxxxx",
    "FFFFFFFFFFFFFFFF",
    "================",
    "                                ",
    "\t\t\t\t\t\t\t\t\t\t\t\t",
    "\n\n\n\n\n\n\n\n\n\n\n\n",
    "0000000000000000",
    "ICAgICAgICAgICAg",
    "一一一一一一一一",
    "ㅋㅋㅋㅋㅋㅋㅋㅋ",
    "ーーーー",
    "ــــــــــــــــــ",
    " café",
    "Ã©",
    "中华人民共和国",
    " естественного",
]


@pytest.mark.parametrize(("token", "strength", "detail"), LADDERS)
def test_a_ladder_is_found(
    token: str,
    strength: str,
    detail: str,
    make_vocabulary: Callable[..., Vocabulary],
    evidence_of: Run,
) -> None:
    [piece] = evidence_of(repetition.detect, make_vocabulary(token)).values()
    assert (piece.category, piece.strength, piece.detail) == ("spam", strength, detail)


@pytest.mark.parametrize("token", ORDINARY)
def test_what_people_repeat_is_ordinary(
    token: str, make_vocabulary: Callable[..., Vocabulary], evidence_of: Run
) -> None:
    assert evidence_of(repetition.detect, make_vocabulary(token)) == {}


def test_the_embedded_vocabularies_hold_seven(
    vocabularies: dict[str, Vocabulary], evidence_of: Run
) -> None:
    found = {
        name: {*evidence_of(repetition.detect, vocabulary)}
        for name, vocabulary in vocabularies.items()
    }
    mojibake = {"ÃÂ" * 2**power for power in range(1, 6)}
    assert {token.strip() for token in found["r50k_base"]} == mojibake
    assert found["p50k_base"] == found["r50k_base"]
    assert found["o200k_base"] == {"久久久久", "久久久久久"}
    assert found["cl100k_base"] == set()


@given(st.text(st.sampled_from("研究生活哈"), min_size=4, max_size=8))
def test_a_string_five_times_is_always_found_unless_it_is_laughter(
    evidence_of: Run, make_vocabulary: Callable[..., Vocabulary], unit: str
) -> None:
    found = evidence_of(repetition.detect, make_vocabulary(unit * 5))
    assert ([*found] == [unit * 5]) == ({*unit} != {"哈"})


def test_a_hostile_token_is_bounded_in_what_is_shown(
    make_vocabulary: Callable[..., Vocabulary], evidence_of: Run
) -> None:
    token = ("\u202e坏话坏" * 3 + "话") * 1_000
    [piece] = evidence_of(repetition.detect, make_vocabulary(token)).values()
    assert piece.detail.isprintable()
    assert len(piece.detail) < 300
