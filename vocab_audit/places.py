"""Where in a tokenizer's file its tokens stand, for annotations at lines."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from vocab_audit.files import read_file
from vocab_audit.folder import tokenizer_file
from vocab_audit.vocabulary import Token, Vocabulary

MAX_LINE_BYTES: Final = 4_096
"""Longer lines are no token's own."""


def file_of(location: str) -> Path | None:
    """The file behind what a user named, or None where it is no file.

    Args:
        location: Anything that ``load_vocabulary`` takes.

    Raises:
        FormatError: It is a folder without a tokenizer's file, or with several.
    """
    _, _, rest = location.partition(":")
    for name in (location, rest):
        path = Path(name)
        if name and _is(path.is_file):
            return path
        if name and _is(path.is_dir):
            return path / tokenizer_file((it.name for it in path.iterdir()), name)
    return None


def _is(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except (OSError, ValueError):  # longer than a name may be, or with a NUL
        return False


def lines_of(
    path: Path, vocabulary: Vocabulary, tokens: Iterable[Token]
) -> dict[int, int]:
    """On which lines of a text file tokens stand.

    Args:
        path: The vocabulary's file.
        vocabulary: What was loaded from it.
        tokens: The tokens to find.

    Returns:
        Lines, counted from 1, by token id; tokens that have no line of their own are
        not in it.

    Raises:
        SourceError: The file cannot be read.
    """
    spelling = _SPELLINGS.get(vocabulary.tokenizer.format)
    if spelling is None:
        return {}
    spell, key_of = spelling
    wanted: dict[bytes, int] = {}
    for token in tokens:
        wanted |= dict.fromkeys(spell(vocabulary, token), token.id)
    found = dict[int, int]()
    if not wanted:
        return found
    for number, line in enumerate(read_file(path).split(b"\n"), 1):
        if len(line) <= MAX_LINE_BYTES:
            token_id = wanted.get(key_of(line))
            if token_id is not None:
                found.setdefault(token_id, number)
    return found


def _tiktoken(vocabulary: Vocabulary, token: Token) -> list[bytes]:
    del vocabulary
    return [b64encode(token.raw) + f" {token.id}".encode()]


def _json(vocabulary: Vocabulary, token: Token) -> list[bytes]:
    """As json and tokenizers lay out a table, one entry a line."""
    place, pieces = vocabulary.position(token.id), vocabulary.tokenizer.pieces
    if place is None or pieces is None:
        return []
    return [
        f"{json.dumps(pieces[place], ensure_ascii=ascii_only)}: {token.id}".encode()
        for ascii_only in (False, True)
    ]


def _tekken(vocabulary: Vocabulary, token: Token) -> list[bytes]:
    del vocabulary
    return [f'"token_bytes": "{b64encode(token.raw).decode()}"'.encode()]


def _vocab_txt(vocabulary: Vocabulary, token: Token) -> list[bytes]:
    place, pieces = vocabulary.position(token.id), vocabulary.tokenizer.pieces
    return [] if place is None or pieces is None else [pieces[place].encode()]


def _rwkv(vocabulary: Vocabulary, token: Token) -> list[bytes]:
    del vocabulary
    return [str(token.id).encode()]


def _entry(line: bytes) -> bytes:
    return line.strip().removesuffix(b",")


def _first_word(line: bytes) -> bytes:
    return line.partition(b" ")[0]


_Spell = Callable[[Vocabulary, Token], list[bytes]]
_SPELLINGS: Final[MappingProxyType[str, tuple[_Spell, Callable[[bytes], bytes]]]] = (
    MappingProxyType(
        {
            "tiktoken": (_tiktoken, bytes.strip),
            "tokenizer.json": (_json, _entry),
            "vocab.json": (_json, _entry),
            "tekken": (_tekken, _entry),
            "vocab.txt": (_vocab_txt, bytes.strip),
            "rwkv": (_rwkv, _first_word),
        }
    )
)
"""By the format of a file, how a token may be spelled, and what of a line is that."""
