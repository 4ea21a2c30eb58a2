"""How frequent words are in ordinary text, and the merge ranks that this explains.

Byte-pair encoding merges what is frequent first. Over the words of one language, the
logarithm of the merge rank falls by about 0.7 for each unit of Zipf's scale (base-10
logarithm of occurrences per billion words) in each vocabulary that was measured
(``benchmarks/rank_slope.py``); what differs is how much text of the language the corpus
held. So a
vocabulary is fitted with one number for each language, the median over its most
frequent words. A word of several languages is expected as often as in all together.

The table beside this module, made by ``tools/make_frequencies.py``, holds the words
to fit with and the single words that the wordlists name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log10
from pathlib import Path
from typing import NamedTuple

from vocab_audit.errors import InstallationError
from vocab_audit.sentence import Sentence

TABLE = Path(__file__).with_name("frequencies.tsv")

SLOPE = 0.7
"""How much the logarithm of the rank falls for each unit of Zipf's scale."""

MIN_WORDS = 20
"""How many of its calibration words a judged language has as tokens."""

LATEST = {0.1: 0.25, 0.25: 0.5}
"""Which part of a judged language's words is found among which part of the ranks. A
language that starts later was appended to an older vocabulary, and its ranks do not
compare with the others'."""

THRESHOLD = 1.3
"""Decades from which a rank is implausible: as if the word were 20 times as frequent
as in ordinary text. English words scatter by 0.32 decades in o200k_base, a robust
standard deviation (``benchmarks/rank_slope.py``), so that this is four of them."""

COMMON = 4.5
"""Zipf frequency from which a word is so common that it may well be frequent."""

COMMON_THRESHOLD = 2.0
"""Decades for common words, and for Chinese ones, which contain each other."""

HAN_LANGUAGE = "zh"

_Point = tuple[float, int | None]


class Word(NamedTuple):
    """A word of the table.

    Attributes:
        text: The word, in lower case.
        calibrates: Languages whose fit it serves.
        frequencies: Its frequencies, as the table spells them.
    """

    text: str
    calibrates: tuple[str, ...]
    frequencies: str

    @property
    def zipfs(self) -> dict[str, float]:
        """Zipf frequency by language, of all words that begin with this one."""
        cells = [cell.partition("=") for cell in self.frequencies.split(" ")]
        return {language: int(tenths) / 10 for language, _, tenths in cells}

    def zipf(self, language: str) -> float:
        """Zipf frequency in one language, which has the word."""
        _, _, tenths = f" {self.frequencies}".partition(f" {language}=")
        return int(tenths.partition(" ")[0]) / 10


class Surprise(NamedTuple):
    """How far the rank of a word is from what its frequency explains.

    Attributes:
        rank: Its merge rank, counted from 0.
        decades: Base-10 logarithm of how many times more frequent than in ordinary
            text the word must have been.
        language: The language that explains it best.
        zipf: Its frequency there.
    """

    rank: int
    decades: float
    language: str
    zipf: float

    @property
    def implausible(self) -> bool:
        """Whether ordinary text does not explain the rank."""
        is_han = self.language == HAN_LANGUAGE
        lenient = is_han or self.zipf >= COMMON
        return self.decades >= (COMMON_THRESHOLD if lenient else THRESHOLD)

    @property
    def detail(self) -> Sentence:
        """What it says, in one sentence."""
        times = float(f"{10**self.decades:.1g}")
        return Sentence(
            "merged at rank %s, as if it were %s times as frequent as in ordinary text",
            f"{self.rank:,}",
            f"{times:,.0f}",
        )

    @property
    def tag(self) -> str:
        """The language, as the wordlists call it."""
        return "zh-Hans" if self.language == HAN_LANGUAGE else self.language


@dataclass(frozen=True, slots=True)
class Fit:
    """What a vocabulary's ordinary words tell of its corpus.

    Attributes:
        intercepts: By language, the logarithm of the rank at Zipf frequency 0.
        judged: The languages whose fit is good enough to judge a word by.
    """

    intercepts: Mapping[str, float]
    judged: frozenset[str]

    def surprise(self, zipfs: Mapping[str, float], rank: int) -> Surprise | None:
        """Compare a rank with the frequency of its word.

        Args:
            zipfs: The word's Zipf frequency, by language.
            rank: Merge rank, counted from 0.

        Returns:
            None where no judged language explains the word best.
        """
        shares = {
            language: zipf - self.intercepts[language] / SLOPE
            for language, zipf in zipfs.items()
            if language in self.intercepts
        }
        best = max(shares, key=shares.__getitem__, default=None)
        if best is None or best not in self.judged:
            return None
        expected = log10(sum(10**share for share in shares.values()))
        decades = -log10(rank + 1) / SLOPE - expected
        return Surprise(rank, decades, best, zipfs[best])


@cache
def frequency_table() -> dict[bytes, Word]:
    """The words of the package's table, by the bytes of the tokens that they are.

    A listed word has three spellings: in lower, title and upper case. Each is rarer
    than the word, so that its rank is judged too mildly, if at all. Han words stand by
    themselves, all others behind a space.

    Raises:
        InstallationError: The table is missing or damaged.
    """
    try:
        _, *lines = TABLE.read_text(encoding="utf-8").splitlines()
        words = [_word(*line.split("\t")) for line in lines]
    except (OSError, ValueError, TypeError) as error:
        message = (
            f"{TABLE}: the table of word frequencies is missing or damaged ({error}); "
            "pip install --force-reinstall vocab-audit"
        )
        raise InstallationError(message) from error
    return {token: word for word in words for token in _tokens(word)}


def _word(text: str, calibrates: str, frequencies: str) -> Word:
    return Word(text, tuple(calibrates.split(",")) if calibrates else (), frequencies)


def _tokens(word: Word) -> list[bytes]:
    if "一" <= word.text[0] <= "鿿":
        return [word.text.encode()]
    if word.calibrates:
        return [f" {word.text}".encode()]
    return [
        f" {text}".encode()
        for text in (word.text, word.text.title(), word.text.upper())
    ]


def find_words(places: Mapping[bytes, int]) -> dict[bytes, int]:
    """Positions of the tokens that are words of the table, by their bytes, ascending.

    Args:
        places: Positions of all tokens, by their bytes.
    """
    known = [(places[raw], raw) for raw in frequency_table() if raw in places]
    return {raw: place for place, raw in sorted(known)}


def fit(ranks: Mapping[bytes, int], last: int) -> Fit:
    """Fit a vocabulary.

    Args:
        ranks: Merge ranks of the table's words that are tokens, by their bytes.
        last: The vocabulary's last rank. A word that is no token would have come
            after it; to count it as the last makes a language look more frequent, and
            so its words less surprising.
    """
    points = _points(ranks)
    return Fit(
        {language: _intercept(found, last) for language, found in points.items()},
        frozenset(
            language for language, found in points.items() if _is_sound(found, last)
        ),
    )


def intercept(ranks: Mapping[bytes, int], last: int, language: str) -> float:
    """What :func:`fit` finds for one language, which takes a part of the time.

    Args:
        ranks: As for :func:`fit`.
        last: As for :func:`fit`.
        language: One that the table calibrates.
    """
    return _intercept(_points(ranks, language)[language], last)


def _points(
    ranks: Mapping[bytes, int], only: str | None = None
) -> dict[str, list[_Point]]:
    """Zipf frequency and rank of the words to fit with, by language: all, or one."""
    points: dict[str, list[_Point]] = {}
    for token, word in frequency_table().items():
        for language in word.calibrates:
            if only in (None, language):
                point = (word.zipf(language), ranks.get(token))
                points.setdefault(language, []).append(point)
    return points


def _intercept(points: list[_Point], last: int) -> float:
    ordered = sorted(
        log10((last if rank is None else rank) + 1) + SLOPE * zipf
        for zipf, rank in points
    )
    middle = len(ordered) // 2  # not statistics.median: slow to import
    return (ordered[middle] + ordered[~middle]) / 2


def _is_sound(points: list[_Point], last: int) -> bool:
    """Whether enough words are tokens, and the first of them came early."""
    ranks = sorted(rank for _, rank in points if rank is not None)
    return len(ranks) >= MIN_WORDS and all(
        ranks[int(part * len(ranks))] <= latest * last
        for part, latest in LATEST.items()
    )
