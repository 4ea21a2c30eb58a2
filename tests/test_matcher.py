import re
import time
import tracemalloc
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab_audit.category import Category, Strength
from vocab_audit.folding import fold
from vocab_audit.matcher import Boundary, Hit, Matcher
from vocab_audit.wordlist import Match, Negative, Term, Wordlist

Make = Callable[..., Term]
Found = tuple[str, int, int, str, str | None]

# a few characters that form words, overlap, fold and join letters
ALPHABET = "彩票福利中大发ab3Ａ３ 。の"
texts = st.lists(st.text(ALPHABET, max_size=12), max_size=8)
words = st.lists(st.text(ALPHABET, min_size=1, max_size=4), max_size=6, unique_by=fold)


def find(
    text: str, *terms: Term, negatives: Iterable[str] = ()
) -> list[tuple[str, int, int, str, str | None]]:
    """Term, start, end, strength and boundary of each hit in one text."""
    [hits] = match([text], terms, negatives)
    return [
        (hit.term.text, hit.start, hit.end, hit.strength, hit.boundary) for hit in hits
    ]


def match(
    texts: list[str], terms: Iterable[Term], negatives: Iterable[str] = ()
) -> list[tuple[Hit, ...]]:
    against = tuple(Negative(text, "zh-Hans", "") for text in negatives)
    return [*Matcher(Wordlist(tuple(terms), against, "")).match(texts)]


def naive_spans(text: str, wanted: Iterable[str]) -> set[tuple[int, int, str]]:
    """Start, end and term of every occurrence, overlaps included."""
    folded = fold(text)
    return {
        (start, start + len(term), term)
        for term in wanted
        for start in range(len(text))
        if folded.startswith(fold(term), start)
    }


def spans(hits: Iterable[Hit]) -> set[tuple[int, int, str]]:
    return {
        (hit.start, hit.end, hit.term.text)
        for hit in hits
        if hit.boundary is not Boundary.FRAGMENT
    }


@settings(max_examples=40)
@given(texts, words)
def test_the_matcher_agrees_with_a_naive_search(
    make_term: Make, texts: list[str], wanted: list[str]
) -> None:
    found = match(texts, map(make_term, wanted))
    assert [*map(spans, found)] == [naive_spans(text, wanted) for text in texts]
    for hits in found:
        assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
        assert all(hit.strength.order <= 1 for hit in hits)


@settings(max_examples=40)
@given(texts, words, words)
def test_negatives_remove_exactly_what_they_overlap_and_are_not_part_of(
    make_term: Make, texts: list[str], wanted: list[str], negatives: list[str]
) -> None:
    found = match(texts, map(make_term, wanted), negatives)
    for text, hits in zip(texts, found, strict=True):
        spoilers = naive_spans(text, negatives)
        expected = {
            (start, end, term)
            for start, end, term in naive_spans(text, wanted)
            if not any(
                start < e and s < end and not (start <= s and e <= end)
                for s, e, _ in spoilers
            )
        }
        assert spans(hits) == expected


@settings(max_examples=40)
@given(texts, words)
def test_segmentation_only_removes_or_weakens_matches(
    make_term: Make, texts: list[str], wanted: list[str]
) -> None:
    anywhere = match(texts, map(make_term, wanted))
    by_word = match(texts, [make_term(text, Match.WORD) for text in wanted])
    for loose, strict in zip(anywhere, by_word, strict=True):
        assert spans(strict) <= spans(loose)
        for hit in strict:
            assert hit.strength.order <= Strength.LIKELY.order


@given(texts, words)
def test_a_hit_holds_the_folded_term(
    make_term: Make, texts: list[str], wanted: list[str]
) -> None:
    terms = [make_term(text, Match.WORD) for text in wanted]
    for text, hits in zip(texts, match(texts, terms), strict=True):
        for hit in hits:
            part = fold(text)[hit.start : hit.end]
            assert part in fold(hit.term.text)


def test_matching_no_texts_or_no_terms_finds_nothing(make_term: Make) -> None:
    assert match([], [make_term("彩票")]) == []
    assert match(["彩票", "", "x"], []) == [(), (), ()]


def test_the_dictionary_is_not_loaded_where_nothing_is_found(
    make_term: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vocab_audit.segmenter._tokenizer", None)
    terms = [make_term("彩票"), make_term("casino", Match.WORD)]
    assert match(["中国", "casino", "news"], terms)[0] == ()


def test_every_overlapping_term_is_found(make_term: Make) -> None:
    terms = [make_term(text) for text in ("彩票", "福利彩票", "中福", "福利")]
    assert find("中福利彩票", *terms) == [
        ("中福", 0, 2, "certain", "embedded"),
        ("福利", 1, 3, "certain", "embedded"),
        ("福利彩票", 1, 5, "certain", "exact"),
        ("彩票", 3, 5, "certain", "embedded"),
    ]


def test_a_longer_term_is_not_found_in_a_text_that_ends_before_it_does(
    make_term: Make,
) -> None:
    terms = [make_term("彩票"), make_term("彩票网"), make_term("彩票开奖")]
    assert find("天天彩票", *terms) == [("彩票", 2, 4, "certain", "exact")]


def test_equal_terms_of_two_lists_are_both_found(make_term: Make) -> None:
    one = make_term("彩票")
    other = make_term("彩票", Match.ANYWHERE, Strength.LIKELY, Category.SPAM)
    [hits] = match(["彩票"], [one, other])
    assert [hit.term for hit in hits] == [one, other]


BOUNDARIES = [
    # text, term, strength of the term, what is found
    ("天天中彩票", "彩票", "certain", ("certain", "exact")),
    ("天天中彩票", "中彩票", "certain", ("certain", "aligned")),
    ("天天中彩票", "中彩", "certain", ("likely", "embedded")),
    ("天天中彩票", "中彩", "likely", ("suspect", "embedded")),
    ("天天中彩票", "中彩", "suspect", None),
    ("福利彩票", "彩票", "certain", ("likely", "embedded")),
    ("福利彩票", "彩票", "suspect", None),
    ("大学会议", "学会", "certain", ("likely", "embedded")),
    ("彩票。福利", "彩票", "certain", ("certain", "exact")),
]


@pytest.mark.parametrize(("text", "term", "strength", "expected"), BOUNDARIES)
def test_a_word_match_that_cuts_into_a_word_counts_one_strength_lower(
    make_term: Make,
    text: str,
    term: str,
    strength: str,
    expected: tuple[str, str] | None,
) -> None:
    found = find(text, make_term(term, Match.WORD, Strength(strength)))
    assert [one[3:] for one in found] == ([expected] if expected else [])


def test_an_embedded_match_names_the_word_it_cuts_into(make_term: Make) -> None:
    [[hit]] = match(["我买福利彩票"], [make_term("彩票", Match.WORD)])
    assert (hit.boundary, hit.word) == (Boundary.EMBEDDED, "福利彩票")
    [[hit]] = match(["大学会议"], [make_term("学会")])
    assert (hit.boundary, hit.word) == (Boundary.EMBEDDED, "大学会议")


def test_an_embedded_match_keeps_its_strength_if_the_word_is_listed(
    make_term: Make,
) -> None:
    terms = [make_term("彩票", Match.WORD), make_term("福利彩票", Match.CONTEXT)]
    assert ("彩票", 2, 4, "certain", "embedded") in find("福利彩票", *terms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("av", True),
        ("AV", True),
        (" ＡＶ。", True),
        ("日本av女优", True),
        ("_av_", True),
        ("avのav", True),
        ("java", False),
        ("avatar", False),
        ("av1", False),
        ("1av", False),
        ("яav", False),
        ("éav", False),
    ],
)
def test_a_word_of_letters_does_not_continue_a_word(
    make_term: Make,
    text: str,
    expected: bool,  # noqa: FBT001 - an expectation
) -> None:
    assert bool(find(text, make_term("av", Match.WORD))) is expected
    assert find(text, make_term("av")) != []


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("快3开奖", "快3", True),
        ("快30", "快3", False),
        ("доставка", "ставк", False),
        ("ставк а", "ставк", True),
        ("judicial", "judi", False),
        ("judi online", "judi", True),
        ("カジノー", "カジノ", True),
        ("सेक्सी", "सेक्स", False),  # a vowel sign goes on with the word
        ("सेक्स वीडियो", "सेक्स", True),
        ("❤️av", "av", True),
    ],
)
def test_word_boundaries_hold_in_every_script_with_spaces(
    make_term: Make,
    text: str,
    term: str,
    expected: bool,  # noqa: FBT001 - an expectation
) -> None:
    assert bool(find(text, make_term(term, Match.WORD))) is expected


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        (" проститутками", "проститутк", True),
        ("ПРОСТИТУТКА", "проститутк", True),
        ("доставка", "ставк", False),
        ("ставками", "ставк", True),
        ("judicial", "judi", True),
        ("prejudice", "judi", False),
        ("_togel4d", "togel", True),
        ("2togel", "togel", False),
    ],
)
def test_a_stem_begins_a_word_and_may_not_end_it(
    make_term: Make,
    text: str,
    term: str,
    expected: bool,  # noqa: FBT001 - an expectation
) -> None:
    assert bool(find(text, make_term(term, Match.PREFIX))) is expected


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("天天", "天天", True),
        (" 天天", "天天", True),
        ("_天天！\n", "天天", True),
        ("【天天】", "天天", True),
        ("天天中", "天天", False),
        ("天天a", "天天", False),
        ("1天天", "天天", False),
        ("天天天天", "天天", False),
        ("AV", "ａｖ", True),
        ("ที่", "ที่", True),
        ("ก็", "ก", False),
        ("❤️天天❤️", "天天", True),
        (" 18+", "18+", True),
        ("18+天", "18+", False),
        ("🔞", "🔞", True),
    ],
)
def test_a_whole_match_is_the_token_but_for_punctuation_and_symbols(
    make_term: Make,
    text: str,
    term: str,
    expected: bool,  # noqa: FBT001 - an expectation
) -> None:
    assert bool(find(text, make_term(term, Match.WHOLE))) is expected


def test_a_context_term_counts_only_beside_another_of_its_category(
    make_term: Make,
) -> None:
    look = make_term("观看", Match.CONTEXT, category=Category.VIDEO)
    free = make_term("免费", Match.CONTEXT, category=Category.VIDEO)
    film = make_term("看片", Match.ANYWHERE, category=Category.VIDEO)
    bet = make_term("彩票")
    assert find("观看", look) == []
    assert find("观看彩票", look, bet) == [("彩票", 2, 4, "certain", "exact")]
    assert [one[0] for one in find("免费观看", look, free)] == ["免费", "观看"]
    assert [one[0] for one in find("观看片", look, film)] == ["看片"]
    assert [one[0] for one in find("观看看片", look, film)] == ["观看", "看片"]


def test_a_match_that_was_dropped_is_no_company(make_term: Make) -> None:
    look = make_term("观看", Match.CONTEXT)
    weak = make_term("中彩", Match.WORD, Strength.SUSPECT)
    assert find("观看中彩票", look, weak) == []


@pytest.mark.parametrize(
    ("text", "start"),
    [("ＡＶ女优", 0), ("日本Av女優", 2), (" aＶ", 1), ("女优ａｖ", 2)],
)
def test_positions_are_those_of_the_text_before_folding(
    make_term: Make, text: str, start: int
) -> None:
    [(_, found, end, *_)] = find(text, make_term("AV", Match.WORD))
    assert (found, end) == (start, start + 2)


@pytest.mark.parametrize(
    ("text", "negative", "expected"),
    [
        ("大发展", "大发展", []),
        ("大发展大发", "大发展", [3]),
        ("大发", "大", [0]),
        ("大发", "大发", [0]),
        ("广大发电", "广大", []),
        ("大发，展", "大发展", [0]),
        ("大发Ａ", "大发a", []),
    ],
)
def test_a_match_inside_or_across_a_negative_is_dropped(
    make_term: Make, text: str, negative: str, expected: list[int]
) -> None:
    found = find(text, make_term("大发"), negatives=[negative])
    assert [start for _, start, *_ in found] == expected


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("多野结衣", "波多野结衣"),
        ("波多野结", "波多野结衣"),
        ("野结衣", "波多野结衣"),
        (" 多野结衣！", "波多野结衣"),
        ("线观看", "在线观看"),
        ("在线观", "在线观看"),
        ("免费观看视", "免费观看视频"),
        ("尼斯人", "威尼斯人"),
    ],
)
@pytest.mark.parametrize("how", [Match.ANYWHERE, Match.WORD])
def test_a_token_cut_off_inside_a_word_of_a_term_is_a_fragment(
    make_term: Make, text: str, term: str, how: Match
) -> None:
    [(found, start, end, strength, boundary)] = find(text, make_term(term, how))
    assert (found, text[start:end]) == (term, text.strip(" ！"))
    assert boundary == "fragment"
    assert strength == ("likely" if end - start >= 4 else "suspect")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("观看", "在线观看"),
        ("免费观看", "免费观看视频"),
        ("观看视频", "免费观看视频"),
        ("威尼斯", "威尼斯人"),
        ("多野结衣的", "波多野结衣"),
        ("多野，结衣", "波多野结衣"),
        ("线观看", "在线观"),
        ("观a看", "线观a看"),
        ("彩票a", "大彩票a"),
    ],
)
def test_words_short_parts_and_other_texts_are_no_fragments(
    make_term: Make, text: str, term: str
) -> None:
    assert find(text, make_term(term)) == []


@pytest.mark.parametrize("how", [Match.WHOLE, Match.CONTEXT])
def test_whole_and_context_terms_have_no_fragments(make_term: Make, how: Match) -> None:
    assert find("多野结衣", make_term("波多野结衣", how)) == []


def test_boilerplate_has_no_fragments(make_term: Make) -> None:
    term = make_term("猜你喜欢", category=Category.BOILERPLATE)
    assert find("猜你喜欢", term)
    assert find("你喜欢", term) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-Hans", True), ("zh-Hant", True), ("und", True), ("ja", False), ("th", False)],
)
def test_only_terms_that_may_be_chinese_have_fragments(
    make_term: Make,
    language: str,
    expected: bool,  # noqa: FBT001 - an expectation
) -> None:
    term = make_term("波多野结衣", language=language)
    assert bool(find("多野结衣", term)) is expected


def test_a_fragment_of_a_suspect_term_is_nothing(make_term: Make) -> None:
    suspect = make_term("波多野结衣", Match.WORD, Strength.SUSPECT)
    likely = make_term("波多野结衣", Match.WORD, Strength.LIKELY)
    assert find("多野结衣", suspect) == []
    assert find("多野结衣", likely)[0][3] == "suspect"


def test_a_fragment_belongs_to_the_strongest_of_its_terms(make_term: Make) -> None:
    weak = make_term("波多野结衣", Match.WORD, Strength.LIKELY)
    strong = make_term("波多野结衣在线")
    for terms in ([weak, strong], [strong, weak]):
        assert find("多野结衣", *terms) == [
            ("波多野结衣在线", 0, 4, "likely", "fragment")
        ]


def test_a_token_with_a_term_of_its_own_is_no_fragment(make_term: Make) -> None:
    terms = [make_term("波多野结衣"), make_term("结衣", Match.WORD)]
    assert [one[4] for one in find("多野结衣", *terms)] == ["aligned"]


def test_terms_that_do_not_count_leave_a_fragment_a_fragment(make_term: Make) -> None:
    phrase = make_term("在线观看")
    ordinary = make_term("观看", Match.CONTEXT)
    fragment = [("在线观看", 0, 3, "suspect", "fragment")]
    assert find("线观看", phrase) == fragment
    assert find("线观看", phrase, ordinary) == fragment


def test_the_time_for_a_token_grows_no_faster_than_its_length(
    make_term: Make,
) -> None:
    terms = [make_term("大发"), make_term("天天"), make_term("观看", Match.CONTEXT)]
    begun = time.monotonic()
    [hits] = match(["天天大发展大发" * 8_000], terms, ["大发展"])
    assert len(hits) == 16_000
    assert time.monotonic() - begun < 10  # by the square it would be minutes


def test_marks_without_end_take_no_longer_than_their_number(make_term: Make) -> None:
    terms = [make_term("中文字", Match.WHOLE), make_term("中文字幕")]
    begun = time.monotonic()
    [hits] = match(["中文字!" + "\u0301" * 40_000], terms)
    assert [(hit.start, hit.end) for hit in hits] == [(0, 3)]
    assert time.monotonic() - begun < 10  # by the square it would be minutes


@given(st.text("ก\u0e47!a\u0301 ", max_size=9))
def test_a_whole_match_ends_with_the_marks_on_its_last_letter(
    make_term: Make, text: str
) -> None:
    trimmed = re.sub(r"^[^กa]+", "", text)
    bare = re.sub(r"[! ][^กa]*$", "", trimmed)
    if bare:
        assert find(text, make_term(bare, Match.WHOLE))


def test_context_without_end_takes_no_longer_than_its_length(make_term: Make) -> None:
    alone = make_term("不卡", Match.CONTEXT)
    begun = time.monotonic()
    assert match(["不卡" * 20_000], [alone]) == [()]
    assert time.monotonic() - begun < 10  # by the square it would be minutes


@settings(max_examples=60)
@given(st.text("彩票福。", max_size=10), words)
def test_company_is_any_other_term_of_the_category_that_does_not_overlap(
    make_term: Make, text: str, wanted: list[str]
) -> None:
    terms = [make_term(one, Match.CONTEXT) for one in wanted]
    every = naive_spans(text, wanted)
    expected = {
        (start, end, term)
        for start, end, term in every
        if any(
            term != other and (right <= start or end <= left)
            for left, right, other in every
        )
    }
    [hits] = match([text], terms)
    assert spans(hits) == expected


def test_long_terms_have_fragments_and_cost_no_memory_for_them(
    make_term: Make,
) -> None:
    ends = [chr(0x4E00 + number) for number in range(200)]
    terms = [make_term("波多野结衣" + "在线" * 97 + end) for end in ends]
    tracemalloc.start()
    assert find("多野结衣", *terms)[0][4] == "fragment"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000  # all their parts would be 4 million
