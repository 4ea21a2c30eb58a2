from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.occurrences import Occurrences
from vocab_audit.script import profiles
from vocab_audit.survey import Survey
from vocab_audit.vocabulary import Vocabulary


def test_a_survey_agrees_with_profiling_every_token(o200k: Vocabulary) -> None:
    survey = Survey(o200k.texts)
    known = {place: text for place, text in enumerate(o200k.texts) if text is not None}
    expected = dict(zip(known, profiles(known.values()), strict=True))
    assert survey.decodable == len(known) == 198_436
    assert survey.scripts == Counter(one.script for one in expected.values())
    selected = survey.select(lambda _: True)
    assert dict(selected.items()) == expected
    assert [*selected] == sorted(selected) == [*expected]
    assert len(selected) == len(expected)
    outside = {i: one for i, one in expected.items() if not known[i].isascii()}
    assert selected.outside_ascii == outside
    assert survey.profiles == Counter(outside.values())


def test_a_survey_selects_by_profile() -> None:
    survey = Survey(["彩票", None, " a", "", "中国人", "é", "ab c"])
    assert [*survey.select(lambda profile: profile.han > 2)] == [4]
    assert survey.scripts == {"Han": 2, "Latin": 3, "Common": 1}
    some = survey.select(lambda profile: profile.letters > 1)
    assert [*some] == [0, 4, 6]
    assert 6 in some
    assert 2 not in some
    assert some[6].letters == 3
    with pytest.raises(KeyError):
        some[2]


def test_ascii_tokens_are_known_by_their_letters() -> None:
    texts = [" Casino", "cas_ino", "A1b", "1,000", "x", "-no-de-", "don't", "é é", ""]
    survey = Survey(texts)
    chosen = survey.select(lambda _: True)
    assert dict(zip(chosen.ascii_places, chosen.ascii_words, strict=True)) == {
        0: b"casino",
        1: b"casino",
        2: b"ab",
        3: b"",
        4: b"x",
        5: b"node",
        6: b"dont",
        8: b"",
    }
    counts = [survey.ascii_tokens(letters) for letters in range(1, 8)]
    assert counts == [6, 5, 4, 4, 2, 2, 0]


@pytest.mark.parametrize(
    ("strings", "folded", "expected"),
    [
        (["casino"], False, {1, 4}),
        (["casino"], True, {0, 1, 2, 4}),
        (["казино"], True, {3}),
        (["彩票", "xyz"], False, {5}),
        (["x"], False, set()),  # in no token that was selected
        ([], False, set()),
    ],
)
def test_the_selected_tokens_that_hold_a_string_are_found(
    strings: list[str],
    folded: bool,  # noqa: FBT001 - a column of the table
    expected: set[int],
) -> None:
    texts = [" Casino", "cas_casino", "ｃａｓｉｎｏ", "КАЗИНО", "casinó casino", "彩票"]
    survey = Survey([*texts, "x", None, "ca"])
    chosen = survey.select(lambda profile: profile.letters > 1)
    assert chosen.that_hold(Occurrences(strings), folded=folded) == expected


@given(
    st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))))
)
def test_a_survey_counts_every_text_once(texts: list[str | None]) -> None:
    survey = Survey(texts)
    known = [text for text in texts if text is not None]
    assert survey.decodable == sum(survey.scripts.values()) == len(known)
    assert +survey.scripts == Counter(one.script for one in profiles(known))
