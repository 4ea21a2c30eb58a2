"""SentencePiece's ``.model``: its pieces, and how text becomes them.

The file is one protobuf message
(https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto).
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from vocab_audit.errors import FormatError
from vocab_audit.files import read_file
from vocab_audit.protobuf import FIXED32, SIZED, VARINT, Field, Message, signed
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.typed_pieces import (
    MAX_PIECES,
    NORMAL,
    SENTENCEPIECE,
    Setting,
    TypedPieces,
    canonical,
    make_vocabulary,
)
from vocab_audit.vocabulary import Vocabulary

MAX_MODEL_BYTES: Final = 128 * 1024 * 1024

_PIECES: Final = 1
_TRAINER_SPEC: Final = 2
_SPECS: Final = {2: "trainer_spec", 3: "normalizer_spec", 5: "denormalizer_spec"}
_TEXT, _SCORE, _TYPE = 1, 2, 3  # fields of a piece
_MODEL_TYPE: Final = 3  # a field of trainer_spec

# the byte before a piece, its text, its score, its type; bytes that the latter take
_TAG_PIECE, _TAG_TEXT, _TAG_SCORE, _TAG_TYPE = 0x0A, 0x0A, 0x15, 0x18
_SCORE_BYTES, _TYPE_BYTES, _TAIL_BYTES = 5, 2, 7
_NO_SCORE: Final = bytes([_TAG_SCORE, 0, 0, 0, 0])
_NO_TYPE: Final = bytes([_TAG_TYPE, NORMAL])

_KINDS: Final = {
    "UNIGRAM": ModelKind.UNIGRAM,
    "BPE": ModelKind.BPE,
    "WORD": ModelKind.WORDLEVEL,
    "CHAR": ModelKind.LONGEST_MATCH,  # its pieces are characters, and what users define
}
_MODEL_TYPES: Final = dict(enumerate(_KINDS, 1))

_NORMALIZER_FIELDS: Final[dict[int, tuple[str, Setting]]] = {
    1: ("name", ""),
    2: ("precompiled_charsmap", b""),
    3: ("add_dummy_prefix", True),
    4: ("remove_extra_whitespaces", True),
    5: ("escape_whitespaces", True),
}
_SPEC_FIELDS: Final[dict[str, dict[int, tuple[str, Setting]]]] = {
    "trainer_spec": {
        21: ("split_by_unicode_script", True),
        22: ("split_by_whitespace", True),
        23: ("split_by_number", True),
        24: ("treat_whitespace_as_suffix", False),
        25: ("split_digits", False),
        26: ("allow_whitespace_only_pieces", False),
        35: ("byte_fallback", False),
        40: ("unk_id", 0),
        41: ("bos_id", 1),
        42: ("eos_id", 2),
        43: ("pad_id", -1),
        44: ("unk_surface", " \u2047 "),
        45: ("unk_piece", "<unk>"),
        46: ("bos_piece", "<s>"),
        47: ("eos_piece", "</s>"),
        48: ("pad_piece", "<pad>"),
        53: ("pretokenization_delimiter", ""),
    },
    "normalizer_spec": _NORMALIZER_FIELDS,
    "denormalizer_spec": _NORMALIZER_FIELDS,
}
"""What changes how text is encoded or decoded: number, name and default of fields."""


def load(location: str) -> Vocabulary:
    """Read a SentencePiece model.

    Args:
        location: Path of the file.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the byte or the token.
    """
    path = Path(location)
    content = read_file(path, MAX_MODEL_BYTES)
    model = _read(Message(path, content, "a SentencePiece model"))
    model_type = _model_type(model)
    settings = {"trainer_spec.model_type": canonical(model_type)}
    for number, fields in sorted(model.specs.items()):
        settings |= _settings(model.message, _SPECS[number], fields)
    return make_vocabulary(
        TypedPieces(path, model.spelled, bytes(model.types), model.scores),
        SENTENCEPIECE,
        hashlib.sha256(content).hexdigest(),
        Tokenizer("sentencepiece", _KINDS[model_type], settings=settings),
    )


@dataclass(frozen=True, slots=True)
class _Model:
    """What a file holds: pieces in columns, and the fields of its specs by number."""

    message: Message
    spelled: list[bytes] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    types: bytearray = field(default_factory=bytearray)
    specs: dict[int, dict[int, Field]] = field(default_factory=dict)


def _read(message: Message) -> _Model:
    """Read a whole file; of a field that stands twice, the last one counts."""
    model = _Model(message)
    at, end, is_common = 0, len(message.content), True
    while at < end:
        if is_common:
            spelled, tails, behind = _common_pieces(message.content, at)
            is_common = _add_pieces(model, spelled, tails)
            at = behind if is_common else at
        if len(model.spelled) > MAX_PIECES:
            message.refuse(at, f"more than {MAX_PIECES:,} pieces")
        if at < end:
            at = _read_part(model, message.field(at, end))
    return model


def _read_part(model: _Model, part: Field) -> int:
    """Read a piece or a spec, however it is written; pass over anything else.

    Returns:
        The byte behind it.
    """
    message = model.message
    if part.number == _PIECES:
        _read_piece(model, part)
    elif part.number in _SPECS:
        message.expect(part, SIZED, _SPECS[part.number])
        fields = _fields(message, part)
        model.specs.setdefault(part.number, {}).update(fields)
    return part.end


def _common_pieces(content: bytes, at: int) -> tuple[list[bytes], list[bytes], int]:
    """Read pieces for as long as they are written as nearly all are.

    That is in fewer than 128 bytes: the text, and then the score, the type, both or
    neither. Reading them field by field takes ten times as long.

    Returns:
        The text of each, what follows the text, and the byte behind the last one.
    """
    spelled, tails = list[bytes](), list[bytes]()
    add_text, add_tail, sizes_of = spelled.append, tails.append, _common_sizes()
    whole = 0
    try:
        for _ in range(MAX_PIECES + 1):
            size, whole = sizes_of[content[at : at + 4]]
            stop, end = at + size, at + whole
            add_text(content[at + 4 : stop])
            add_tail(content[stop:end])
            at = end
    except KeyError:
        pass  # another layout, another field, or the end
    if at > len(content):  # the last one is cut off
        return spelled[:-1], tails[:-1], at - whole
    return spelled, tails, at


@cache
def _common_sizes() -> dict[bytes, tuple[int, int]]:
    """By the first four bytes of a piece, its bytes up to its text's end, and all."""
    return {
        bytes([_TAG_PIECE, 2 + size + rest, _TAG_TEXT, size]): (
            4 + size,
            4 + size + rest,
        )
        for rest in (0, _SCORE_BYTES, _TYPE_BYTES, _TAIL_BYTES)
        for size in range(1, 0x80 - 2 - rest)
    }


def _add_pieces(model: _Model, spelled: list[bytes], tails: list[bytes]) -> bool:
    """Put pieces into the columns, if what follows their text is what it should be.

    Args:
        model: Where they go.
        spelled: The text of each.
        tails: What follows it, as many bytes as a score, a type, both or neither have.
    """
    rows = b"".join([t if len(t) == _TAIL_BYTES else _whole(t) for t in tails])
    score_tags, type_tags = rows[::_TAIL_BYTES], rows[_SCORE_BYTES::_TAIL_BYTES]
    if {*score_tags} - {_TAG_SCORE} or {*type_tags} - {_TAG_TYPE}:
        return False
    scores = bytearray(4 * len(tails))
    for place in range(4):
        scores[place::4] = rows[1 + place :: _TAIL_BYTES]
    types = rows[_TAIL_BYTES - 1 :: _TAIL_BYTES]
    if max(types, default=0) >= 0x80:  # noqa: PLR2004 - a number of more than one byte
        return False
    model.spelled.extend(spelled)
    model.scores.extend(struct.unpack(f"<{len(tails)}f", scores))
    model.types.extend(types)
    return True


def _whole(tail: bytes) -> bytes:
    """A score and a type, of which what is not given is the default."""
    if len(tail) == _TYPE_BYTES:
        return _NO_SCORE + tail
    return (tail or _NO_SCORE) + _NO_TYPE


def _read_piece(model: _Model, part: Field) -> None:
    """Read a piece in whichever way it is written."""
    message = model.message
    message.expect(part, SIZED, "a piece")
    fields = _fields(message, part)
    text, score, number = (fields.get(key) for key in (_TEXT, _SCORE, _TYPE))
    if text is None or text.start == text.end:
        message.refuse(part.start, f"piece {len(model.spelled)} is empty")
    model.spelled.append(message.expect(text, SIZED, "the text of a piece"))
    raw = message.expect(score, FIXED32, "the score of a piece") if score else bytes(4)
    model.scores.extend(struct.unpack("<f", raw))
    if number:
        message.expect(number, VARINT, "the type of a piece")
    model.types.append(min(number.value, 0xFF) if number else NORMAL)


def _fields(message: Message, part: Field) -> dict[int, Field]:
    """The fields of a message within the file's, by number."""
    return {each.number: each for each in message.fields(part.start, part.end)}


def _model_type(model: _Model) -> str:
    """The name of the model's type.

    Raises:
        FormatError: Nothing says it, or it is not known.
    """
    path = model.message.path
    trainer = model.specs.get(_TRAINER_SPEC)
    if trainer is None:
        message = (
            f"{path}: byte {len(model.message.content)}: ends after "
            f"{len(model.spelled):,} pieces and before a trainer_spec; this is not a "
            "SentencePiece model, or cut off"
        )
        raise FormatError(message)
    found = trainer.get(_MODEL_TYPE)
    number = found.value if found else 1
    if number not in _MODEL_TYPES:
        message = f"{path}: trainer_spec.model_type is {number}; known are 1 to 4"
        raise FormatError(message)
    return _MODEL_TYPES[number]


def _settings(
    message: Message, spec: str, fields: Mapping[int, Field]
) -> dict[str, str]:
    """The settings of a spec, those that it leaves at their default too."""
    settings = dict[str, str]()
    for number, (name, default) in _SPEC_FIELDS[spec].items():
        found = fields.get(number)
        key = f"{spec}.{name}"
        value = default if found is None else _value(message, key, found, default)
        settings[key] = canonical(value)
    return settings


def _value(message: Message, key: str, found: Field, default: Setting) -> Setting:
    """The value of a field, of the type of its default."""
    if isinstance(default, int):
        message.expect(found, VARINT, key)
        is_flag = isinstance(default, bool)
        return bool(found.value) if is_flag else signed(found.value)
    content = message.expect(found, SIZED, key)
    if isinstance(default, bytes):
        return content
    try:
        return content.decode()
    except UnicodeDecodeError:
        return message.refuse(found.start, f"{key} is not valid UTF-8")
