"""What detectors share: the profile of each token, and the wordlists' matcher."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.finding import Evidence
from vocab_audit.matcher import Matcher
from vocab_audit.script import Profile, profiles
from vocab_audit.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Resources:
    """What every detector may use.

    Attributes:
        profiles: The profile of each token, parallel to the vocabulary's columns;
            None where the bytes are not valid UTF-8.
        profile_counts: How many tokens have each profile.
        places: Positions of the tokens that the audit would report, ascending; it
            has no use for evidence about others.
        matcher: Finds wordlist terms.
    """

    profiles: Sequence[Profile | None]
    profile_counts: Mapping[Profile, int]
    places: Sequence[int]
    matcher: Matcher


Detector = Callable[[Vocabulary, Resources], Iterator[tuple[int, Evidence]]]
"""Yields the position of a token in the columns, and one reason to flag it."""


def gather(
    vocabulary: Vocabulary, matcher: Matcher, is_reported: Callable[[Profile], bool]
) -> Resources:
    """Profile every token of a vocabulary.

    Args:
        vocabulary: What is audited.
        matcher: Finds wordlist terms.
        is_reported: Whether the audit would report a token with such a profile.
    """
    known = profiles(text for text in vocabulary.texts if text is not None)
    in_order = iter(known)
    column = [None if text is None else next(in_order) for text in vocabulary.texts]
    # equal profiles are one object, and counting those is the fast way
    by_identity = dict(zip(map(id, known), known, strict=True))
    counts = Counter[Profile]()
    for identity, count in Counter(map(id, known)).items():
        counts[by_identity[identity]] += count
    reported = {key for key, profile in by_identity.items() if is_reported(profile)}
    places = [place for place, key in enumerate(map(id, column)) if key in reported]
    return Resources(column, counts, places, matcher)
