from collections.abc import Callable

import pytest

from vocab_audit.category import Category, Strength
from vocab_audit.wordlist import Citation, Match, Negative, Term, Wordlist
from vocab_audit.wordlist_check import check

EDITORS = {"editors": Citation("editors", "The editors", "", "", "MIT", "")}
LIKELY = Strength.LIKELY
VIDEO = Category.VIDEO

Make = Callable[..., Term]


def faults(*lines: Term | Negative) -> list[str]:
    terms = tuple(line for line in lines if isinstance(line, Term))
    negatives = tuple(line for line in lines if isinstance(line, Negative))
    return check(Wordlist(terms, negatives, ""), EDITORS)


def negative(text: str, language: str = "zh-Hans") -> Negative:
    return Negative(text, language, "")


def test_a_wordlist_in_order_has_no_faults(make_term: Make) -> None:
    assert (
        faults(
            make_term("AV女优"),
            make_term("ｂ彩"),
            make_term("彩票"),
            make_term("大片", category=VIDEO),
            negative("大彩票"),
            negative("彩票法"),
        )
        == []
    )
    assert faults() == []


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (("票彩", "彩票"), "彩票: is not sorted: it belongs before 票彩"),
        (("b彩", "A彩"), "A彩: is not sorted: it belongs before b彩"),
        (("彩票", "彩票"), "彩票: stands twice"),
        (("AV女", "ａｖ女"), "ａｖ女: stands twice"),
    ],
)
def test_terms_are_sorted_as_they_are_folded_and_unique(
    make_term: Make, terms: tuple[str, ...], fault: str
) -> None:
    assert faults(*map(make_term, terms)) == [f"zh-Hans/gambling.tsv: {fault}"]


def test_negatives_are_sorted_and_unique(make_term: Make) -> None:
    lines = [negative(text) for text in ("大彩票", "大彩票", "中彩票")]
    assert faults(make_term("彩票"), *lines) == [
        "zh-Hans/negatives.tsv: 大彩票: stands twice",
        "zh-Hans/negatives.tsv: 中彩票: is not sorted: it belongs before 大彩票",
    ]


def test_a_term_stands_in_one_category_of_a_language(make_term: Make) -> None:
    here = make_term("彩票")
    there = make_term("彩票", category=VIDEO)
    assert faults(here, there) == ["zh-Hans/video.tsv: 彩票: stands in gambling too"]
    assert faults(here, make_term("彩票", category=VIDEO, note="kept: both")) == []
    assert faults(here, make_term("彩票", category=VIDEO, language="ja")) == []


def test_what_is_spelled_alike_stands_in_simplified_chinese_only(
    make_term: Make,
) -> None:
    hans, hant = make_term("彩票"), make_term("彩票", language="zh-Hant")
    [fault] = faults(hans, hant)
    assert fault.startswith("zh-Hant/gambling.tsv: 彩票: is spelled alike in zh-Hans")


def test_a_chinese_term_has_a_han_character(make_term: Make) -> None:
    assert faults(make_term("bet365")) == [
        "zh-Hans/gambling.tsv: bet365: has no Han character"
    ]
    assert faults(make_term("カジノ", language="zh")) != []
    assert faults(make_term("bet365", language="en")) == []


def test_a_term_that_a_shorter_one_finds_already_is_redundant(make_term: Make) -> None:
    assert faults(make_term("彩票"), make_term("福利彩票")) == [
        "zh-Hans/gambling.tsv: 福利彩票: is found by 彩票 already"
    ]
    longer = make_term("福利彩票", Match.WORD, LIKELY)
    assert len(faults(make_term("彩票"), longer)) == 1
    assert len(faults(make_term("ａｐｐ彩"), make_term("大App彩"))) == 1


def test_a_longer_term_is_not_redundant_if_it_says_more(make_term: Make) -> None:
    longer = make_term("福利彩票")
    for shorter in (
        make_term("彩票", Match.ANYWHERE, LIKELY),
        make_term("彩票", Match.WORD),
        make_term("彩票", Match.CONTEXT),
        make_term("彩票", Match.WHOLE),
        make_term("彩票", language="ja"),
    ):
        assert faults(shorter, longer) == []
    assert faults(make_term("彩票"), make_term("福利彩票", note="kept: pieces")) == []
    assert faults(make_term("彩票"), make_term("福利彩票", category=VIDEO)) == []


def test_a_longer_term_is_not_redundant_where_a_negative_drops_the_shorter(
    make_term: Make,
) -> None:
    stem, longer = make_term("大发"), make_term("大发展棋牌")
    assert len(faults(stem, longer)) == 1
    assert faults(stem, longer, negative("大发展")) == []
    assert len(faults(stem, longer, negative("大发电"))) == 1
    crossing, other = make_term("广大发棋牌"), make_term("广", category=VIDEO)
    assert len(faults(stem, crossing, other)) == 1
    assert faults(stem, crossing, other, negative("广大")) == []


def test_a_negative_inside_a_term_does_not_drop_it(make_term: Make) -> None:
    stem, longer = make_term("大发快三"), make_term("大发快三棋牌")
    other = make_term("发", category=VIDEO)
    assert len(faults(stem, longer, other, negative("大发"))) == 1


def test_a_negative_contains_a_term_and_is_none(make_term: Make) -> None:
    term = make_term("大发")
    assert faults(term, negative("大发展")) == []
    assert faults(term, negative("大发展", "zh-Hant")) == []
    assert faults(term, negative("发展")) == [
        "zh-Hans/negatives.tsv: 发展: contains no term, so it has no effect"
    ]
    assert faults(term, negative("大发")) == [
        "zh-Hans/negatives.tsv: 大发: is a term, which no negative can undo"
    ]


def test_every_term_cites_and_every_citation_is_cited(make_term: Make) -> None:
    unused = "sources.toml: editors: no term cites it"
    assert faults(make_term("彩票", source="book")) == [
        "zh-Hans/gambling.tsv: 彩票: cites 'book', which is not in sources.toml",
        unused,
    ]


def test_a_users_list_needs_no_citations(make_term: Make) -> None:
    assert faults(make_term("彩票", language="und", source="user")) == []
