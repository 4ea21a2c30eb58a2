"""Tokens that no text is ever encoded to, shown by encoding their own text.

A token is produced only if the pre-tokenizer's pattern keeps its text in one piece and
the merges, in their order, build it from that piece. What this finds is a fact about
the tokenizer and no sign of junk: it remarks and flags nothing.

Byte-pair encoding as in https://arxiv.org/abs/1508.07909: of all neighbours that merge,
the pair of lowest rank merges first, the leftmost of equals.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from vocab_audit.finding import Evidence
from vocab_audit.resources import Resources
from vocab_audit.sentence import Sentence
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import Vocabulary, printable

LONGEST_TOKEN = 512
"""Characters of the longest token that is encoded; the time grows with the square."""

MOST_EFFORT = 500_000_000
"""Squared bytes after which no more tokens are encoded; o200k_base has 18 million."""

LONGEST_PATTERN = 4000
"""Characters of the longest pattern that is compiled."""

SECONDS_PER_MATCH = 0.1
"""A pattern that takes longer on one token is not asked again."""

MAX_SHOWN = 6
"""Pieces that a remark quotes."""

NEVER = sys.maxsize
"""The rank of two neighbours that do not merge."""

_CUT = "is never produced: the pre-tokenizer cuts it into %s"
_STOP = "is never produced: the merges stop at %s"

RankOf = Callable[[bytes, bytes], int]
"""The rank of the merge of two neighbours, or :data:`NEVER`."""


def detect(
    vocabulary: Vocabulary,
    resources: Resources,  # noqa: ARG001 - every detector has this signature
) -> Iterator[tuple[int, Evidence]]:
    """Yield a remark for each token that its own text is not encoded to."""
    tokenizer = vocabulary.tokenizer
    rank_of = _rank_of(vocabulary)
    if tokenizer.kind is not ModelKind.BPE or rank_of is None:
        return
    pre_tokenizer = _PreTokenizer(tokenizer.pattern)
    merges_whole_words = tokenizer.settings.get("ignore_merges") == "true"
    effort = 0
    spell = _bytes if vocabulary.byte_ids is None else _characters
    for place, text in enumerate(vocabulary.texts):
        effort += len(vocabulary.raws[place]) ** 2
        if text is None or len(text) > LONGEST_TOKEN or effort > MOST_EFFORT:
            continue
        pieces = pre_tokenizer.cut(text)
        if len(pieces) > 1:
            yield place, _evidence(_CUT, pieces)
        elif not merges_whole_words:
            symbols = merge(spell(vocabulary.raws[place]), rank_of)
            if len(symbols) > 1:
                shown = [raw.decode("utf-8", "backslashreplace") for raw in symbols]
                yield place, _evidence(_STOP, shown)


def merge(symbols: list[bytes], rank_of: RankOf) -> list[bytes]:
    """Merge neighbours until none merge.

    Args:
        symbols: Bytes, or characters, in order; changed in place.
        rank_of: The rank of a merge.
    """
    ranks = [*map(rank_of, symbols, symbols[1:])]
    while ranks and (first := min(ranks)) != NEVER:
        place = ranks.index(first)
        symbols[place : place + 2] = [symbols[place] + symbols[place + 1]]
        del ranks[place]
        if place < len(ranks):
            ranks[place] = rank_of(symbols[place], symbols[place + 1])
        if place:
            ranks[place - 1] = rank_of(symbols[place - 1], symbols[place])
    return symbols


def _rank_of(vocabulary: Vocabulary) -> RankOf | None:
    """How the vocabulary ranks merges: by pair, or by what they make."""
    merges = vocabulary.tokenizer.merges
    if merges is not None:
        by_pair: dict[tuple[bytes, bytes], int] = {}
        for rank, pair in enumerate(merges):
            by_pair.setdefault(pair, rank)
        return lambda left, right: by_pair.get((left, right), NEVER)
    if vocabulary.ranks is None:
        return None
    ranks = dict(zip(vocabulary.raws, vocabulary.ranks, strict=True))
    return lambda left, right: ranks.get(left + right, NEVER)


class _PreTokenizer:
    """Cuts texts as the pattern of a pre-tokenizer does.

    A pattern is somebody else's. One that is too long or in another syntax is taken
    for one that cuts nothing, and so is one that takes too long, from then on.
    """

    def __init__(self, pattern: str | None) -> None:
        """Compile the pattern, if there is one."""
        import regex  # only here: an audit has no need of it by default

        self._compiled = None
        if pattern is not None and len(pattern) <= LONGEST_PATTERN:
            with suppress(regex.error, RecursionError, OverflowError):
                self._compiled = regex.compile(pattern)

    def cut(self, text: str) -> list[str]:
        """The pieces that are encoded one by one, in order."""
        pattern = self._compiled
        if pattern is None:
            return [text]
        try:
            match = pattern.match(text, timeout=SECONDS_PER_MATCH)
            if match and match.end() == len(text):
                return [text]
            found = pattern.finditer(text, timeout=SECONDS_PER_MATCH)
            return [piece[0] for piece in found if piece[0]]
        except TimeoutError:
            self._compiled = None
            return [text]


def _bytes(raw: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in raw]


def _characters(raw: bytes) -> list[bytes]:
    return [character.encode() for character in raw.decode()]


def _evidence(pattern: str, pieces: Sequence[str]) -> Evidence:
    shown = " + ".join(map(printable, pieces[:MAX_SHOWN]))
    more = " + …" if len(pieces) > MAX_SHOWN else ""
    return Evidence(
        detector="reachability",
        category=None,
        strength=None,
        detail=Sentence(pattern, f"{shown}{more}"),
    )
