"""Columns of a vocabulary: their digests, and their packed form inside a lock.

A column is packed so that a whole vocabulary is small enough to be committed: numbers
that count up become runs, other numbers are deflated, and tokens and scores are
compressed with bzip2 in blocks, each one line of base64.
``docs/decisions/0030-locks-hold-the-vocabulary.md`` has the sizes.
"""

import binascii
import bz2
import hashlib
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Final, Generic, TypeVar

Entry = TypeVar("Entry")
_Number = TypeVar("_Number", int, float)
Pair = tuple[bytes, bytes]
Run = tuple[int, int]
"""The first of some numbers that count up by one, and how many they are."""

BLOCK_TOKENS: Final = 65_536
"""Tokens in a block; a change rewrites only its block."""

MAX_BLOCK_BYTES: Final = 256 * 1024 * 1024
"""Bytes that one block unpacks to at most."""

MAX_RUNS: Final = 64
"""Numbers in more runs than these are packed as bytes."""

_END, _ESCAPE, _ESCAPED = b"\xff\x00", b"\xff", b"\xff\x01"


@dataclass(frozen=True, slots=True)
class Column(Generic[Entry]):
    """One thing for each token, or for each merge.

    Attributes:
        count: How many entries there are.
        sha256: Hexadecimal digest over all of them, in order.
        read: Gives the entries; what it raises names the file they come from.
    """

    count: int
    sha256: str
    read: Callable[[], Sequence[Entry]]


def token_column(raws: Sequence[bytes]) -> Column[bytes]:
    """A column of bytes."""
    return Column(len(raws), digest_of_bytes(raws), lambda: raws)


def number_column(numbers: Sequence[int]) -> Column[int]:
    """A column of numbers that fit 64 bits."""
    return Column(len(numbers), digest_of_numbers(numbers), lambda: numbers)


def score_column(scores: Sequence[float]) -> Column[float]:
    """A column of scores, compared bit by bit."""
    return Column(len(scores), digest_of_scores(scores), lambda: scores)


def merge_column(merges: Sequence[Pair]) -> Column[Pair]:
    """A column of merges, the first merged first."""
    return Column(len(merges), digest_of_merges(merges), lambda: merges)


def digest_of_bytes(raws: Iterable[bytes]) -> str:
    """A digest of byte strings and of where each ends."""
    raws = [*raws]
    digest = hashlib.sha256(_little(array("q", map(len, raws))))
    digest.update(b"".join(raws))
    return digest.hexdigest()


def digest_of_numbers(numbers: Sequence[int]) -> str:
    """A digest of numbers in order."""
    return hashlib.sha256(_little(array("q", numbers))).hexdigest()


def digest_of_scores(scores: Sequence[float]) -> str:
    """A digest of scores in order."""
    return hashlib.sha256(_little(array("d", scores))).hexdigest()


def digest_of_merges(merges: Sequence[Pair]) -> str:
    """A digest of merges in order."""
    return digest_of_bytes(chain.from_iterable(merges))


def pack_tokens(raws: Sequence[bytes]) -> list[str]:
    """Pack byte strings, :data:`BLOCK_TOKENS` of them in each block."""
    blocks = (
        _END.join(
            raw.replace(_ESCAPE, _ESCAPED) if _ESCAPE in raw else raw
            for raw in raws[start : start + BLOCK_TOKENS]
        )
        for start in range(0, len(raws), BLOCK_TOKENS)
    )
    if len(raws) <= BLOCK_TOKENS:
        return [*map(_packed, blocks)]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor() as threads:  # bz2 lets them run side by side
        return [*threads.map(_packed, blocks)]


def unpack_tokens(blocks: Iterable[str]) -> list[bytes]:
    """Unpack what :func:`pack_tokens` made.

    Raises:
        ValueError: A block is damaged, or larger than any block may be.
    """
    return [
        raw.replace(_ESCAPED, _ESCAPE) if _ESCAPE in raw else raw
        for block in blocks
        for raw in _unpacked(block).split(_END)
    ]


def runs(numbers: Sequence[int]) -> list[Run] | None:
    """Numbers as runs that count up, or None if there are too many of them.

    >>> runs([0, 1, 2, 7, 8])
    [(0, 3), (7, 2)]
    """
    if isinstance(numbers, range) and numbers.step == 1:
        return [(numbers.start, len(numbers))] if numbers else []
    starts = [0] if numbers else []
    starts += (place for place, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1)
    if len(starts) > MAX_RUNS:
        return None
    ends = [*starts[1:], len(numbers)]
    return [
        (numbers[start], end - start)
        for start, end in zip(starts, ends, strict=bool(starts))
    ]


def pack_numbers(numbers: Sequence[int]) -> str:
    """Pack numbers of 64 bits whose differences are small."""
    steps = array("q", (b - a for a, b in pairwise(chain([0], numbers))))
    return _deflated(_shuffled(_little(steps)))


def unpack_numbers(packed: str) -> list[int]:
    """Unpack what :func:`pack_numbers` made.

    Raises:
        ValueError: It is damaged.
    """
    steps = array("q")
    steps.frombytes(_unshuffled(_inflated(packed)))
    return [*accumulate(_native(steps))]


def pack_sizes(sizes: Sequence[int]) -> str | None:
    """Pack numbers from 0 to 255, or give None if there are others."""
    try:
        return _deflated(bytes(sizes))
    except ValueError:
        return None


def unpack_sizes(packed: str) -> list[int]:
    """Unpack what :func:`pack_sizes` made.

    Raises:
        ValueError: It is damaged.
    """
    return [*_inflated(packed)]


def pack_scores(scores: Sequence[float]) -> str:
    """Pack scores, to the last bit."""
    return _packed(_shuffled(_little(array("d", scores))))


def unpack_scores(packed: str) -> list[float]:
    """Unpack what :func:`pack_scores` made.

    Raises:
        ValueError: It is damaged.
    """
    scores = array("d")
    scores.frombytes(_unshuffled(_unpacked(packed)))
    return [*_native(scores)]


def _native(numbers: "array[_Number]") -> "array[_Number]":
    """Numbers whose bytes stand least significant first, as this machine has them."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _little(numbers: "array[int] | array[float]") -> bytes:
    """The bytes of an array, the least significant ones first on any machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _shuffled(content: bytes) -> bytes:
    """All first bytes of eight, then all second ones, …: alike stands by alike."""
    return b"".join(content[place::8] for place in range(8))


def _unshuffled(content: bytes) -> bytes:
    size, rest = divmod(len(content), 8)
    if rest:
        message = f"{len(content):,} bytes are not numbers of eight"
        raise ValueError(message)
    whole = bytearray(len(content))
    for place in range(8):
        whole[place::8] = content[place * size : (place + 1) * size]
    return bytes(whole)


def _packed(content: bytes) -> str:
    return binascii.b2a_base64(bz2.compress(content), newline=False).decode()


def _unpacked(packed: str) -> bytes:
    try:
        inflater = bz2.BZ2Decompressor()
        content = inflater.decompress(
            binascii.a2b_base64(packed, strict_mode=True), MAX_BLOCK_BYTES
        )
    except (OSError, EOFError, ValueError) as error:
        message = f"a packed block is damaged ({error})"
        raise ValueError(message) from None
    if not inflater.eof:
        message = f"a packed block is cut off, or larger than {MAX_BLOCK_BYTES:,} bytes"
        raise ValueError(message)
    return content


def _deflated(content: bytes) -> str:
    return binascii.b2a_base64(zlib.compress(content), newline=False).decode()


def _inflated(packed: str) -> bytes:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(
            binascii.a2b_base64(packed, strict_mode=True), MAX_BLOCK_BYTES
        )
    except (zlib.error, ValueError) as error:
        message = f"packed numbers are damaged ({error})"
        raise ValueError(message) from None
    if not inflater.eof:
        message = f"packed numbers are cut off, or take over {MAX_BLOCK_BYTES:,} bytes"
        raise ValueError(message)
    return content
