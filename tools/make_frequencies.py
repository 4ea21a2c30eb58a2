"""Write vocab_audit/frequencies.tsv from the frequency lists of wordfreq 3.1.1.

Run ``python tools/make_frequencies.py`` after a change of the wordlists or of
``tools/doorway_words.tsv``; it needs the extra ``frequencies``. A test compares the
table with the wordlists.

Merges of a word also count the longer words that begin with it, so a frequency here
is that of all words of the language with this beginning, in tenths of Zipf's scale
(base-10 logarithm of occurrences per billion words, times ten). In Chinese, where
words do not stand apart, it is the frequency of the word itself.
"""

import csv
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from math import log10
from pathlib import Path

from wordfreq import available_languages, get_frequency_dict, get_frequency_list

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "vocab_audit" / "frequencies.tsv"
DOORWAY_WORDS = Path(__file__).with_name("doorway_words.tsv")
WORDLISTS = ROOT / "wordlists"

SPACELESS = frozenset({"zh"})
SKIPPED = frozenset({"ja", "ko"})
"""Languages whose lists hold pieces of words, which no token can be compared with."""

CALIBRATION_WORDS = 60
SHORTEST = 4
SHORTEST_WITHOUT_SPACES = 2
FAINTEST = 3.0
"""Zipf units below a word's best language at which another is left out."""

MAJOR = frozenset({"de", "en", "es", "fr", "it", "nl", "pt", "ru"})
"""Languages of which corpora hold so much that their words explain much."""

MINOR_KEPT = 3
"""How many other languages of a word are kept."""

RAREST_HAN = 2.5
"""Zipf frequency below which a Chinese word is an accident of segmentation."""

LIKELIEST = "certain"
HEADER = "word\tcalibrates\tfrequencies"


class Language:
    """The frequency list of one language.

    Attributes:
        tag: BCP 47 tag, as wordfreq has it.
        floor: Zipf frequency below which the list holds nothing.
    """

    def __init__(self, tag: str) -> None:
        """Read the largest list that wordfreq has."""
        self.tag = tag
        self._frequencies = get_frequency_dict(tag, "best")
        self._words = sorted(self._frequencies)
        shares = map(self._frequencies.__getitem__, self._words)
        self._sums = [0.0, *accumulate(shares)]
        self.floor = 9 + log10(min(self._frequencies.values()))

    def zipf(self, word: str) -> float | None:
        """Zipf frequency of a word, or of all words that begin with it."""
        if self.tag in SPACELESS:
            share = self._frequencies.get(word, 0.0)
        else:
            first = bisect_left(self._words, word)
            behind = bisect_left(self._words, word + "\U0010ffff")
            share = self._sums[behind] - self._sums[first]
        return 9 + log10(share) if share > 0 else None

    def calibration(self) -> list[str]:
        """Its most frequent words that are long enough to be told apart."""
        spaceless = self.tag in SPACELESS
        shortest = SHORTEST_WITHOUT_SPACES if spaceless else SHORTEST
        names = (name for bin_ in get_frequency_list(self.tag) for name in sorted(bin_))
        fit = (name for name in names if len(name) >= shortest and is_word(name))
        return [name for name, _ in zip(fit, range(CALIBRATION_WORDS), strict=False)]


def is_word(text: str) -> bool:
    """Whether a text is letters and marks and nothing else."""
    return all(unicodedata.category(each)[0] in "LM" for each in text)


def listed_words() -> Iterator[tuple[str, str]]:
    """Single words that the wordlists or the doorway words hold, and their language.

    What a wordlist is certain of needs no other evidence.
    """
    for path in sorted(WORDLISTS.glob("*/*.tsv")):
        if path.stem != "negatives":
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(
                    stream, delimiter="\t", quoting=csv.QUOTE_NONE
                ):
                    if row["strength"] != LIKELIEST:
                        yield row["term"].lower(), path.parent.name.partition("-")[0]
    with DOORWAY_WORDS.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["word"], row["language"]


def frequencies(
    word: str, languages: Iterable[Language], homes: Iterable[str]
) -> dict[str, int]:
    """Tenths of the Zipf frequency of a word, by language, the most frequent first.

    A word that the list of a language of its own lacks is as frequent there as the
    rarest.
    """
    zipfs: dict[str, float] = {}
    for language in languages:
        zipf = language.zipf(word)
        if zipf is None and language.tag in homes and language.tag not in SPACELESS:
            zipf = language.floor
        if zipf is not None and (not is_han(word) or zipf >= RAREST_HAN):
            zipfs[language.tag] = zipf
    ranked = sorted(zipfs, key=lambda tag: (-zipfs[tag], tag))
    minor = [tag for tag in ranked if tag not in MAJOR][:MINOR_KEPT]
    kept = {*MAJOR, *minor, *homes}
    return {
        tag: round(zipfs[tag] * 10)
        for tag in ranked
        if tag in homes or (tag in kept and zipfs[tag] >= zipfs[ranked[0]] - FAINTEST)
    }


def table() -> str:
    """The text of the table."""
    languages = [
        Language(tag)
        for tag in sorted(available_languages("small"))
        if tag not in SKIPPED
    ]
    calibrates: dict[str, list[str]] = {}
    for language in languages:
        for word in language.calibration():
            calibrates.setdefault(word, []).append(language.tag)
    homes = {word: [*tags] for word, tags in calibrates.items()}
    for word, home in listed_words():
        if is_listable(word) and word not in calibrates:
            homes.setdefault(word, []).append(home)
    rows = [HEADER]
    for word in sorted(homes):
        found = frequencies(word, languages, homes[word])
        if found:
            cells = " ".join(f"{tag}={tenths}" for tag, tenths in found.items())
            rows.append(f"{word}\t{','.join(calibrates.get(word, ()))}\t{cells}")
    return "\n".join(rows) + "\n"


def is_han(word: str) -> bool:
    """Whether a word is Chinese."""
    return all("一" <= character <= "鿿" for character in word)


def is_listable(word: str) -> bool:
    """Whether a listed term is one word that is long enough to be judged."""
    if is_han(word):
        return len(word) >= SHORTEST_WITHOUT_SPACES
    has_han = any(map(is_han, word))
    return len(word) >= SHORTEST and is_word(word) and not has_han


def main() -> None:
    """Write the table."""
    TARGET.write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    main()
