"""What changed in the tokens and merges of a tokenizer, in words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from vocab_audit.columns import Column, Pair
from vocab_audit.lock import BLOCK_PIECES, Lock
from vocab_audit.vocabulary import Token
from vocab_audit.wording import NAMED, count, cut, first, shown

Key = tuple[bytes, int]
"""The bytes of a token, and how many tokens before it have the same."""

Entry = TypeVar("Entry")


def vocabulary_changes(lock: Lock, now: Lock) -> Iterator[str]:
    """Say which tokens came, went or changed their numbers."""
    same_tokens = lock.tokens.sha256 == now.tokens.sha256
    columns = (
        (lock.ids, now.ids),
        (lock.ranks, now.ranks),
        (lock.scores, now.scores),
        (lock.byte_ids, now.byte_ids),
    )
    if not same_tokens or any(_digest(a) != _digest(b) for a, b in columns):
        said = [*_tokens(lock, now)]
        yield from said or ["the order of tokens with the same bytes changed"]
    if same_tokens:
        yield from _spellings(lock.spellings, now.spellings)


def _digest(column: Column[int] | Column[float] | None) -> str | None:
    return None if column is None else column.sha256


def _tokens(lock: Lock, now: Lock) -> Iterator[str]:
    before, after = _keys(lock.tokens.read()), _keys(now.tokens.read())
    id_before, id_after = _by_key(before, lock.ids), _by_key(after, now.ids)
    added = [key for key in after if key not in id_before]
    removed = [key for key in before if key not in id_after]
    if added:
        yield f"{count(added, 'token')} added, {first(map(_key_shown, added))}"
    if removed:
        yield f"{count(removed, 'token')} removed, {first(map(_key_shown, removed))}"
    yield from _numbers("moved", id_before, id_after)
    if not _ranked_by_id(lock) or not _ranked_by_id(now):
        yield from _ranks(before, after, lock, now)
    yield from _scores(before, after, lock, now)
    yield from _byte_tokens(lock, now)


def _ranked_by_id(lock: Lock) -> bool:
    return lock.ranks is not None and lock.ranks.sha256 == lock.ids.sha256


def _ranks(
    before: Sequence[Key], after: Sequence[Key], lock: Lock, now: Lock
) -> Iterator[str]:
    if lock.ranks is None or now.ranks is None:
        if lock.ranks is not now.ranks:
            yield f"its tokens have {'lost' if lock.ranks else 'got'} their merge ranks"
        return
    yield from _numbers(
        "re-ranked", _by_key(before, lock.ranks), _by_key(after, now.ranks)
    )


def _scores(
    before: Sequence[Key], after: Sequence[Key], lock: Lock, now: Lock
) -> Iterator[str]:
    if lock.scores is None or now.scores is None:
        if lock.scores is not now.scores:
            yield f"its tokens have {'lost' if lock.scores else 'got'} their scores"
        return
    was, is_now = _by_key(before, lock.scores), _by_key(after, now.scores)
    differing = [key for key, score in is_now.items() if was.get(key, score) != score]
    if differing:
        named = (
            f"{_key_shown(key)} from {was[key]:.9g} to {is_now[key]:.9g}"
            for key in differing[:NAMED]
        )
        yield f"{count(differing, 'score')} changed, {first(named, len(differing))}"


def _byte_tokens(lock: Lock, now: Lock) -> Iterator[str]:
    if _digest(lock.byte_ids) == _digest(now.byte_ids):
        return
    if lock.byte_ids is None or now.byte_ids is None:
        yield "which tokens are byte tokens changed"
        return
    was, is_now = {*lock.byte_ids.read()}, {*now.byte_ids.read()}
    yield (
        f"byte tokens changed: {len(is_now - was):,} ids added, "
        f"{len(was - is_now):,} removed"
    )


def _numbers(
    verb: str, before: Mapping[Key, int], after: Mapping[Key, int]
) -> Iterator[str]:
    """Say which tokens have another id or another rank than before."""
    differing = [key for key, it in after.items() if before.get(key, it) != it]
    if not differing:
        return
    named = (
        f"{_key_shown(key)} from {before[key]} to {after[key]}"
        for key in differing[:NAMED]
    )
    yield f"{count(differing, 'token')} {verb}, {first(named, len(differing))}"


def _spellings(
    before: tuple[str, ...] | None, after: tuple[str, ...] | None
) -> Iterator[str]:
    if before is None or after is None:
        return
    for block, (was, is_now) in enumerate(zip(before, after, strict=True)):
        if was != is_now:
            first = block * BLOCK_PIECES
            yield (
                "pieces are spelled another way though they stand for the same bytes, "
                f"among tokens {first:,} to {first + BLOCK_PIECES - 1:,} of the table"
            )


def merge_changes(lock: Lock, now: Lock) -> Iterator[str]:
    """Say which merges came, went or changed their places."""
    if lock.merges is None or now.merges is None:
        if lock.merges is not now.merges and lock.format == now.format:
            yield f"its merges are {'gone' if lock.merges else 'listed now'}"
        return
    if lock.merges.sha256 == now.merges.sha256:
        return
    before, after = lock.merges.read(), now.merges.read()
    added = _without(after, before)
    removed = _without(before, after)
    moved = _out_of_order(before, after)
    if added:
        yield f"{count(added, 'merge')} added, {first(map(_merge_shown, added))}"
    if removed:
        yield f"{count(removed, 'merge')} removed, {first(map(_merge_shown, removed))}"
    if moved:
        place_before = {merge: place for place, merge in enumerate(before)}
        place_after = {merge: place for place, merge in enumerate(after)}
        named = (
            f"{_merge_shown(merge)} from place {place_before[merge]:,} to "
            f"{place_after[merge]:,}"
            for merge in moved[:NAMED]
        )
        yield f"{count(moved, 'merge')} reordered, {first(named, len(moved))}"
    if not (added or removed or moved):
        yield "merges that stand there twice have changed places"


def _without(merges: Sequence[Pair], others: Sequence[Pair]) -> list[Pair]:
    """The merges that stand more often here than there."""
    if len({*merges}) == len(merges) and len({*others}) == len(others):
        known = {*others}
        return [merge for merge in merges if merge not in known]
    return [*(Counter(merges) - Counter(others)).elements()]


def _out_of_order(before: Sequence[Pair], after: Sequence[Pair]) -> list[Pair]:
    """The fewest merges without which all that stayed are in the order of before.

    They are what is left beside a longest increasing subsequence
    (https://en.wikipedia.org/wiki/Longest_increasing_subsequence).
    """
    place_of = {merge: place for place, merge in enumerate(before)}
    stayed = [merge for merge in dict.fromkeys(after) if merge in place_of]
    places = [place_of[merge] for merge in stayed]
    lasts, at = list[int](), list[int]()  # of the best sequence of each length
    previous = list[int]()
    for place, number in enumerate(places):
        length = bisect_left(lasts, number)
        previous.append(at[length - 1] if length else -1)
        lasts[length : length + 1] = [number]
        at[length : length + 1] = [place]
    kept, place = set[int](), at[-1] if at else -1
    while place >= 0:
        kept.add(place)
        place = previous[place]
    return [merge for place, merge in enumerate(stayed) if place not in kept]


def special_token_changes(
    before: Sequence[Token], after: Sequence[Token]
) -> Iterator[str]:
    """Say which special tokens came, went or changed."""
    old, new = _special_keys(before), _special_keys(after)
    at = {token.id: key for key, token in new.items() if key not in old}
    said = list[str]()
    for key, token in old.items():
        other = new.get(key)
        if other is not None:
            said += _special_changes(token, other)
        elif token.id in at:
            respelled = new[at.pop(token.id)]
            said.append(
                f"special token {token.id} changed from {_special_shown(token)} to "
                f"{_special_shown(respelled)}"
            )
        else:
            said.append(f"special token {_special_shown(token)} removed")
    said += (
        f"special token {_special_shown(new[key])} added with id {token_id}"
        for token_id, key in at.items()
    )
    yield from said[: 2 * NAMED]
    if len(said) > 2 * NAMED:
        yield f"{len(said) - 2 * NAMED:,} more changes of special tokens"


def _special_changes(old: Token, new: Token) -> Iterator[str]:
    shown = _special_shown(old)
    if old.id != new.id:
        yield f"{shown} moved from {old.id} to {new.id}"
    if old.kind != new.kind:
        yield f"{shown} changed from {old.kind} to {new.kind}"
    if old.flags != new.flags:
        flags = [f"{flag} on" for flag in sorted(new.flags - old.flags)]
        flags += [f"{flag} off" for flag in sorted(old.flags - new.flags)]
        yield f"flags of {shown} changed: {', '.join(flags)}"


def _keys(raws: Sequence[bytes]) -> list[Key]:
    if len({*raws}) == len(raws):
        return [(raw, 0) for raw in raws]
    seen = Counter[bytes]()
    keys = []
    for raw in raws:
        keys.append((raw, seen[raw]))
        seen[raw] += 1
    return keys


def _by_key(keys: Sequence[Key], column: Column[Entry]) -> dict[Key, Entry]:
    return dict(zip(keys, column.read(), strict=True))


def _special_keys(tokens: Sequence[Token]) -> dict[Key, Token]:
    return dict(zip(_keys([token.raw for token in tokens]), tokens, strict=True))


def _key_shown(key: Key) -> str:
    return shown(key[0])


def _special_shown(token: Token) -> str:
    return cut(token.display)


def _merge_shown(merge: Pair) -> str:
    left, right = merge
    return f"{shown(left + right)} ({shown(left)} + {shown(right)})"
