"""What changed in a tokenizer since its lock was written, in words.

The words are those of a comparison: tokens are *added* and *removed*, have *moved* to
another id or were *re-ranked*, and are matched by their bytes.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from vocab_audit.canaries import Canaries, encode_canaries, encoder_of
from vocab_audit.errors import LockError
from vocab_audit.lock import Lock, lock_vocabulary
from vocab_audit.token_changes import (
    merge_changes,
    special_token_changes,
    vocabulary_changes,
)
from vocab_audit.vocabulary import Vocabulary, printable
from vocab_audit.wording import NAMED, first, from_to


class Part(StrEnum):
    """The part of a tokenizer that changed."""

    VOCABULARY = "vocabulary"
    MERGES = "merges"
    PATTERN = "pattern"
    SETTINGS = "settings"
    SPECIAL_TOKENS = "special-tokens"
    ENCODINGS = "encodings"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: the part it belongs to, and what happened."""

    part: Part
    message: str


@dataclass(frozen=True, slots=True)
class Drift:
    """All that changed, and what could not be compared, one sentence each."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The changes in one line."""
        return "; ".join(change.message for change in self.changes)


def drift(lock: Lock, now: Lock) -> Drift:
    """Say what changed since a lock was written.

    Args:
        lock: The fingerprint of before.
        now: The fingerprint of today.

    Raises:
        LockError: The lock is of a tokenizer of another kind, or its columns are
            damaged.
    """
    if lock.kind != now.kind:
        message = (
            f"the lock is of {lock.name!r}, whose kind is {_named(lock.kind)}, and the "
            f"kind of {now.name!r} is {_named(now.kind)}: neither can be the other "
            "changed; name its own lock, or write one with `vocab-audit lock`"
        )
        raise LockError(message)
    changes = [
        *_of(Part.VOCABULARY, vocabulary_changes(lock, now)),
        *_of(Part.MERGES, merge_changes(lock, now)),
        *_of(Part.PATTERN, _pattern(lock, now)),
        *_of(Part.SETTINGS, _settings(lock, now)),
        *_of(
            Part.SPECIAL_TOKENS,
            special_token_changes(lock.special_tokens, now.special_tokens),
        ),
        *_of(Part.ENCODINGS, _encodings(lock.canaries, now.canaries)),
    ]
    return Drift(tuple(changes), tuple(_notes(lock, now)))


def lock_again(lock: Lock, vocabulary: Vocabulary, path: Path | None) -> Lock:
    """The fingerprint of today, with all that comparing it with a lock takes.

    Canary texts are encoded only where that can tell something: if the lock has
    encodings, and neither file nor library is that of the lock. Nor are the merges
    read again of a file that is the same to the byte.

    Args:
        lock: The fingerprint of before.
        vocabulary: The tokenizer's vocabulary of today.
        path: Its file, or None where it came from none.

    Raises:
        LockError: The lock is of a tokenizer of another kind, or is damaged.
    """
    same_merges = (
        lock.sha256 == vocabulary.sha256
        and lock.format == vocabulary.tokenizer.format == "tokenizer.json"
    )
    now = lock_vocabulary(vocabulary, merges=lock.merges if same_merges else None)
    if not lock.canaries.encodings:
        return now
    same_file = lock.sha256 == now.sha256 and not drift(lock, now).changes
    if same_file and lock.canaries.encoder == encoder_of(vocabulary):
        return replace(now, canaries=lock.canaries)
    return replace(now, canaries=encode_canaries(vocabulary, path))


def _of(part: Part, messages: Iterable[str]) -> Iterator[Change]:
    return (Change(part, printable(message)) for message in messages)


def _pattern(lock: Lock, now: Lock) -> Iterator[str]:
    if lock.pattern == now.pattern:
        return
    if lock.pattern is None or now.pattern is None:
        yield f"pattern {'added' if lock.pattern is None else 'removed'}"
        return
    yield f"pattern changed {from_to(lock.pattern, now.pattern)}"


def _settings(lock: Lock, now: Lock) -> Iterator[str]:
    if lock.format != now.format:
        yield f"format changed from {_named(lock.format)} to {_named(now.format)}"
        return
    for name in sorted({*lock.settings, *now.settings}):
        was, is_now = lock.settings.get(name), now.settings.get(name)
        if was != is_now and not _is_only_the_pattern(lock, now, was, is_now):
            known = was or "the default", is_now or "the default"
            yield f"{name} changed {from_to(*known)}"


def _is_only_the_pattern(
    lock: Lock, now: Lock, was: str | None, is_now: str | None
) -> bool:
    """Whether a setting changed only because it spells the pattern."""
    if was is None or is_now is None or lock.pattern is None or now.pattern is None:
        return False
    old, new = (
        json.dumps(pattern, ensure_ascii=False)
        for pattern in (lock.pattern, now.pattern)
    )
    return was.replace(old, new) == is_now


def _encodings(before: Canaries, after: Canaries) -> Iterator[str]:
    shared = [name for name in before.encodings if name in after.encodings]
    differing = [
        name for name in shared if before.encodings[name] != after.encodings[name]
    ]
    if not differing or not _same_library(before, after):
        return
    named = (
        f"{name} ({len(before.encodings[name])} tokens before, "
        f"{len(after.encodings[name])} now)"
        for name in differing[:NAMED]
    )
    by = ""
    if before.encoder != after.encoder:
        by = f" ({before.encoder} before, {after.encoder} now)"
    yield (
        f"{len(differing)} of {len(shared)} canary texts encode differently, "
        f"{first(named, len(differing))}{by}"
    )


def _same_library(before: Canaries, after: Canaries) -> bool:
    return before.encoder.partition(" ")[0] == after.encoder.partition(" ")[0]


def _notes(lock: Lock, now: Lock) -> Iterator[str]:
    before, after = lock.canaries, now.canaries
    if before.encodings and not after.encodings:
        yield f"the encodings of canary texts were not compared: {after.why}"
    elif after.encodings and not before.encodings:
        yield (
            "the lock holds no encodings of canary texts, which can be had now: "
            "write it again with `vocab-audit lock`"
        )
    elif before.encodings and not _same_library(before, after):
        yield (
            "the encodings of canary texts were not compared: they are by "
            f"{before.encoder} in the lock and by {after.encoder} now"
        )


def _named(name: str | None) -> str:
    return name or "unknown"
