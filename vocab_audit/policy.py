"""A policy: what a tokenizer's vocabulary must not hold, and what it must."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from vocab_audit.audit import LengthRule, Settings
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Finding

SCRIPTS_OF_LANGUAGES: Final = MappingProxyType(
    {
        "am": "Ethiopic",
        "ar": "Arabic",
        "be": "Cyrillic",
        "bg": "Cyrillic",
        "bn": "Bengali",
        "bo": "Tibetan",
        "el": "Greek",
        "fa": "Arabic",
        "gu": "Gujarati",
        "he": "Hebrew",
        "hi": "Devanagari",
        "hy": "Armenian",
        "ja": "Hiragana",
        "ka": "Georgian",
        "kk": "Cyrillic",
        "km": "Khmer",
        "kn": "Kannada",
        "ko": "Hangul",
        "lo": "Lao",
        "mk": "Cyrillic",
        "ml": "Malayalam",
        "mn": "Cyrillic",
        "mr": "Devanagari",
        "my": "Myanmar",
        "ne": "Devanagari",
        "or": "Oriya",
        "pa": "Gurmukhi",
        "ru": "Cyrillic",
        "si": "Sinhala",
        "sr": "Cyrillic",
        "ta": "Tamil",
        "te": "Telugu",
        "th": "Thai",
        "ti": "Ethiopic",
        "uk": "Cyrillic",
        "ur": "Arabic",
        "yi": "Hebrew",
        "zh": "Han",
    }
)
"""The script by which tokens of a language are known; languages in Latin have none."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A token that may be there although it is flagged.

    Attributes:
        raw: Its bytes.
        reason: Why it may be there.
        expires: The last day on which it may.
        category: The category that it may be flagged with; None for any.
        place: Where it stands in the policy, for messages.
    """

    raw: bytes
    reason: str
    expires: date
    category: Category | None = None
    place: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether it is about a finding, be it in force or not."""
        same_category = self.category in {None, finding.category}
        return same_category and self.raw == finding.token.raw

    def in_force(self, today: date) -> bool:
        """Whether it has not expired."""
        return today <= self.expires


def _contamination() -> frozenset[Category]:
    return frozenset(Category) - {Category.BOILERPLATE}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a check fails on.

    Attributes:
        fail_on: Strengths of findings that fail.
        categories: Categories of findings that fail.
        settings: How the vocabulary is audited.
        max_share: By length rule, how large a share of the long tokens may be
            contaminated, 0 to 1.
        required_scripts: By Unicode script, how many tokens must be in it at least.
        allowances: Tokens that may be there.
        vocabularies: What to check where the user names nothing, as a user would.
        wordlists: Further wordlists, as ``[CATEGORY=]PATH``.
        default_wordlists: Whether the package's own lists are used.
        baseline: The file of accepted findings.
        lock: The file of the tokenizer's fingerprint.
        path: Where the policy was read from; None for the default one.
    """

    fail_on: frozenset[Strength] = frozenset({Strength.CERTAIN, Strength.LIKELY})
    categories: frozenset[Category] = field(default_factory=_contamination)
    settings: Settings = field(default_factory=Settings)
    max_share: Mapping[LengthRule, float] = field(default_factory=dict)
    required_scripts: Mapping[str, int] = field(default_factory=dict)
    allowances: tuple[Allowance, ...] = ()
    vocabularies: tuple[str, ...] = ()
    wordlists: tuple[str, ...] = ()
    default_wordlists: bool = True
    baseline: Path | None = None
    lock: Path | None = None
    path: Path | None = None

    def fails(self, finding: Finding) -> bool:
        """Whether a finding is of a strength and a category that fail."""
        return finding.strength in self.fail_on and finding.category in self.categories
