"""Files that somebody else wrote: opened only if regular, and read within bounds."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from vocab_audit.errors import FormatError, SourceError

MAX_FILE_BYTES = 512 * 1024 * 1024
"""Bytes of a vocabulary's file that are read at most."""

MAX_TOKENS = 1024 * 1024
"""Tokens that a vocabulary's file may list at most; the largest known has 901,629."""

_Shape = TypeVar("_Shape")

_GENERIC_NAMES = frozenset(
    {
        "merges.txt",
        "sentencepiece.bpe.model",
        "spiece.model",
        "tekken.json",
        "tokenizer.json",
        "tokenizer.model",
        "vocab.json",
        "vocab.txt",
    }
)
"""Names that every model's file has, so that they name none."""


def read_file(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a whole file.

    Args:
        path: The file.
        limit: Bytes that it may have at most.

    Raises:
        SourceError: It is missing, not a regular file, or cannot be read.
        FormatError: It is larger than the limit.
    """
    with open_file(path) as stream:
        # a size that is told beforehand spares reading; a file may also grow
        is_larger = os.fstat(stream.fileno()).st_size > limit
        content = b"" if is_larger else stream.read(limit + 1)
    if is_larger or len(content) > limit:
        message = f"{path}: larger than the {limit:,} bytes that are read"
        raise FormatError(message)
    return content


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading; what fails while it is open is told too.

    Raises:
        SourceError: It is missing, not a regular file, or cannot be read.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
            message = f"{path}: is {what}; name a tokenizer's file"
            raise SourceError(message)
        with path.open("rb") as stream:
            yield stream
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or error
        message = f"{path}: cannot read this file: {why}"
        raise SourceError(message) from None


def decode_json(path: Path, content: bytes, shape: type[_Shape]) -> _Shape:
    """Decode JSON that must have a shape.

    Args:
        path: The file that it stands in, for the error.
        content: The JSON, in UTF-8.
        shape: A type that msgspec decodes, and whose parts it checks.

    Raises:
        FormatError: It is not valid JSON, or not of that shape; the message says
            where.
    """
    import msgspec

    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=shape)
    except UnicodeDecodeError as error:
        fault = f"not valid UTF-8 ({error.reason})"
    except RecursionError:
        fault = "nested too deeply"
    except msgspec.MsgspecError as error:
        fault = str(error)
    message = f"{path}: not the JSON that was expected: {fault}"
    raise FormatError(message)


def check_count(path: Path, count: int) -> None:
    """Refuse a file that lists more tokens than any tokenizer has.

    Args:
        path: The file, for the error.
        count: Tokens, or lines of a format with a token a line.

    Raises:
        FormatError: There are too many.
    """
    if count > MAX_TOKENS:
        message = f"{path}: lists {count:,} tokens; at most {MAX_TOKENS:,} are read"
        raise FormatError(message)


def name_of(path: Path) -> str:
    """What to call the vocabulary in a file.

    The file's name; behind its folder's where every model's file has that name.

    >>> name_of(Path("/models/qwen/tokenizer.json")), name_of(Path("a/my.tiktoken"))
    ('qwen/tokenizer.json', 'my.tiktoken')
    """
    if path.name not in _GENERIC_NAMES:
        return path.name
    folder = path.absolute().parent.name
    return f"{folder}/{path.name}" if folder else path.name


def replace_file(path: Path, content: bytes) -> None:
    """Write a file, or replace it once all of the new one is written.

    A file that is replaced keeps its permissions.

    Args:
        path: The file; a link is replaced, not followed.
        content: All of it.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            Path(temporary).chmod(_mode_of_new_files())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode_of_new_files() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
