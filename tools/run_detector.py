"""Run one detector by itself, and print what it finds and how long it takes.

Usage: python tools/run_detector.py DETECTOR VOCAB [VOCAB ...]

Prints a line for each piece of evidence (vocabulary, token id, token, strength,
language, detail, separated by tabs) and, to standard error, how many there are of each
strength and the median time of three runs. The pages in docs/detectors/ quote it.
"""

import sys
import time
from collections import Counter
from statistics import median

from vocab_audit import load_vocabulary, load_wordlists
from vocab_audit.detectors import DETECTORS
from vocab_audit.finding import Evidence
from vocab_audit.matcher import Matcher
from vocab_audit.merge_tree import MergeTree
from vocab_audit.resources import Resources
from vocab_audit.survey import Survey

RUNS = 3


def run(name: str, location: str) -> None:
    """Run a detector on a vocabulary and print what it finds."""
    vocabulary = load_vocabulary(location)
    profiles = Survey(vocabulary.texts).select(lambda profile: profile.letters > 1)
    matcher = Matcher(load_wordlists())
    found: list[tuple[int, Evidence]] = []
    seconds = []
    for _ in range(RUNS):
        resources = Resources(profiles, matcher, MergeTree(vocabulary))
        started = time.perf_counter()
        found = [*DETECTORS[name](vocabulary, resources)]
        seconds.append(time.perf_counter() - started)
    for place, piece in found:
        token = vocabulary.tokens[place]
        cells = (vocabulary.name, token.id, repr(token.display), piece.strength)
        row = "\t".join(map(str, (*cells, piece.language, piece.detail)))
        sys.stdout.write(f"{row}\n")
    counts = Counter(str(piece.strength) for _, piece in found)
    told = ", ".join(f"{count} {strength}" for strength, count in counts.most_common())
    sys.stderr.write(
        f"{vocabulary.name}: {len(found)} ({told}) in {median(seconds) * 1000:.0f} ms\n"
    )


def main() -> None:
    """Run a detector on vocabularies."""
    name, *locations = sys.argv[1:]
    for location in locations:
        run(name, location)


if __name__ == "__main__":
    main()
