"""Long Chinese phrases in one token, which only a text copied over and over explains.

A token of eight Han characters or more holds several words, and a merge rank that fits
a phrase of that length by the frequencies of its words does not exist: such phrases are
slogans, templates, spun or mashed text. The dictionary is jieba's.
"""

from collections.abc import Iterator
from math import log10

from vocab_audit.category import Strength
from vocab_audit.finding import Evidence
from vocab_audit.frequency import HAN_LANGUAGE, SLOPE, find_words, intercept
from vocab_audit.resources import Resources
from vocab_audit.script import Profile
from vocab_audit.segmenter import Segmenter
from vocab_audit.sentence import Sentence
from vocab_audit.vocabulary import Vocabulary

MIN_CHARACTERS = 8
"""Han characters of a phrase that is looked at; shorter ones may be set phrases."""

THRESHOLD = 10.0
"""Decades by which a phrase is more frequent than its words explain."""

FORMULAS = (
    *("习近平", "社会主义", "中华", "党的", "中央", "国家", "全国", "人民", "政府"),
    *("脱贫", "小康", "扫黑", "伟大复兴", "社会保障", "城乡"),
    *("疫情", "新冠", "病毒", "感染", "核酸", "密切接触"),
    *("公安", "刑事", "处罚", "判决", "本院"),
    *("般若", "菩提"),
)
"""Stems of what state, courts, epidemics and scripture repeat word for word."""


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for each phrase that must have been copied."""
    phrases = _phrases(vocabulary, resources)
    if not phrases or not vocabulary.ranks:
        return
    places = find_words(resources.merges.places)
    ranks = {raw: vocabulary.ranks[place] for raw, place in places.items()}
    at_zero = intercept(ranks, resources.merges.last_rank, HAN_LANGUAGE)
    segmenter = Segmenter(phrases.values())
    for place, phrase in phrases.items():
        zipf = 9 + segmenter.log_probability(phrase)
        rank = vocabulary.ranks[place]
        decades = at_zero / SLOPE - zipf - log10(rank + 1) / SLOPE
        if decades >= THRESHOLD:
            words = " | ".join(segmenter.words(phrase)[:MIN_CHARACTERS])
            yield (
                place,
                Evidence(
                    detector="phrase_surprise",
                    category=None,
                    strength=Strength.SUSPECT,
                    detail=Sentence("is a phrase that only copies explain: %s", words),
                    language="zh-Hans",
                ),
            )


def _phrases(vocabulary: Vocabulary, resources: Resources) -> dict[int, str]:
    """Tokens of nothing but Han characters and no formula, by position, ascending."""
    texts = {
        place: (vocabulary.texts[place] or "").strip()
        for place in resources.profiles.places_where(_is_long)
    }
    return {
        place: text
        for place, text in texts.items()
        if resources.profiles[place].han == len(text)
        and len({*text}) > 2  # noqa: PLR2004 - laughter, and what repetition finds
        and not any(formula in text for formula in FORMULAS)
    }


def _is_long(profile: Profile) -> bool:
    return profile.han >= MIN_CHARACTERS
