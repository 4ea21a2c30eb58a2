"""How files spell the bytes of tokens."""

import binascii
import codecs
import io
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import compress, count, product
from typing import AnyStr, Final

from vocab_audit.vocabulary import TokenKind, decode_all

MAX_TOKEN_BYTES: Final = 1024 * 1024
"""Bytes that a token may have at most."""
MAX_GROWTH: Final = 16 * 1024 * 1024
"""Characters that one step of a decoder may add to all pieces together at most."""

METASPACE: Final = "▁"
"""What SentencePiece writes for a space."""

_FALLBACK_BYTES: Final = {
    f"<0x{high}{low}>": bytes.fromhex(high + low)
    for high, low in product("0123456789ABCDEFabcdef", repeat=2)
}
_UNKNOWN_NAMES: Final = frozenset({"[UNK]", "<unk>", "<UNK>"})
_SPECIAL_NAME: Final = re.compile(
    r"\[(?:PAD|CLS|SEP|MASK|BOS|EOS)\]|</?s>|<(?:pad|mask|cls|sep|bos|eos)>"
    r"|<\|(?:endoftext|startoftext|padding|im_start|im_end)\|>"
)
_UNUSED_NAMES: Final = (
    "[unused%d]",
    "<unused%d>",
    "<|unused%d|>",
    "<|unused%03d|>",
    "<|reserved%03d|>",
    "<|reserved_special_token_%d|>",
)
_UNUSED: Final = re.compile(
    "|".join(re.sub("%(03)?d", "[0-9]+", re.escape(name)) for name in _UNUSED_NAMES)
)
_LONGEST_GAP: Final = 500
"""Numbers that the names of unused pieces may skip."""


def tiktoken_text(ids: Sequence[int], raws: Sequence[bytes]) -> bytes:
    r"""The ``.tiktoken`` file of a vocabulary: base64, a space, the rank, a line each.

    Args:
        ids: Merge ranks.
        raws: The bytes of each token, parallel to ``ids``.

    >>> tiktoken_text([0, 2], [b"!", b"ab"])
    b'IQ== 0\nYWI= 2\n'
    """
    # base64 has no percent sign, so the joined lines are a format for all ranks
    lines = b"".join(map(binascii.b2a_base64, raws))
    return lines.replace(b"\n", b" %d\n") % (*ids,)


def _byte_level_alphabet() -> str:
    """The character that GPT-2 writes for each byte, in order of the byte.

    Bytes that Latin-1 shows stand for themselves; the others, in order, get the
    characters from U+0100 (``bytes_to_unicode`` in
    https://github.com/openai/gpt-2/blob/master/src/encoder.py).
    """
    shown = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(0x100, 0x200))
    return "".join(chr(b if b in shown else next(others)) for b in range(256))


BYTE_LEVEL: Final = _byte_level_alphabet()
"""The character that a byte-level vocabulary writes for each byte (``Ġ``: a space)."""

# Python encodes by a compact table, ten times faster than by a mapping, only where the
# first character is NUL
_BYTE_LEVEL_TABLE: Final = codecs.charmap_build("\0" + BYTE_LEVEL[1:])


def byte_level_raws(pieces: Sequence[str]) -> list[bytes]:
    r"""The bytes of each piece of a byte-level vocabulary.

    A piece with a character outside the alphabet stands for its own UTF-8, as the
    library ``tokenizers`` decodes it.

    Args:
        pieces: The pieces, without lone surrogates.

    Returns:
        The bytes, in the same order.

    >>> byte_level_raws(["Ġthe", "æĸ", "<｜end｜>"])[:2]
    [b' the', b'\xe6\x96']
    """
    joined = "".join(pieces)
    try:
        encoded = _encode_byte_level(joined)
    except UnicodeEncodeError:
        return [*map(_byte_level_raw, pieces)]
    read = io.BytesIO(encoded).read
    return [*map(read, map(len, pieces))]  # a character is a byte


def _encode_byte_level(text: str) -> bytes:
    if "\0" in text:
        reason = "a character outside the byte-level alphabet"
        place = text.index("\0")
        raise UnicodeEncodeError("byte-level", text, place, place + 1, reason)
    nul = text.replace(BYTE_LEVEL[0], "\0")
    return codecs.charmap_encode(nul, "strict", _BYTE_LEVEL_TABLE)[0]


def _byte_level_raw(piece: str) -> bytes:
    try:
        return _encode_byte_level(piece)
    except UnicodeEncodeError:
        return piece.encode()


def byte_level_piece(text: str) -> str:
    """How a byte-level vocabulary spells a text.

    >>> byte_level_piece(" ö")
    'ĠÃ¶'
    """
    return "".join(map(BYTE_LEVEL.__getitem__, text.encode()))


def metaspace_texts(pieces: Sequence[str], mark: str = METASPACE) -> list[str]:
    """Each piece with spaces for its marks, at its beginning as well.

    Args:
        pieces: The pieces.
        mark: What the file writes for a space.

    >>> metaspace_texts(["▁the", "a▁b"])
    [' the', 'a b']
    """
    return [piece.replace(mark, " ") for piece in pieces]


def fallback_bytes(pieces: Sequence[str]) -> dict[int, bytes]:
    r"""The pieces that stand for one byte each, spelled ``<0xNN>``.

    Returns:
        The byte by the position of its piece, in order of position.

    >>> fallback_bytes(["<0x0A>", "a", "<0xe4>"])
    {0: b'\n', 2: b'\xe4'}
    """
    found = compress(count(), map(_FALLBACK_BYTES.__contains__, pieces))
    return {place: _FALLBACK_BYTES[pieces[place]] for place in found}


def special_kind(piece: str) -> TokenKind | None:
    """What a piece is for by its name alone, where its file does not say.

    Returns:
        Unknown, special or unused; None for a name that is none of those in use.

    >>> special_kind("[CLS]"), special_kind("[unused7]"), special_kind("unused7")
    (<TokenKind.SPECIAL: 'special'>, <TokenKind.UNUSED: 'unused'>, None)
    """
    if piece in _UNKNOWN_NAMES:
        return TokenKind.UNKNOWN
    if _SPECIAL_NAME.fullmatch(piece):
        return TokenKind.SPECIAL
    return TokenKind.UNUSED if is_unused(piece) else None


def is_unused(piece: str) -> bool:
    """Whether a piece only fills up the table, as its name says.

    >>> is_unused("[unused7]"), is_unused("<|reserved_special_token_0|>")
    (True, True)
    >>> is_unused("unused")
    False
    """
    return _UNUSED.fullmatch(piece) is not None


def unused_pieces(known: Container[str]) -> list[str]:
    """The pieces of a table that only fill it up, as their names say.

    They are numbered, so that looking for each is faster than looking at all pieces.

    Args:
        known: The pieces.
    """
    found = list[str]()
    for name in _UNUSED_NAMES:
        number = last = -1
        while (number := number + 1) - last <= _LONGEST_GAP:
            if (piece := name % number) in known:
                found.append(piece)
                last = number
    return found


@dataclass(frozen=True, slots=True)
class Replace:
    """Write ``new`` for each ``old``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DropPrefix:
    """Drop the mark of a piece that continues a word."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Drop up to so many of a character from the beginning and the end."""

    content: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Fallback:
    """Take ``<0xNN>`` for a byte."""


@dataclass(frozen=True, slots=True)
class ByteLevel:
    """Take each character for the byte that the byte-level alphabet has it for."""


Step = Replace | DropPrefix | Strip | Fallback | ByteLevel


@dataclass(frozen=True, slots=True)
class Spelled:
    """What pieces stand for, in columns parallel to them.

    Attributes:
        raws: The bytes of each piece.
        texts: The same as text; None where the bytes are not UTF-8.
        byte_places: Positions of the pieces that stand for one byte by name; None
            in a byte-level vocabulary, where every token of one byte is one.
    """

    raws: list[bytes]
    texts: list[str | None]
    byte_places: frozenset[int] | None


def spell_out(pieces: Sequence[str], steps: Sequence[Step]) -> Spelled:
    r"""The bytes of each piece in the middle of a text.

    Args:
        pieces: The pieces, without lone surrogates.
        steps: What turns a piece into what it stands for, in order.

    Raises:
        ValueError: A step would make the pieces far larger than their file.

    >>> spell_out(["▁a", "<0xFF>"], [Replace("▁", " "), Fallback()]).raws
    [b' a', b'\xff']
    """
    texts = [*pieces]
    fallback = dict[int, bytes]()
    for place, step in enumerate(steps):
        match step:
            case ByteLevel():
                raws = _after_byte_level(byte_level_raws(texts), steps[place + 1 :])
                return Spelled(raws, decode_all(raws), None)
            case Fallback():
                fallback |= fallback_bytes(texts)
            case Replace(old, new):
                _check_growth(texts, old, new)
                texts = (
                    metaspace_texts(texts, old)
                    if new == " "
                    else ([text.replace(old, new) for text in texts])
                )
            case DropPrefix(prefix):
                texts = [text.removeprefix(prefix) for text in texts]
            case Strip():
                texts = [_strip(text, step) for text in texts]
    return _with_bytes(texts, fallback)


def _with_bytes(texts: list[str], fallback: dict[int, bytes]) -> Spelled:
    raws = [*map(str.encode, texts)]
    shown: list[str | None] = [*texts]
    for place, raw in fallback.items():
        raws[place] = raw
        shown[place] = raw.decode() if raw.isascii() else None
    return Spelled(raws, shown, frozenset(fallback))


def _after_byte_level(raws: list[bytes], steps: Sequence[Step]) -> list[bytes]:
    """What follows sees one long text: only replacing reaches its middle."""
    for step in steps:
        if isinstance(step, Replace):
            _check_growth(raws, step.old.encode(), step.new.encode())
            raws = [raw.replace(step.old.encode(), step.new.encode()) for raw in raws]
    return raws


def _check_growth(texts: Sequence[AnyStr], old: AnyStr, new: AnyStr) -> None:
    if not old:
        message = "it replaces the empty text"
        raise ValueError(message)
    more = len(new) - len(old)
    if more > 0 and sum(text.count(old) for text in texts) * more > MAX_GROWTH:
        message = f"replacing {old[:20]!r} makes the pieces too large"
        raise ValueError(message)


def _strip(text: str, step: Strip) -> str:
    content, start, stop = step.content, step.start, step.stop
    led = len(text) - len(text.lstrip(content))
    text = text[min(led, start) :]
    trailed = len(text) - len(text.rstrip(content))
    return text[: len(text) - min(trailed, stop)]
