"""Detectors: each reads a vocabulary and yields evidence.

A member of the family is one module with one public function, ``detect``, and one
line in :data:`DETECTORS`; its name is the name of its module.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from vocab_audit.detectors import (
    lineage,
    phrase_surprise,
    rank_surprise,
    rank_surprise_all,
    reachability,
    repetition,
    wordlist_term,
)
from vocab_audit.finding import Evidence
from vocab_audit.judgement import conclude_all
from vocab_audit.resources import Detector, Resources
from vocab_audit.vocabulary import Vocabulary

DETECTORS: Final[dict[str, Detector]] = {
    "wordlist_term": wordlist_term.detect,
    "rank_surprise": rank_surprise.detect,
    "phrase_surprise": phrase_surprise.detect,
    "repetition": repetition.detect,
    "rank_surprise_all": rank_surprise_all.detect,
    "reachability": reachability.detect,
    "lineage": lineage.detect,
}
"""Every detector by name, in the order in which they run."""

LAST: Final = frozenset({"lineage"})
"""Those that run last: they build on what the evidence of the others adds up to."""

OPT_IN: Final = frozenset({"rank_surprise_all", "reachability"})
"""Those that run only where they are asked for, because they are slow."""


def gather(
    vocabulary: Vocabulary,
    resources: Resources,
    names: Collection[str],
    wanted: Callable[[Evidence], bool],
) -> dict[int, list[Evidence]]:
    """Run detectors in their two rounds.

    Args:
        vocabulary: What is audited.
        resources: What the detectors share.
        names: Which of :data:`DETECTORS` run.
        wanted: Says which evidence counts; the second round does not see the rest.

    Returns:
        The evidence about each judged token, by position.
    """
    gathered = defaultdict[int, list[Evidence]](list)
    chosen = [name for name in DETECTORS if name in names]
    for is_last in (False, True):
        turn = [DETECTORS[name] for name in chosen if (name in LAST) is is_last]
        if is_last and turn:
            resources = replace(resources, judgements=conclude_all(gathered))
        found = [pair for detect in turn for pair in detect(vocabulary, resources)]
        for place, piece in found:
            if place in resources.profiles and wanted(piece):
                gathered[place].append(piece)
    return gathered
