"""The sections on what vocabularies consist of: scripts, lengths, coverage, a text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from vocab_audit.compare import Comparison
from vocab_audit.overlap import Composition
from vocab_audit.report.comparison import words
from vocab_audit.report.comparison.counts import headings, share
from vocab_audit.report.comparison.section import Section, Table
from vocab_audit.report.table import Column

TOP_SCRIPTS: Final = 15
_LEVELS: Final = (
    "Characters that are one token. Text in others falls apart into bytes. Han levels "
    "are those of China’s Table of General Standard Chinese Characters (2013): 1 for "
    "common use, 2 for publishing, 3 for names and terms."
)
LENGTH_EDGES: Final = (1, 2, 3, 4, 5, 7, 9, 13, 17, 33)
"""Where each span of lengths begins, in characters."""


def scripts(comparison: Comparison) -> Section:
    """Tokens by dominant script: all, and those that only one vocabulary has."""
    together = Counter[str]()
    for part in comparison.compositions:
        together.update(part.scripts)
    top = [name for name, _ in together.most_common(TOP_SCRIPTS)]
    tables = [
        _script_table(
            comparison, "Tokens by dominant script", comparison.compositions, top
        )
    ]
    if len(comparison.names) > 1:
        caption = "Tokens that only one of them has"
        unique = _script_table(comparison, caption, comparison.unique, top)
        tables.append(replace(unique, brief=False))
    return Section("scripts", "Scripts", tables=tables, charts=["scripts"])


def _script_table(
    comparison: Comparison,
    caption: str,
    parts: Sequence[Composition],
    top: Sequence[str],
) -> Table:
    rows = [
        [
            script.replace("_", " "),
            *(share(part.scripts.get(script, 0), part.tokens) for part in parts),
        ]
        for script in top
    ]
    rest = [
        sum(count for script, count in part.scripts.items() if script not in top)
        for part in parts
    ]
    if any(rest):
        rows.append(["other scripts", *map(share, rest, map(_size, parts))])
    undecodable = [part.undecodable for part in parts]
    rows.append(["not valid UTF-8", *map(share, undecodable, map(_size, parts))])
    rows.append(["all", *(f"{part.tokens:,}" for part in parts)])
    return Table(caption, [Column("script"), *headings(comparison)], rows)


def _size(part: Composition) -> int:
    return part.tokens


def lengths(comparison: Comparison) -> Section:
    """Tokens by number of characters."""
    parts = comparison.compositions
    spans = zip(LENGTH_EDGES, (*LENGTH_EDGES[1:], None), strict=True)
    rows = [
        [
            _span(first, after),
            *(share(_between(p.lengths, first, after), p.tokens) for p in parts),
        ]
        for first, after in spans
    ]
    columns = [Column("characters"), *headings(comparison)]
    longest = ["longest", *(str(max(p.lengths, default=0)) for p in parts)]
    mean = ["mean", *(f"{_mean(p.lengths):.2f}" for p in parts)]
    caption = "Tokens by length in characters (those that are valid UTF-8)"
    return Section(
        "lengths",
        "Lengths",
        tables=[Table(caption, columns, [*rows, mean, longest], brief=False)],
        charts=["lengths"],
    )


def _span(first: int, after: int | None) -> str:
    if after is None:
        return f"{first}+"
    return str(first) if after == first + 1 else f"{first}–{after - 1}"


def _between(found: Mapping[int, int], first: int, after: int | None) -> int:
    return sum(
        count
        for length, count in found.items()
        if length >= first and (after is None or length < after)
    )


def _mean(found: Mapping[int, int]) -> float:
    total = sum(found.values())
    return sum(length * n for length, n in found.items()) / total if total else 0


def coverage(comparison: Comparison) -> Section:
    """Characters that are tokens of their own."""
    rows = [
        [it.name, f"{it.characters:,}", *(share(n, it.characters) for n in it.single)]
        for it in comparison.coverages
    ]
    columns = [Column("characters"), Column("there are", ">"), *headings(comparison)]
    return Section(
        "coverage",
        "Coverage",
        [_LEVELS],
        [Table("Characters that are tokens of their own", columns, rows)],
    )


def samples(comparison: Comparison) -> Section:
    """How many tokens a text takes in each vocabulary."""
    columns = [Column("vocabulary"), Column("tokens", ">"), Column("bytes/token", ">")]
    tables = [
        Table(
            f"{sample.name}: {sample.size:,} bytes, {sample.characters:,} characters",
            [*columns, Column("")],
            [
                [
                    words.name(comparison, place),
                    "–" if it.tokens is None else f"{it.tokens:,}",
                    f"{each:.3f}" if (each := it.bytes_per_token(sample.size)) else "–",
                    it.why,
                ]
                for place, it in enumerate(sample.encoded)
            ],
        )
        for sample in comparison.samples
    ]
    return Section("text", "A text in tokens", tables=tables)
