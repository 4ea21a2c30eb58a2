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
        matcher: Finds wordlist terms.
    """

    profiles: Sequence[Profile | None]
    profile_counts: Mapping[Profile, int]
    matcher: Matcher


Detector = Callable[[Vocabulary, Resources], Iterator[tuple[int, Evidence]]]
"""Yields the position of a token in the columns, and one reason to flag it."""


def gather(vocabulary: Vocabulary, matcher: Matcher) -> Resources:
    """Profile every token of a vocabulary."""
    known = profiles(text for text in vocabulary.texts if text is not None)
    in_order = iter(known)
    column = [
        None if text is None else next(in_order) for text in vocabulary.texts
    ]
    # equal profiles are one object, and counting those is the fast way
    by_identity = {id(profile): profile for profile in known}
    counts = Counter[Profile]()
    for identity, count in Counter(map(id, known)).items():
        counts[by_identity[identity]] += count
    return Resources(column, counts, matcher)
