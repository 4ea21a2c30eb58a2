"""Documents of a corpus: dense phrases are spam, and a dictionary of them is not."""

import pytest

from vocab_audit.category import Strength
from vocab_audit.scan.block import Block
from vocab_audit.scan.corpus import Score, measure
from vocab_audit.scan.lexicon import Lexicon

INNOCENT = ["가구", "가나", "나무", "다리", "라면", "마음", "바다", "사람", "아침"]
INNOCENT += ["자리", "차례", "파도", "하늘"]
VULGAR = ["개새끼", "건마", "딜도", "립카페", "밤킹", "빠굴", "섹스", "소라넷", "야동"]
VULGAR += ["야설", "야애니", "오피걸스", "조루", "키스방", "포르노", "폰섹", "휴게텔"]
WORDS = sorted(INNOCENT + VULGAR)


def _score(text: str, lexicon: Lexicon) -> Score:
    content = text.encode()
    score = Score("x")
    score.add(measure(Block(content, 0, len(content), len(content)), lexicon), 0)
    return score


def test_words_in_order_one_a_line_are_a_dictionary(lexicon: Lexicon) -> None:
    assert _score("\n".join(WORDS), lexicon).value == 0
    assert _score("\r\n".join(["# words", *WORDS, ""]), lexicon).value < 0.1


@pytest.mark.parametrize("joint", ["\n", " ", ", "])
def test_the_same_words_in_any_other_form_are_spam(
    lexicon: Lexicon, joint: str
) -> None:
    words = [*WORDS[1::2], *WORDS[::2][::-1]]
    strength = _score(joint.join(words), lexicon).strength
    assert strength in (Strength.LIKELY, Strength.CERTAIN)


def test_few_lines_in_order_are_no_dictionary(lexicon: Lexicon) -> None:
    words = ["립카페", "소라넷", "야동", "야설", "야애니", "키스방", "휴게텔"]
    assert _score("\n".join(words), lexicon).strength is not None


def test_phrases_in_order_are_spam_unless_they_are_words(lexicon: Lexicon) -> None:
    lines = "\n".join(f"{word} 바로 가기" for word in WORDS)
    assert _score(lines, lexicon).strength is not None
