"""Tables of pieces: read from JSON, checked, and made into a vocabulary."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress, pairwise
from pathlib import Path
from typing import Final, TypeVar

from vocab_audit.decoders import MAX_TOKEN_BYTES, Spelled, Step, spell_out
from vocab_audit.errors import FormatError
from vocab_audit.files import check_count, name_of, read_file
from vocab_audit.merges import LazyMerges, Pair
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary

MAX_ID: Final = 2**31 - 1
"""The largest token id that is read."""
_MAX_SEARCHED_BYTES: Final = 8 * 1024 * 1024
"""Bytes of a table in which a piece that stands twice is looked for by name."""

_LONE_SURROGATE: Final = re.compile(
    rb"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F])"
)

Shape = TypeVar("Shape")
Buffer = bytes | memoryview
ReadMerges = Callable[[Mapping[str, bytes]], Sequence[Pair]]
"""Reads merges, given the bytes of each piece."""


@dataclass(frozen=True, slots=True)
class File:
    """The file that is being read, for errors and for the vocabulary's provenance."""

    path: Path
    content: bytes

    @property
    def json(self) -> bytes:
        """The content without the mark that some editors put before a text."""
        return self.content.removeprefix(b"\xef\xbb\xbf")

    def error(self, place: str, what: str) -> FormatError:
        """An error that names the file and the place in it, in one line."""
        where = f"{place}: " if place else ""
        return FormatError(f"{self.path}: {where}{what}")


def open_pieces(location: str) -> File:
    """Read a file of pieces.

    Raises:
        SourceError: It cannot be read.
    """
    path = Path(location)
    return File(path, read_file(path))


@dataclass(frozen=True, slots=True)
class Handmade:
    """A token that was put into a vocabulary by hand."""

    content: str
    kind: TokenKind
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PieceTable:
    """Pieces and their ids, parallel and strictly ascending by id."""

    ids: list[int]
    pieces: list[str]
    id_of: Mapping[str, int]


def decode_at(file: File, place: str, raw: Buffer, shape: type[Shape]) -> Shape:
    """Decode JSON into a shape that msgspec knows.

    Args:
        file: The file that it is from.
        place: Where in the file it stands, as a JSON path: ``$.model.vocab``.
        raw: The JSON text.
        shape: The type to decode into.

    Raises:
        FormatError: It is not JSON, not UTF-8, nested too deep, or has another shape.
    """
    import msgspec

    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        what, _, path = str(error).rpartition(" - at `$")
        raise file.error(place + path[:-1] if what else place, what or path) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        lone = _LONE_SURROGATE.search(raw)
        why = f"lone surrogate at byte {lone.start():,}" if lone else f"{error}"
        raise file.error(place, f"not JSON: {why}") from None
    except RecursionError:
        raise file.error(place, "JSON is nested too deep") from None


def read_table(file: File, place: str, raw: Buffer) -> PieceTable:
    """Read a JSON object of pieces and their ids.

    Raises:
        FormatError: It is not one, a piece stands there twice, or an id is out of
            range or that of two pieces.
    """
    spelled = decode_at(file, place, raw, dict[str, int])
    check_count(file.path, len(spelled))
    ids, pieces = [*spelled.values()], [*spelled]
    in_order = sorted(ids)
    if ids != in_order:
        pieces.sort(key=spelled.__getitem__)
        ids = in_order
    for bad in (*ids[:1], *ids[-1:]):
        if not 0 <= bad <= MAX_ID:
            piece = show(pieces[ids.index(bad)])
            what = f"id {bad} of {piece} is not one of 0 to {MAX_ID}"
            raise file.error(place, what)
    if len({*ids}) != len(ids):
        at = next(i for i, (a, b) in enumerate(pairwise(ids)) if a == b)
        both = f"{show(pieces[at])} and {show(pieces[at + 1])}"
        raise file.error(place, f"{both} have the same id {ids[at]}")
    if ids[-1:] != [len(ids) - 1]:  # an id may have been lost with a repeated key
        _refuse_repeated_keys(file, place, bytes(raw), spelled)
    return PieceTable(ids, pieces, spelled)


def _refuse_repeated_keys(
    file: File, place: str, raw: bytes, spelled: Mapping[str, int]
) -> None:
    """A decoder keeps only the last of them, so the quotation marks are counted."""
    ends = raw.replace(rb"\\", b"").replace(rb"\"", b"").count(b'"')
    repeated = ends // 2 - len(spelled)
    if not repeated:
        return
    if len(raw) > _MAX_SEARCHED_BYTES:
        raise file.error(place, f"{repeated:,} pieces stand there a second time")
    seen = set[str]()
    for piece, _ in json.loads(raw, object_pairs_hook=list):
        if piece in seen:
            raise file.error(place, f"{show(piece)} stands there a second time")
        seen.add(piece)


def show(piece: str) -> str:
    """A piece, quoted and cut so that it fits into a line."""
    return repr(piece) if len(piece) <= 40 else f"{piece[:40]!r}…"  # noqa: PLR2004


def assemble(
    file: File,
    table: PieceTable,
    handmade: Mapping[int, Handmade],
    steps: Sequence[Step],
    tokenizer: Tokenizer,
    *,
    read_merges: ReadMerges | None = None,
) -> Vocabulary:
    """Make a vocabulary of a table.

    Args:
        file: The file that it is from.
        table: All pieces of the model.
        handmade: Tokens put there by hand, by id, in the table or not.
        steps: What turns a piece into bytes.
        tokenizer: What the file says besides; scores are parallel to the table.
        read_merges: Reads the merges when somebody asks for them.

    Raises:
        FormatError: There are no tokens, or one of them is too long.
    """
    if not table.ids and not handmade:
        raise file.error("", "the file holds no tokens")
    check_count(file.path, len(table.ids))
    learned = [token_id not in handmade for token_id in table.ids]
    ids = [*compress(table.ids, learned)]
    pieces = [*compress(table.pieces, learned)]
    spelled = _spell_out(file, ids, pieces, steps)
    special_tokens = _special_tokens(file, handmade, steps)
    if read_merges is not None:
        raw_of = partial(_raw_of, table, pieces, spelled.raws, special_tokens)
        merges = LazyMerges(lambda: read_merges(raw_of()))
        tokenizer = replace(tokenizer, merges=merges)
    if tokenizer.scores is not None:
        scores = [*compress(tokenizer.scores, learned)]
        tokenizer = replace(tokenizer, scores=scores)
    at = spelled.byte_places
    return Vocabulary(
        name_of(file.path),
        "file",
        hashlib.sha256(file.content).hexdigest(),
        ids,
        spelled.raws,
        spelled.texts,
        special_tokens,
        replace(tokenizer, pieces=pieces),
        ids if tokenizer.kind is ModelKind.BPE else None,
        None if at is None else frozenset(map(ids.__getitem__, at)),
    )


def _spell_out(
    file: File, ids: Sequence[int], pieces: Sequence[str], steps: Sequence[Step]
) -> Spelled:
    try:
        spelled = spell_out(pieces, steps)
    except ValueError as error:
        raise file.error("$.decoder", str(error)) from None
    longest = max(map(len, spelled.raws), default=0)
    if longest > MAX_TOKEN_BYTES:
        token_id = ids[[*map(len, spelled.raws)].index(longest)]
        what = f"has {longest:,} bytes; at most {MAX_TOKEN_BYTES:,} are read"
        raise file.error(f"token {token_id}", what)
    return spelled


def _special_tokens(
    file: File, handmade: Mapping[int, Handmade], steps: Sequence[Step]
) -> tuple[Token, ...]:
    """The tokens that were put there by hand, by id."""
    ids = sorted(handmade)
    spelled = _spell_out(file, ids, [handmade[i].content for i in ids], steps)
    return tuple(
        Token(token_id, raw, made.kind, None, text, made.flags)
        for token_id, made, raw, text in zip(
            ids,
            map(handmade.__getitem__, ids),
            spelled.raws,
            spelled.texts,
            strict=True,
        )
    )


def _raw_of(
    table: PieceTable,
    pieces: Sequence[str],
    raws: Sequence[bytes],
    special_tokens: Sequence[Token],
) -> dict[str, bytes]:
    """The bytes of each piece of the table."""
    raw_of = dict(zip(pieces, raws, strict=True))
    special = {token.id: token.raw for token in special_tokens}
    in_table = zip(table.ids, table.pieces, strict=True)
    return raw_of | {piece: special[i] for i, piece in in_table if i in special}


def merge_raws(
    pairs: Sequence[Sequence[str]], raw_of: Mapping[str, bytes], prefix: str
) -> tuple[list[Pair], int | None]:
    """The bytes of the two pieces of each merge, if all is well.

    Args:
        pairs: The merges as the file spells them.
        raw_of: The bytes of each piece that there is.
        prefix: What marks a piece that continues a word; merging drops it.

    Returns:
        The merges and None; or none and the position of the first one that does not
        name two pieces that make a third.
    """
    cut = len(prefix)
    try:
        made = [left + right[cut:] for left, right in pairs]
        lefts = [raw_of[left] for left, _ in pairs]
        rights = [raw_of[right] for _, right in pairs]
    except (KeyError, ValueError):
        made, lefts, rights = [""], [], []
    if all(map(raw_of.__contains__, made)) and len(lefts) == len(pairs):
        return [*zip(lefts, rights, strict=True)], None
    return [], next(i for i, p in enumerate(pairs) if not _merges(p, raw_of, cut))


def _merges(pair: Sequence[str], raw_of: Mapping[str, bytes], cut: int) -> bool:
    """Whether a pair names two pieces that make a third."""
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        return False
    left, right = pair
    return {left, right, left + right[cut:]} <= raw_of.keys()
