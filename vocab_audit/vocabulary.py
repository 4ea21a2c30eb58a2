"""Tokens, and the vocabulary that holds them."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from operator import le
from typing import overload

from vocab_audit.tokenizer import Tokenizer


class TokenKind(StrEnum):
    """What a token is for.

    ``normal`` and ``byte`` tokens stand for text and were learned from a corpus. All
    others were put there by hand: ``special`` and ``control`` tokens mark places,
    ``unknown`` stands for text that has no token, ``added`` tokens stand for the text
    that they spell, and ``unused`` ones fill up the table.
    """

    NORMAL = "normal"
    BYTE = "byte"
    SPECIAL = "special"
    CONTROL = "control"
    UNKNOWN = "unknown"
    ADDED = "added"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Token:
    """One entry of a vocabulary.

    Attributes:
        id: The token id.
        raw: The bytes that the token stands for.
        kind: What it is for.
        rank: Merge rank, smallest first merged; None where there is none.
        text: ``raw`` as UTF-8, or None where it is not valid UTF-8.
        flags: How an added token is looked for, as its file says: ``lstrip``,
            ``rstrip``, ``normalized``, ``single_word``.
    """

    id: int
    raw: bytes
    kind: TokenKind
    rank: int | None
    text: str | None
    flags: frozenset[str] = frozenset()

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
        origin: Where it came from: ``embedded``, ``tiktoken``, ``file`` or ``hub``.
        sha256: Hexadecimal digest of the file (for OpenAI's encodings, of the
            ``.tiktoken`` file; for GGUF, of the part before the tensors).
        ids: Token ids, strictly ascending; gaps are allowed.
        raws: The bytes of each token, parallel to ``ids``.
        texts: Each token as text, or None where its bytes are not valid UTF-8,
            parallel to ``ids``. Decoded once, here.
        special_tokens: Every token that was put there by hand, by id: special,
            control, unknown, added and unused ones; they are not among ``ids``.
        tokenizer: What its file says beyond the bytes of its tokens.
        ranks: Merge rank of each token, parallel to ``ids``; None where tokens have
            none, as in a unigram model.
        byte_ids: Ids of the byte tokens; None where every token of one byte is one.
    """

    name: str
    origin: str
    sha256: str
    ids: Sequence[int]
    raws: Sequence[bytes]
    texts: Sequence[str | None]
    special_tokens: tuple[Token, ...] = ()
    tokenizer: Tokenizer = field(default_factory=Tokenizer)
    ranks: Sequence[int] | None = None
    byte_ids: frozenset[int] | None = None

    @property
    def gaps(self) -> int:
        """Ids between the first and the last that no token of any kind has."""
        special = [token.id for token in self.special_tokens]
        ends = [*self.ids[:1], *self.ids[-1:], *special]
        if not ends:
            return 0
        return max(ends) - min(ends) + 1 - len(self.ids) - len({*special})

    @property
    def tokens(self) -> "TokenColumn":
        """All ordinary tokens, in order of id."""
        return TokenColumn(self)

    @property
    def merge_order(self) -> Sequence[int]:
        """Positions in the columns, first merged first; by id where there are no ranks.

        Tokens of one rank are in the order of their ids.
        """
        places, ranks = range(len(self.ids)), self.ranks
        if ranks is None or ranks == self.ids or _is_ascending(ranks):
            return places
        return sorted(places, key=ranks.__getitem__)

    def position(self, token_id: int) -> int | None:
        """Where a token id stands in the columns, or None if it is not there."""
        if isinstance(self.ids, range):
            return self.ids.index(token_id) if token_id in self.ids else None
        place = bisect_left(self.ids, token_id)
        found = place < len(self.ids) and self.ids[place] == token_id
        return place if found else None


def _is_ascending(numbers: Sequence[int]) -> bool:
    return all(map(le, numbers, islice(numbers, 1, None)))


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
        if vocabulary.byte_ids is None:
            is_byte = len(raw) == 1
        else:
            is_byte = token_id in vocabulary.byte_ids
        kind = TokenKind.BYTE if is_byte else TokenKind.NORMAL
        rank = vocabulary.ranks[place] if vocabulary.ranks is not None else None
        return Token(token_id, raw, kind, rank, vocabulary.texts[place])


def decode_all(raws: Sequence[bytes]) -> list[str | None]:
    """Decode each token's bytes as UTF-8; None where they are not valid.

    Args:
        raws: The bytes of each token.

    Returns:
        One text or None per token, in the same order.
    """
    texts: list[str | None] = []
    decoded = map(bytes.decode, raws)
    while len(texts) < len(raws):  # extend keeps what came before an error
        try:
            texts.extend(decoded)
        except UnicodeDecodeError:
            texts.append(None)
    return texts
