"""Words that were merged far earlier than their frequency in ordinary text explains.

Looks at the words of the frequency table: those that the wordlists name without being
certain of them, and the vocabulary of well-known doorway pages.
"""

from collections.abc import Iterator

from vocab_audit.category import Strength
from vocab_audit.finding import Evidence
from vocab_audit.frequency import find_words, fit, frequency_table
from vocab_audit.resources import Resources
from vocab_audit.vocabulary import Vocabulary


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for each listed word whose merge rank is implausibly early."""
    if not vocabulary.ranks:
        return
    places = find_words(resources.merges.places)
    ranks = {raw: vocabulary.ranks[place] for raw, place in places.items()}
    fitted = fit(ranks, resources.merges.last_rank)
    for raw, place in places.items():
        word = frequency_table()[raw]
        if not word.calibrates and place in resources.profiles:
            surprise = fitted.surprise(word.zipfs, ranks[raw])
            if surprise and surprise.implausible:
                yield (
                    place,
                    Evidence(
                        detector="rank_surprise",
                        category=None,
                        strength=Strength.SUSPECT,
                        detail=surprise.detail,
                        language=surprise.tag,
                    ),
                )
