"""Where many strings occur in many texts, found in one pass over all of them.

A vocabulary is one text of a megabyte or two, and ahocorasick-rs reads it faster than
Python looks at each token. Where it cannot be imported, texts are probed one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress, islice

from vocab_audit.aho_corasick import Search, search

SEPARATOR = b"\xff"
"""What stands between texts that are searched together; UTF-8 has no such byte."""

TEXT_SEPARATOR = SEPARATOR.decode(errors="surrogateescape")
"""The same before they are encoded: a lone surrogate, which no decoded text has."""

MAX_COMPILED_BYTES = 4 * 1024 * 1024
"""Strings of more bytes are probed: an automaton takes some 45 times their size."""

MAX_OCCURRENCES = 100_000
"""Occurrences in one text at most; one of 200 characters has 20,100 at most."""

_WINDOW = 1 << 12  # bytes searched at once; each may end as many strings as there are

_Spans = list[tuple[int, int]]


class Occurrences:
    """Finds known strings in texts."""

    def __init__(self, strings: Iterable[str], *, compiled: bool = True) -> None:
        """Remember what to look for.

        Args:
            strings: None of them is empty, or has a lone surrogate.
            compiled: Whether to use ahocorasick-rs if it is there.
        """
        self._strings = dict.fromkeys(strings)  # in order, they are indexed sooner
        self._compiled = compiled

    def among(self, places: Sequence[int], joined: bytes) -> Sequence[int]:
        """The positions of the texts that hold a string, ascending.

        Args:
            places: The position of each text, ascending.
            joined: The texts in UTF-8, with a :data:`SEPARATOR` between any two.
        """
        if not self._strings or not places:
            return ()
        if self._automaton is None:
            texts = map(bytes.decode, joined.split(SEPARATOR))
            return [*compress(places, map(any, map(self._probed, texts)))]
        found = list[int]()
        number = behind = 0
        for _, start, _ in self._automaton(joined, overlapping=False):
            number += joined.count(SEPARATOR, behind, start)
            behind = start
            found.append(places[number])
        return [*dict.fromkeys(found)]

    def find(self, texts: Sequence[str]) -> list[_Spans]:
        """Start and end of each occurrence in each text, ascending, overlaps included.

        Of a text that has more than :data:`MAX_OCCURRENCES`, as a megabyte of one
        letter may, no more than that, from its beginning.

        Args:
            texts: Any texts.
        """
        if not self._strings or not texts:
            return [[] for _ in texts]
        if self._automaton is None:
            return [[*islice(self._probed(text), MAX_OCCURRENCES)] for text in texts]
        found: list[_Spans] = [[] for _ in texts]
        joined = SEPARATOR.join(map(_encoded, texts))
        longest = max(map(len, self._patterns))
        number = behind = place = beyond = 0
        while beyond < len(joined):
            origin = max(0, beyond - longest)
            window = joined[origin : beyond + _WINDOW]
            matches = self._automaton(window, overlapping=True)
            for start, end in _ending(matches, origin, beyond):
                passed = joined[behind:end].split(SEPARATOR)
                if len(passed) > 1:
                    number += len(passed) - 1
                    place = 0
                place += _characters(passed[-1])
                behind = end
                found[number].append((place - _characters(joined[start:end]), place))
            beyond += _WINDOW
            if len(found[number]) >= MAX_OCCURRENCES:  # go on with the next text
                next_text = joined.find(SEPARATOR, behind)
                beyond = max(beyond, next_text) if next_text >= 0 else len(joined)
        for spans in found:
            spans.sort()
            del spans[MAX_OCCURRENCES:]
        return found

    @cached_property
    def _patterns(self) -> list[bytes]:
        return [*map(str.encode, self._strings)]

    @cached_property
    def _automaton(self) -> Search | None:
        """Finds the strings in bytes; None where they are probed."""
        patterns = self._patterns
        is_too_much = sum(map(len, patterns)) > MAX_COMPILED_BYTES
        return search(patterns) if self._compiled and not is_too_much else None

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """Sizes of the strings by their first two characters, ascending."""
        lengths = defaultdict[str, set[int]](set)
        for string in self._strings:
            lengths[string[:2]].add(len(string))
        return {first: sorted(sizes) for first, sizes in lengths.items()}

    def _probed(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield what :meth:`find` finds in one text."""
        for start, first in enumerate(text):
            if first in self._strings:
                yield start, start + 1
            for length in self._lengths.get(text[start : start + 2], ()):
                end = start + length
                if length > 1 and end <= len(text) and text[start:end] in self._strings:
                    yield start, end


def _ending(
    matches: Iterable[tuple[int, int, int]], origin: int, behind: int
) -> Iterator[tuple[int, int]]:
    """Yield start and end, in the whole, of what ends behind one of its bytes.

    Args:
        matches: Those in a part of the whole.
        origin: Where that part begins.
        behind: The byte.
    """
    for _, start, end in matches:
        if origin + end > behind:
            yield origin + start, origin + end


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _characters(piece: bytes) -> int:
    return len(piece) if piece.isascii() else len(piece.decode(errors="surrogatepass"))
