"""How files spell the bytes of tokens."""

import binascii
import codecs
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

METASPACE: Final = "▁"
"""What SentencePiece writes for a space."""

_FALLBACK_BYTE: Final = re.compile("<0x([0-9A-Fa-f]{2})>")
_UNUSED: Final = re.compile(
    r"[<\[]\|?(?:unused|reserved_special_token)[-_]?\d+\|?[>\]]"
)


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
    ends = [*accumulate(map(len, pieces))]  # a character is a byte
    return [*map(encoded.__getitem__, map(slice, [0, *ends], ends))]


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
    spelled = [(place, p) for place, p in enumerate(pieces) if p.startswith("<0x")]
    matches = ((place, _FALLBACK_BYTE.fullmatch(piece)) for place, piece in spelled)
    return {place: bytes.fromhex(m[1]) for place, m in matches if m}


def is_unused(piece: str) -> bool:
    """Whether a piece only fills up the table, as its name says.

    >>> is_unused("[unused7]"), is_unused("<|reserved_special_token_0|>")
    (True, True)
    >>> is_unused("unused")
    False
    """
    return _UNUSED.fullmatch(piece) is not None
