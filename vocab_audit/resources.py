"""What detectors share, and what a detector is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from vocab_audit.finding import Evidence, Judgement
from vocab_audit.matcher import Matcher
from vocab_audit.merge_tree import MergeTree
from vocab_audit.survey import Profiles
from vocab_audit.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Resources:
    """What every detector may use.

    Attributes:
        profiles: What each token that is judged is written in, by its position in
            the columns, ascending. Evidence about others is of no use. More tokens
            are judged than reported, so that what an audit concludes about a token
            does not depend on which ones it was asked to report.
        matcher: Finds wordlist terms.
        merges: Tells from which two tokens each one was made.
        judgements: What the evidence of all other detectors adds up to, by
            position; empty but for the detectors that run last.
    """

    profiles: Profiles
    matcher: Matcher
    merges: MergeTree
    judgements: Mapping[int, Judgement] = field(default_factory=dict)


Detector = Callable[[Vocabulary, Resources], Iterator[tuple[int, Evidence]]]
"""Yields the position of a token in the columns, and one reason to flag it."""
