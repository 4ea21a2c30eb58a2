"""tiktoken's text format: one token a line, base64 of its bytes and its merge rank.

OpenAI's ``.tiktoken`` files have this form
(https://github.com/openai/tiktoken/blob/main/tiktoken/load.py), and so have the
``tokenizer.model`` of Llama 3 and others.
"""

import binascii
import hashlib
from pathlib import Path

from vocab_audit.errors import FormatError
from vocab_audit.files import check_count, name_of, read_file
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary, decode_all

MAX_RANK = 2**31 - 1
MAX_TOKEN_BYTES = 1024 * 1024


def load(location: str) -> Vocabulary:
    """Read a file in tiktoken's text format.

    Args:
        location: Path of the file.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the line.
    """
    path = Path(location)
    content = read_file(path)
    check_count(path, content.count(b"\n"))
    rank_of = dict[int, bytes]()
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            rank, raw = _parse(path, number, line)
            if rank in rank_of:
                message = f"{path}:{number}: rank {rank} stands here a second time"
                raise FormatError(message)
            rank_of[rank] = raw
    if not rank_of:
        message = f"{path}: the file holds no tokens"
        raise FormatError(message)
    ids = sorted(rank_of)
    raws = [rank_of[rank] for rank in ids]
    digest = hashlib.sha256(content).hexdigest()
    return Vocabulary(
        name_of(path),
        "file",
        digest,
        ids,
        raws,
        decode_all(raws),
        tokenizer=Tokenizer("tiktoken", ModelKind.BPE),
        ranks=ids,
    )


def _parse(path: Path, number: int, line: bytes) -> tuple[int, bytes]:
    """Rank and bytes of one line."""
    try:
        spelled, spelled_rank = line.split()
        raw = binascii.a2b_base64(spelled, strict_mode=True)
        rank = int(spelled_rank) if spelled_rank.isdigit() else -1
    except ValueError:
        raw, rank = b"", -1
    if not raw or not 0 <= rank <= MAX_RANK or len(raw) > MAX_TOKEN_BYTES:
        shown = line[:40].decode("ascii", "backslashreplace")
        message = (
            f"{path}:{number}: {shown!r} is not a token in tiktoken's text format "
            "(base64, a space, a rank)"
        )
        raise FormatError(message)
    return rank, raw
