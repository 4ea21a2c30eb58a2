"""Tokens that are mostly one string over and over: ladders and broken encodings.

Byte-pair encoding doubles what a corpus repeats: 反反复复 twice, four times, eight
times. What people write so is left out: laughter, reduplicated words, masks such as
``xxxx``, and everything without letters.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence
from vocab_audit.resources import Resources
from vocab_audit.script import Profile
from vocab_audit.sentence import Sentence
from vocab_audit.vocabulary import Vocabulary, printable

LONGEST_UNIT = 24
"""Characters of the longest string whose repetition is looked for."""

SHORTEST_TOKEN = 9
"""Letters of a token outside Han that is looked at."""

SHORTEST_HAN_TOKEN = 4

INTERJECTIONS = frozenset("哈呵嘻嘿啊哇呜哦嗯噢嘎呀哼哎唉咯嘟滴嗷喵汪一")
"""Laughter and other sounds that people repeat, and 一, of which they draw lines."""

_SPACES_IN_BASE64 = "icag"

_BROKEN = frozenset("ÃÂâãåäæçèéïðÐÑ¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿€™")
"""What UTF-8 looks like when it is read as Latin-1, again and again."""

_LADDERS = tuple(
    re.compile(rf"(.{{{shortest},{LONGEST_UNIT}}}?)\1+", re.DOTALL)
    for shortest in (1, 2, 3, 4)
)


class Ladder(NamedTuple):
    """A string that stands in a text several times in a row."""

    unit: str
    times: int

    @property
    def characters(self) -> int:
        """Characters of the whole ladder."""
        return len(self.unit) * self.times


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for each token of which a ladder is more than half."""
    for place, text in _candidates(vocabulary, resources):
        ladder = _ladder(text)
        if ladder and 2 * ladder.characters > len(text):
            strength = _strength(ladder)
            if strength:
                yield place, _evidence(ladder, strength)


def _candidates(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, str]]:
    """Tokens that may be ladders, and their text; a cheap test leaves few."""
    profiles = resources.profiles
    for place, word in zip(profiles.ascii_places, profiles.ascii_words, strict=True):
        if len(word) >= SHORTEST_TOKEN:
            middle = len(word) // 2  # which a ladder of more than half contains
            if word.count(word[middle - 1 : middle + 1]) > 1:
                yield place, word.decode("ascii")
    for place in profiles.places_where(_is_long):
        text = vocabulary.texts[place] or ""
        if _may_be_ladder(text, profiles[place]):
            yield place, text.strip()


def _is_long(profile: Profile) -> bool:
    """Whether a token outside ASCII has letters enough for some ladder."""
    return profile.letters >= (
        SHORTEST_HAN_TOKEN
        if profile.script == "Latin" or profile.han >= SHORTEST_HAN_TOKEN
        else SHORTEST_TOKEN
    )


def _may_be_ladder(text: str, profile: Profile) -> bool:
    if profile.han >= SHORTEST_HAN_TOKEN:
        return 4 * len({*text}) <= 3 * len(text)
    if profile.letters >= SHORTEST_TOKEN:
        middle = len(text) // 2
        return text.count(text[middle - 1 : middle + 1]) > 1
    return profile.script == "Latin" and text.count("Ã") > 1


def _ladder(text: str) -> Ladder | None:
    """The longest ladder of a text; of equally long ones, that of the shortest unit."""
    matches = (match for pattern in _LADDERS for match in pattern.finditer(text))
    longest = max(matches, key=lambda match: len(match[0]), default=None)
    if longest is None:
        return None
    return Ladder(longest[1], len(longest[0]) // len(longest[1]))


def _strength(ladder: Ladder) -> Strength | None:
    """What a ladder says; ``docs/detectors/repetition.md`` has the table."""
    unit, times = ladder
    if unit == _SPACES_IN_BASE64 or not any(map(str.isalpha, unit)):
        return None
    if _BROKEN.issuperset(unit) and len(unit) > 1:
        return Strength.CERTAIN
    if any("㐀" <= character <= "鿿" for character in unit):
        return _han_strength(unit, times)
    steps = {1: (32,), 2: (6, 10), 3: (3, 4), 4: (3, 4)}.get(len(unit), (3, 3))
    if len(unit) >= SHORTEST_TOKEN - 1:
        steps = (2, 3)
    return _step(times, steps)


def _han_strength(unit: str, times: int) -> Strength | None:
    if INTERJECTIONS.issuperset(unit):
        return None
    if len({*unit}) == 1:
        return _step(times * len(unit), (4, 8))
    if len(unit) == 2:  # noqa: PLR2004 - 研究研究 is ordinary, thrice is not
        return _step(times, (3, 3, 4))
    if len(unit) == 3:  # noqa: PLR2004 - 我爱你我爱你
        return _step(times, (2, 3, 4))
    return _step(times, (2, 2, 3))


def _step(times: int, steps: tuple[int, ...]) -> Strength | None:
    """The strength of the last step that is reached: suspect, likely, certain."""
    names = (Strength.SUSPECT, Strength.LIKELY, Strength.CERTAIN)
    reached = [name for name, step in zip(names, steps, strict=False) if times >= step]
    return reached[-1] if reached else None


def _evidence(ladder: Ladder, strength: Strength) -> Evidence:
    return Evidence(
        detector="repetition",
        category=Category.SPAM,
        strength=strength,
        detail=Sentence(
            "repeats %s %s times", printable(ladder.unit), str(ladder.times)
        ),
    )
