"""What reports say of a comparison in words: kinship, shares, and what changed."""

from collections.abc import Iterator, Sequence
from typing import Final

from vocab_audit.changes import Changes
from vocab_audit.compare import Comparison
from vocab_audit.kinship import Kinship, Relation
from vocab_audit.overlap import Composition
from vocab_audit.report.shares import percentage
from vocab_audit.vocabulary import printable

TOP_SCRIPTS: Final = 3
"""How many scripts a sentence names."""

TOP_UNIQUE: Final = 4
"""Of how many vocabularies a summary says in words what only they have."""


def name(comparison: Comparison, place: int) -> str:
    """The name of a vocabulary, printable."""
    return printable(comparison.names[place])


def ratio(part: int, whole: int) -> str:
    """A share with three decimals that never claims "none" or "all" by rounding.

    >>> ratio(99_156, 100_256), ratio(99_999, 100_000), ratio(0, 0)
    ('0.989', 'over 0.999', 'no share')
    """
    if not whole:
        return "no share"
    thousandths = round(1000 * part / whole)
    if part and not thousandths:
        return "under 0.001"
    if part < whole and thousandths == 1000:  # noqa: PLR2004 - all of it
        return "over 0.999"
    return f"{thousandths / 1000:.3f}"


def plural(count: int, noun: str) -> str:
    """A number with its noun.

    >>> plural(1, "token"), plural(1_100, "token")
    ('1 token', '1,100 tokens')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def kinship(comparison: Comparison, kin: Kinship) -> str:  # noqa: PLR0911 - a sentence each
    """One sentence on what two vocabularies are to each other."""
    old, new = name(comparison, kin.ancestor), name(comparison, kin.descendant)
    ranking = kin.ranking
    size = ranking.shared + kin.removed.tokens
    match kin.relation:
        case Relation.SAME:
            return f"{new} is {old}: the same tokens, ids and special tokens."
        case Relation.OTHER_SPECIALS:
            specials = _specials(comparison, kin)
            return f"{new} is {old} with other special tokens ({specials})."
        case Relation.RENUMBERED:
            return (
                f"{new} has exactly the tokens of {old} under other ids "
                f"({_renumbering(kin)})."
            )
        case Relation.EXTENSION:
            return (
                f"{new} begins with all {plural(size, 'token')} of {old} in the same "
                f"order ({_ids(kin)}) and adds {kin.added.tokens:,}."
            )
        case Relation.REDUCTION:
            return (
                f"{new} is {old} less {plural(kin.removed.tokens, 'token')}"
                f"{_what(kin.removed)}; "
                f"{ratio(ranking.in_order, ranking.shared)} of the rest is in the same "
                "order."
            )
        case Relation.DESCENT:
            return (
                f"{new} keeps {ratio(ranking.shared, size)} of {old} "
                f"({ranking.shared:,} of {plural(size, 'token')}), "
                f"{ratio(ranking.in_order, ranking.shared)} of that in the same "
                f"order; it lacks {kin.removed.tokens:,}{_what(kin.removed)} and adds "
                f"{kin.added.tokens:,}."
            )
        case Relation.COMMON_STEM:
            return (
                f"{old} and {new} share {plural(ranking.shared, 'token')}, "
                f"{ratio(ranking.in_order, ranking.shared)} of them in the same order: "
                "they have a common stem."
            )


def no_kinship(comparison: Comparison) -> str:
    """One sentence on the pairs for which no kinship is claimed; empty for none."""
    kin = {
        (it.ranking.first, it.ranking.second) for it in comparison.genealogy.kinships
    }
    others = [it for it in comparison.rankings if (it.first, it.second) not in kin]
    if not others:
        return ""
    sizes = comparison.overlap.sizes
    shares = sorted(
        (it.shared / least, it.shared, least)
        for it in others
        if (least := min(sizes[it.first], sizes[it.second]))
    )
    orders = sorted((it.order or 0, it.in_order, it.shared) for it in others)
    if not shares or not orders[-1][2]:
        return f"{_pairs(len(others))} share nothing."
    low, high = ratio(*shares[0][1:]), ratio(*shares[-1][1:])
    span = low if low == high else f"{low} to {high}"
    return (
        f"No kinship is claimed for {_pairs(len(others))}: of the smaller one's "
        f"tokens the larger one has {span}, at most {ratio(*orders[-1][1:])} of what "
        "is shared in the same order."
    )


def note(kin: Kinship) -> str:  # noqa: PLR0911 - a phrase each
    """What became of an ancestor in a few signs, for a tree."""
    match kin.relation:
        case Relation.SAME:
            return "the same vocabulary"
        case Relation.OTHER_SPECIALS:
            return "the same tokens, other special tokens"
        case Relation.RENUMBERED:
            return "the same tokens, other ids"
        case Relation.EXTENSION:
            return f"all of it, +{kin.added.tokens:,}"
        case Relation.REDUCTION:
            return f"−{kin.removed.tokens:,}"
        case Relation.DESCENT:
            return f"−{kin.removed.tokens:,}, +{kin.added.tokens:,}"
        case Relation.COMMON_STEM:
            return "a common stem"


def composition(part: Composition) -> str:
    """What tokens are mainly written in, as in ``Latin 5,070, Han 1,200``."""
    found = [*part.scripts.items()][:TOP_SCRIPTS]
    return ", ".join(f"{script.replace('_', ' ')} {count:,}" for script, count in found)


def verdicts(comparison: Comparison) -> Iterator[str]:
    """Yield the few sentences that answer most questions."""
    laid = comparison.overlap
    union, shared = len(laid.raws), comparison.shared.tokens
    count = len(comparison.names)
    yield (
        f"{plural(count, 'vocabulary').replace('vocabularys', 'vocabularies')} with "
        f"{plural(union, 'different token')}; "
        f"{shared:,} ({percentage(shared, union)}) are in "
        f"{'both' if count == 2 else 'all'} of them."  # noqa: PLR2004 - a pair
    )
    if count > 1:
        yield from _unique(comparison)
    if brought := _brought(comparison):
        parts = [f"{name(comparison, place)} {n:,}" for place, n in brought]
        yield f"Contaminated long tokens were brought in by {listing(parts)}."


def brought_in(comparison: Comparison, place: int) -> int:
    """How many contaminated long tokens a vocabulary brought in."""
    return sum(it.counted and place in it.introduced_by for it in comparison.findings)


def _unique(comparison: Comparison) -> Iterator[str]:
    """Yield a sentence for each vocabulary that has most tokens of its own."""
    own = [(part, place) for place, part in enumerate(comparison.unique) if part.tokens]
    own.sort(key=lambda pair: -pair[0].tokens)
    for part, place in own[:TOP_UNIQUE]:
        yield (
            f"{name(comparison, place)} has {plural(part.tokens, 'token')} that no "
            f"other has, mainly {composition(part) or 'no valid UTF-8'}."
        )


def _brought(comparison: Comparison) -> list[tuple[int, int]]:
    places = range(len(comparison.names))
    counts = [(place, brought_in(comparison, place)) for place in places]
    return sorted((it for it in counts if it[1]), key=lambda it: -it[1])


def change_verdict(comparison: Comparison, changed: Changes) -> str:
    """One sentence on what changed from the base to another vocabulary."""
    old, new = name(comparison, changed.base), name(comparison, changed.other)
    if changed.is_empty:
        return f"Nothing changed from {old} to {new}."
    tokens = (changed.added, changed.removed, changed.moved, changed.reranked)
    if not any(tokens):
        return f"From {old} to {new}: no token changed."
    added, removed = len(changed.added), len(changed.removed)
    counts = f"{plural(added, 'token')} added, {removed:,} removed"
    moved, reranked = len(changed.moved), len(changed.reranked)
    places = f"{moved:,} with another id, {reranked:,} with another merge rank"
    if changed.moved == changed.reranked:
        places = f"{moved:,} with another id and merge rank"
    tail = ""
    if changed.moved or changed.reranked:
        tail = (
            f" Not counting what only shifted, {changed.reordered:,} changed places "
            "with others."
        )
    return f"From {old} to {new}: {counts}, {places}.{tail}"


def listing(names: Sequence[str]) -> str:
    """Names as a phrase: ``a``, ``a and b``, ``a, b and c``."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _pairs(count: int) -> str:
    return "the other pair" if count == 1 else f"the other {count:,} pairs"


def _ids(kin: Kinship) -> str:
    if kin.id_shift == 0:
        return "with the same ids"
    if kin.id_shift is None:
        return "with other ids"
    return f"ids moved by {kin.id_shift:+,}"


def _renumbering(kin: Kinship) -> str:
    if kin.id_shift is not None:
        return f"ids moved by {kin.id_shift:+,}, the same order"
    ranking = kin.ranking
    return f"{ratio(ranking.in_order, ranking.shared)} in the same order"


def _specials(comparison: Comparison, kin: Kinship) -> str:
    old, new = (
        {(token.id, token.raw) for token in comparison.vocabularies[it].special_tokens}
        for it in (kin.ancestor, kin.descendant)
    )
    return f"{len(new - old):,} more, {len(old - new):,} fewer"


def _what(part: Composition) -> str:
    """What some tokens are, in brackets, if a few words say it."""
    if not part.tokens:
        return ""
    if part.numbers == part.tokens:
        return " (all of them numbers of several digits)"
    return f" (mainly {composition(part)})" if part.scripts else ""
