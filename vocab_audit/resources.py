"""What detectors share, and what a detector is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from vocab_audit.finding import Evidence
from vocab_audit.matcher import Matcher
from vocab_audit.script import Profile
from vocab_audit.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Resources:
    """What every detector may use.

    Attributes:
        profiles: What each token that the audit would report is written in, by its
            position in the columns, ascending; evidence about others is of no use.
        matcher: Finds wordlist terms.
    """

    profiles: Mapping[int, Profile]
    matcher: Matcher


Detector = Callable[[Vocabulary, Resources], Iterator[tuple[int, Evidence]]]
"""Yields the position of a token in the columns, and one reason to flag it."""
