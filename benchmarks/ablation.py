"""How right an audit is with each detector alone, with each left out, and with less.

Usage: python benchmarks/ablation.py VOCAB LABELS

Prints precision and recall for tokens with three or more and with two or more Han
characters: with all default detectors, with each one alone, with each one left out,
and with a random half of the terms (three times), which is how much is left where half
of the junk is unlisted. LABELS is a table as for ``vocab-audit evaluate``.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vocab_audit.audit import DEFAULT_DETECTORS, LengthRule, Settings, audit_vocabulary
from vocab_audit.evaluate import evaluate_audit
from vocab_audit.labels import load_labels
from vocab_audit.sources import load
from vocab_audit.wordlist import Wordlist, load_wordlists

SEEDS = (1, 2, 3)


def settings() -> Iterator[tuple[str, Wordlist, frozenset[str]]]:
    """Yield each combination of terms and detectors, with a name."""
    wordlist = load_wordlists()
    yield "all", wordlist, DEFAULT_DETECTORS
    for name in sorted(DEFAULT_DETECTORS):
        yield f"{name} alone", wordlist, frozenset({name})
    for name in sorted(DEFAULT_DETECTORS):
        yield f"without {name}", wordlist, DEFAULT_DETECTORS - {name}
    for seed in SEEDS:
        chosen = random.Random(seed)  # noqa: S311 - a sample, no secret
        half = tuple(term for term in wordlist.terms if chosen.random() < 1 / 2)
        less = replace(wordlist, terms=half)
        yield f"half of the terms ({seed})", less, DEFAULT_DETECTORS
        yield f"  wordlist_term alone ({seed})", less, frozenset({"wordlist_term"})


def main() -> None:
    """Print the table."""
    vocabulary, labels = load(sys.argv[1]), load_labels(Path(sys.argv[2]))
    for name, wordlist, detectors in settings():
        cells = []
        for minimum in (3, 2):
            asked = Settings(LengthRule.HAN, minimum, detectors=detectors)
            audit = audit_vocabulary(vocabulary, wordlist, asked)
            score = evaluate_audit(audit, labels).headline
            flagged, polluted = score.right + score.wrong, score.right + score.missed
            cells += [f"{score.right}/{flagged}", f"{score.right}/{polluted}"]
        sys.stdout.write(f"{name:<34}{''.join(f'{cell:>10}' for cell in cells)}\n")


if __name__ == "__main__":
    main()
