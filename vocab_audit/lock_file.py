"""``vocab.lock``: a fingerprint as a file that can be committed and read in a diff.

What a person can read comes first, one thing a line; packed columns come last.
``docs/check.md`` describes the form.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from vocab_audit.canaries import Canaries
from vocab_audit.columns import (
    Column,
    Pair,
    Run,
    digest_of_bytes,
    digest_of_merges,
    digest_of_numbers,
    digest_of_scores,
    pack_numbers,
    pack_scores,
    pack_sizes,
    pack_tokens,
    runs,
    unpack_numbers,
    unpack_scores,
    unpack_sizes,
    unpack_tokens,
)
from vocab_audit.committed import read_committed
from vocab_audit.errors import LockError
from vocab_audit.json_text import laid_out
from vocab_audit.lock import Lock
from vocab_audit.vocabulary import Token, TokenKind

SCHEMA: Final = "vocab-audit/lock/1"

MAX_ENTRIES: Final = 20_000_000
"""Entries of a column that are read at most."""

Entry = TypeVar("Entry")


class _Numbers(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    runs: list[Run] | None = None
    packed: str | None = None
    sizes: str | None = None


class _NumberColumn(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    count: int
    sha256: str
    runs: list[Run] | None = None
    packed: str | None = None


class _TokenColumn(msgspec.Struct, forbid_unknown_fields=True):
    count: int
    sha256: str
    blocks: list[str]


class _ScoreColumn(msgspec.Struct, forbid_unknown_fields=True):
    count: int
    sha256: str
    packed: str


class _MergeColumn(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Each merge by the place of the token it makes, and the bytes of its left part."""

    count: int
    sha256: str
    results: _Numbers
    lefts: _Numbers
    others: list[str] = []


class _Special(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: int
    kind: TokenKind
    text: str | None = None
    bytes: str | None = None
    flags: list[str] = []


class _Canaries(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    encoder: str = ""
    why: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schema: str
    name: str
    sha256: str
    format: str
    kind: str | None
    pattern: str | None
    settings: dict[str, str]
    special_tokens: list[_Special]
    canaries: _Canaries
    encodings: dict[str, list[int]]
    spellings: list[str] | None
    byte_ids: _NumberColumn | None
    ids: _NumberColumn
    ranks: _NumberColumn | None
    scores: _ScoreColumn | None
    merges: _MergeColumn | None
    tokens: _TokenColumn


def dump_lock(lock: Lock) -> str:
    """A lock as the text of a file; the same lock gives the same bytes."""
    file = _File(
        SCHEMA,
        lock.name,
        lock.sha256,
        lock.format,
        lock.kind,
        lock.pattern,
        dict(lock.settings),
        [_special(token) for token in lock.special_tokens],
        _Canaries(lock.canaries.encoder, lock.canaries.why),
        {name: [*ids] for name, ids in lock.canaries.encodings.items()},
        None if lock.spellings is None else [*lock.spellings],
        _dump_numbers(lock.byte_ids) if lock.byte_ids else None,
        _dump_numbers(lock.ids),
        _dump_numbers(lock.ranks) if lock.ranks else None,
        _dump_scores(lock.scores) if lock.scores else None,
        _dump_merges(lock.merges, lock.tokens.read()) if lock.merges else None,
        _TokenColumn(
            lock.tokens.count, lock.tokens.sha256, pack_tokens(lock.tokens.read())
        ),
    )
    return laid_out(msgspec.to_builtins(file))


def load_lock(path: str | PathLike[str]) -> Lock:
    """Read a lock; its columns are unpacked when somebody asks for them.

    Raises:
        LockError: It cannot be read, or is malformed; the message says where. Columns
            that are damaged or do not fit their digest raise it when they are read.
    """
    path = Path(path)
    file = read_committed(path, SCHEMA, _File, LockError)
    tokens = _token_column(path, file.tokens)
    return Lock(
        file.name,
        file.sha256,
        file.format,
        file.kind,
        tokens,
        _number_column(path, "ids", file.ids),
        _number_column(path, "ranks", file.ranks) if file.ranks else None,
        _score_column(path, file.scores) if file.scores else None,
        _number_column(path, "byte_ids", file.byte_ids) if file.byte_ids else None,
        _merge_column(path, file.merges, tokens) if file.merges else None,
        None if file.spellings is None else tuple(file.spellings),
        file.pattern,
        file.settings,
        tuple(
            _token(path, place, special)
            for place, special in enumerate(file.special_tokens)
        ),
        Canaries(
            file.canaries.encoder,
            file.canaries.why,
            {name: tuple(ids) for name, ids in file.encodings.items()},
        ),
    )


def _dump_numbers(column: Column[int]) -> _NumberColumn:
    numbers = _pack(column.read())
    return _NumberColumn(column.count, column.sha256, numbers.runs, numbers.packed)


def _dump_scores(column: Column[float]) -> _ScoreColumn:
    return _ScoreColumn(column.count, column.sha256, pack_scores(column.read()))


def _dump_merges(column: Column[Pair], tokens: Sequence[bytes]) -> _MergeColumn:
    place_of = {raw: place for place, raw in enumerate(tokens)}
    merges = column.read()
    results = [place_of.get(left + right, -1) for left, right in merges]
    others = [
        part
        for merge, result in zip(merges, results, strict=True)
        if result < 0
        for part in merge
    ]
    lefts = [len(left) for left, _ in merges]
    sizes = pack_sizes(lefts)
    return _MergeColumn(
        column.count,
        column.sha256,
        _pack(results),
        _Numbers(sizes=sizes) if sizes is not None else _pack(lefts),
        pack_tokens(others),
    )


def _special(token: Token) -> _Special:
    spelled = None if token.text is not None else b64encode(token.raw).decode()
    return _Special(token.id, token.kind, token.text, spelled, sorted(token.flags))


def _pack(numbers: Sequence[int]) -> _Numbers:
    found = runs(numbers)
    return _Numbers(found, pack_numbers(numbers) if found is None else None)


def _unpack(numbers: _Numbers | _NumberColumn) -> Sequence[int]:
    if isinstance(numbers, _Numbers) and numbers.sizes is not None:
        return unpack_sizes(numbers.sizes)
    if numbers.packed is not None:
        return unpack_numbers(numbers.packed)
    found = numbers.runs or []
    counts = [count for _, count in found]
    if min(counts, default=0) < 0 or sum(counts) > MAX_ENTRIES:
        message = f"its runs are not 0 to {MAX_ENTRIES:,} numbers"
        raise ValueError(message)
    match found:
        case [[first, count]]:
            return range(first, first + count)
        case _:
            return [n for first, count in found for n in range(first, first + count)]


def _number_column(path: Path, name: str, column: _NumberColumn) -> Column[int]:
    def read() -> Sequence[int]:
        return _unpack(column)

    return _verified(path, name, column, read, digest_of_numbers)


def _score_column(path: Path, column: _ScoreColumn) -> Column[float]:
    def read() -> Sequence[float]:
        return unpack_scores(column.packed)

    return _verified(path, "scores", column, read, digest_of_scores)


def _token_column(path: Path, column: _TokenColumn) -> Column[bytes]:
    def read() -> Sequence[bytes]:
        return unpack_tokens(column.blocks)

    return _verified(path, "tokens", column, read, digest_of_bytes)


def _merge_column(
    path: Path, column: _MergeColumn, tokens: Column[bytes]
) -> Column[Pair]:
    def read() -> Sequence[Pair]:
        raws = tokens.read()
        others = iter(unpack_tokens(column.others))
        results, lefts = _unpack(column.results), _unpack(column.lefts)
        merges = list[Pair]()
        for result, left in zip(results, lefts, strict=True):
            if result < 0:
                merges.append((next(others), next(others)))
            else:
                raw = raws[result]
                merges.append((raw[:left], raw[left:]))
        return merges

    return _verified(path, "merges", column, read, digest_of_merges)


def _verified(
    path: Path,
    name: str,
    column: _NumberColumn | _ScoreColumn | _TokenColumn | _MergeColumn,
    read: Callable[[], Sequence[Entry]],
    digest: Callable[[Sequence[Entry]], str],
) -> Column[Entry]:
    """A column that is unpacked once, and held against its count and its digest."""

    @cache
    def verified() -> Sequence[Entry]:
        try:
            entries = read()
        except (ValueError, IndexError, StopIteration, OverflowError) as error:
            message = f"{path}: $.{name}: {str(error) or 'damaged'}; {_AGAIN}"
            raise LockError(message) from None
        if len(entries) != column.count or digest(entries) != column.sha256:
            message = (
                f"{path}: $.{name}: its entries do not fit its count and sha256: "
                f"edited by hand, or badly merged; {_AGAIN}"
            )
            raise LockError(message)
        return entries

    return Column(column.count, column.sha256, verified)


_AGAIN: Final = "write it again with `vocab-audit lock`"


def _token(path: Path, place: int, special: _Special) -> Token:
    """A special token of a file.

    Raises:
        LockError: It has neither text nor bytes.
    """
    try:
        if special.text is not None:
            raw = special.text.encode()
        else:
            raw = b64decode(special.bytes or "=", validate=True)
    except (binascii.Error, ValueError):
        message = (
            f"{path}: $.special_tokens[{place}]: has neither text nor bytes in base64"
        )
        raise LockError(message) from None
    return Token(
        special.id, raw, special.kind, None, special.text, frozenset(special.flags)
    )
