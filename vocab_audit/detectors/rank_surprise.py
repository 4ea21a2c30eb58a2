"""Words that were merged far earlier than their frequency in ordinary text explains.

Looks at the words of the frequency table: those that the wordlists name without being
certain of them, and the vocabulary of well-known doorway pages.
"""

from collections.abc import Iterator

from vocab_audit.category import Strength
from vocab_audit.finding import Evidence
from vocab_audit.frequency import Surprise, find_words, fit, frequency_table
from vocab_audit.resources import Resources
from vocab_audit.vocabulary import Vocabulary

THRESHOLD = 1.3
"""Decades: as if the word were 20 times as frequent as in ordinary text."""

COMMON = 4.5
"""Zipf frequency from which a word is so common that it may well be frequent."""

COMMON_THRESHOLD = 2.0
"""Decades for common words, and for Chinese ones, which contain each other."""


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for each listed word whose merge rank is implausibly early."""
    if not vocabulary.ranks:
        return
    places = find_words(vocabulary)
    ranks = {raw: vocabulary.ranks[place] for raw, place in places.items()}
    fitted = fit(ranks, max(vocabulary.ranks))
    for raw, place in places.items():
        word = frequency_table()[raw]
        if not word.calibrates and place in resources.profiles:
            surprise = fitted.surprise(word.zipfs, ranks[raw])
            if surprise and surprise.decades >= _threshold(surprise):
                yield place, _evidence(surprise, ranks[raw])


def _threshold(surprise: Surprise) -> float:
    if surprise.language == "zh" or surprise.zipf >= COMMON:
        return COMMON_THRESHOLD
    return THRESHOLD


def _evidence(surprise: Surprise, rank: int) -> Evidence:
    times = float(f"{10**surprise.decades:.1g}")
    return Evidence(
        detector="rank_surprise",
        category=None,
        strength=Strength.SUSPECT,
        detail=(
            f"merged at rank {rank:,}, as if it were {times:,.0f} times as frequent "
            "as in ordinary text"
        ),
        language=surprise.language,
    )
