from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.matcher import Matcher
from vocab_audit.prefilter import MAX_SUBSTRINGS, Prefilter
from vocab_audit.script import Survey
from vocab_audit.sources import embedded
from vocab_audit.wordlist import Match, Term, Wordlist

LETTERS = "abAB ab-1é९а́ёः"


def may_hold(terms: list[Term], texts: list[str]) -> set[int]:
    """What the filter lets through, by both of its ways."""
    prefilter = Prefilter(terms)
    others = {i: text for i, text in enumerate(texts) if not text.isascii()}
    profiles = Survey(texts).select(lambda _: True)
    return prefilter.candidates(others) | prefilter.ascii_candidates(texts, profiles)


@given(
    st.lists(
        st.tuples(st.text(LETTERS, min_size=1, max_size=4), st.sampled_from(Match)),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.text(LETTERS, max_size=8), max_size=12),
)
def test_no_token_with_a_match_is_left_out(
    make_term: Callable[..., Term],
    listed: list[tuple[str, Match]],
    texts: list[str],
) -> None:
    terms = [
        make_term(text.strip() or "a", match)
        for text, match in listed
        if any(map(str.isalpha, text))
    ] or [make_term("ab", Match.WORD)]
    hits = Matcher(Wordlist(tuple(terms), (), "")).match(texts)
    matching = {place for place, found in enumerate(hits) if found}
    assert matching <= may_hold(terms, texts)


def test_no_match_in_real_vocabularies_is_left_out(packaged: Wordlist) -> None:
    vocabulary = embedded.load("cl100k_base")
    texts = [text or "" for text in vocabulary.texts[::2]]
    terms = [term for term in packaged.terms if term.text.isascii()]
    hits = Matcher(Wordlist(tuple(terms), (), "")).match(texts)
    matching = {place for place, found in enumerate(hits) if found}
    found = may_hold(terms, texts)
    assert len(matching) > 100
    assert matching <= found
    assert len(found) < 10 * len(matching)


@pytest.mark.parametrize(
    ("term", "match", "text", "expected"),
    [
        ("casino", Match.WORD, " Casino", {0}),
        ("casino", Match.WORD, "casinos", set()),
        ("casino", Match.WORD, ".casino(", {0}),
        ("casino", Match.PREFIX, " casinos", {0}),
        ("casino", Match.PREFIX, " occasino", set()),
        ("casino", Match.ANYWHERE, "occasinos", {0}),
        ("online casino", Match.WORD, " casino", set()),
        ("online casino", Match.WORD, " online casino", {0}),
        ("bet365", Match.WORD, "bet365", {0}),
        ("18+", Match.WORD, "18+ ab", {0}),
        ("ставк", Match.PREFIX, " ставки", {0}),
        ("ставк", Match.PREFIX, "доставка", set()),
        ("ｃａｓｉｎｏ", Match.WORD, " casino", {0}),
        ("casino", Match.WORD, " ｃａｓｉｎｏ", {0}),
    ],
)
def test_what_may_hold_a_term(
    make_term: Callable[..., Term],
    term: str,
    match: Match,
    text: str,
    expected: set[int],
) -> None:
    assert may_hold([make_term(term, match)], [text, "éa"]) == expected


def test_stems_outside_ascii_hide_none_in_ascii(
    make_term: Callable[..., Term],
) -> None:
    stems = ["porn", *("порн", "яндек", "казин", "ставк", "эроти", "рулет", "игров")]
    terms = [make_term(stem, Match.PREFIX) for stem in stems]
    assert may_hold(terms, [" pornofil"]) == {0}


def test_too_many_substrings_let_everything_through(
    make_term: Callable[..., Term],
) -> None:
    names = [f"x{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(MAX_SUBSTRINGS)]
    terms = [make_term(name) for name in names]
    assert may_hold(terms, ["ab", "éa", " xaa"]) == {2}
    assert may_hold([*terms, make_term("yy")], ["ab", "éa", " xaa"]) == {0, 1, 2}
    assert may_hold([], ["ab"]) == set()
