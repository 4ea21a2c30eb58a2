"""The two ways to find many byte strings agree."""

from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.scan import alphabet
from vocab_audit.scan.automaton import Automaton

texts = st.text("大发快三彩票ab", max_size=40)
words = st.text("大发快三彩票ab", min_size=1, max_size=4).map(str.encode)


@given(
    st.lists(words, unique=True, max_size=12), st.text("大发快三彩票ab", max_size=40)
)
def test_the_expression_finds_what_the_automaton_finds(
    patterns: list[bytes], text: str
) -> None:
    block = text.encode()
    compiled = Automaton(patterns).find(block)
    assert Automaton(patterns, compiled=False).find(block) == compiled


@given(st.lists(words, min_size=1, unique=True), texts)
def test_matches_are_leftmost_longest_and_do_not_overlap(
    patterns: list[bytes], text: str
) -> None:
    block = text.encode()
    expected: list[tuple[int, int]] = []
    place = 0
    while place < len(block):
        fitting = [p for p in patterns if block.startswith(p, place)]
        if fitting:
            longest = max(fitting, key=len)
            expected.append((patterns.index(longest), place))
        place += len(longest) if fitting else 1
    assert Automaton(patterns).find(block) == expected


def test_letters_are_counted_by_script() -> None:
    text = "ab 大发 ไทย ქართ привет かな안녕"
    assert alphabet.letters(text.encode()) == {
        "Cyrillic": 6,
        "Thai": 3,
        "Georgian": 4,
        "Kana": 2,
        "Han": 2,
        "Hangul": 2,
    }
