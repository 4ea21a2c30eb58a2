"""What changed from one vocabulary to another: the release note of a tokenizer.

Tokens are matched by their bytes. A token that both have may have another id (it
moved) or another merge rank (it was re-ranked); how many really changed places, and
were not only shifted by what came or went before them, is what is left beside a
longest common order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.overlap import Column, Composition, Overlap
from vocab_audit.ranking import Ranking
from vocab_audit.tokenizer import Tokenizer
from vocab_audit.vocabulary import Token, Vocabulary


@dataclass(frozen=True, slots=True)
class SpecialChange:
    """What became of one special token; None where there is no such token."""

    before: Token | None
    after: Token | None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """What became of one thing that a tokenizer's file says; None where it says none.

    ``name`` is ``format``, ``kind``, ``pattern``, or the file's own name.
    """

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class MergeChange:
    """Pairs that BPE merges: how many came, went, and stayed."""

    added: int
    removed: int
    kept: int


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed from a base to another vocabulary.

    Attributes:
        base: Place of the base among the vocabularies compared.
        other: Place of the other one.
        added: Tokens that are new, in merge order, by their positions in the
            overlap's columns, as all tokens here.
        removed: Tokens that are gone, in the base's merge order.
        moved: Shared tokens that have another id, in the other's merge order.
        reranked: Shared tokens that have another merge rank, likewise.
        shared: How many tokens both have.
        reordered: The least number of shared tokens that changed places with others.
        added_composition: What the new tokens consist of.
        removed_composition: What those that are gone consist of.
        specials: Special tokens that came, went or changed, by text.
        settings: What else changed, such as the pattern.
        merges: What became of the merges; None where not both files list them.
    """

    base: int
    other: int
    added: tuple[int, ...]
    removed: tuple[int, ...]
    moved: tuple[int, ...]
    reranked: tuple[int, ...]
    shared: int
    reordered: int
    added_composition: Composition
    removed_composition: Composition
    specials: tuple[SpecialChange, ...]
    settings: tuple[SettingChange, ...]
    merges: MergeChange | None

    @property
    def is_renumbered(self) -> bool:
        """Whether most ids changed, so that a list of those that did says nothing."""
        return 2 * len(self.moved) > self.shared

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not (
            self.added
            or self.removed
            or self.moved
            or self.reranked
            or self.specials
            or self.settings
            or (self.merges and (self.merges.added or self.merges.removed))
        )


def changes(
    vocabularies: Sequence[Vocabulary],
    overlap: Overlap,
    ranking: Ranking | None,
    *,
    base: int,
    other: int,
) -> Changes:
    """What changed from one vocabulary to another.

    Args:
        vocabularies: Those compared.
        overlap: What they share.
        ranking: The orders of these two; None if both are the same.
        base: Place of the vocabulary before.
        other: Place of the vocabulary after.
    """
    old, new = vocabularies[base], vocabularies[other]
    before, after = overlap.columns[base], overlap.columns[other]
    here, there = 1 << base, 1 << other
    added = [n for n in after.tokens if not overlap.holders[n] & here]
    removed = [n for n in before.tokens if not overlap.holders[n] & there]
    return Changes(
        base,
        other,
        tuple(added),
        tuple(removed),
        tuple(_differing(old.ids, before, new.ids, after)),
        tuple(_differing(old.ranks, before, new.ranks, after)),
        len(after.tokens) - len(added),
        ranking.shared - ranking.in_order if ranking else 0,
        overlap.composition(added),
        overlap.composition(removed),
        tuple(_special_changes(old, new)),
        tuple(_setting_changes(old.tokenizer, new.tokenizer)),
        _merge_changes(old.tokenizer, new.tokenizer),
    )


def _differing(
    old: Sequence[int] | None, before: Column, new: Sequence[int] | None, after: Column
) -> Iterator[int]:
    """Yield the shared tokens whose ids or ranks differ; none where one has none."""
    if old is None or new is None:
        return
    for number, at in after.place_of.items():
        was = before.place_of.get(number)
        if was is not None and old[was] != new[at]:
            yield number


def _special_changes(old: Vocabulary, new: Vocabulary) -> Iterator[SpecialChange]:
    before = {token.raw: token for token in old.special_tokens}
    after = {token.raw: token for token in new.special_tokens}
    for raw in sorted(before.keys() | after.keys()):
        was, now = before.get(raw), after.get(raw)
        if was is None or now is None or _nature(was) != _nature(now):
            yield SpecialChange(was, now)


def _nature(token: Token) -> tuple[int, str, frozenset[str]]:
    return token.id, token.kind, token.flags


def _setting_changes(old: Tokenizer, new: Tokenizer) -> Iterator[SettingChange]:
    before, after = _settings(old), _settings(new)
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was != now:
            yield SettingChange(name, was, now)


def _settings(tokenizer: Tokenizer) -> Mapping[str, str | None]:
    kind = tokenizer.kind.value if tokenizer.kind else None
    named = {
        "format": tokenizer.format or None,
        "kind": kind,
        "pattern": tokenizer.pattern,
    }
    return named | dict(sorted(tokenizer.settings.items()))


def _merge_changes(old: Tokenizer, new: Tokenizer) -> MergeChange | None:
    if old.merges is None or new.merges is None:
        return None
    before, after = {*old.merges}, {*new.merges}
    return MergeChange(len(after - before), len(before - after), len(before & after))
