"""What is accepted: an ignore file with reasons, and a baseline of known hits."""

import datetime as dt
import fnmatch
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vocab_audit.errors import VocabAuditError
from vocab_audit.scan.hit import Hit

IGNORE_FILE = ".vocab-audit-ignore.toml"
"""The ignore file that is read where no other is named, if it is there."""

SCHEMA = "vocab-audit/scan-baseline/1"
MAX_BYTES = 64 << 20

_KEYS = {"path", "fingerprint", "text", "reason", "expires"}


class ExceptionError(VocabAuditError):
    """An ignore file or a baseline cannot be used."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One entry of an ignore file; what it says must all hold.

    Attributes:
        reason: Why the hits are accepted.
        path: Glob over paths, in which ``*`` crosses folders.
        fingerprint: Of the hit.
        text: A part of what leaked.
        expires: The last day on which it holds.
    """

    reason: str
    path: str | None = None
    fingerprint: str | None = None
    text: str | None = None
    expires: dt.date | None = None

    def covers(self, hit: Hit) -> bool:
        """Whether it accepts a hit."""
        return (
            (self.path is None or fnmatch.fnmatchcase(_plain(hit.path), self.path))
            and self.fingerprint in (None, hit.fingerprint)
            and (self.text is None or self.text in hit.text)
        )

    def holds(self, today: dt.date) -> bool:
        """Whether it has not expired."""
        return self.expires is None or today <= self.expires


def load_exemptions(path: Path) -> tuple[Exemption, ...]:
    """Read an ignore file.

    Args:
        path: A TOML file with any number of ``[[ignore]]`` tables.

    Raises:
        ExceptionError: It cannot be read, or an entry is not as it should be.
    """
    try:
        table = tomllib.loads(_read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not valid TOML: {error}"
        raise ExceptionError(message) from None
    entries = table.get("ignore", [])
    if set(table) - {"ignore"} or not isinstance(entries, list):
        message = f"{path}: holds [[ignore]] tables and nothing else"
        raise ExceptionError(message)
    return tuple(_exemption(path, n, entry) for n, entry in enumerate(entries, 1))


def load_baseline(path: Path) -> frozenset[tuple[str, str]]:
    """Read a baseline: the path and the fingerprint of each accepted hit.

    Raises:
        ExceptionError: It cannot be read, or is no baseline of scans.
    """
    try:
        table: object = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        message = f"{path}: not valid JSON: {error}"
        raise ExceptionError(message) from None
    accepted = table.get("accepted") if isinstance(table, dict) else None
    if not isinstance(table, dict) or table.get("schema") != SCHEMA:
        message = f"{path}: is no baseline of scans; its schema must be {SCHEMA}"
        raise ExceptionError(message)
    pairs = set[tuple[str, str]]()
    for number, entry in enumerate(accepted if isinstance(accepted, list) else [], 1):
        values = entry if isinstance(entry, dict) else {}
        name, fingerprint = values.get("path"), values.get("fingerprint")
        if not isinstance(name, str) or not isinstance(fingerprint, str):
            message = f"{path}: accepted entry {number} lacks path or fingerprint"
            raise ExceptionError(message)
        pairs.add((name, fingerprint))
    return frozenset(pairs)


def baseline_text(hits: Iterable[Hit]) -> str:
    """A baseline that accepts some hits: what leaked and in which file, no lines."""
    rows = {
        key(hit): {
            "path": _plain(hit.path),
            "fingerprint": hit.fingerprint,
            "category": hit.category,
            "text": hit.text,
        }
        for hit in hits
    }
    listed = [rows[pair] for pair in sorted(rows)]
    return f"{json.dumps({'schema': SCHEMA, 'accepted': listed}, indent=1)}\n"


def is_accepted(hit: Hit, baseline: frozenset[tuple[str, str]]) -> bool:
    """Whether a baseline accepts a hit."""
    return key(hit) in baseline


def key(hit: Hit) -> tuple[str, str]:
    """What a baseline knows a hit by: its file and what leaked, but no line."""
    return _plain(hit.path), hit.fingerprint


def _plain(path: str) -> str:
    return path.removeprefix("./")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        message = f"{path}: cannot read this file: {why}"
        raise ExceptionError(message) from None
    if len(content) > MAX_BYTES:
        message = f"{path}: larger than the {MAX_BYTES:,} bytes that are read"
        raise ExceptionError(message)
    return content


def _exemption(path: Path, number: int, entry: object) -> Exemption:
    fault = None
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        fault = f"may have the keys {', '.join(sorted(_KEYS))} only"
    elif not isinstance(entry.get("reason"), str) or not entry["reason"].strip():
        fault = "needs a reason"
    elif not {"path", "fingerprint", "text"} & set(entry):
        fault = "needs a path, a fingerprint or a text"
    elif not all(isinstance(entry[key], str) for key in set(entry) - {"expires"}):
        fault = "has a value that is no text"
    elif type(entry.get("expires")) not in (type(None), dt.date):
        fault = "expires on a day, written as in expires = 2027-01-31"
    if fault or not isinstance(entry, dict):
        message = f"{path}: [[ignore]] entry {number} {fault}"
        raise ExceptionError(message)
    return Exemption(**entry)
