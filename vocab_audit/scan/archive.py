"""Archives and compressed files, opened within bounds.

A bomb is told by what comes out of it: at most so many bytes in all, and at most so
many for each byte that went in. Nothing is written to the disk, and archives inside
archives stay closed.
"""

import bz2
import gzip
import io
import itertools
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Protocol

from vocab_audit.scan.document import (
    CHUNK_BYTES,
    Document,
    Entry,
    Skipped,
    UnreadableError,
)

MAX_BYTES: Final = 16 << 30
"""Bytes that may come out of one archive."""

MAX_RATIO: Final = 200
"""Bytes that may come out for each byte that went in, once there are many."""

FREE_BYTES: Final = 64 << 20
"""Bytes that may come out whatever the ratio."""

MAX_MEMBERS: Final = 1_000_000

_MAGIC = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
}
_TAR_MAGIC, _TAR_PLACE = b"ustar", 257
_FAULTS = (
    OSError,
    EOFError,
    ValueError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
)


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Budget:
    """Counts what comes out of one archive."""

    def __init__(self, path: str, size: int) -> None:
        """Start an archive.

        Args:
            path: What to call it in errors.
            size: Its own bytes.
        """
        self._path = path
        self._most = min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * size))
        self._spent = 0

    def spend(self, count: int) -> None:
        """Count bytes.

        Raises:
            UnreadableError: They are too many.
        """
        self._spent += count
        if self._spent > self._most:
            message = (
                f"{self._path}: stopped after {self._most:,} bytes came out of it; "
                f"more than {MAX_RATIO} for each of its own, or than {MAX_BYTES:,}, "
                "are not unpacked"
            )
            raise UnreadableError(message)


def kind(head: bytes) -> str | None:
    """What kind of archive a file is that begins so: zip, tar, gz, bz2, xz, zst."""
    if head[_TAR_PLACE : _TAR_PLACE + len(_TAR_MAGIC)] == _TAR_MAGIC:
        return "tar"
    return next((k for magic, k in _MAGIC.items() if head.startswith(magic)), None)


def members(path: str, size: int, of_kind: str) -> Iterator[Entry]:
    """Yield the files in an archive; a document must be read before the next is asked.

    Args:
        path: The archive.
        size: Its bytes.
        of_kind: As :func:`kind` says.
    """
    budget = Budget(path, size)
    try:
        with Path(path).open("rb") as stream:
            if of_kind == "zip":
                yield from _zipped(path, stream, budget)
                return
            unpacked = _unpacked(stream, of_kind)
            head = unpacked.read(512)
            whole = io.BufferedReader(_Joined(head, unpacked, budget))
            if kind(head) == "tar":
                yield from _tarred(path, whole)
            else:
                yield Document(path, lambda: _chunks(path, whole), size)
    except UnreadableError as error:
        yield Skipped(path, str(error).removeprefix(f"{path}: "))
    except _FAULTS as error:
        yield Skipped(path, f"not a sound archive: {error}")


def _unpacked(stream: IO[bytes], of_kind: str) -> _Readable:
    match of_kind:
        case "gz":
            return gzip.open(stream)
        case "bz2":
            return bz2.open(stream)
        case "xz":
            return lzma.open(stream)
        case "zst":
            return _zstandard(stream)
        case _:
            return stream


def _zstandard(stream: IO[bytes]) -> _Readable:
    try:
        import zstandard
    except ImportError:
        message = "zstd needs the extra: pip install 'vocab-audit[scan]'"
        raise ValueError(message) from None
    return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(
        stream, read_across_frames=True
    )


class _Joined(io.RawIOBase):
    """A head that was read already, and what comes behind it, counted."""

    def __init__(self, head: bytes, rest: _Readable, budget: Budget) -> None:
        self._head, self._rest, self._budget = head, rest, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        size = len(buffer)
        chunk = self._head[:size] or self._rest.read(min(size, CHUNK_BYTES))
        self._head = self._head[size:]
        self._budget.spend(len(chunk))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _zipped(path: str, stream: IO[bytes], budget: Budget) -> Iterator[Entry]:
    with zipfile.ZipFile(stream) as archive:
        for member in itertools.islice(archive.infolist(), MAX_MEMBERS):
            name = f"{path}!/{member.filename}"
            if member.is_dir():
                continue
            if member.flag_bits & 1:
                yield Skipped(name, "encrypted")
                continue
            try:
                with archive.open(member) as opened:
                    whole = io.BufferedReader(_Joined(b"", opened, budget))
                    yield Document(name, lambda: _chunks(name, whole))  # noqa: B023
            except _FAULTS as error:
                yield Skipped(name, f"cannot be unpacked: {error}")


def _tarred(path: str, stream: IO[bytes]) -> Iterator[Entry]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in itertools.islice(archive, MAX_MEMBERS):
            opened = archive.extractfile(member) if member.isreg() else None
            if opened is not None:
                name = f"{path}!/{member.name}"
                yield Document(name, lambda: _chunks(name, opened))  # noqa: B023


def _chunks(name: str, stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk
    except UnreadableError:
        raise
    except _FAULTS as error:
        message = f"{name}: cannot be unpacked: {error}"
        raise UnreadableError(message) from None
