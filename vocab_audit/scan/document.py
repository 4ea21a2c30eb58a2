"""Documents: what is scanned, wherever it comes from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vocab_audit.errors import VocabAuditError

CHUNK_BYTES = 1 << 20
"""Bytes that are read at once."""


class UnreadableError(VocabAuditError):
    """Something could not be scanned; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text, not read yet.

    Attributes:
        path: What to call it in hits.
        read: Opens it and yields its bytes in chunks; raises UnreadableError.
        size: Bytes that it takes on the disk, 0 where nobody knows.
        lines: For a text that is an excerpt, the line number of each of its lines.
        field: The record's field that it is, if it is one.
        is_text: Whether its bytes are known to be UTF-8.
        record: The line that a record's text comes from, without the line end.
        is_member: Whether it came out of an archive, so that it is not opened as one.
    """

    path: str
    read: Callable[[], Iterator[bytes]]
    size: int = 0
    lines: Sequence[int] | None = None
    field: str | None = None
    is_text: bool = False
    record: bytes | None = None
    is_member: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be scanned.

    Attributes:
        path: What it is called.
        why: The reason, without the name.
    """

    path: str
    why: str


Entry = Document | Skipped
