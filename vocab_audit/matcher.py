"""Many terms in one pass, judged by the words around each match.

Every overlapping match is found (``occurrences.py``). What is kept, and how strong it
is, follows ``docs/wordlists.md``.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, compress, groupby
from operator import and_
from typing import NamedTuple

from vocab_audit.category import Category, Strength
from vocab_audit.folding import fold, fold_all
from vocab_audit.occurrences import Occurrences
from vocab_audit.script import (
    CJK_SCRIPTS,
    NEUTRAL_SCRIPTS,
    have_script,
    script_of,
)
from vocab_audit.segmenter import Segmenter
from vocab_audit.wordlist import (
    MAX_TERM_CHARACTERS,
    Match,
    Term,
    Wordlist,
)

FRAGMENT_CHARACTERS = 3
"""Han characters that a fragment of a term must have at least."""

SURE_FRAGMENT_CHARACTERS = 4
"""Characters below which a fragment counts two strengths lower, not one."""

FRAGMENT_LANGUAGES = ("zh", "und")
"""Languages whose terms have fragments: the dictionary that tells a cut word from a
whole one is Chinese, and users' lists name no language."""


class Boundary(StrEnum):
    """How a match stands to the dictionary words of its text."""

    EXACT = "exact"
    ALIGNED = "aligned"
    EMBEDDED = "embedded"
    FRAGMENT = "fragment"


class Hit(NamedTuple):
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
    """Finds the terms of a wordlist in texts.

    Attributes:
        wordlist: What is looked for.
        strings: Finds the texts of its terms, and its negatives, folded.
    """

    def __init__(self, wordlist: Wordlist) -> None:
        """Index the terms and the negatives."""
        self.wordlist = wordlist
        self._terms = defaultdict[str, list[Term]](list)
        folded = fold_all([term.text for term in wordlist.terms])
        for text, term in zip(folded, wordlist.terms, strict=True):
            self._terms[text].append(term)
        self._negatives = {*fold_all([each.text for each in wordlist.negatives])}
        self.strings = Occurrences([*self._terms, *self._negatives])
        self._phrases = _phrases(folded, wordlist.terms)

    def match(self, texts: Sequence[str]) -> Iterator[tuple[Hit, ...]]:
        """Find all terms in each text.

        The dictionary of words is loaded only if some text holds a candidate.

        Args:
            texts: Any number of texts.

        Yields:
            The hits of each text, in order of position; often none.
        """
        folded = fold_all(texts)
        found = [*map(self._candidates, folded, self.strings.find(folded))]
        parts = [_possible_part(text) for text in folded]
        wholes = self._wholes({part for part in parts if part})
        fragments = [wholes.get(part) for part in parts]
        is_han = have_script(folded, ("Han",))
        to_cut = [*map(and_, map(bool, found), is_han)]
        phrases = [fold(term.text) for term in fragments if term]
        segmenter = Segmenter([*compress(folded, to_cut), *phrases])
        rows = zip(folded, found, to_cut, fragments, strict=True)
        for text, hits, is_cut, term in rows:
            weighed = self._weighed(text, hits, segmenter) if is_cut else hits
            judged = tuple(_with_company(weighed)) if weighed else ()
            if term and not judged:
                judged = _fragment_hits(text, term, segmenter)
            yield judged

    def _wholes(self, parts: set[str]) -> dict[str, Term]:
        """The strongest term that each text is a proper part of, if there is one.

        Terms are searched for the texts: all parts of long terms would be too many.
        """
        wholes: dict[str, Term] = {}
        spans = Occurrences(parts).find([whole for whole, _ in self._phrases])
        for (whole, term), found in zip(self._phrases, spans, strict=True):
            for start, end in found:
                if end - start < len(whole):
                    wholes.setdefault(whole[start:end], term)
        return wholes

    def _candidates(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Hit]:
        """Every occurrence of every term, less what negatives and letters forbid."""
        negatives = [span for span in spans if text[slice(*span)] in self._negatives]
        return [
            Hit(term, start, end, term.strength)
            for start, end in spans
            for term in self._terms.get(text[start:end], ())
            if term.match is Match.ANYWHERE or _is_allowed(text, start, end, term.match)
            if not (negatives and _is_spoiled(start, end, negatives))
        ]

    def _weighed(self, text: str, hits: list[Hit], segmenter: Segmenter) -> list[Hit]:
        """Tell how each match stands to the words of a text with Han characters."""
        cuts = [0, *accumulate(map(len, segmenter.words(text)))]
        weighed = (self._weigh(_label(text, hit, cuts)) for hit in hits)
        return [hit for hit in weighed if hit]

    def _weigh(self, hit: Hit) -> Hit | None:
        """Lower an embedded ``word`` match, unless the word around it is listed."""
        if (
            hit.term.match is not Match.WORD
            or hit.boundary is not Boundary.EMBEDDED
            or hit.word in self._terms
        ):
            return hit
        lowered = hit.strength.lowered
        return hit._replace(strength=lowered) if lowered else None


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


def _is_allowed(text: str, start: int, end: int, match: Match) -> bool:
    """Whether a term that is not found just anywhere may be found here."""
    if match is Match.WHOLE:
        first, last = _core(text)
        return start <= first and last <= end
    if _joins_letters(text, start):
        return False
    return match is Match.PREFIX or not _joins_letters(text, end)


def _joins_letters(text: str, place: int) -> bool:
    """Whether a letter or digit outside CJK stands on both sides of a place."""
    if not 0 < place < len(text):
        return False
    sides = text[place - 1 : place + 1]
    return all(map(_is_of_a_word, sides)) and not any(
        script_of(character) in CJK_SCRIPTS for character in sides
    )


def _is_of_a_word(character: str) -> bool:
    """Whether a character is a letter, a digit, or the vowel sign of a script."""
    return character.isalnum() or (
        unicodedata.category(character).startswith("M")
        and script_of(character) not in NEUTRAL_SCRIPTS
    )


@lru_cache(maxsize=1)
def _core(text: str) -> tuple[int, int]:
    """Start and end of a text without the punctuation and space around it.

    Combining marks belong to the letter before them: Thai words end in some.
    """
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    base = end - 1
    while start < base and not text[base].isalnum():
        if not unicodedata.category(text[base]).startswith("M"):
            end = base
        base -= 1
    return (start, end) if start < end else (0, len(text))


def _label(text: str, hit: Hit, cuts: list[int]) -> Hit:
    first = bisect_right(cuts, hit.start) - 1
    last = bisect_left(cuts, hit.end)
    left, right = cuts[first], cuts[last]
    boundary, word = Boundary.EMBEDDED, None
    if (left, right) != (hit.start, hit.end):
        word = text[left:right]
    else:
        is_one_word = last == first + 1
        boundary = Boundary.EXACT if is_one_word else Boundary.ALIGNED
    return Hit(hit.term, hit.start, hit.end, hit.strength, boundary, word)


def _with_company(hits: list[Hit]) -> Iterator[Hit]:
    """Leave out ``context`` matches that stand beside no other of their category."""
    outermost: dict[Category, list[Hit]] = {}
    for hit in hits:
        if hit.term.match is not Match.CONTEXT:
            yield hit
            continue
        category = hit.term.category
        if category not in outermost:
            outermost[category] = _outermost(hits, category)
        if any(
            other.term is not hit.term and not other.overlaps(hit.start, hit.end)
            for other in outermost[category]
        ):
            yield hit


def _outermost(hits: list[Hit], category: Category) -> list[Hit]:
    """The matches of a category that end first and start last, for two terms each.

    Where a match has any company, one of these is company.
    """
    members = [hit for hit in hits if hit.term.category is category]
    found: list[Hit] = []
    for place in (lambda hit: hit.end, lambda hit: -hit.start):
        first = min(members, key=place)
        rivals = [hit for hit in members if hit.term is not first.term]
        found += [first, *([min(rivals, key=place)] if rivals else [])]
    return found


def _phrases(texts: Sequence[str], terms: Sequence[Term]) -> list[tuple[str, Term]]:
    """The terms that have fragments, each with its folded text, strongest first."""
    languages = {term.language for term in terms}
    languages = {it for it in languages if it.partition("-")[0] in FRAGMENT_LANGUAGES}
    pairs = zip(texts, terms, strict=True)
    phrases = [pair for pair in pairs if pair[1].language in languages]
    phrases = [(text, term) for text, term in phrases if _has_fragments(term)]
    return sorted(phrases, key=lambda phrase: phrase[1].strength.order)


def _possible_part(text: str) -> str:
    """A text without what stands around its words; empty if it is no fragment."""
    if len(text) < FRAGMENT_CHARACTERS or text.isascii():  # fragments are Han
        return ""
    start, end = _core(text)
    is_possible = FRAGMENT_CHARACTERS <= end - start < MAX_TERM_CHARACTERS
    return text[start:end] if is_possible else ""


def _has_fragments(term: Term) -> bool:
    return (
        not term.text.isascii()  # fragments are Han
        and (term.match is Match.ANYWHERE or term.match is Match.WORD)
        and term.category is not Category.BOILERPLATE
    )


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
    words = _joined_singles(segmenter.words(whole))
    cuts = [0, *accumulate(map(len, words))]
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
