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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Protocol, Self

from vocab_audit.scan.document import (
    CHUNK_BYTES,
    Document,
    Entry,
    Skipped,
    UnreadableError,
)

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

MAX_BYTES: Final = 16 << 30
"""Bytes that may come out of one archive."""

MAX_RATIO: Final = 200
"""Bytes that may come out for each byte that went in, once there are many."""

FREE_BYTES: Final = 64 << 20
"""Bytes that may come out whatever the ratio."""

MAX_MEMBERS: Final = 1_000_000

MAX_DIRECTORY_BYTES: Final = 16 << 20
"""Bytes of a zip's list of files; in memory it takes ten times as many."""

MAX_HEADER_BYTES: Final = 1 << 20
"""Bytes of a tar's long name, or of its extended header."""

_ZSTD_INPUT = 1024
"""Bytes given to zstd at once; at most 32 MiB can come of them."""

_TAR_HEADERS = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)

_MAGIC = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
}
_ZIP_TAIL = 66_000  # bytes in which a zip ends: its comment and the records before it
_IN_ZIP64 = 0xFFFFFFFF
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

    def read1(self, size: int = -1, /) -> bytes: ...  # what is there before a fault


class Budget:
    """Counts what comes out of one archive."""

    def __init__(self, size: int) -> None:
        """Start an archive.

        Args:
            size: Its own bytes.
        """
        self._most = min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * size))
        self._size = size
        self._spent = 0

    def spend(self, count: int) -> None:
        """Count bytes.

        Raises:
            UnreadableError: They are too many.
        """
        self._spent += count
        if self.is_spent:
            message = (
                f"stopped after {self._most:,} bytes came out of the archive, which "
                f"has {self._size:,}; what is left is not unpacked"
            )
            raise UnreadableError(message)

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may come out."""
        return self._spent > self._most


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
    budget = Budget(size)
    try:
        with Path(path).open("rb") as stream:
            if of_kind == "zip":
                yield from _zipped(path, stream, budget)
                return
            unpacked = _unpacked(stream, of_kind)
            head = unpacked.read(512)
            whole = io.BufferedReader(_Joined(head, unpacked, budget))
            if kind(head) == "tar":
                yield from _tarred(path, whole, budget)
            else:
                read = lambda: _chunks(path, whole)  # noqa: E731 - one of many forms
                yield Document(path, read, size, is_member=True)
    except UnreadableError as error:
        yield Skipped(path, str(error))
    except _FAULTS as error:
        yield Skipped(path, f"not a sound archive: {error}")


def _unpacked(stream: io.BufferedReader, of_kind: str) -> _Readable:
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
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    frames = _Frames(unpacker.decompressobj, zstandard.ZstdError, stream)
    return io.BufferedReader(frames)


class _Frames(io.RawIOBase):
    """Frames of zstd; unlike zstandard's own reader it says when one is cut off."""

    def __init__(
        self,
        begin: "Callable[[], ZstdDecompressionObj]",
        fault: type[Exception],
        stream: IO[bytes],
    ) -> None:
        self._begin, self._fault, self._stream = begin, fault, stream
        self._frame: ZstdDecompressionObj | None = None
        self._behind = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._behind or self._stream.read(_ZSTD_INPUT)
            if not piece and self._frame:
                message = "it ends within a frame"
                raise EOFError(message)
            if not piece:
                return 0
            self._unpack(piece)
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _unpack(self, piece: bytes) -> None:
        frame = self._frame or self._begin()
        try:
            self._ready = memoryview(frame.decompress(piece))
        except self._fault as error:
            raise EOFError(str(error)) from None
        self._frame = None if frame.eof else frame
        self._behind = frame.unused_data if frame.eof else b""


class _Joined(io.RawIOBase):
    """A head that was read already, and what comes behind it, counted."""

    def __init__(self, head: bytes, rest: _Readable, budget: Budget) -> None:
        self._head, self._rest, self._budget = head, rest, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        size = len(buffer)
        chunk = self._head[:size] or self._rest.read1(min(size, CHUNK_BYTES))
        self._head = self._head[size:]
        self._budget.spend(len(chunk))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _zipped(path: str, stream: IO[bytes], budget: Budget) -> Iterator[Entry]:
    _check_directory(stream)
    with zipfile.ZipFile(stream) as archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            yield Skipped(path, f"only its first {MAX_MEMBERS:,} files are scanned")
        for member in itertools.islice(archive.infolist(), MAX_MEMBERS):
            name = f"{path}!/{member.filename}"
            if member.is_dir():
                continue
            if member.flag_bits & 1:
                yield Skipped(name, "encrypted")
                continue
            try:
                with archive.open(member) as opened:
                    unpacked = _Joined(b"", opened, budget)  # type: ignore[arg-type]
                    whole = io.BufferedReader(unpacked)
                    read = lambda: _chunks(name, whole)  # noqa: B023, E731
                    yield Document(name, read, is_member=True)
            except _FAULTS as error:
                yield Skipped(name, f"cannot be unpacked: {error}")
            if budget.is_spent:
                return


def _check_directory(stream: IO[bytes]) -> None:
    """Refuse a zip whose list of files is large, before it is read.

    Raises:
        UnreadableError: It is.
    """
    stream.seek(-min(stream.seek(0, io.SEEK_END), _ZIP_TAIL), io.SEEK_END)
    tail = stream.read()
    end, end64 = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if end64 >= 0:  # what zipfile goes by, if both are there
        size = max(
            int.from_bytes(tail[end64 + 40 : end64 + 48], "little"),
            0 if size == _IN_ZIP64 else size,
        )
    if size > MAX_DIRECTORY_BYTES:
        message = f"its list of files is larger than {MAX_DIRECTORY_BYTES:,} bytes"
        raise UnreadableError(message)


class _TarMember(tarfile.TarInfo):
    """A member of a tar whose headers are of a sound size."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type in _TAR_HEADERS and member.size > MAX_HEADER_BYTES:
            message = f"stopped at a header of {member.size:,} bytes"
            raise UnreadableError(message)
        return member


def _tarred(path: str, stream: IO[bytes], budget: Budget) -> Iterator[Entry]:
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_TarMember) as archive:
        for count, member in enumerate(iter(archive.next, None)):
            if count == MAX_MEMBERS:
                yield Skipped(path, f"only its first {count:,} files are scanned")
                return
            archive.members.clear()  # type: ignore[attr-defined] # it keeps every one
            opened = archive.extractfile(member) if member.isreg() else None
            if isinstance(opened, io.BufferedReader):
                name = f"{path}!/{member.name}"
                holes = budget if member.issparse() else None
                read = lambda: _chunks(name, opened, holes)  # noqa: B023, E731
                yield Document(name, read, is_member=True)
            if budget.is_spent:
                return


def _chunks(
    name: str, stream: _Readable, holes: Budget | None = None
) -> Iterator[bytes]:
    """Yield what a member holds.

    Args:
        name: What to call it in errors.
        stream: The member.
        holes: What to count its bytes against, if they do not come out of the archive.
    """
    try:
        while chunk := stream.read1(CHUNK_BYTES):
            if holes:
                holes.spend(len(chunk))
            yield chunk
    except UnreadableError as error:
        message = f"{name}: {error}"
        raise UnreadableError(message) from None
    except _FAULTS as error:
        message = f"{name}: cannot be unpacked: {error}"
        raise UnreadableError(message) from None
