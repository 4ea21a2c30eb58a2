from collections.abc import Callable

import pytest

from vocab_audit.category import Category, Strength
from vocab_audit.detectors import DETECTORS, wordlist_term
from vocab_audit.finding import Evidence
from vocab_audit.matcher import Matcher
from vocab_audit.merge_tree import MergeTree
from vocab_audit.resources import Resources
from vocab_audit.survey import Survey
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Match, Term, Wordlist

Detect = Callable[..., list[tuple[int, Evidence]]]


@pytest.fixture
def detect(make_vocabulary: Callable[..., Vocabulary]) -> Detect:
    """Positions and evidence for tokens against terms, every token in scope."""

    def run(tokens: list[str | bytes], *terms: Term) -> list[tuple[int, Evidence]]:
        vocabulary = make_vocabulary(*tokens, first=50)
        matcher = Matcher(Wordlist(terms, (), ""))
        profiles = Survey(vocabulary.texts).select(lambda _: True)
        resources = Resources(profiles, matcher, MergeTree(vocabulary))
        return [*wordlist_term.detect(vocabulary, resources)]

    return run


def test_evidence_names_term_source_language_and_boundary(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    term = make_term("彩票", source="wikipedia", language="zh-Hant")
    [(place, found)] = detect(["中国", " 天天中彩票"], term)
    assert place == 1
    assert found == Evidence(
        detector="wordlist_term",
        category=Category.GAMBLING,
        strength=Strength.CERTAIN,
        detail="contains 彩票 (gambling)",
        term="彩票",
        source="wikipedia",
        language="zh-Hant",
        boundary="exact",
    )


def test_the_detail_says_in_which_word_a_term_is_embedded(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    [(_, found)] = detect(["福利彩票"], make_term("彩票", Match.WORD))
    assert (found.strength, found.boundary) == ("likely", "embedded")
    assert found.detail == "contains 彩票 (gambling), inside the word 福利彩票"


def test_the_detail_says_of_what_a_token_is_a_fragment(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    [(_, found)] = detect(
        ["多野结衣"], make_term("波多野结衣", category=Category.ADULT)
    )
    assert (found.strength, found.boundary) == ("likely", "fragment")
    assert found.detail == "is a fragment of 波多野结衣 (adult)"


def test_a_term_that_occurs_twice_is_evidence_once_and_at_its_strongest(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    # the first occurrence is embedded in 福利彩票, the second is a word
    [(_, found)] = detect(["福利彩票，彩票"], make_term("彩票", Match.WORD))
    assert (found.strength, found.boundary) == ("certain", "exact")


def test_every_term_of_a_token_is_evidence(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    terms = [make_term("彩票"), make_term("天天"), make_term("彩票", language="ja")]
    found = detect(["天天中彩票", "彩票"], *terms)
    assert [(place, piece.term, piece.language) for place, piece in found] == [
        (0, "天天", "zh-Hans"),
        (0, "彩票", "zh-Hans"),
        (0, "彩票", "ja"),
        (1, "彩票", "zh-Hans"),
        (1, "彩票", "ja"),
    ]


def test_tokens_without_text_or_in_other_scripts_give_nothing(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    terms = [make_term("彩票"), make_term("카지노")]
    tokens = [b"\xff", b"", " lottery", "カジノ", "1,000", "彩票카지노"]
    assert {place for place, _ in detect(tokens, *terms)} == {5}


def test_full_width_letters_are_found(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    [(place, found)] = detect(["ＡＰＰ"], make_term("app", Match.WORD))
    assert (place, found.boundary) == (0, None)


def test_tokens_out_of_scope_are_not_searched(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> None:
    vocabulary = make_vocabulary("彩票", "天天中彩票")
    matcher = Matcher(Wordlist((make_term("彩票"),), (), ""))
    profiles = Survey(vocabulary.texts).select(lambda profile: profile.han > 2)
    resources = Resources(profiles, matcher, MergeTree(vocabulary))
    found = wordlist_term.detect(vocabulary, resources)
    assert [place for place, _ in found] == [1]


def test_every_detector_is_listed_by_the_name_of_its_module() -> None:
    for name, detect in DETECTORS.items():
        assert detect.__module__ == f"vocab_audit.detectors.{name}"
        assert detect.__name__ == "detect"


def test_a_term_that_stands_in_two_files_is_evidence_once(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    [(_, found)] = detect(["天天中彩票" * 200], make_term("彩票"), make_term("彩票"))
    assert found.term == "彩票"


@pytest.mark.parametrize(
    ("token", "strength"),
    [
        (" escort", "certain"),
        ("Escort", "certain"),
        ("_escort", "certain"),
        (".escort", "certain"),
        ("escort", "likely"),  # may stand inside a longer word
        (" casinobonus", "certain"),
        ("casinobonus", "certain"),  # too long for that
        ("ставка", "likely"),  # доставка
        (" ставка", "certain"),
        ("คาสิโน", "certain"),  # a script without spaces
        ("카지노", "certain"),
        ("彩票", "certain"),
    ],
)
def test_a_short_word_without_a_space_in_front_counts_one_strength_lower(
    detect: Detect, make_term: Callable[..., Term], token: str, strength: str
) -> None:
    words = ("escort", "casinobonus", "ставка")
    terms = [make_term(word, Match.WORD) for word in words]
    terms += [make_term(word) for word in ("คาสิโน", "카지노", "彩票")]
    found = [piece.strength for _, piece in detect([token, " a"], *terms)]
    assert found == [strength]


def test_a_suspect_word_without_a_space_in_front_is_no_evidence(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    term = make_term("escort", Match.WORD, Strength.SUSPECT)
    found = detect(["escort", " escort", "Escort"], term)
    assert [place for place, _ in found] == [1, 2]


def test_where_no_token_begins_with_a_space_nothing_follows_from_its_absence(
    detect: Detect, make_term: Callable[..., Term]
) -> None:
    [(_, found)] = detect(["escort", "##s"], make_term("escort", Match.WORD))
    assert found.strength == "certain"
