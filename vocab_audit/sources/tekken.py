"""Mistral's ``tekken.json``: byte-level BPE with room for special tokens before it.

The form is that of mistral-common
(https://github.com/mistralai/mistral-common/blob/main/src/mistral_common/tokens/tokenizers/tekken.py):
a token's id is its merge rank plus the number of special tokens, and only the first
ranks of the list are used, as many as the vocabulary's size leaves room for.
"""

import binascii
import hashlib
import json
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

import msgspec

from vocab_audit.errors import FormatError
from vocab_audit.files import check_count, decode_json, name_of, read_file
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary, decode_all

MAX_SPECIAL_TOKENS = 100_000
MAX_TOKEN_BYTES = 1024 * 1024

FIRST_SPECIAL_TOKENS = (
    *("<unk>", "<s>", "</s>", "[INST]", "[/INST]"),
    *("[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]"),
    *("[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]"),
    *("[PREFIX]", "[MIDDLE]", "[SUFFIX]"),
    *("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]"),
)
"""Names of the first special tokens where a file lists none, as up to version 7."""


class _Config(msgspec.Struct):
    pattern: str
    default_vocab_size: int
    default_num_special_tokens: int
    version: str = ""


class _Entry(msgspec.Struct, gc=False):
    rank: int
    token_bytes: str


class _Special(msgspec.Struct):
    rank: int
    token_str: str
    is_control: bool = True


class _File(msgspec.Struct):
    config: _Config
    vocab: list[_Entry]
    special_tokens: list[_Special] | None = None


def load(location: str) -> Vocabulary:
    """Read a ``tekken.json``.

    Args:
        location: Path of the file.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the place.
    """
    path = Path(location)
    content = read_file(path)
    file = decode_json(path, content, _File)
    specials = file.config.default_num_special_tokens
    used = file.config.default_vocab_size - specials
    if not 0 <= specials <= MAX_SPECIAL_TOKENS:
        message = (
            f"{path}: config.default_num_special_tokens is {specials}; it must be "
            f"from 0 to {MAX_SPECIAL_TOKENS:,}"
        )
        raise FormatError(message)
    if not 0 < used <= len(file.vocab):
        message = (
            f"{path}: config.default_vocab_size leaves room for {used} tokens, and "
            f"the file lists {len(file.vocab)}"
        )
        raise FormatError(message)
    check_count(path, used)
    raws = _raws(path, file.vocab, used)
    return Vocabulary(
        name_of(path),
        "file",
        hashlib.sha256(content).hexdigest(),
        range(specials, specials + used),
        raws,
        decode_all(raws),
        _special_tokens(path, file.special_tokens, specials),
        Tokenizer(
            "tekken",
            ModelKind.BPE,
            file.config.pattern,
            settings={"version": json.dumps(file.config.version)},
        ),
        ranks=range(used),
    )


def _raws(path: Path, entries: list[_Entry], used: int) -> list[bytes]:
    """The bytes of the tokens that are used, by rank."""
    entries = entries[:used]
    ranks = [*map(attrgetter("rank"), entries)]
    if ranks != [*range(used)]:
        place = next(i for i, rank in enumerate(ranks) if rank != i)
        message = f"{path}: vocab[{place}].rank is {ranks[place]}; it must be {place}"
        raise FormatError(message)
    raws = []
    for entry in entries:
        try:
            raw = binascii.a2b_base64(entry.token_bytes, strict_mode=True)
        except ValueError:  # not base64, or not ASCII
            raw = b""
        if not 0 < len(raw) <= MAX_TOKEN_BYTES:
            message = (
                f"{path}: vocab[{entry.rank}].token_bytes is not the base64 of "
                f"1 to {MAX_TOKEN_BYTES:,} bytes"
            )
            raise FormatError(message)
        raws.append(raw)
    return raws


def _special_tokens(
    path: Path, listed: Sequence[_Special] | None, count: int
) -> tuple[Token, ...]:
    """All special tokens, by id; ids that the file does not name get a filler."""
    named: dict[int, tuple[str, TokenKind]] = {}
    if listed is None:
        for rank, text in enumerate(FIRST_SPECIAL_TOKENS[:count]):
            named[rank] = text, TokenKind.CONTROL
    for place, special in enumerate(listed or ()):
        if not 0 <= special.rank < count or special.rank in named:
            message = (
                f"{path}: special_tokens[{place}].rank is {special.rank}; it must be "
                f"from 0 to {count - 1}, and each stands once"
            )
            raise FormatError(message)
        kind = TokenKind.CONTROL if special.is_control else TokenKind.ADDED
        named[special.rank] = special.token_str, kind
    return tuple(
        Token(rank, text.encode(), kind, None, text)
        for rank, (text, kind) in (
            (rank, named.get(rank, (f"<SPECIAL_{rank}>", TokenKind.UNUSED)))
            for rank in range(count)
        )
    )
