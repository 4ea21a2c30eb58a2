"""The behavioural fingerprint of a tokenizer: all that decides how text is encoded.

What only looks different is not part of it: the order of keys in a file, how it spells
its merges, settings that are written out though they are the default.
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from vocab_audit.canaries import Canaries
from vocab_audit.columns import (
    Column,
    Pair,
    merge_column,
    number_column,
    score_column,
    token_column,
)
from vocab_audit.tokenizer import Tokenizer
from vocab_audit.vocabulary import Token, Vocabulary

MAX_SETTING_CHARACTERS: Final = 4_000
"""Settings of more characters than these are held as a digest."""

BLOCK_PIECES: Final = 4_096
"""Pieces under one digest: a changed spelling is located to so many tokens."""

_OFF: Final = frozenset({"null", "false", '""'})
_DEFAULT_FIELDS: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        "ByteLevel": {"use_regex": True},
        "Metaspace": {"split": True, "prepend_scheme": "always"},
        "Split": {"invert": False},
    }
)
"""What a part of a ``tokenizer.json`` means where it says nothing of a field."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A tokenizer's fingerprint.

    Attributes:
        name: What the vocabulary was called; it is not compared.
        sha256: Digest of the vocabulary's file; it is not compared either, and only
            saves encoding the canary texts where it is the same.
        format: The form of its file, as in :class:`Tokenizer`.
        kind: How it builds tokens, by the name of a ``ModelKind``; None if unknown.
        tokens: The bytes of each ordinary token.
        ids: Their token ids.
        ranks: Their merge ranks; None where there are none.
        scores: Their scores; None where there are none.
        byte_ids: Ids of byte tokens; None where every token of one byte is one.
        merges: The pairs that BPE merges, in order; None where the file lists none.
        spellings: Digests over the pieces, :data:`BLOCK_PIECES` in each; None where
            the file holds bytes.
        pattern: The pre-tokenizer's pattern.
        settings: Everything else, each as canonical JSON without its defaults.
        special_tokens: Every token that was put there by hand, by id.
        canaries: What it makes of the canary texts.
    """

    name: str
    sha256: str
    format: str
    kind: str | None
    tokens: Column[bytes]
    ids: Column[int]
    ranks: Column[int] | None = None
    scores: Column[float] | None = None
    byte_ids: Column[int] | None = None
    merges: Column[Pair] | None = None
    spellings: tuple[str, ...] | None = None
    pattern: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    special_tokens: tuple[Token, ...] = ()
    canaries: Canaries = field(default_factory=Canaries)


def lock_vocabulary(
    vocabulary: Vocabulary,
    canaries: Canaries | None = None,
    *,
    merges: Column[Pair] | None = None,
) -> Lock:
    """Take the fingerprint of a tokenizer.

    Args:
        vocabulary: The tokenizer's vocabulary.
        canaries: What it makes of the canary texts, as from ``encode_canaries()``.
        merges: Its merges, if they are known to be these and need not be read.

    Raises:
        FormatError: The file's merges, which are read only now, are malformed.

    >>> from vocab_audit import load_vocabulary
    >>> lock_vocabulary(load_vocabulary("cl100k_base")).tokens.count
    100256
    """
    tokenizer = vocabulary.tokenizer
    ranks, scores = vocabulary.ranks, tokenizer.scores
    byte_ids = vocabulary.byte_ids
    if merges is None and tokenizer.merges is not None:
        merges = merge_column(tokenizer.merges)
    return Lock(
        vocabulary.name,
        vocabulary.sha256,
        tokenizer.format,
        tokenizer.kind.value if tokenizer.kind else None,
        token_column(vocabulary.raws),
        number_column(vocabulary.ids),
        None if ranks is None else number_column(ranks),
        None if scores is None else score_column(scores),
        None if byte_ids is None else number_column(sorted(byte_ids)),
        merges,
        None if tokenizer.pieces is None else _spellings(tokenizer.pieces),
        tokenizer.pattern,
        _settings(tokenizer),
        vocabulary.special_tokens,
        canaries or Canaries(),
    )


def _spellings(pieces: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        _digest_of_texts(pieces[start : start + BLOCK_PIECES])
        for start in range(0, len(pieces), BLOCK_PIECES)
    )


def _digest_of_texts(texts: Sequence[str]) -> str:
    digest = hashlib.sha256(str(array("q", map(len, texts)).tolist()).encode())
    digest.update("".join(texts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _settings(tokenizer: Tokenizer) -> dict[str, str]:
    """Settings by name, without those that only write out a default."""
    settings = dict(sorted(tokenizer.settings.items()))
    if tokenizer.format == "tokenizer.json":
        settings = {name: _without_defaults(it) for name, it in settings.items()}
        settings = {name: it for name, it in settings.items() if it not in _OFF}
    return {name: _shortened(it) for name, it in settings.items()}


def _shortened(setting: str) -> str:
    if len(setting) <= MAX_SETTING_CHARACTERS:
        return setting
    digest = hashlib.sha256(setting.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{len(setting):,} characters with sha256 {digest}"


def _without_defaults(setting: str) -> str:
    """A setting of a ``tokenizer.json`` in its shortest form that means the same."""
    if not setting.startswith(("{", "[")):
        return setting
    shortest = _shortest(json.loads(setting))
    return json.dumps(
        shortest, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _shortest(value: object) -> object:
    match value:
        case dict():
            return _shortest_part({key: _shortest(it) for key, it in value.items()})
        case list():
            return [_shortest(it) for it in value]
        case _:
            return value


def _shortest_part(part: dict[str, object]) -> object:
    """A part without default fields; sequences without what only nests them."""
    kind = part.get("type")
    defaults = _DEFAULT_FIELDS.get(kind, {}) if isinstance(kind, str) else {}
    part = {key: it for key, it in part.items() if (key, it) not in defaults.items()}
    match [(key, it) for key, it in part.items() if key != "type"]:
        case [(key, list(steps))] if kind == "Sequence":
            flat = [*_flat(steps)]
            return {**part, key: flat} if len(flat) > 1 else next(iter(flat), None)
        case _:
            return part


def _flat(steps: Iterable[object]) -> Iterator[object]:
    """The steps of a sequence, those of the sequences in it one by one."""
    for step in steps:
        match step:
            case {"type": "Sequence", **rest} if len(rest) == 1:
                for inner in rest.values():
                    yield from inner if isinstance(inner, list) else [inner]
            case None:
                pass
            case _:
                yield step
