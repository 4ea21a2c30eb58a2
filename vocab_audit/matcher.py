"""Many terms in one pass, judged by the words around each match.

Terms are probed as substrings of every length that some term with that first
character has: every overlapping match is found, and short texts cost little. What
is kept, and how strong it is, follows ``docs/wordlists.md``.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from vocab_audit.category import Category, Strength
from vocab_audit.script import CJK_SCRIPTS, profiles, script_of
from vocab_audit.segmenter import Segmenter
from vocab_audit.wordlist import (
    MAX_TERM_CHARACTERS,
    Match,
    Term,
    Wordlist,
    fold,
)

FRAGMENT_CHARACTERS = 3
"""Han characters that a fragment of a term must have at least."""

SURE_FRAGMENT_CHARACTERS = 4
"""Characters below which a fragment counts two strengths lower, not one."""


class Boundary(StrEnum):
    """How a match stands to the dictionary words of its text."""

    EXACT = "exact"
    ALIGNED = "aligned"
    EMBEDDED = "embedded"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True)
class Hit:
    """One term found in one text.

    Attributes:
        term: What was found.
        start: First character of the match.
        end: The character behind the match.
        strength: What the match says: the term's strength, or one lower.
        boundary: How it stands to words; None for text without Han characters.
        word: The dictionary word or words that an embedded match cuts into.
    """

    term: Term
    start: int
    end: int
    strength: Strength
    boundary: Boundary | None = None
    word: str | None = None

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the match shares a character with ``[start, end)``."""
        return self.start < end and start < self.end


class Matcher:
    """Finds the terms of a wordlist in texts."""

    def __init__(self, wordlist: Wordlist) -> None:
        """Index the terms, their fragments and the negatives."""
        self._terms = defaultdict[str, list[Term]](list)
        for term in wordlist.terms:
            self._terms[fold(term.text)].append(term)
        self._term_lengths = _lengths_by_first(self._terms)
        self._negatives = {fold(negative.text) for negative in wordlist.negatives}
        self._negative_lengths = _lengths_by_first(self._negatives)
        self._script_sets = {profile.scripts for profile in profiles(self._terms)}
        self._fragments = _fragments(wordlist.terms)

    def may_match(self, scripts: frozenset[str]) -> bool:
        """Whether a text in these scripts can hold any term at all."""
        return any(needed <= scripts for needed in self._script_sets)

    def match(self, texts: Sequence[str]) -> Iterator[tuple[Hit, ...]]:
        """Find all terms in each text.

        The dictionary of words is loaded only if some text holds a candidate.

        Args:
            texts: Any number of texts.

        Yields:
            The hits of each text, in order of position; often none.
        """
        folded = [fold(text) for text in texts]
        found = [self._candidates(text) for text in folded]
        fragments = [self._whole_of(text) for text in folded]
        candidates = [text for text, hits in zip(folded, found, strict=True) if hits]
        candidates += [fold(term.text) for term in fragments if term]
        segmenter = Segmenter(filter(_has_han, candidates))
        for text, hits, term in zip(folded, found, fragments, strict=True):
            judged = self._judge(text, hits, segmenter) if hits else ()
            if term and not judged:
                judged = _fragment_hits(text, term, segmenter)
            yield judged

    def _whole_of(self, text: str) -> Term | None:
        """The strongest term that a text is a proper part of."""
        if text.isascii():  # fragments are Han
            return None
        start, end = _core(text)
        return self._fragments.get(text[start:end])

    def _candidates(self, text: str) -> list[Hit]:
        """Every occurrence of every term, less what negatives and letters forbid."""
        spans = [*_occurrences(text, self._terms, self._term_lengths)]
        if not spans:
            return []
        core = _core(text)
        negatives = [*_occurrences(text, self._negatives, self._negative_lengths)]
        return [
            Hit(term, start, end, term.strength)
            for start, end in spans
            if not _is_spoiled(start, end, negatives)
            for term in self._terms[text[start:end]]
            if _is_allowed(text, start, end, term.match, core)
        ]

    def _judge(
        self, text: str, hits: list[Hit], segmenter: Segmenter
    ) -> tuple[Hit, ...]:
        if _has_han(text):
            cuts = _cuts(segmenter.words(text))
            labelled = (_label(text, hit, cuts) for hit in hits)
            judged = (self._weigh(hit) for hit in labelled)
            hits = [hit for hit in judged if hit]
        return tuple(hit for hit in hits if _has_company(hit, hits))

    def _weigh(self, hit: Hit) -> Hit | None:
        """Lower an embedded ``word`` match, unless the word around it is listed."""
        if (
            hit.term.match is not Match.WORD
            or hit.boundary is not Boundary.EMBEDDED
            or hit.word in self._terms
        ):
            return hit
        lowered = hit.strength.lowered
        return replace(hit, strength=lowered) if lowered else None


def _lengths_by_first(texts: Iterable[str]) -> dict[str, list[int]]:
    lengths = defaultdict[str, set[int]](set)
    for text in texts:
        lengths[text[0]].add(len(text))
    return {first: sorted(known) for first, known in lengths.items()}


def _occurrences(
    text: str,
    known: Iterable[str] | dict[str, list[Term]],
    lengths: dict[str, list[int]],
) -> Iterator[tuple[int, int]]:
    """Yield start and end of every known string in the text, overlaps included."""
    size = len(text)
    for start, character in enumerate(text):
        for length in lengths.get(character, ()):
            end = start + length
            if end <= size and text[start:end] in known:
                yield start, end


def _is_spoiled(start: int, end: int, negatives: list[tuple[int, int]]) -> bool:
    """Whether a match overlaps a negative without containing it.

    Args:
        start: First character of the match.
        end: The character behind the match.
        negatives: Start and end of every negative, ascending.
    """
    reach = start - MAX_TERM_CHARACTERS  # none that starts before ends in the match
    near = negatives[
        bisect_left(negatives, (reach, 0)) : bisect_left(negatives, (end, 0))
    ]
    return any(
        start < right and not (start <= left and right <= end) for left, right in near
    )


def _is_allowed(
    text: str, start: int, end: int, match: Match, core: tuple[int, int]
) -> bool:
    if match is Match.ANYWHERE:
        return True
    if match is Match.WHOLE:
        return start <= core[0] and core[1] <= end
    return not (_joins_letters(text, start) or _joins_letters(text, end))


def _joins_letters(text: str, place: int) -> bool:
    """Whether a letter or digit outside CJK stands on both sides of a place."""
    sides = text[max(place - 1, 0) : place + 1]
    return (
        0 < place < len(text)
        and sides.isalnum()
        and not any(script_of(character) in CJK_SCRIPTS for character in sides)
    )


def _core(text: str) -> tuple[int, int]:
    """Start and end of a text without the punctuation and space around it.

    Combining marks belong to the letter before them: Thai words end in some.
    """
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not _ends_letter(text, end):
        end -= 1
    return (start, end) if start < end else (0, len(text))


def _ends_letter(text: str, end: int) -> bool:
    """Whether a letter or digit, with any marks on it, ends at a place."""
    base = end - 1
    while base > 0 and unicodedata.category(text[base]).startswith("M"):
        base -= 1
    return text[base].isalnum()


def _has_han(text: str) -> bool:
    return any(script_of(character) == "Han" for character in text)


def _cuts(words: list[str]) -> list[int]:
    """Positions at which words begin, and the end of the text."""
    cuts = [0]
    for word in words:
        cuts.append(cuts[-1] + len(word))
    return cuts


def _label(text: str, hit: Hit, cuts: list[int]) -> Hit:
    first = bisect_right(cuts, hit.start) - 1
    last = bisect_left(cuts, hit.end)
    left, right = cuts[first], cuts[last]
    if (left, right) != (hit.start, hit.end):
        return replace(hit, boundary=Boundary.EMBEDDED, word=text[left:right])
    is_one_word = last == first + 1
    return replace(hit, boundary=Boundary.EXACT if is_one_word else Boundary.ALIGNED)


def _has_company(hit: Hit, hits: list[Hit]) -> bool:
    """Whether a ``context`` match stands beside another of its category."""
    return hit.term.match is not Match.CONTEXT or any(
        other.term.category is hit.term.category
        and other.term is not hit.term
        and not other.overlaps(hit.start, hit.end)
        for other in hits
    )


def _fragments(terms: Iterable[Term]) -> dict[str, Term]:
    """The proper parts of terms, each with the strongest term it is a part of."""
    fragments: dict[str, Term] = {}
    for term in terms:
        text = fold(term.text)
        if not _has_fragments(term):
            continue
        for size in range(FRAGMENT_CHARACTERS, len(text)):
            for start in range(len(text) - size + 1):
                part = text[start : start + size]
                known = fragments.get(part)
                if known is None or term.strength.order < known.strength.order:
                    fragments[part] = term
    return fragments


def _has_fragments(term: Term) -> bool:
    is_phrase = term.match in (Match.ANYWHERE, Match.WORD)
    return is_phrase and term.category is not Category.BOILERPLATE


def _fragment_hits(text: str, term: Term, segmenter: Segmenter) -> tuple[Hit, ...]:
    """The hit of a text that is a part of a term and was cut off inside a word."""
    start, end = _core(text)
    part = text[start:end]
    strength = term.strength.lowered
    if strength and len(part) < SURE_FRAGMENT_CHARACTERS:
        strength = strength.lowered
    han = sum(script_of(character) == "Han" for character in part)
    if strength is None or han < FRAGMENT_CHARACTERS:
        return ()
    whole = fold(term.text)
    cuts = _cuts(_joined_singles(segmenter.words(whole)))
    first = whole.index(part)
    if first in cuts and first + len(part) in cuts:
        return ()
    if all(len(word) > 1 for word in segmenter.words(part)):
        return ()
    return (Hit(term, start, end, strength, Boundary.FRAGMENT),)


def _joined_singles(words: list[str]) -> list[str]:
    """Join runs of single characters: what a dictionary makes of unknown words.

    >>> _joined_singles(["天天", "中", "彩"])
    ['天天', '中彩']
    """
    runs = groupby(words, key=lambda word: len(word) == 1)
    return [
        word for single, run in runs for word in (["".join(run)] if single else run)
    ]
