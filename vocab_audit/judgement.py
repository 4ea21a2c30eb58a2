"""The rule: how pieces of evidence about one token add up.

``docs/detection.md`` tells it with examples. In short: the strongest evidence
decides; a second detector that agrees makes ``likely`` of ``suspect``; and the prior,
how full of certain terms the vocabulary is, moves what is uncertain by one step.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence, Finding, Judgement
from vocab_audit.sentence import Sentence
from vocab_audit.vocabulary import Token

PRIOR = "prior"
"""The detector that evidence from the prior names."""

FULL_CERTAIN = 20
"""Certain tokens that a vocabulary must have at least in a script to be full."""

FULL_SHARE = 50
"""A vocabulary is full in a script if one in so many tokens is certain."""

CLEAN_CERTAIN = 10
"""A vocabulary is clean in a script only if fewer tokens than this are certain."""

CLEAN_SHARE = 1_000
"""And only if they are fewer than one in so many."""

CLEAN_TOKENS = 100
"""And only if it has so many tokens in the script that the absence says something."""


PHRASE_CHARACTERS = 4
"""Characters of the shortest term of several words that counts as a phrase."""


class Level(StrEnum):
    """How full of certain terms a vocabulary is in one script."""

    FULL = "full"
    MIXED = "mixed"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Prior:
    """How many tokens of one script hold a term that is certain by itself.

    Attributes:
        script: The dominant script of the tokens.
        certain: Tokens with such a term, of any category but boilerplate.
        tokens: All judged tokens of the script.
    """

    script: str
    certain: int
    tokens: int

    @property
    def level(self) -> Level:
        """What the counts come to."""
        if self.certain >= FULL_CERTAIN and self.certain * FULL_SHARE >= self.tokens:
            return Level.FULL
        is_rare = self.certain * CLEAN_SHARE < self.tokens
        if self.tokens >= CLEAN_TOKENS and self.certain < CLEAN_CERTAIN and is_rare:
            return Level.CLEAN
        return Level.MIXED


def conclude(evidence: Iterable[Evidence]) -> Judgement | None:
    """What pieces of evidence about one token add up to, before the prior.

    1. The strongest evidence that names a category decides. Of categories with
       equally strong evidence, the one with more of it wins, then the one that
       :class:`Category` names first. Boilerplate yields to any other category that
       is at least likely. If no evidence names a category, it is spam.
    2. Evidence without a category joins the category that was decided, and may
       make it stronger.
    3. What is suspect to two detectors or more is likely.

    Returns:
        None if there is no evidence but remarks.
    """
    pieces = [
        (piece.category, piece.strength, piece.detector)
        for piece in evidence
        if piece.strength is not None and piece.detector != PRIOR
    ]
    if not pieces:
        return None
    if len(pieces) == 1:
        return Judgement(pieces[0][0] or Category.SPAM, pieces[0][1])
    category = _category([(kind, strength) for kind, strength, _ in pieces])
    agreeing = [piece for piece in pieces if piece[0] in (category, None)]
    strength = min((strength for _, strength, _ in agreeing), key=_order)
    detectors = {detector for *_, detector in agreeing}
    if strength is Strength.SUSPECT and len(detectors) > 1:
        strength = Strength.LIKELY
    return Judgement(category, strength)


def conclude_all(evidence: Mapping[int, Iterable[Evidence]]) -> dict[int, Judgement]:
    """What evidence adds up to before the prior, by position; remarks left out."""
    concluded = ((place, conclude(pieces)) for place, pieces in evidence.items())
    return {place: judgement for place, judgement in concluded if judgement}


def weigh(
    judgement: Judgement, evidence: Iterable[Evidence], prior: Prior
) -> Evidence | None:
    """What the prior makes of a judgement: a piece of evidence if it changes it.

    Where the vocabulary is full of certain terms, a suspect phrase is likely: two
    listed terms side by side, one of several words, or a fragment of one. A single
    ordinary word stays suspect. Where the vocabulary is clean, what is only likely,
    and only to one detector, is suspect. The prior makes nothing certain, and says
    nothing of boilerplate.
    """
    category, strength = judgement
    if category is Category.BOILERPLATE or strength is Strength.CERTAIN:
        return None
    agreeing = [
        piece
        for piece in evidence
        if piece.strength and piece.category in (category, None)
    ]
    counts = f"{prior.certain:,}", f"{prior.tokens:,}", prior.script
    detectors = {piece.detector for piece in agreeing}
    if (
        strength is Strength.SUSPECT
        and prior.level is Level.FULL
        and _is_phrase(agreeing)
    ):
        detail = Sentence(
            "in a vocabulary where %s of %s %s tokens hold a certain term, a suspect "
            "phrase is likely junk",
            *counts,
        )
        return Evidence(PRIOR, category, Strength.LIKELY, detail)
    if (
        strength is Strength.LIKELY
        and prior.level is Level.CLEAN
        and len(detectors) == 1
    ):
        detail = Sentence(
            "in a vocabulary where %s of %s %s tokens hold a certain term, one likely "
            "sign is not enough",
            *counts,
        )
        return Evidence(PRIOR, category, Strength.SUSPECT, detail)
    return None


def is_certain_term(piece: Evidence) -> bool:
    """Whether evidence counts for the prior: a certain term, no boilerplate."""
    return (
        piece.term is not None
        and piece.strength is Strength.CERTAIN
        and piece.category is not Category.BOILERPLATE
    )


def find(
    token: Token, judgement: Judgement, evidence: Iterable[Evidence], prior: Prior
) -> Finding:
    """The finding that a judgement comes to, with all evidence, strongest first."""
    pieces = [*evidence]
    category, strength = judgement
    if moved := weigh(judgement, pieces, prior):
        pieces.append(moved)
        strength = moved.strength or strength
    pieces.sort(key=lambda piece: piece.order)
    return Finding(token, category, strength, tuple(pieces))


def steps(finding: Finding) -> list[str]:
    """What the rule did to come to a finding, a sentence for each step."""
    pieces = [piece for piece in finding.evidence if piece.strength]
    agreeing = [it for it in pieces if it.category in (finding.category, None)]
    alone = [piece for piece in agreeing if piece.detector != PRIOR]
    strongest = min(alone, key=lambda piece: piece.order)
    names = sorted({piece.detector for piece in alone})
    done = [f"the strongest evidence says {finding.category}, {strongest.strength}"]
    if not any(piece.category for piece in alone):
        done = [f"no evidence names a category: spam, {strongest.strength}"]
    strength = strongest.strength
    if strength is Strength.SUSPECT and len(names) > 1:
        strength = Strength.LIKELY
        done.append(f"{' and '.join(names)} agree: suspect becomes likely")
    if strength is not finding.strength:
        done.append(f"the prior makes it {finding.strength}")
    return done


def _is_phrase(evidence: Iterable[Evidence]) -> bool:
    """Whether listed terms make up more than one ordinary word."""
    listed = [piece for piece in evidence if piece.term]
    return len({piece.term for piece in listed}) > 1 or any(
        piece.boundary == "fragment"
        or (piece.boundary == "aligned" and len(piece.term or "") >= PHRASE_CHARACTERS)
        for piece in listed
    )


def _order(strength: Strength) -> int:
    return strength.order


def _category(pieces: list[tuple[Category | None, Strength]]) -> Category:
    named = [(kind, strength) for kind, strength in pieces if kind is not None]
    kinds = {kind for kind, _ in named}
    if len(kinds) <= 1:
        return kinds.pop() if kinds else Category.SPAM
    found = Counter(named)
    order = [*Category]
    is_contaminated = any(Judgement(*each).contaminated for each in found)

    def precedence(judgement: tuple[Category, Strength]) -> tuple[bool, int, int, int]:
        category, strength = judgement
        yields = category is Category.BOILERPLATE and is_contaminated
        return yields, strength.order, -found[judgement], order.index(category)

    return min(found, key=precedence)[0]
