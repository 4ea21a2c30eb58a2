"""Many byte strings in one pass; the only module that knows ahocorasick-rs.

It is an automaton of all strings at once (https://doi.org/10.1145/360825.360855).
"""

from collections.abc import Sequence
from typing import Protocol


class Search(Protocol):
    """Gives number of the string, start and end of each match, ascending by end."""

    def __call__(
        self, haystack: bytes, *, overlapping: bool = False
    ) -> list[tuple[int, int, int]]:
        """Search some bytes."""
        ...


def search(
    strings: Sequence[bytes], *, leftmost: bool = False, dense: bool = False
) -> Search | None:
    """Prepare a search.

    Args:
        strings: What to look for, none of them empty.
        leftmost: Whether matches are the leftmost, and of these the longest; they
            cannot overlap then.
        dense: Whether the automaton is a table: much larger and slower to build,
            but faster to search.

    Returns:
        None where ahocorasick-rs is not installed.
    """
    try:
        import ahocorasick_rs as ahocorasick
    except ImportError:
        return None
    kinds, made = ahocorasick.MatchKind, ahocorasick.Implementation
    automaton = ahocorasick.BytesAhoCorasick(
        strings,
        kinds.LeftmostLongest if leftmost else kinds.Standard,
        implementation=made.DFA if dense else made.ContiguousNFA,
    )
    return automaton.find_matches_as_indexes
