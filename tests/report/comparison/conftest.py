"""Comparisons that every report on them must stand."""

from collections.abc import Callable

import pytest

from vocab_audit import Comparison, Vocabulary, Wordlist, compare_vocabularies
from vocab_audit.category import Category, Strength
from vocab_audit.vocabulary import decode_all
from vocab_audit.wordlist import Match, Term

Compare = Callable[[str], Comparison]

CASES = ("four", "changes", "one", "empty", "hostile", "many")

HOSTILE = (
    "彩票平台</script><img src=x onerror=alert(1)>",
    "无码视频\u202e\u2066",
    "=彩票平台HYPERLINK|`|``",
    "彩票平台\x00\x1b[31m\n",
    "彩票" * 2000,
    "彩票平台$x^2$😀สล็อต",
)
EVIL = "$evil_{\\x}|`\n\u202e<b>" + "很长的名字" * 20


def _term(text: str, category: Category) -> Term:
    how = (Strength.CERTAIN, Match.ANYWHERE, "editors", "")
    return Term(text, category, "zh-Hans", *how)


TERMS = (_term("彩票", Category.GAMBLING), _term("无码", Category.ADULT))
WORDS = Wordlist(TERMS, (), "0" * 64)


def made(name: str, *texts: str | bytes) -> Vocabulary:
    """A vocabulary of these tokens."""
    raws = [text.encode() if isinstance(text, str) else text for text in texts]
    ids = range(len(raws))
    return Vocabulary(name, "file", "0" * 64, ids, raws, decode_all(raws), ranks=ids)


def _compare(case: str, four: list[Vocabulary]) -> Comparison:
    match case:
        case "four":
            return compare_vocabularies(four, WORDS)
        case "changes":
            return compare_vocabularies(four[2:], WORDS, base=1)
        case "one":
            return compare_vocabularies([made("alone", "a", "彩票平台")], WORDS)
        case "empty":
            return compare_vocabularies([made("a"), made("b")], WORDS, base=0)
        case "hostile":
            pair = (
                made(EVIL, *HOSTILE, b"\xff"),
                made("<i>", *HOSTILE[::-1], "无码影片"),
            )
            return compare_vocabularies(pair, WORDS, base=0)
        case _:
            many = (made(f"v{at}", *"abc"[: at % 3], f"彩票{at}") for at in range(12))
            return compare_vocabularies([*many], WORDS, base=3)


@pytest.fixture(scope="package")
def compared(vocabularies: dict[str, Vocabulary]) -> Compare:
    """Gives the comparison of a case; each is made once."""
    known: dict[str, Comparison] = {}

    def get(case: str) -> Comparison:
        if case not in known:
            known[case] = _compare(case, [*vocabularies.values()])
        return known[case]

    return get
