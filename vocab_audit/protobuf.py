"""The fields of a protobuf message, read within its bounds.

Only what is needed to take a message apart, as
https://protobuf.dev/programming-guides/encoding/ has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from vocab_audit.errors import FormatError

VARINT: Final = 0
FIXED64: Final = 1
SIZED: Final = 2
FIXED32: Final = 5

MAX_FIELDS: Final = 200_000
"""Fields of a file that are read at most, those within other fields too."""

_WIRES: Final = {
    VARINT: "a number",
    FIXED64: "an 8-byte number",
    SIZED: "bytes",
    FIXED32: "a 4-byte number",
}
_FIXED_SIZES: Final = {FIXED64: 8, FIXED32: 4}
_MAX_VARINT_BYTES: Final = 10
_MAX_NUMBER: Final = 2**29 - 1


class Field(NamedTuple):
    """One field of a message.

    Attributes:
        number: Its number.
        wire: How it is written: one of the wire types above.
        value: Its value; 0 where it is bytes.
        start: The byte of the file where its content begins.
        end: The byte behind it.
    """

    number: int
    wire: int
    value: int
    start: int
    end: int


@dataclass(slots=True)
class Message:
    """A message in a file.

    Attributes:
        path: The file, for messages.
        content: The whole file.
        what: What the file should be, for messages: ``a SentencePiece model``.
        fields_left: How many fields are still read, so that a file of nothing but tiny
            ones does not take minutes.
    """

    path: Path
    content: bytes
    what: str
    fields_left: int = MAX_FIELDS

    def fields(self, at: int, end: int) -> Iterator[Field]:
        """The fields between two bytes of the file, in order.

        Raises:
            FormatError: What stands there is no field; the error names the byte.
        """
        while at < end:
            field = self.field(at, end)
            yield field
            at = field.end

    def field(self, at: int, end: int) -> Field:
        """The field that begins at a byte.

        Args:
            at: The byte of the file.
            end: The byte behind the message that it is a field of.

        Raises:
            FormatError: What stands there is no field, or too many came before it.
        """
        self.fields_left -= 1
        if self.fields_left < 0:
            self.refuse(at, f"more than {MAX_FIELDS:,} fields by here")
        tag, start = self._varint(at, end)
        number, wire = tag >> 3, tag & 7
        if not 1 <= number <= _MAX_NUMBER:
            self.refuse(at, f"{number} is not the number of a field")
        if wire == VARINT:
            value, stop = self._varint(start, end)
            return Field(number, wire, value, start, stop)
        if wire == SIZED:
            size, start = self._varint(start, end)
        elif wire in _FIXED_SIZES:
            size = _FIXED_SIZES[wire]
        else:
            self.refuse(at, f"field {number} has the wire type {wire}")
        if size > end - start:
            left = f"{end - start:,} are left"
            self.refuse(at, f"field {number} has {size:,} bytes, but {left}")
        return Field(number, wire, 0, start, start + size)

    def expect(self, field: Field, wire: int, name: str) -> bytes:
        """The content of a field that must be written in one way.

        Raises:
            FormatError: It is written in another way.
        """
        if field.wire != wire:
            kinds = f"{_WIRES[field.wire]}, not {_WIRES[wire]}"
            self.refuse(field.start, f"{name} is {kinds}")
        return self.content[field.start : field.end]

    def refuse(self, at: int, why: str) -> NoReturn:
        """Say what is wrong at a byte of the file.

        Raises:
            FormatError: Always.
        """
        message = f"{self.path}: byte {at}: {why}; this is not {self.what}, or damaged"
        raise FormatError(message)

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        """A number of up to 64 bits, and the byte behind it."""
        value = 0
        for place in range(at, min(end, at + _MAX_VARINT_BYTES)):
            byte = self.content[place]
            value |= (byte & 0x7F) << 7 * (place - at)
            if byte & 0x80 == 0 and value < 1 << 64:
                return value, place + 1
        is_cut = at + _MAX_VARINT_BYTES > end
        why = "a number is cut off" if is_cut else "a number has more than 64 bits"
        return self.refuse(at, why)


def signed(value: int) -> int:
    """A varint as the signed number that it stands for in an ``int32`` field.

    >>> signed(2**64 - 1), signed(7)
    (-1, 7)
    """
    return value - (1 << 64) if value >> 63 else value
