"""RWKV's text vocabulary: an id, a Python literal and its size in bytes on each line.

The World models come with ``rwkv_vocab_v20230424.txt`` of this form
(https://github.com/BlinkDL/ChatRWKV/tree/main/tokenizer). Literals are read, never
evaluated: only those of ``str`` and ``bytes`` are taken. Text is encoded by taking
the longest token that fits, so there are no merges and no ranks.
"""

import ast
import hashlib
import re
import warnings
from pathlib import Path

from vocab_audit.errors import FormatError
from vocab_audit.files import check_count, name_of, read_file
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary, decode_all

MAX_ID = 2**31 - 1
MAX_LINE_BYTES = 64 * 1024

_LINE = re.compile(
    rb"""(\d{1,10}) (b?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")) (\d{1,7})\r?"""
)


def load(location: str) -> Vocabulary:
    """Read an RWKV text vocabulary.

    Args:
        location: Path of the file.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the line.
    """
    path = Path(location)
    content = read_file(path)
    check_count(path, content.count(b"\n"))
    raw_of = dict[int, bytes]()
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            token_id, raw = _parse(path, number, line)
            if token_id in raw_of:
                message = f"{path}:{number}: id {token_id} stands here a second time"
                raise FormatError(message)
            raw_of[token_id] = raw
    if not raw_of:
        message = f"{path}: the file holds no tokens"
        raise FormatError(message)
    ids = sorted(raw_of)
    raws = [raw_of[token_id] for token_id in ids]
    return Vocabulary(
        name_of(path),
        "file",
        hashlib.sha256(content).hexdigest(),
        ids,
        raws,
        decode_all(raws),
        tokenizer=Tokenizer("rwkv", ModelKind.LONGEST_MATCH),
    )


def _parse(path: Path, number: int, line: bytes) -> tuple[int, bytes]:
    """Id and bytes of one line."""
    parts = _LINE.fullmatch(line) if len(line) <= MAX_LINE_BYTES else None
    raw = _literal(parts[2]) if parts else None
    if not parts or not raw or len(raw) != int(parts[3]) or int(parts[1]) > MAX_ID:
        shown = line[:40].decode("utf-8", "backslashreplace")
        message = (
            f"{path}:{number}: {shown!r} is not a token of an RWKV vocabulary "
            "(an id, a Python literal, its size in bytes)"
        )
        raise FormatError(message)
    return int(parts[1]), raw


def _literal(spelled: bytes) -> bytes | None:
    """The bytes that a literal of text or bytes stands for; None if it is none."""
    try:
        if b"\\" not in spelled and not spelled.startswith(b"b"):
            return spelled[1:-1].decode().encode()  # as most are: nothing to undo
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an unknown escape is a warning to Python
            value: object = ast.literal_eval(spelled.decode())
        if isinstance(value, str):
            return value.encode()  # fails on a lone surrogate, which no token can have
    except (SyntaxError, ValueError, Warning):
        return None
    return value if isinstance(value, bytes) else None
