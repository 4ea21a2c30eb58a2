"""The metadata at the head of a GGUF file, read without the tensors behind it.

The layout is https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: magic, a
version, two counts, and keys with values. Version 1 wrote counts and sizes in 32 bits;
either byte order occurs.
"""

import hashlib
import os
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from vocab_audit.errors import FormatError
from vocab_audit.files import open_file
from vocab_audit.vocabulary import printable

MAX_HEADER_BYTES: Final = 128 * 1024 * 1024
"""Bytes of metadata that are read; the largest real ones have about a third."""

MAX_KEYS: Final = 65_536
MAX_KEY_BYTES: Final = 65_535  # by the specification
MAX_STRINGS: Final = 4 * 1024 * 1024

_MAGIC: Final = b"GGUF"
_VERSIONS: Final = (1, 2, 3)
_MAX_SHOWN: Final = 60
_CHUNK_BYTES: Final = 1024 * 1024
_STRING, _ARRAY = 8, 9
_CODES: Final = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
"""The code of Python's ``struct`` for each type of number."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """An array of numbers.

    Attributes:
        code: The code of Python's ``struct`` for one.
        order: ``<`` or ``>``: the byte order.
        content: The array's bytes.
    """

    code: str
    order: str
    content: bytes

    def values(self) -> tuple[float, ...]:
        """The numbers, in order."""
        count = len(self.content) // struct.calcsize(self.order + self.code)
        return struct.unpack(f"{self.order}{count}{self.code}", self.content)


Value = bool | int | float | str | list[bytes] | Numbers
"""A value; an array of strings is undecoded."""


@dataclass(frozen=True, slots=True)
class Header:
    """The metadata of a GGUF file.

    Attributes:
        path: The file, for messages.
        values: The values of the keys that were wanted.
        sha256: Digest of the bytes from the file's first to the metadata's last.
    """

    path: Path
    values: Mapping[str, Value]
    sha256: str

    def text(self, key: str) -> str | None:
        """The string under a key; None where there is no such key.

        Raises:
            FormatError: It is no string.
        """
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value
        return self.refuse(key, "is no string")

    def strings(self, key: str) -> list[bytes] | None:
        """The array of strings under a key; None where there is no such key.

        Raises:
            FormatError: It is none.
        """
        value = self.values.get(key)
        if value is None or isinstance(value, list):
            return value
        return self.refuse(key, "is no array of strings")

    def numbers(self, key: str, codes: str, count: int) -> tuple[float, ...] | None:
        """The array of numbers under a key; None where there is no such key.

        Args:
            key: The key.
            codes: The codes of Python's ``struct`` that one may have.
            count: How many there must be.

        Raises:
            FormatError: It is no array of so many of such numbers.
        """
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, Numbers) or value.code not in codes:
            self.refuse(key, f"is no array of {_NAMES[codes]}")
        found = value.values()
        if len(found) != count:
            self.refuse(key, f"has {len(found):,} items for {count:,} tokens")
        return found

    def refuse(self, key: str, why: str) -> NoReturn:
        """Say what is wrong with the value of a key.

        Raises:
            FormatError: Always.
        """
        raise FormatError(f"{self.path}: {key} {why}")


FLOATS: Final = "fd"
INTEGERS: Final = "BbHhIiQq"
_NAMES: Final = {FLOATS: "floating-point numbers", INTEGERS: "integers"}


def read_header(path: Path, wanted: Callable[[str], bool]) -> Header:
    """Read the metadata of a GGUF file.

    Args:
        path: The file.
        wanted: Whether the value of a key is kept; the others are passed over.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the byte.
    """
    with open_file(path) as stream:
        reader = _Reader(path, stream)
        values = dict[str, Value]()
        seen = set[str]()
        for _ in range(reader.begin()):
            place = reader.at
            key = reader.key()
            if key in seen:
                reader.refuse(place, f"{_shown(key)} stands a second time as a key")
            seen.add(key)
            value = reader.value(key, keep=wanted(key))
            if value is not None:
                values[key] = value
        return Header(path, values, hashlib.sha256(reader.taken()).hexdigest())


def _shown(key: str) -> str:
    """A key for messages."""
    shown = printable(key[: _MAX_SHOWN + 1]) or "the empty key"
    return shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"


class _Reader:
    """Takes values from the head of a file, of which it reads no more than it must."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.at = 0
        self._path = path
        self._stream = stream
        self._file_bytes = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self._window = b""
        self._order = "<"
        self._count = struct.Struct("<Q")

    def begin(self) -> int:
        """Take what stands before the keys, and say how many keys there are."""
        if self._take(min(4, self._file_bytes), "the magic number") != _MAGIC:
            self.refuse(0, "this is not a GGUF file, which begins with GGUF")
        raw = self._take(4, "the version")
        little, big = (int.from_bytes(raw, order) for order in ("little", "big"))
        if big in _VERSIONS:
            self._order = ">"
        elif little not in _VERSIONS:
            self.refuse(4, f"version {little} of GGUF; 1 to 3 are read")
        is_first = 1 in {little, big}
        self._count = struct.Struct(self._order + ("I" if is_first else "Q"))
        self._size("the number of tensors")
        place = self.at
        count = self._size("the number of keys")
        if count > MAX_KEYS:
            self.refuse(place, f"{count:,} keys; at most {MAX_KEYS:,} are read")
        return count

    def key(self) -> str:
        """Take a key."""
        place = self.at
        size = self._size("the size of a key")
        if size > MAX_KEY_BYTES:
            why = f"a key of {size:,} bytes; at most {MAX_KEY_BYTES:,} are read"
            self.refuse(place, why)
        return self._text(place, self._take(size, "a key"), "a key")

    def value(self, key: str, *, keep: bool) -> Value | None:
        """Take the value of a key; None where it is not kept."""
        shown = _shown(key)
        place = self.at
        kind = self._type(shown)
        if kind == _ARRAY:
            return self._array(shown, keep=keep)
        if kind == _STRING:
            raw = self._take(self._size(shown), shown)
            return self._text(place, raw, shown) if keep else None
        if kind not in _CODES:
            self.refuse(place, f"{shown} has the type {kind}; known are 0 to 12")
        code = struct.Struct(self._order + _CODES[kind])
        value: bool | int | float = code.unpack(self._take(code.size, shown))[0]
        return value if keep else None

    def taken(self) -> memoryview:
        """All that was taken."""
        return memoryview(self._window)[: self.at]

    def refuse(self, place: int, why: str) -> NoReturn:
        """Say what is wrong at a byte of the file."""
        raise FormatError(f"{self._path}: byte {place}: {why}")

    def _array(self, shown: str, *, keep: bool) -> Value | None:
        place = self.at
        kind = self._type(shown)
        count = self._size(shown)
        if kind == _STRING:
            if count > MAX_STRINGS:
                why = f"{shown} has {count:,} strings; at most {MAX_STRINGS:,} are read"
                self.refuse(place, why)
            return self._strings(count, shown, keep=keep)
        if kind not in _CODES:
            why = "arrays" if kind == _ARRAY else f"values of the type {kind}"
            self.refuse(place, f"{shown} is an array of {why}, which is not read")
        size = count * struct.calcsize(self._order + _CODES[kind])
        content = self._take(size, shown)
        return Numbers(_CODES[kind], self._order, content) if keep else None

    def _strings(self, count: int, shown: str, *, keep: bool) -> list[bytes] | None:
        """Take strings; written for speed, since there are hundreds of thousands."""
        width, size_at = self._count.size, self._count.unpack_from
        self._want(self.at, count * width, shown)
        strings = list[bytes]()
        add, at = strings.append, self.at
        window = self._window
        for _ in range(count):
            start = at + width
            if start > len(window):
                window = self._want(at, width, shown)
            (size,) = size_at(window, at)
            at = start + size
            if at > len(window):
                window = self._want(start, size, shown)
            if keep:
                add(window[start:at])
        self.at = at
        return strings if keep else None

    def _type(self, shown: str) -> int:
        raw = self._take(4, f"the type of {shown}")
        return int.from_bytes(raw, "little" if self._order == "<" else "big")

    def _size(self, shown: str) -> int:
        count: int = self._count.unpack(self._take(self._count.size, shown))[0]
        return count

    def _text(self, place: int, raw: bytes, shown: str) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return self.refuse(place, f"{shown} is not valid UTF-8")

    def _take(self, size: int, shown: str) -> bytes:
        start, self.at = self.at, self.at + size
        return self._want(start, size, shown)[start : self.at]

    def _want(self, start: int, size: int, shown: str) -> bytes:
        """The file's first bytes, up to the last of those that are wanted.

        Args:
            start: The first byte that is wanted.
            size: How many are.
            shown: What they are, for messages.
        """
        end = start + size
        if end <= len(self._window):
            return self._window
        if end > self._file_bytes:
            left = f"{max(self._file_bytes - start, 0):,} are left"
            self.refuse(start, f"{shown} takes {size:,} bytes, but {left} in the file")
        if end > MAX_HEADER_BYTES:
            limit = f"at most {MAX_HEADER_BYTES:,} bytes of metadata are read"
            self.refuse(start, f"{shown} takes {size:,} bytes; {limit}")
        have = len(self._window)
        more = min(max(end - have, have, _CHUNK_BYTES), MAX_HEADER_BYTES - have)
        self._window += self._stream.read(more)
        if end > len(self._window):
            self.refuse(start, f"the file ends in {shown}; it was cut while being read")
        return self._window
