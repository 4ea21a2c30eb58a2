"""A table of pieces with types and scores, as SentencePiece and GGUF have them.

A row's number is its token id. What was learned becomes the vocabulary's columns; what
was put there by hand becomes its special tokens.
"""

import hashlib
import json
import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Final, NoReturn

from vocab_audit.decoders import METASPACE, fallback_bytes, is_unused
from vocab_audit.errors import FormatError
from vocab_audit.files import name_of
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary, decode_all, printable

MAX_PIECES: Final = 1024 * 1024
"""Rows that a reader takes at most; the largest real one has 901,629."""

MAX_PIECE_BYTES: Final = 1024 * 1024

NORMAL: Final = 1
UNKNOWN: Final = 2
CONTROL: Final = 3
UNUSED: Final = 5
BYTE: Final = 6

_KINDS: Final = {
    NORMAL: TokenKind.NORMAL,
    UNKNOWN: TokenKind.UNKNOWN,
    CONTROL: TokenKind.CONTROL,
    4: TokenKind.ADDED,  # which SentencePiece calls user-defined
    UNUSED: TokenKind.UNUSED,
    BYTE: TokenKind.BYTE,
}
_IS_LEARNED: Final = bytes(number in {NORMAL, BYTE} for number in range(256))
_IS_BY_HAND: Final = bytes(number not in {NORMAL, BYTE} for number in range(256))
_IS_BYTE: Final = bytes(number == BYTE for number in range(256))
_FILLERS: Final = ("PAD", "unused", "reserved_")  # one is in every name looked for
_MAX_SHOWN: Final = 40
_MAX_SETTING: Final = 1000

Scalar = str | bool | int | float
Setting = Scalar | bytes | list[Scalar]
"""A value that a file gives to a setting."""


@dataclass(frozen=True, slots=True)
class TypedPieces:
    """Pieces in columns, as a file has them.

    Attributes:
        path: The file, for messages.
        spelled: The bytes of each piece, which should be UTF-8.
        types: A byte for the type of each: 1 normal, 2 unknown, 3 control,
            4 user-defined, 5 unused, 6 byte.
        scores: The score of each; None where the file has none.
    """

    path: Path
    spelled: Sequence[bytes]
    types: bytes
    scores: Sequence[float] | None


Columns = tuple[list[bytes], list[str | None]]
"""What pieces stand for: the bytes of each, and the same as text, as a vocabulary."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the pieces of a table spell bytes.

    Attributes:
        learned: Gives what learned pieces stand for.
        added: Gives what user-defined and unused ones stand for.
        lone_bytes: Whether every token of one byte is a byte token; otherwise only
            those are whose type says so.
    """

    learned: Callable[[Sequence[str]], Columns]
    added: Callable[[Sequence[str]], Columns]
    lone_bytes: bool = False


def decode_pieces(spelled: Sequence[bytes]) -> list[str]:
    """Pieces as text: decoded all at once, in a tenth of the time of one by one.

    Raises:
        UnicodeDecodeError: One is not valid UTF-8.
    """
    pieces = b"\0".join(spelled).decode().split("\0")
    if len(pieces) == len(spelled):
        return pieces
    return [piece.decode() for piece in spelled]  # one has a NUL of its own


def metaspace(pieces: Sequence[str]) -> Columns:
    r"""What pieces that write ``▁`` for a space stand for.

    >>> metaspace(["▁the", "é"])
    ([b' the', b'\xc3\xa9'], [' the', 'é'])
    """
    return _split("\0".join(pieces).replace(METASPACE, " "), len(pieces)) or plain(
        [piece.replace(METASPACE, " ") for piece in pieces]
    )


def plain(pieces: Sequence[str]) -> Columns:
    """What pieces stand for that are spelled as they are."""
    columns = _split("\0".join(pieces), len(pieces))
    return columns or ([piece.encode() for piece in pieces], [*pieces])


def _split(joined: str, count: int) -> Columns | None:
    """So many pieces between NULs as columns; None where one has a NUL of its own."""
    raws = joined.encode().split(b"\0")
    return (raws, [*joined.split("\0")]) if len(raws) == count else None


SENTENCEPIECE: Final = Spelling(metaspace, metaspace)


def make_vocabulary(
    table: TypedPieces, spelling: Spelling, sha256: str, tokenizer: Tokenizer
) -> Vocabulary:
    """Make a vocabulary of a table.

    Args:
        table: The pieces.
        spelling: How they spell bytes.
        sha256: Digest of what was read.
        tokenizer: What else the file says; pieces and scores are put into it.

    Raises:
        FormatError: The table is empty, or a row is not valid UTF-8, too long, of no
            known type, or scored with what is no number; the message names the row.
    """
    _check(table)
    pieces = _decode(table)
    types = _tell_unused(pieces, table.types)
    learned = types.translate(_IS_LEARNED)
    ids = [*compress(range(len(pieces)), learned)]
    spelled = [*compress(pieces, learned)]
    raws, texts = spelling.learned(spelled)
    byte_of = _bytes_of(table.path, types, pieces, spelling)
    for token_id, raw in byte_of.items():
        place = bisect_left(ids, token_id)
        raws[place], texts[place] = raw, raw.decode() if raw.isascii() else None
    scores = None if table.scores is None else [*compress(table.scores, learned)]
    return Vocabulary(
        name_of(table.path),
        "file",
        sha256,
        ids,
        raws,
        texts,
        _special_tokens(pieces, types, spelling),
        replace(tokenizer, scores=scores, pieces=spelled),
        ranks=ids if tokenizer.kind is ModelKind.BPE else None,
        byte_ids=None if spelling.lone_bytes else frozenset(byte_of),
    )


def canonical(setting: Setting) -> str:
    """A setting as canonical JSON without spaces, and never long.

    Bytes, and what would have more than 1,000 characters, are named by their digest.

    >>> canonical(["a", True]), canonical("x" * 1000)[:32]
    ('["a",true]', '{"bytes":1000,"sha256":"44f83544')
    """
    if isinstance(setting, bytes):
        return _digest(setting)
    setting = (
        [*map(_number, setting)] if isinstance(setting, list) else _number(setting)
    )
    spelled = _json(setting)
    if len(spelled) <= _MAX_SETTING:
        return spelled
    return _digest(setting.encode() if isinstance(setting, str) else spelled.encode())


def _number(value: Scalar) -> Scalar:
    """JSON has no way to write a number that is none, so that it is spelled."""
    is_none = isinstance(value, float) and not math.isfinite(value)
    return str(value) if is_none else value


def _digest(content: bytes) -> str:
    return _json({"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})


def _json(value: str | float | list[Scalar] | dict[str, int | str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check(table: TypedPieces) -> None:
    """Look for what no row may be."""
    if not any(table.spelled):
        which = f": all {len(table.spelled):,} are empty" if table.spelled else ""
        raise FormatError(f"{table.path}: the file holds no tokens{which}")
    if max(map(len, table.spelled)) > MAX_PIECE_BYTES:
        row = _first(len(piece) > MAX_PIECE_BYTES for piece in table.spelled)
        size = f"{len(table.spelled[row]):,} bytes"
        _refuse(table, row, f"has {size}; at most {MAX_PIECE_BYTES:,} are read")
    if not _KINDS.keys() >= {*table.types}:
        row = _first(number not in _KINDS for number in table.types)
        _refuse(table, row, f"has the type {table.types[row]}; known are 1 to 6")
    # the sum of numbers is one, unless infinities cancel out
    if table.scores is not None and math.isnan(sum(table.scores)):
        wrong = [*map(math.isnan, table.scores)]
        if any(wrong):
            _refuse(table, _first(wrong), "has a score that is not a number (NaN)")


def _decode(table: TypedPieces) -> list[str]:
    try:
        return decode_pieces(table.spelled)
    except UnicodeDecodeError:
        wrong = (text is None for text in decode_all(table.spelled))
        return _refuse(table, _first(wrong), "is not valid UTF-8")


def _tell_unused(pieces: Sequence[str], types: bytes) -> bytearray:
    """The types, with UNUSED for rows whose name says that they only fill the table.

    Converters to GGUF fill up with ``[PAD7]`` in row 7, and not all of them give it
    the type that says so.
    """
    told = bytearray(types)
    joined = "\0".join(pieces)
    names = [name for name in _FILLERS if name in joined]
    if not any(bracket + name in joined for name in names for bracket in "<[|"):
        names = []
    if not names and "" not in pieces:
        return told
    brackets = {">", "]", ""}
    for row in [row for row, piece in enumerate(pieces) if piece[-1:] in brackets]:
        name = pieces[row].removeprefix(METASPACE)
        fills = not pieces[row] or name == f"[PAD{row}]" or is_unused(name)
        if fills and told[row] != BYTE:
            told[row] = UNUSED
    return told


def _bytes_of(
    path: Path, types: bytearray, pieces: Sequence[str], spelling: Spelling
) -> dict[int, bytes]:
    """The byte of each row of type BYTE, by row.

    Raises:
        FormatError: One does not spell a byte.
    """
    rows = [*compress(range(len(pieces)), types.translate(_IS_BYTE))]
    spelled = [pieces[row] for row in rows]
    fallback = fallback_bytes(spelled)
    byte_of = dict[int, bytes]()
    for place, raw in enumerate(spelling.learned(spelled)[0]):
        row, byte = rows[place], fallback.get(place, raw)
        if len(byte) != 1:
            shown = printable(pieces[row][:_MAX_SHOWN])
            message = f"is of type byte, but '{shown}' spells none (<0x00> to <0xFF>)"
            raise FormatError(f"{path}: token {row} {message}")
        byte_of[row] = byte
    return byte_of


def _special_tokens(
    pieces: Sequence[str], types: bytearray, spelling: Spelling
) -> tuple[Token, ...]:
    """The rows that were put there by hand."""
    rows = [*compress(range(len(pieces)), types.translate(_IS_BY_HAND))]
    spelled = [pieces[row] for row in rows]
    raws, texts = spelling.added(spelled)
    tokens = []
    for place, (row, piece) in enumerate(zip(rows, spelled, strict=True)):
        number, raw, text = types[row], raws[place], texts[place]
        if number in {UNKNOWN, CONTROL}:  # which stand for no text
            raw, text = piece.encode(), piece
        tokens.append(Token(row, raw, _KINDS[number], None, text))
    return tuple(tokens)


def _first(wrong: Iterable[bool]) -> int:
    return next(row for row, is_wrong in enumerate(wrong) if is_wrong)


def _refuse(table: TypedPieces, row: int, why: str) -> NoReturn:
    raise FormatError(f"{table.path}: token {row} {why}")
