"""What the page says in Simplified Chinese of numbers, rules, names and evidence.

Other sentences stand in ``templates/page.html``, each beside its English, and those of
the charts in ``charts/chinese.py``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from vocab_audit.audit import LengthRule, Settings
from vocab_audit.category import Category, Strength
from vocab_audit.judgement import Level, Prior
from vocab_audit.report.shares import percentage
from vocab_audit.report.summary import RuleCount

NAMES: Final[Mapping[str, str]] = {
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

SCRIPTS: Final[Mapping[str, str]] = {
    "Arabic": "阿拉伯文",
    "Armenian": "亚美尼亚文",
    "Bengali": "孟加拉文",
    "Bopomofo": "注音符号",
    "Canadian_Aboriginal": "加拿大原住民音节文字",
    "Cherokee": "切罗基文",
    "Common": "通用字符",
    "Coptic": "科普特文",
    "Cyrillic": "西里尔文",
    "Devanagari": "天城文",
    "Ethiopic": "埃塞俄比亚文",
    "Georgian": "格鲁吉亚文",
    "Greek": "希腊文",
    "Gujarati": "古吉拉特文",
    "Gurmukhi": "古木基文",
    "Han": "汉字",
    "Hangul": "谚文",
    "Hebrew": "希伯来文",
    "Hiragana": "平假名",
    "Inherited": "继承字符",
    "Kannada": "卡纳达文",
    "Katakana": "片假名",
    "Khmer": "高棉文",
    "Lao": "老挝文",
    "Latin": "拉丁文",
    "Malayalam": "马拉雅拉姆文",
    "Mongolian": "蒙古文",
    "Myanmar": "缅甸文",
    "Ol_Chiki": "桑塔利文",
    "Oriya": "奥里亚文",
    "Sinhala": "僧伽罗文",
    "Syriac": "叙利亚文",
    "Tamil": "泰米尔文",
    "Telugu": "泰卢固文",
    "Thaana": "它拿文",
    "Thai": "泰文",
    "Tibetan": "藏文",
    "Tifinagh": "提非纳文",
    "Yi": "彝文",
}
"""Scripts that vocabularies hold; any other one keeps its name in Unicode."""

TONGUES: Final[Mapping[str, str]] = {
    "ar": "阿拉伯语",
    "bg": "保加利亚语",
    "bn": "孟加拉语",
    "ca": "加泰罗尼亚语",
    "cs": "捷克语",
    "da": "丹麦语",
    "de": "德语",
    "el": "希腊语",
    "en": "英语",
    "es": "西班牙语",
    "fa": "波斯语",
    "fi": "芬兰语",
    "fil": "菲律宾语",
    "fr": "法语",
    "he": "希伯来语",
    "hi": "印地语",
    "hr": "克罗地亚语",
    "hu": "匈牙利语",
    "id": "印度尼西亚语",
    "is": "冰岛语",
    "it": "意大利语",
    "ja": "日语",
    "ko": "韩语",
    "lt": "立陶宛语",
    "lv": "拉脱维亚语",
    "mk": "马其顿语",
    "mn": "蒙古语",
    "ms": "马来语",
    "nb": "书面挪威语",
    "nl": "荷兰语",
    "pl": "波兰语",
    "pt": "葡萄牙语",
    "ro": "罗马尼亚语",
    "ru": "俄语",
    "sh": "塞尔维亚-克罗地亚语",
    "sk": "斯洛伐克语",
    "sl": "斯洛文尼亚语",
    "sv": "瑞典语",
    "ta": "泰米尔语",
    "th": "泰语",
    "tr": "土耳其语",
    "uk": "乌克兰语",
    "und": "未注明语言",
    "ur": "乌尔都语",
    "vi": "越南语",
    "zh": "中文",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁体中文",
}
"""Languages of the wordlists and of the detectors, by BCP 47 tag."""

SENTENCES: Final = {
    "contains %s (%s)": "含有“{0}”（{1n}）",
    "contains %s (%s), inside the word %s": "含有“{0}”（{1n}），位于词语“{2}”之中",
    "is a fragment of %s (%s)": "是“{0}”（{1n}）的片段",
    "is built from '%s' (%s, %s)": "由“{0}”（{1n}，{2n}）合并而成",
    "is built from '%s': %s of %s tokens built from it are junk": "由“{0}”合并而成；"
    "“{0}”合并出的 {2} 个词元中有 {1} 个是垃圾内容",
    "%s of %s tokens built from it are certain or likely junk, mostly %s": "由它合并出"
    "的 {1} 个词元中有 {0} 个确定或很可能是垃圾内容，以“{2n}”为主",
    "is a phrase that only copies explain: %s": "是只有反复复制才能形成的短语：{0}",
    "is never produced: the pre-tokenizer cuts it into %s": "永远不会产生："
    "预分词器把它切成 {0}",
    "is never produced: the merges stop at %s": "永远不会产生：合并停在 {0}",
    "repeats %s %s times": "“{0}”连续重复 {1} 次",
    "merged at rank %s, as if it were %s times as frequent as in ordinary text": "合并"
    "次序为 {0}，仿佛它的频率是在普通文本中的 {1} 倍",
    "in a vocabulary where %s of %s %s tokens hold a certain term, a suspect phrase is "
    "likely junk": "词表的 {1} 个{2n}词元中有 {0} 个含有“确定”的词条，"
    "在这样的词表中，可疑短语很可能是垃圾内容",
    "in a vocabulary where %s of %s %s tokens hold a certain term, one likely sign is "
    "not enough": "词表的 {1} 个{2n}词元中有 {0} 个含有“确定”的词条，"
    "在这样的词表中，单独一条“很可能”的依据还不够",
}
"""What detectors say, by the pattern of the English sentence.

``{0}`` is its first word; ``{1n}`` its second one, which is a name that is said in
Chinese too.
"""

_LEVELS: Final = {
    Level.FULL: "比例高：可疑短语算作“很可能”",
    Level.MIXED: "比例居中：不作改变",
    Level.CLEAN: "比例低：单独一条“很可能”的依据只算“可疑”",
}
ORIGINS: Final = {"embedded": "内置", "tiktoken": "来自 tiktoken", "file": "来自文件"}
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
    return f"{whole:,} 个{subject}中有 {part:,} 个（{share(part, whole)}）被污染"


def meaning(rule: RuleCount) -> str:
    """What makes a token long under a rule."""
    _, _, minimum = rule.label.partition(">=")
    return _MEANINGS[_rule(rule)].format(n=minimum)


def fraction(part: int, whole: int) -> str:
    """A share with numerator and denominator.

    >>> fraction(812, 1603)
    '812 / 1,603（50.7 %）'
    """
    said = f"（{share(part, whole)}）" if whole else ""
    return f"{part:,} / {whole:,}{said}"


def label(english: str) -> str:
    """A label of the census; a script without a Chinese name keeps its own.

    >>> label("tokens with at least 2 Han characters"), label("Thai"), label("Vai")
    ('至少含 2 个汉字的词元', '泰文', 'Vai')
    """
    for pattern, chinese in _LABELS:
        if match := re.fullmatch(pattern, english):
            return match.expand(chinese)
    return SCRIPTS.get(english, english)


def filters(settings: Settings) -> Iterator[str]:
    """Yield what narrowed the findings, as ``summary.Summary.filters`` does."""
    if settings.categories:
        chosen = [NAMES[it] for it in Category if it in settings.categories]
        yield f"仅限类别“{_either(chosen)}”"
    if settings.languages:
        yield f"仅限{_either(_names(TONGUES, settings.languages))}的依据"
    default = Settings().detectors
    if missing := sorted(default - settings.detectors):
        yield f"不使用检测器 {_either(missing)}"
    if added := sorted(settings.detectors - default):
        yield f"另外使用检测器 {_either(added)}"
    if settings.scripts:
        yield f"仅限主要由{_either(_names(SCRIPTS, settings.scripts))}构成的词元"
    if settings.strength is Strength.LIKELY:
        yield "仅限“很可能”和“确定”的词元"
    if settings.strength is Strength.CERTAIN:
        yield "仅限“确定”的词元"


def prior(prior: Prior) -> str:
    """How full a vocabulary is of certain terms in one script, and what follows."""
    script = SCRIPTS.get(prior.script, prior.script)
    return (
        f"{script}：{prior.tokens:,} 个词元中有 {prior.certain:,} 个"
        f"（{share(prior.certain, prior.tokens)}）含有“确定”的词条；"
        f"{_LEVELS[prior.level]}"
    )


def _names(chinese: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return [chinese.get(name, name) for name in sorted(names)]


def _either(names: list[str]) -> str:
    *others, last = names
    return f"{'、'.join(others)}或{last}" if others else last


def _rule(rule: RuleCount) -> LengthRule:
    return LengthRule(rule.label.partition(">=")[0])


def share(part: int, whole: int) -> str:
    """A share with one decimal that never claims "none" or "all" by rounding."""
    english = percentage(part, whole)
    return english.replace("less than", "不到").replace("more than", "超过")
