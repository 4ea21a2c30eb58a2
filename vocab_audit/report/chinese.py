"""What the page says in Simplified Chinese of numbers, rules and names.

Sentences stand in ``templates/page.html``, each beside its English.
"""

import re
from typing import Final

from vocab_audit.audit import LengthRule
from vocab_audit.category import Category, Strength
from vocab_audit.report.summary import RuleCount, percentage

NAMES: Final = {
    Category.ADULT: "色情",
    Category.GAMBLING: "赌博",
    Category.GAMES: "私服游戏",
    Category.VIDEO: "盗版影视",
    Category.SPAM: "垃圾广告",
    Category.BOILERPLATE: "模板文字",
    Strength.CERTAIN: "确定",
    Strength.LIKELY: "很可能",
    Strength.SUSPECT: "可疑",
}
"""Categories and strengths."""

_SUBJECTS: Final = {
    LengthRule.HAN: "长汉字词元",
    LengthRule.CJK: "长 CJK 词元",
    LengthRule.CHARS: "长中文词元",
    LengthRule.LETTERS: "长词元",
}
_MEANINGS: Final = {
    LengthRule.HAN: "至少 {n} 个汉字",
    LengthRule.CJK: "至少 {n} 个汉字、假名、谚文或注音符号",
    LengthRule.CHARS: "至少 {n} 个字符（前导空格计入），全部为汉字、空格、"
    "ASCII 字母或数字，其中至少一个汉字",
    LengthRule.LETTERS: "至少 {n} 个任意文字的字母（附加符号计入）",
}
_LABELS: Final = (
    (r"ordinary tokens", "普通词元"),
    (r"special tokens", "特殊词元"),
    (r"undecodable tokens \(not valid UTF-8\)", "无法解码的词元（不是有效的 UTF-8）"),
    (r"tokens with at least (\d+) Han characters?", r"至少含 \1 个汉字的词元"),
    (r"(\d+) other scripts?", r"其他 \1 种文字"),
)


def verdict(rule: RuleCount) -> str:
    """Numerator, denominator and percentage in one clause."""
    subject = _SUBJECTS[_rule(rule)]
    part, whole = rule.count.contaminated, rule.count.total
    if not whole:
        return f"没有{subject}，因此没有污染：0 / 0"
    return f"{whole:,} 个{subject}中有 {part:,} 个（{_share(part, whole)}）被污染"


def meaning(rule: RuleCount) -> str:
    """What makes a token long under a rule."""
    _, _, minimum = rule.label.partition(">=")
    return _MEANINGS[_rule(rule)].format(n=minimum)


def fraction(part: int, whole: int) -> str:
    """A share with numerator and denominator.

    >>> fraction(812, 1603)
    '812 / 1,603（50.7 %）'
    """
    share = f"（{_share(part, whole)}）" if whole else ""
    return f"{part:,} / {whole:,}{share}"


def label(english: str) -> str:
    """A label of the census; a script's name stays as it is.

    >>> label("tokens with at least 2 Han characters"), label("Thai")
    ('至少含 2 个汉字的词元', 'Thai')
    """
    for pattern, chinese in _LABELS:
        if match := re.fullmatch(pattern, english):
            return match.expand(chinese)
    return english


def _rule(rule: RuleCount) -> LengthRule:
    return LengthRule(rule.label.partition(">=")[0])


def _share(part: int, whole: int) -> str:
    english = percentage(part, whole)
    return english.replace("less than", "不到").replace("more than", "超过")
