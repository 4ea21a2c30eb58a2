"""How merge ranks fall with the frequency of words, in vocabularies of your choice.

Usage: python benchmarks/rank_slope.py VOCAB [VOCAB ...]

For each language of which most words of some frequency are tokens, prints the slope
of the median log10 rank over quarters of Zipf's scale (a word that is no token counts
as the last), and how far single words are from that line: the robust standard
deviation, in decades of frequency. `vocab_audit/frequency.py` assumes one slope for
all. Needs the extra `frequencies`.
"""

import sys
import unicodedata
from collections import defaultdict
from itertools import combinations
from math import log10
from statistics import median

from wordfreq import available_languages, get_frequency_dict

from vocab_audit import load_vocabulary
from vocab_audit.frequency import SLOPE

RAREST = 3.0
SHORTEST = 4
FEWEST_WORDS = 15
FEWEST_BINS = 4
TO_SIGMA = 1.4826


def is_word(text: str) -> bool:
    """Whether a text is letters and marks and nothing else."""
    return all(unicodedata.category(each)[0] in "LM" for each in text)


def bins(shares: dict[str, float]) -> dict[float, list[str]]:
    """Words of a language by quarters of Zipf's scale."""
    found: dict[float, list[str]] = defaultdict(list)
    for word, share in shares.items():
        zipf = 9 + log10(share)
        if zipf >= RAREST and len(word) >= SHORTEST and is_word(word):
            found[round(zipf * 4) / 4].append(word)
    return found


def report(location: str) -> None:
    """Print a line for each language of a vocabulary that can be measured."""
    vocabulary = load_vocabulary(location)
    if not vocabulary.ranks:
        return
    last = max(vocabulary.ranks) + 1
    pairs = zip(vocabulary.raws, vocabulary.ranks, strict=True)
    ranks = {raw: log10(rank + 1) for raw, rank in pairs}
    for language in sorted(available_languages("small")):
        points, scatter = [], []
        for zipf, words in bins(get_frequency_dict(language, "small")).items():
            logs = sorted(ranks.get(f" {word}".encode(), log10(last)) for word in words)
            known = sum(log < log10(last) for log in logs)
            if len(words) >= FEWEST_WORDS and known > 0.6 * len(words):
                points.append((zipf, median(logs)))
                scatter += [log - median(logs) for log in logs]
        if len(points) >= FEWEST_BINS:
            slopes = [
                (low - high) / (frequent - rare)
                for (rare, low), (frequent, high) in combinations(sorted(points), 2)
            ]
            sigma = TO_SIGMA * median(map(abs, scatter)) / SLOPE
            sys.stdout.write(
                f"{vocabulary.name}\t{language}\tslope {median(slopes):.2f}\t"
                f"{len(scatter)} words\tscatter {sigma:.2f} decades\n"
            )


def main() -> None:
    """Measure vocabularies."""
    for location in sys.argv[1:]:
        report(location)


if __name__ == "__main__":
    main()
