"""Tokens, and the vocabulary that holds them."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload


class TokenKind(StrEnum):
    """What a token is for."""

    NORMAL = "normal"
    BYTE = "byte"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Token:
    """One entry of a vocabulary.

    Attributes:
        id: The token id.
        raw: The bytes that the token stands for.
        kind: Whether it is text, a single byte, or a special token.
        rank: Merge rank, smallest first merged; None where there is none.
        text: ``raw`` as UTF-8, or None where it is not valid UTF-8.
    """

    id: int
    raw: bytes
    kind: TokenKind
    rank: int | None
    text: str | None

    @property
    def display(self) -> str:
        r"""The token as one printable line, safe to show anywhere.

        Spaces stay; control, format, bidi, unassigned and other invisible
        characters become escapes, and bytes that are not UTF-8 become ``\xNN``.

        >>> Token(1, b" a\n", TokenKind.NORMAL, 1, " a\n").display
        ' a\\n'
        """
        if self.text is None:
            return printable(self.raw.decode("utf-8", "backslashreplace"))
        return printable(self.text)


_VISIBLE_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""Return ``text`` with every invisible character escaped.

    A backslash in the text stays as it is: the result is for eyes, not for
    parsing.
    """
    if text.isprintable():
        return text
    return "".join(map(_printable_character, text))


def _printable_character(character: str) -> str:
    if character in _VISIBLE_ESCAPES:
        return _VISIBLE_ESCAPES[character]
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    point = ord(character)
    if point < 0x100:  # noqa: PLR2004 - the range of \xNN
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - the range of \uNNNN


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A tokenizer's vocabulary, held in columns.

    Two hundred thousand tokens are audited in a fraction of a second because
    they are not made into objects: columns are read by position, and
    :attr:`tokens` makes a :class:`Token` only where one is asked for.

    Attributes:
        name: What the user calls it.
        origin: Where it came from: ``embedded``, ``tiktoken`` or ``file``.
        sha256: Hexadecimal digest of the file (for OpenAI's encodings, of the
            ``.tiktoken`` file).
        ids: Token ids, strictly ascending; gaps are allowed.
        raws: The bytes of each token, parallel to ``ids``.
        texts: Each token as text, or None where its bytes are not valid UTF-8,
            parallel to ``ids``. Decoded once, here.
        special_tokens: Special tokens, by id; they are not among ``ids``.
    """

    name: str
    origin: str
    sha256: str
    ids: Sequence[int]
    raws: Sequence[bytes]
    texts: Sequence[str | None]
    special_tokens: tuple[Token, ...] = ()

    @property
    def tokens(self) -> "TokenColumn":
        """All ordinary tokens, in order of id."""
        return TokenColumn(self)

    def position(self, token_id: int) -> int | None:
        """Where a token id stands in the columns, or None if it is not there."""
        place = bisect_left(self.ids, token_id)
        found = place < len(self.ids) and self.ids[place] == token_id
        return place if found else None


@dataclass(frozen=True, slots=True)
class TokenColumn(Sequence[Token]):
    """A vocabulary's tokens as a sequence that makes each one on demand."""

    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.vocabulary.ids)

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> list[Token]: ...
    def __getitem__(self, place: int | slice) -> Token | list[Token]:
        if isinstance(place, slice):
            return [self._token(i) for i in range(*place.indices(len(self)))]
        return self._token(range(len(self))[place])

    def __iter__(self) -> Iterator[Token]:
        return map(self._token, range(len(self)))

    def _token(self, place: int) -> Token:
        vocabulary = self.vocabulary
        raw = vocabulary.raws[place]
        token_id = vocabulary.ids[place]
        kind = TokenKind.BYTE if len(raw) == 1 else TokenKind.NORMAL
        return Token(token_id, raw, kind, token_id, vocabulary.texts[place])


def decode_all(raws: Sequence[bytes]) -> list[str | None]:
    """Decode each token's bytes as UTF-8; None where they are not valid.

    Args:
        raws: The bytes of each token.

    Returns:
        One text or None per token, in the same order.
    """
    return [*map(_decode, raws)]


def _decode(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None
