"""Every whole word of a vocabulary whose merge rank its frequency does not explain.

Where ``rank_surprise`` looks at the words of a small table, this looks at all words in
lower case that wordfreq (https://github.com/rspeer/wordfreq) knows, so that it finds
what nobody has listed. It needs the extra ``frequencies``, takes seconds, and is less
exact: what it finds are leads to read.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from math import log10
from pathlib import Path

from vocab_audit.category import Strength
from vocab_audit.errors import InstallationError
from vocab_audit.finding import Evidence
from vocab_audit.frequency import HAN_LANGUAGE, Fit, Surprise, find_words, fit
from vocab_audit.resources import Resources
from vocab_audit.vocabulary import Vocabulary

CODE_WORDS = Path(__file__).parents[1] / "code_words.tsv"

MIN_CHARACTERS = 5
"""Shorter words begin too many longer ones."""

RAREST = {"de": 3.0, "en": 3.0, "es": 3.0, "fr": 3.0, "it": 3.0, "nl": 3.0, "pt": 3.0}
RAREST |= {"ar": 3.0, "fa": 4.0, "hi": 3.0, "ru": 3.0, "uk": 4.0, "vi": 3.0}
RAREST |= {"da": 3.3, "nb": 3.3, "sv": 3.3, "id": 3.3, "pl": 3.3}
"""By language, the Zipf frequency from which a word is surely a word of it. Other
languages are not judged: their lists attract the words of neighbours that wordfreq
does not know, as Finnish does Estonian's and Filipino does Samoan's."""


class _Reference:
    """The frequency list of one language."""

    def __init__(self, shares: dict[str, float]) -> None:
        """Take the share that each word has of a text."""
        self._shares = shares

    def zipf(self, word: str) -> float | None:
        """Zipf frequency of a word, or None if it is not listed."""
        share = self._shares.get(word)
        return None if share is None else 9 + log10(share)

    def zipf_of_beginning(self, word: str) -> float | None:
        """Zipf frequency of all words that begin with this one."""
        words, sums = self._running
        first = bisect_left(words, word)
        behind = bisect_left(words, word + "\U0010ffff")
        return 9 + log10(sums[behind] - sums[first]) if behind > first else None

    @cached_property
    def _running(self) -> tuple[list[str], list[float]]:
        """The words in order, and the sum of the shares before each."""
        words = sorted(self._shares)
        return words, [0.0, *accumulate(map(self._shares.__getitem__, words))]


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for each known word whose merge rank is implausibly early.

    Raises:
        InstallationError: wordfreq is not installed.
    """
    if not vocabulary.ranks:
        return
    places = find_words(resources.merges.places)
    ranks = {raw: vocabulary.ranks[place] for raw, place in places.items()}
    fitted = fit(ranks, max(vocabulary.ranks))
    references = _references(fitted)
    for place, word in _words(vocabulary):
        surprise = _surprise(fitted, references, word, vocabulary.ranks[place])
        if surprise and place in resources.profiles:
            yield (
                place,
                Evidence(
                    detector="rank_surprise_all",
                    category=None,
                    strength=Strength.SUSPECT,
                    detail=surprise.detail,
                    language=surprise.tag,
                ),
            )


def _words(vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Tokens that are a whole word in lower case behind a space, by position."""
    for place, text in enumerate(vocabulary.texts):
        if (
            text is not None
            and len(text) > MIN_CHARACTERS
            and text[0] == " "
            and text[1].isalpha()
            and text == text.lower()
        ):
            yield place, text[1:]


def _surprise(
    fitted: Fit, references: Mapping[str, _Reference], word: str, rank: int
) -> Surprise | None:
    """The surprise of a word, if it is implausible.

    What a word alone does not explain may be explained by the longer words that begin
    with it; to look for those takes time.
    """
    zipfs = _known((tag, references[tag].zipf(word)) for tag in _judged(references))
    surprise = fitted.surprise(zipfs, rank)
    if surprise is None or not surprise.implausible:
        return None
    zipfs = _known((tag, each.zipf(word)) for tag, each in references.items())
    zipfs |= _known(
        (tag, references[tag].zipf_of_beginning(word)) for tag in _judged(references)
    )
    surprise = fitted.surprise(zipfs, rank)
    if surprise is None or not surprise.implausible:
        return None
    return surprise if surprise.zipf >= RAREST.get(surprise.language, 9) else None


def _judged(references: Mapping[str, _Reference]) -> list[str]:
    return [tag for tag in RAREST if tag in references]


def _known(zipfs: Iterable[tuple[str, float | None]]) -> dict[str, float]:
    return {tag: zipf for tag, zipf in zipfs if zipf is not None}


def _references(fitted: Fit) -> dict[str, _Reference]:
    """The list of each language that the vocabulary was fitted for.

    English is most of many corpora: even its rare words explain much.
    """
    try:
        from wordfreq import get_frequency_dict
    except ImportError:
        message = (
            "the detector rank_surprise_all needs wordfreq; "
            "pip install 'vocab-audit[frequencies]'"
        )
        raise InstallationError(message) from None
    shares = {
        tag: dict(get_frequency_dict(tag, "best" if tag == "en" else "small"))
        for tag in fitted.intercepts
        if tag != HAN_LANGUAGE
    }
    for word, share in _code_words():
        shares["en"][word] = max(share, shares["en"].get(word, 0))
    return {tag: _Reference(each) for tag, each in shares.items()}


def _code_words() -> Iterator[tuple[str, float]]:
    """Words that are more frequent in source code than in English, and their shares."""
    for line in CODE_WORDS.read_text(encoding="utf-8").splitlines()[1:]:
        word, tenths = line.split("\t")
        yield word, 10 ** (int(tenths) / 10 - 9)
