"""The vocabulary inside a GGUF model file, of which no tensor is read.

Which keys hold it is in https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, and
how pieces are spelled is as llama.cpp reads them, flavour by flavour
(https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp).
"""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from vocab_audit.decoders import METASPACE, byte_level_raws, fallback_bytes
from vocab_audit.gguf_header import (
    FLOATS,
    INTEGERS,
    Header,
    Numbers,
    Value,
    read_header,
)
from vocab_audit.merges import LazyMerges, Pair
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.typed_pieces import (
    BYTE,
    CONTROL,
    MAX_PIECES,
    NORMAL,
    SENTENCEPIECE,
    UNKNOWN,
    Columns,
    Setting,
    Spelling,
    TypedPieces,
    canonical,
    decode_pieces,
    make_vocabulary,
    plain,
)
from vocab_audit.vocabulary import Vocabulary, decode_all, printable

_MODEL: Final = "tokenizer.ggml.model"
_TOKENS: Final = "tokenizer.ggml.tokens"
_SCORES: Final = "tokenizer.ggml.scores"
_TYPES: Final = "tokenizer.ggml.token_type"
_MERGES: Final = "tokenizer.ggml.merges"
_UNKNOWN_ID: Final = "tokenizer.ggml.unknown_token_id"
_TABLES: Final = frozenset({_TOKENS, _SCORES, _TYPES, _MERGES})
_WHOLE_TOKENIZER: Final = "tokenizer.huggingface.json"  # a second copy of everything

_UNDEFINED: Final = 0
_LAST_TYPE: Final = 6
_BYTES: Final = 256
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def load(location: str) -> Vocabulary:
    """Read the vocabulary of a GGUF file.

    Args:
        location: Path of the file; of a model in several files, of the first.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format, or holds no vocabulary; the message
            names the byte, the key or the token.
    """
    path = Path(location)
    header = read_header(path, _is_wanted)
    model, spelled = header.text(_MODEL), header.strings(_TOKENS)
    if model is None or spelled is None:
        missing = _MODEL if model is None else _TOKENS
        header.refuse(
            missing,
            "is missing: the file holds no vocabulary (of a model "
            "in several files, the first one does)",
        )
    if len(spelled) > MAX_PIECES:
        header.refuse(_TOKENS, f"has {len(spelled):,}; at most {MAX_PIECES:,} are read")
    flavour = _FLAVOURS.get(model)
    if flavour is None:
        known = ", ".join(_FLAVOURS)
        header.refuse(_MODEL, f"is '{printable(model[:40])}'; known are {known}")
    kind, spelling = flavour
    pieces = TypedPieces(
        path,
        spelled,
        _types(header, spelled, spelling),
        header.numbers(_SCORES, FLOATS, len(spelled)),
    )
    tokenizer = Tokenizer(
        "gguf", kind, merges=_merges(header, spelling), settings=_settings(header)
    )
    return make_vocabulary(pieces, spelling, header.sha256, tokenizer)


def _is_wanted(key: str) -> bool:
    return key.startswith("tokenizer.") and key != _WHOLE_TOKENIZER


def _byte_level(pieces: Sequence[str]) -> Columns:
    raws = byte_level_raws(pieces)
    return raws, decode_all(raws)


def _phantom(pieces: Sequence[str]) -> Columns:
    r"""What WordPiece's pieces stand for, of which ``▁`` marks those that begin a word.

    No text has that space: it stands where other files have no ``##``.

    >>> _phantom(["▁the", "ing", "▁▁"])[1]
    ['the', 'ing', '▁']
    """
    return plain([piece.removeprefix(METASPACE) for piece in pieces])


def _escaped(pieces: Sequence[str]) -> Columns:
    r"""What pieces stand for that are escaped as Python's literals are.

    >>> _escaped([r"\n\n", r"\xe4\xbd", "\\\\", "é"])[0]
    [b'\n\n', b'\xe4\xbd', b'\\', b'\xc3\xa9']
    """
    raws = [_ESCAPE.sub(_unescape, piece.encode()) for piece in pieces]
    return raws, decode_all(raws)


def _unescape(match: re.Match[bytes]) -> bytes:
    code, character = match.groups()
    return bytes.fromhex(code.decode()) if code else _ESCAPED.get(character, character)


_FLAVOURS: Final = {
    "gpt2": (ModelKind.BPE, Spelling(_byte_level, plain, lone_bytes=True)),
    "llama": (ModelKind.BPE, SENTENCEPIECE),
    "gemma4": (ModelKind.BPE, SENTENCEPIECE),
    "t5": (ModelKind.UNIGRAM, SENTENCEPIECE),
    "bert": (ModelKind.WORDPIECE, Spelling(_phantom, _phantom)),
    "rwkv": (
        ModelKind.LONGEST_MATCH,
        Spelling(_escaped, plain, lone_bytes=True),
    ),
}
"""By ``tokenizer.ggml.model``: how tokens are built, and how they are spelled."""


def _types(header: Header, spelled: Sequence[bytes], spelling: Spelling) -> bytes:
    """The type of each token.

    Raises:
        FormatError: They are not as many as the tokens, or one is not known.
    """
    found = header.numbers(_TYPES, INTEGERS, len(spelled))
    if found is None:
        types = _types_from_ids(header, len(spelled))
    else:
        wrong = {*found} - {*range(_LAST_TYPE + 1)}
        if wrong:
            number = next(number for number in found if number in wrong)
            why = f"gives token {found.index(number)} the type {number}"
            header.refuse(_TYPES, f"{why}; known are 0 to {_LAST_TYPE}")
        types = bytearray(map(int, found))
        types = types.replace(bytes([_UNDEFINED]), bytes([NORMAL]))
    if spelling is SENTENCEPIECE and BYTE not in types:
        _tell_bytes(spelled, types)
    return bytes(types)


def _types_from_ids(header: Header, count: int) -> bytearray:
    """The types where the file lists none: normal, but for the special tokens' ids."""
    types = bytearray([NORMAL]) * count
    for key, token_id in header.values.items():
        if not key.endswith("_token_id") or not isinstance(token_id, int):
            continue
        if 0 <= token_id < count:
            types[token_id] = UNKNOWN if key == _UNKNOWN_ID else CONTROL
    return types


def _tell_bytes(spelled: Sequence[bytes], types: bytearray) -> None:
    """Give the byte tokens their type, which early converters did not."""
    pieces = [piece.decode("utf-8", "replace") for piece in spelled]
    byte_of = fallback_bytes(pieces)
    if len({*byte_of.values()}) == _BYTES:
        for token_id in byte_of:
            types[token_id] = BYTE


def _merges(header: Header, spelling: Spelling) -> LazyMerges | None:
    """The merges, decoded when somebody asks for them.

    Raises:
        FormatError: One is not two pieces with a space between them, or not UTF-8.
    """
    spelled = header.strings(_MERGES)
    if spelled is None:
        return None
    places = [merge.find(b" ", 1, -1) for merge in spelled]
    if -1 in places:
        header.refuse(_MERGES, f"has merge {places.index(-1)} that is not two pieces")
    try:
        b"\0".join(spelled).decode()
    except UnicodeDecodeError:
        header.refuse(_MERGES, "has a merge that is not valid UTF-8")
    return LazyMerges(partial(_pairs, spelled, places, spelling))


def _pairs(
    merges: Sequence[bytes], places: Sequence[int], spelling: Spelling
) -> list[Pair]:
    """The bytes of the two pieces of each merge, given the places of the spaces."""
    both = [*zip(merges, places, strict=True)]
    lefts = decode_pieces([merge[:place] for merge, place in both])
    rights = decode_pieces([merge[place + 1 :] for merge, place in both])
    left_raws, right_raws = spelling.learned(lefts)[0], spelling.learned(rights)[0]
    return [*zip(left_raws, right_raws, strict=True)]


def _settings(header: Header) -> dict[str, str]:
    """Everything about the tokenizer that is no table of its tokens."""
    return {
        key: canonical(_setting(value))
        for key, value in sorted(header.values.items())
        if key not in _TABLES
    }


def _setting(value: Value) -> Setting:
    match value:
        case Numbers():
            return value.content if value.code in "Bb" else [*value.values()]
        case list():
            return [text.decode("utf-8", "backslashreplace") for text in value]
        case _:
            return value
