"""The audit of one vocabulary: its census, and evidence that becomes findings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from itertools import compress

from vocab_audit.category import Category, Strength
from vocab_audit.detectors import DETECTORS, OPT_IN, gather
from vocab_audit.families import Family, families
from vocab_audit.finding import Evidence, Finding
from vocab_audit.judgement import Prior, conclude_all, find, is_certain_term
from vocab_audit.matcher import Matcher
from vocab_audit.merge_tree import MergeTree
from vocab_audit.resources import Resources
from vocab_audit.script import Profile
from vocab_audit.survey import Profiles, Survey
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Wordlist, load_wordlists

HAN_THRESHOLDS = range(1, 5)
"""The census counts tokens with at least so many Han characters."""


JUDGED_CHARACTERS = 2
"""Tokens of so many characters are judged, also where only longer ones are reported."""

DEFAULT_DETECTORS = frozenset(DETECTORS) - OPT_IN


class LengthRule(StrEnum):
    """What counts as a long token: the rule behind a denominator.

    ``han``: so many Han characters. ``cjk``: so many characters of Han, Hiragana,
    Katakana, Hangul or Bopomofo. ``chars``: so many characters, a leading space
    counted, of which one at least is Han and all are Han, spaces or ASCII letters
    and digits; with three, this nearly reproduces the 1,659 long Chinese tokens of
    o200k_base in Zhang et al. (https://arxiv.org/abs/2508.17771). ``letters``: so
    many letters of any script, with the marks that belong to the script.
    """

    HAN = "han"
    CJK = "cjk"
    CHARS = "chars"
    LETTERS = "letters"

    def label(self, minimum: int) -> str:
        """The rule with its threshold in characters.

        >>> LengthRule.CJK.label(3)
        'cjk>=3'
        """
        return f"{self}>={minimum}"

    def characters(self, profile: Profile) -> int:
        """How many characters of a token the rule counts."""
        match self:
            case LengthRule.HAN:
                return profile.han
            case LengthRule.CJK:
                return profile.cjk
            case LengthRule.CHARS:
                return profile.characters if profile.mixed_han else 0
            case LengthRule.LETTERS:
                return profile.letters

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
        languages: BCP 47 tags of the evidence to keep; empty for all.
        scripts: Dominant scripts of tokens to keep; empty for all.
        strength: The weakest strength to keep.
        detectors: Names of the detectors that run.
    """

    rule: LengthRule = LengthRule.CJK
    min_chars: int = 3
    categories: frozenset[Category] = frozenset()
    languages: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    strength: Strength = Strength.SUSPECT
    detectors: frozenset[str] = DEFAULT_DETECTORS


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
        profiles: What each judged token is written in, by its position in the
            vocabulary's columns; tokens are judged even where they are too short
            to be reported.
        wordlist: The terms that were looked for.
        priors: For each script in which a token is flagged, how many of its tokens
            of two characters or more hold a certain term; most tokens first.
        families: Roots, and the contaminated tokens that the merges built from them,
            largest first; members may be too short to be among the findings.
        remarks: Evidence that is no reason to flag a token, by token id, whether or
            not the token is flagged.
    """

    vocabulary: Vocabulary
    settings: Settings
    census: Census
    findings: tuple[Finding, ...]
    profiles: Profiles
    wordlist: Wordlist
    priors: Mapping[str, Prior]
    families: tuple[Family, ...]
    remarks: Mapping[int, tuple[Evidence, ...]]

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

    def long_tokens(self) -> Iterator[tuple[int, Profile]]:
        """Position and profile of each token that is long under the headline's rule."""
        rule, minimum = self.settings.rule, self.settings.min_chars
        is_long = partial(rule.includes, minimum=minimum)
        long = self.profiles.places_where(is_long)
        if rule is LengthRule.LETTERS:  # no other rule counts ASCII alone
            places, words = self.profiles.ascii_places, self.profiles.ascii_words
            sizes = map(len, words)
            long += compress(places, map(minimum.__le__, sizes))
            long.sort()
        for place in long:
            yield place, self.profiles[place]

    def characters(self, finding: Finding) -> int:
        """How many characters of a flagged token the headline's rule counts."""
        return self.settings.rule.characters(self.profile(finding))

    def is_long(self, finding: Finding, rule: LengthRule | None = None) -> bool:
        """Whether a flagged token is long under a rule (by default the headline's)."""
        rule = rule or self.settings.rule
        return rule.includes(self.profile(finding), self.settings.min_chars)


def audit_vocabulary(
    vocabulary: Vocabulary,
    wordlist: Wordlist | None = None,
    settings: Settings | None = None,
) -> Audit:
    """Audit one vocabulary.

    Args:
        vocabulary: What to audit.
        wordlist: The terms to look for; the package's own if None.
        settings: Rule, threshold and filters; the defaults if None.

    Returns:
        The census, and a finding for each flagged token that is long under at
        least one of the length rules.
    """
    wordlist = wordlist or load_wordlists()
    settings = settings or Settings()
    shortest = min(JUDGED_CHARACTERS, settings.min_chars)
    survey = Survey(vocabulary.texts)
    profiles = survey.select(lambda profile: _is_long(profile, shortest))
    resources = Resources(profiles, Matcher(wordlist), MergeTree(vocabulary))
    evidence = gather(
        vocabulary, resources, settings.detectors, partial(_is_asked_for, settings)
    )
    judgements = conclude_all(evidence)
    known = _priors(survey, {i: profiles[i] for i in judgements}, evidence)
    tokens = vocabulary.tokens
    flagged = {
        place: find(
            tokens[place],
            judgement,
            evidence[place],
            known[profiles[place].script],
        )
        for place, judgement in sorted(judgements.items())
    }
    kept = {
        place: finding
        for place, finding in flagged.items()
        if _is_kept(finding, profiles[place], settings)
    }
    long = {
        place: finding
        for place, finding in kept.items()
        if _is_long(profiles[place], settings.min_chars)
    }
    contaminated = Counter(profiles[i] for i, it in long.items() if it.contaminated)
    return Audit(
        vocabulary,
        settings,
        _census(vocabulary, survey, contaminated, settings),
        tuple(long.values()),
        profiles,
        wordlist,
        known,
        families(resources.merges, kept),
        _remarks(vocabulary.ids, evidence),
    )


def _priors(
    survey: Survey,
    profiles: Mapping[int, Profile],
    evidence: Mapping[int, list[Evidence]],
) -> dict[str, Prior]:
    """How full each script is in which a token is flagged, most tokens first.

    Tokens that are too short to be judged by default do not count, so that the prior
    is the same whatever an audit was asked for.

    Args:
        survey: What all tokens are written in.
        profiles: What the flagged tokens are written in, by position.
        evidence: All evidence, by position.
    """
    tokens = Counter[str](Latin=survey.ascii_tokens(JUDGED_CHARACTERS))
    for profile, count in survey.profiles.items():
        if _is_long(profile, JUDGED_CHARACTERS):
            tokens[profile.script] += count
    certain = Counter(
        profile.script
        for place, profile in profiles.items()
        if _is_long(profile, JUDGED_CHARACTERS)
        and any(map(is_certain_term, evidence[place]))
    )
    scripts = {profile.script for profile in profiles.values()}
    ranked = sorted(scripts, key=lambda script: (-tokens[script], script))
    return {each: Prior(each, certain[each], tokens[each]) for each in ranked}


def _remarks(
    ids: Sequence[int], evidence: Mapping[int, list[Evidence]]
) -> dict[int, tuple[Evidence, ...]]:
    remarks = {
        ids[place]: tuple(piece for piece in pieces if piece.strength is None)
        for place, pieces in sorted(evidence.items())
    }
    return {token_id: pieces for token_id, pieces in remarks.items() if pieces}


def _is_asked_for(settings: Settings, piece: Evidence) -> bool:
    return not settings.languages or piece.language in settings.languages


@lru_cache(maxsize=1 << 14)
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

    in_ascii = survey.ascii_tokens(settings.min_chars)
    ascii_counts = {LengthRule.LETTERS: in_ascii}  # the other rules count none

    return Census(
        tokens=len(vocabulary.ids),
        special=len(vocabulary.special_tokens),
        undecodable=len(vocabulary.ids) - survey.decodable,
        scripts={name: count for name, count in survey.scripts.most_common() if count},
        han={minimum: at_least(minimum) for minimum in HAN_THRESHOLDS},
        long={
            rule: LongCount(
                long(rule, counts) + ascii_counts.get(rule, 0),
                long(rule, contaminated),
            )
            for rule in LengthRule
        },
    )
