"""What the charts say in words: titles, subtitles and alternative texts."""

from collections.abc import Callable, Mapping
from typing import Final

from vocab_audit.audit import Audit
from vocab_audit.report.charts.tally import RANK_BINS, Share, Tally
from vocab_audit.report.charts.typeface import legible
from vocab_audit.report.shares import fraction, percentage
from vocab_audit.report.summary import CategoryCount

NAME_COLUMNS = 40
"""Room for the name of a vocabulary."""

DIGITS = 8
"""Of each sha256."""


def titles(counts: Tally) -> dict[str, str]:
    """One statement of fact for each chart, by name."""
    name = legible(counts.name, NAME_COLUMNS)
    return {chart: f"{name}: {say(counts)}" for chart, say in _FACTS.items()}


def subtitles(counts: Tally) -> dict[str, str]:
    """What each title counts, and under which rule, by name of the chart."""
    long = counts.long
    share = fraction(long.contaminated, long.total)
    rule = f"{share} long tokens are contaminated, rule {counts.rule}"
    rule = "; ".join((rule, *counts.filters))
    return {
        "categories": f"{rule}. Findings by category and strength.",
        "lengths": f"{rule}. Contaminated/all of each length.",
        "merge_order": f"{rule}. Early: first half of the merge order. "
        f"Contaminated/all in each tenth.",
        "scripts": "Tokens by dominant script (UAX #24), on a logarithmic scale.",
        "longest": f"{rule}. Most characters first.",
        "vocabulary_map": f"{rule}. Each cell is a token, in merge order; flagged "
        f"are those that are long under any rule.",
        "families": f"{rule}. Contaminated tokens that were built from each root.",
    }


def alternatives(counts: Tally) -> dict[str, str]:
    """One sentence for each chart that says what it shows; no token's text."""
    name = legible(counts.name, NAME_COLUMNS)
    share = fraction(counts.long.contaminated, counts.long.total)
    rule = f"{share} long tokens are contaminated under the rule {counts.rule}"
    shown: Mapping[str, str] = {
        "categories": f"Bars of findings by category and strength: "
        f"{_listing(counts.categories) or 'none'}; {rule}",
        "lengths": f"Bars of long tokens by length: {_length_fact(counts)}; {rule}",
        "merge_order": f"Bars of the contaminated share of long tokens in each tenth "
        f"of the merge order: {_rank_fact(counts)}; {rule}",
        "scripts": f"Dots for the number of tokens of each script: "
        f"{_script_fact(counts)}",
        "longest": f"Bars for flagged tokens with their text, category, strength and "
        f"token id: {_longest_fact(counts)}; {rule}",
        "vocabulary_map": f"A map of the vocabulary, a cell for each token in merge "
        f"order, coloured by category: {_map_fact(counts)}; {rule}",
        "families": f"Bars for families with root, members and category: "
        f"{_family_fact(counts)}; {rule}",
    }
    return {chart: f"{name}. {text}." for chart, text in shown.items()}


def source(audit: Audit) -> str:
    """What a chart was made from: tool, vocabulary and wordlists."""
    from vocab_audit import __version__

    wordlist = audit.wordlist
    return (
        f"vocab-audit {__version__} · sha256 "
        f"{audit.vocabulary.sha256[:DIGITS]} · {len(wordlist.terms):,} wordlist terms, "
        f"sha256 {wordlist.sha256[:DIGITS]}"
    )


def _category_fact(counts: Tally) -> str:
    total = counts.long.contaminated
    ranked = [count for count in counts.categories if count.contaminated]
    ranked.sort(key=lambda count: -count.contaminated)
    if not ranked:
        return f"{_none_of(counts)} contaminated"
    if total == 1:
        return f"one contaminated token, {ranked[0].category}"
    parts = [f"{count.contaminated:,} {count.category}" for count in ranked[:2]]
    return f"{total:,} contaminated tokens, of them {' and '.join(parts)}"


def _none_of(counts: Tally) -> str:
    total = counts.long.total
    return f"none of {total:,} long tokens is" if total else "no long tokens, so none"


def _listing(categories: tuple[CategoryCount, ...]) -> str:
    found = [count for count in categories if count.total]
    return ", ".join(f"{count.category} {count.total:,}" for count in found)


def _length_fact(counts: Tally) -> str:
    middle = 2 * min(counts.lengths)
    above, below = Share(), Share()
    for length, share in counts.lengths.items():
        if length < middle:
            below += share
        else:
            above += share
    if not above.total:
        return f"no long token has {middle} or more characters"
    return (
        f"{_of(above)} tokens with {middle}+ characters are contaminated, "
        f"{_of(below)} shorter ones"
    )


def _rank_fact(counts: Tally) -> str:
    if not counts.long.total:
        return "no long tokens"
    half = RANK_BINS // 2
    early = sum(counts.ranks[:half], Share())
    late = sum(counts.ranks[half:], Share())
    return f"{_of(early)} early long tokens are contaminated, {_of(late)} late ones"


def _of(share: Share) -> str:
    return f"{share.contaminated:,} of {share.total:,}"


def _script_fact(counts: Tally) -> str:
    if not counts.tokens:
        return "no tokens"
    share = percentage(counts.cjk, counts.tokens)
    return (
        f"{counts.cjk:,} of {counts.tokens:,} tokens ({share}) are mainly in Han, "
        f"kana, Hangul or Bopomofo"
    )


def _longest_fact(counts: Tally) -> str:
    if not counts.longest:
        return f"{_none_of(counts)} flagged"
    lengths = [length for _, length in counts.longest]
    low, high = min(lengths), max(lengths)
    span = f"{low:,} to {high:,}" if low < high else f"{low:,}"
    if counts.flagged == 1:
        return f"the one flagged token has {span} characters"
    shown = f"the {len(lengths)} longest of {counts.flagged:,} flagged tokens"
    if len(lengths) == counts.flagged:
        shown = f"the {len(lengths)} flagged tokens"
    return f"{shown} have {span} characters"


def _map_fact(counts: Tally) -> str:
    flagged = [place for place, cell in enumerate(counts.cells) if cell]
    found = len(flagged)
    if not found:
        return f"none of {counts.tokens:,} tokens is flagged"
    if found == 1:
        return f"one of {counts.tokens:,} tokens is flagged"
    late = sum(2 * place >= counts.tokens for place in flagged)
    return (
        f"{found:,} of {counts.tokens:,} tokens are flagged, {late:,} of them in the "
        f"later half"
    )


def _family_fact(counts: Tally) -> str:
    sizes = [family.size for family, _ in counts.families]
    if not sizes:
        return "no families of contaminated tokens"
    if len(sizes) == 1:
        return f"one family of {sizes[0]:,} contaminated tokens"
    return f"{len(sizes):,} families, the largest of {sizes[0]:,} contaminated tokens"


_FACTS: Final[Mapping[str, Callable[[Tally], str]]] = {
    "categories": _category_fact,
    "lengths": _length_fact,
    "merge_order": _rank_fact,
    "scripts": _script_fact,
    "longest": _longest_fact,
    "vocabulary_map": _map_fact,
    "families": _family_fact,
}
