"""Accepted findings: a file that lets a check fail on new ones only.

A finding is known by its category and the bytes of its token, never by the token id:
ids move between releases of a vocabulary.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from vocab_audit.category import Category
from vocab_audit.committed import read_committed
from vocab_audit.errors import BaselineError
from vocab_audit.finding import Finding
from vocab_audit.json_text import laid_out

SCHEMA: Final = "vocab-audit/baseline/1"


@dataclass(frozen=True, slots=True, order=True)
class Accepted:
    """An accepted finding: its category and the bytes of its token."""

    category: Category
    raw: bytes

    @classmethod
    def of(cls, finding: Finding) -> "Accepted":
        """What accepts a finding."""
        return cls(finding.category, finding.token.raw)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Accepted findings.

    >>> both = Baseline(frozenset({Accepted(Category.SPAM, b"x")}))
    >>> both.without(both).accepted
    frozenset()
    """

    accepted: frozenset[Accepted] = frozenset()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Baseline":
        """A baseline that accepts these findings and no others."""
        return cls(frozenset(map(Accepted.of, findings)))

    def __contains__(self, finding: Finding) -> bool:
        """Whether a finding is accepted."""
        return Accepted.of(finding) in self.accepted

    def without(self, other: "Baseline") -> "Baseline":
        """What is accepted here and not there."""
        return Baseline(self.accepted - other.accepted)

    def pruned(self, other: "Baseline") -> "Baseline":
        """What is accepted both here and there."""
        return Baseline(self.accepted & other.accepted)

    def joined(self, other: "Baseline") -> "Baseline":
        """What is accepted here or there."""
        return Baseline(self.accepted | other.accepted)

    def categories_of(self, finding: Finding) -> list[Category]:
        """The categories under which a finding's token is accepted."""
        return [
            category
            for category in Category
            if Accepted(category, finding.token.raw) in self.accepted
        ]


def dump_baseline(baseline: Baseline) -> str:
    """A baseline as the text of a file, sorted by category and bytes."""
    return laid_out({"schema": SCHEMA, "findings": [*_entries(baseline)]})


def load_baseline(path: str | PathLike[str]) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: It cannot be read, is of another version, or is malformed; the
            message says where.
    """
    import msgspec

    class Entry(msgspec.Struct, forbid_unknown_fields=True):
        category: Category
        bytes: str
        text: str | None = None

    class File(msgspec.Struct, forbid_unknown_fields=True):
        schema: str
        findings: list[Entry]

    path = Path(path)
    file = read_committed(path, SCHEMA, File, BaselineError)
    accepted = set[Accepted]()
    for place, entry in enumerate(file.findings):
        raw = _raw(path, place, entry.bytes, entry.text)
        one = Accepted(entry.category, raw)
        if one in accepted:
            message = f"{path}: $.findings[{place}]: stands there a second time"
            raise BaselineError(message)
        accepted.add(one)
    return Baseline(frozenset(accepted))


def _entries(baseline: Baseline) -> Iterator[dict[str, str]]:
    order = [*Category]
    for one in sorted(
        baseline.accepted, key=lambda it: (order.index(it.category), it.raw)
    ):
        entry = {"category": one.category.value}
        entry |= {"bytes": b64encode(one.raw).decode()}
        with suppress(UnicodeDecodeError):
            entry["text"] = one.raw.decode()
        yield entry


def _raw(path: Path, place: int, spelled: str, text: str | None) -> bytes:
    try:
        raw = b64decode(spelled, validate=True)
    except (binascii.Error, ValueError):
        message = f"{path}: $.findings[{place}].bytes: is not base64"
        raise BaselineError(message) from None
    if text is not None and text.encode("utf-8", "surrogatepass") != raw:
        message = (
            f"{path}: $.findings[{place}].text: is not what the bytes spell; the bytes "
            "count, so correct or remove the text"
        )
        raise BaselineError(message)
    return raw
