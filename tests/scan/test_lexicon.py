from collections.abc import Callable

import pytest

from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.wordlist import Match, Term, Wordlist


@pytest.fixture(scope="module")
def small(make_term: Callable[..., Term]) -> Lexicon:
    """Looks for some terms only."""
    terms = map(make_term, ("大发快三", "快三大奖", "คาสิโน"))
    return Lexicon(None, Wordlist((*terms, make_term("казино", Match.WORD)), (), ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("казино", ["казино"]),
        ("онлайн-казино", ["казино"]),
        ("показинок", []),  # in an alphabet a part of a word is no phrase
        ("看大发快三吧", ["大发快三"]),
        ("เล่นคาสิโนเลย", ["คาสิโน"]),
        ("大发快三大奖", ["大发快三", "快三大奖"]),  # none lies in the other
        ("快三", []),
    ],
)
def test_phrases_are_known_where_they_stand_by_themselves(
    small: Lexicon, text: str, expected: list[str]
) -> None:
    [found] = small.known([text])
    assert [spot.text for spot in found] == expected
    assert [text[spot.start : spot.end] for spot in found] == expected
    assert small.spots([text])[0] == found
