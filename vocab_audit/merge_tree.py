"""The merge tree of a BPE vocabulary: from which two tokens each one was made.

Byte-pair encoding (https://arxiv.org/abs/1508.07909) makes every token out of two
earlier ones. Some files list the pairs. Where only ranks are given, as in tiktoken's,
they imply the pair: it is what the token's bytes are merged to by all earlier ranks
(https://github.com/openai/tiktoken/issues/60).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import Vocabulary

MAX_TOKEN_BYTES = 256
"""Bytes of the longest token whose merge is worked out from ranks."""

SHORTEST = 4
"""Bytes of the shortest token that is grown: less is a character at most."""

Pair = tuple[int, int]
"""Positions of the left and of the right part of a token."""


class MergeTree:
    """Looks up or works out the pair that each token was merged from."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Hold the vocabulary; nothing is computed before it is asked for."""
        self._vocabulary = vocabulary
        self._pairs = dict[int, Pair | None]()
        self._children = defaultdict[int, set[int]](set)
        self._grown = set[int]()
        self._descendants = dict[int, frozenset[int]]()

    @property
    def exists(self) -> bool:
        """Whether the vocabulary was made by merges that are known."""
        tokenizer = self._vocabulary.tokenizer
        if tokenizer.kind not in (ModelKind.BPE, None):
            return False
        return tokenizer.merges is not None or self._vocabulary.ranks is not None

    def parts(self, place: int) -> Pair | None:
        """The pair that a token was merged from.

        Args:
            place: Position of the token in the vocabulary's columns.

        Returns:
            The positions of both parts; None for a token that no merge makes: a byte,
            or one that cannot be reached.
        """
        if place not in self._pairs:
            self._pairs[place] = self._find(place)
        return self._pairs[place]

    def grow(self, places: Iterable[int]) -> None:
        """Learn what some tokens, and all that they consist of, were made from.

        Args:
            places: Positions of tokens; only what was grown is a descendant.
        """
        self._descendants.clear()
        waiting = [*places]
        while waiting:
            place = waiting.pop()
            is_short = len(self._vocabulary.raws[place]) < SHORTEST
            if is_short or place in self._grown:
                continue
            self._grown.add(place)
            for part in self.parts(place) or ():
                self._children[part].add(place)
                waiting.append(part)

    def ancestors(self, *places: int) -> set[int]:
        """Positions of all tokens that some were built from."""
        raws = self._vocabulary.raws
        return _closure(
            places,
            lambda each: (
                (self.parts(each) or ()) if len(raws[each]) >= SHORTEST else ()
            ),
        )

    def descendants(self, place: int) -> frozenset[int]:
        """Positions of all tokens that were built from a token and have been grown."""
        known = self._descendants.get(place)
        if known is None:
            found = _closure((place,), lambda each: self._children.get(each, ()))
            known = self._descendants[place] = frozenset(found)
        return known

    @cached_property
    def places(self) -> dict[bytes, int]:
        """Positions of all tokens, by their bytes."""
        raws = self._vocabulary.raws
        return dict(zip(raws, range(len(raws)), strict=True))

    @cached_property
    def last_rank(self) -> int:
        """The last merge rank of the vocabulary; 0 if it has none."""
        ranks = self._vocabulary.ranks or (0,)
        return ranks[-1] if isinstance(ranks, range) else max(ranks)

    @cached_property
    def _listed(self) -> dict[bytes, tuple[bytes, bytes]]:
        merges = self._vocabulary.tokenizer.merges or ()
        return {left + right: (left, right) for left, right in reversed(merges)}

    def _find(self, place: int) -> Pair | None:
        vocabulary = self._vocabulary
        raw = vocabulary.raws[place]
        if vocabulary.tokenizer.merges is not None:
            return self._pair(*self._listed.get(raw, (b"", b"")))
        if vocabulary.ranks is None or not 1 < len(raw) <= MAX_TOKEN_BYTES:
            return None
        return self._implied(raw, vocabulary.ranks[place], vocabulary.ranks)

    def _pair(self, left: bytes, right: bytes) -> Pair | None:
        places = self.places
        is_known = left in places and right in places
        return (places[left], places[right]) if is_known else None

    def _implied(self, raw: bytes, rank: int, ranks: Sequence[int]) -> Pair | None:
        """The one split into earlier tokens, or of several what merging leads to."""
        places = self.places
        splits = [
            (left, right)
            for cut in range(1, len(raw))
            if (left := places.get(raw[:cut])) is not None
            and (right := places.get(raw[cut:])) is not None
            and ranks[left] < rank > ranks[right]
        ]
        if len(splits) <= 1:
            return splits[0] if splits else None

        def earlier(part: bytes) -> int:
            place = places.get(part)
            known = rank if place is None else ranks[place]
            return min(known, rank)

        text = self._vocabulary.texts[places[raw]] or ""
        for pieces in ([raw[i : i + 1] for i in range(len(raw))], _characters(text)):
            parts = _merged(pieces, earlier, rank)
            if len(parts) == 2:  # noqa: PLR2004 - a pair
                return self._pair(*parts)
        return None


def _characters(text: str) -> list[bytes]:
    """The characters of a text: what a model that knows no bytes begins with."""
    return [character.encode() for character in text]


def _merged(
    pieces: list[bytes], rank_of: Callable[[bytes], int], limit: int
) -> list[bytes]:
    """Merge neighbours, those of the smallest rank first, below a limit."""
    parts = [*pieces]
    ranks = [rank_of(a + b) for a, b in pairwise(parts)]
    while ranks and (least := min(ranks)) < limit:
        place = ranks.index(least)
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
        del ranks[place]
        for near in (place - 1, place):
            if 0 <= near < len(ranks):
                ranks[near] = rank_of(parts[near] + parts[near + 1])
    return parts


def _closure(places: Iterable[int], step: Callable[[int], Iterable[int]]) -> set[int]:
    """All that steps from some places lead to."""
    found = set[int]()
    waiting = [each for place in places for each in step(place)]
    while waiting:
        if (each := waiting.pop()) not in found:
            found.add(each)
            waiting += step(each)
    return found
