"""The audit of one vocabulary: its census, and evidence that becomes findings."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from vocab_audit.category import Category, Strength
from vocab_audit.detectors import DETECTORS
from vocab_audit.finding import Evidence, Finding
from vocab_audit.matcher import Matcher
from vocab_audit.resources import Resources
from vocab_audit.script import Profile, Survey
from vocab_audit.vocabulary import Token, Vocabulary
from vocab_audit.wordlist import Wordlist

HAN_THRESHOLDS = range(1, 5)
"""The census counts tokens with at least so many Han characters."""


class LengthRule(StrEnum):
    """What counts as a long token: the rule behind a denominator.

    ``han``: so many Han characters. ``cjk``: so many characters of Han, Hiragana,
    Katakana, Hangul or Bopomofo. ``chars``: so many characters, a leading space
    counted, of which one at least is Han and all are Han, spaces or ASCII letters
    and digits; with three, this nearly reproduces the 1,659 long Chinese tokens of
    o200k_base in Zhang et al. (https://arxiv.org/abs/2508.17771).
    """

    HAN = "han"
    CJK = "cjk"
    CHARS = "chars"

    def characters(self, profile: Profile) -> int:
        """How many characters of a token the rule counts."""
        match self:
            case LengthRule.HAN:
                return profile.han
            case LengthRule.CJK:
                return profile.cjk
            case LengthRule.CHARS:
                return profile.characters if profile.mixed_han else 0

    def includes(self, profile: Profile, minimum: int) -> bool:
        """Whether a token with this profile is long under the rule.

        Args:
            profile: What the token is written in.
            minimum: Characters that make a token long.
        """
        return self.characters(profile) >= minimum


@dataclass(frozen=True, slots=True)
class Settings:
    """What an audit was asked for.

    Attributes:
        rule: The length rule of the headline.
        min_chars: Characters that make a token long, under every rule.
        categories: Findings to keep; empty for all.
        languages: BCP 47 tags of the wordlists to keep; empty for all.
        scripts: Dominant scripts of tokens to keep; empty for all.
        strength: The weakest strength to keep.
    """

    rule: LengthRule = LengthRule.CJK
    min_chars: int = 3
    categories: frozenset[Category] = frozenset()
    languages: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    strength: Strength = Strength.SUSPECT


@dataclass(frozen=True, slots=True)
class LongCount:
    """Long tokens under one rule, and how many of them are contaminated."""

    total: int
    contaminated: int


@dataclass(frozen=True, slots=True)
class Census:
    """What a vocabulary consists of.

    Attributes:
        tokens: Ordinary tokens.
        special: Special tokens.
        undecodable: Ordinary tokens whose bytes are not valid UTF-8.
        scripts: Tokens by dominant script, most frequent first.
        han: For 1 to 4, tokens with at least so many Han characters.
        long: Counts by length rule.
    """

    tokens: int
    special: int
    undecodable: int
    scripts: Mapping[str, int]
    han: Mapping[int, int]
    long: Mapping[LengthRule, LongCount]


@dataclass(frozen=True, slots=True)
class Audit:
    """One vocabulary, audited.

    Attributes:
        vocabulary: What was audited.
        settings: What was asked for.
        census: Its counts.
        findings: Flagged tokens that are long under any rule, by token id.
        profiles: What each token that is long under any rule is written in, by its
            position in the vocabulary's columns, ascending.
        wordlist: The terms that were looked for.
    """

    vocabulary: Vocabulary
    settings: Settings
    census: Census
    findings: tuple[Finding, ...]
    profiles: Mapping[int, Profile]
    wordlist: Wordlist

    @property
    def headline(self) -> LongCount:
        """The counts under the headline's rule."""
        return self.census.long[self.settings.rule]

    def profile(self, finding: Finding) -> Profile:
        """What a flagged token is written in."""
        place = self.vocabulary.position(finding.token.id)
        if place is None or place not in self.profiles:
            message = f"token {finding.token.id} is not a token of this audit"
            raise KeyError(message)
        return self.profiles[place]

    def characters(self, finding: Finding) -> int:
        """How many characters of a flagged token the headline's rule counts."""
        return self.settings.rule.characters(self.profile(finding))

    def is_long(self, finding: Finding, rule: LengthRule | None = None) -> bool:
        """Whether a flagged token is long under a rule (by default the headline's)."""
        rule = rule or self.settings.rule
        return rule.includes(self.profile(finding), self.settings.min_chars)


def audit_vocabulary(
    vocabulary: Vocabulary, wordlist: Wordlist, settings: Settings | None = None
) -> Audit:
    """Audit one vocabulary.

    Args:
        vocabulary: What to audit.
        wordlist: The terms to look for, as from ``load_wordlists()``.
        settings: Rule, threshold and filters; the defaults if None.

    Returns:
        The census, and a finding for each flagged token that is long under at
        least one of the length rules.
    """
    settings = settings or Settings()
    survey = Survey(vocabulary.texts)
    profiles = survey.select(partial(_is_long, minimum=settings.min_chars))
    resources = Resources(profiles, Matcher(wordlist))
    findings: list[Finding] = []
    contaminated = Counter[Profile]()
    for place, evidence in _evidence(vocabulary, resources, settings):
        finding = _finding(vocabulary.tokens[place], evidence)
        if _is_kept(finding, profiles[place], settings):
            findings.append(finding)
            contaminated[profiles[place]] += finding.contaminated
    return Audit(
        vocabulary,
        settings,
        _census(vocabulary, survey, contaminated, settings),
        tuple(findings),
        profiles,
        wordlist,
    )


def conclude(evidence: Iterable[Evidence]) -> tuple[Category, Strength]:
    """What pieces of evidence about one token add up to.

    The strongest evidence decides. Of categories with equally strong evidence, the
    one with more of it wins, then the one that :class:`Category` names first.
    Boilerplate yields to any other category that is at least likely.
    """
    found = Counter((piece.category, piece.strength) for piece in evidence)
    order = [*Category]

    def precedence(judgement: tuple[Category, Strength]) -> tuple[bool, int, int, int]:
        category, strength = judgement
        yields = category is Category.BOILERPLATE and is_contaminated
        return yields, strength.order, -found[judgement], order.index(category)

    is_contaminated = any(
        category is not Category.BOILERPLATE and strength is not Strength.SUSPECT
        for category, strength in found
    )
    return min(found, key=precedence)


def _evidence(
    vocabulary: Vocabulary, resources: Resources, settings: Settings
) -> Iterator[tuple[int, list[Evidence]]]:
    """Yield each token's position and evidence, in order of token id."""
    gathered = defaultdict[int, list[Evidence]](list)
    for detect in DETECTORS.values():
        for place, piece in detect(vocabulary, resources):
            if place in resources.profiles and _is_asked_for(piece, settings):
                gathered[place].append(piece)
    for place in sorted(gathered):
        yield place, gathered[place]


def _finding(token: Token, evidence: list[Evidence]) -> Finding:
    category, strength = conclude(evidence)
    pieces = sorted(evidence, key=lambda piece: piece.strength.order)
    return Finding(token, category, strength, tuple(pieces))


def _is_asked_for(piece: Evidence, settings: Settings) -> bool:
    return not settings.languages or piece.language in settings.languages


def _is_long(profile: Profile, minimum: int) -> bool:
    return any(rule.includes(profile, minimum) for rule in LengthRule)


def _is_kept(finding: Finding, profile: Profile, settings: Settings) -> bool:
    if settings.categories and finding.category not in settings.categories:
        return False
    if settings.scripts and profile.script not in settings.scripts:
        return False
    return finding.strength.order <= settings.strength.order


def _census(
    vocabulary: Vocabulary,
    survey: Survey,
    contaminated: Mapping[Profile, int],
    settings: Settings,
) -> Census:
    counts = survey.profiles

    def at_least(han: int) -> int:
        return sum(count for profile, count in counts.items() if profile.han >= han)

    def long(rule: LengthRule, tokens: Mapping[Profile, int]) -> int:
        return sum(
            count
            for profile, count in tokens.items()
            if rule.includes(profile, settings.min_chars)
        )

    return Census(
        tokens=len(vocabulary.ids),
        special=len(vocabulary.special_tokens),
        undecodable=len(vocabulary.ids) - survey.decodable,
        scripts={name: count for name, count in survey.scripts.most_common() if count},
        han={minimum: at_least(minimum) for minimum in HAN_THRESHOLDS},
        long={
            rule: LongCount(long(rule, counts), long(rule, contaminated))
            for rule in LengthRule
        },
    )
