"""The sections on what vocabularies are to each other: kinship, overlap, order."""

from collections.abc import Iterator
from typing import Final

from vocab_audit.compare import Comparison
from vocab_audit.overlap import members
from vocab_audit.ranking import Ranking
from vocab_audit.report.comparison import tree, words
from vocab_audit.report.comparison.section import Cell, Section, Table, quoted
from vocab_audit.report.shares import percentage
from vocab_audit.report.table import Column

REGIONS: Final = 15
"""How many sets of holders a table shows."""

PAIRS: Final = 15
"""How many pairs a table shows; all are in compare.json."""

MOVERS: Final = 5
"""How many of the farthest movers of each pair are shown."""


_PLACES: Final = (
    "Places are counted among the tokens that both have, so that what only one of them "
    "has does not shift the rest."
)


def kinship(comparison: Comparison) -> Section:
    """Who was made from whom, in words and as a tree."""
    links = comparison.genealogy.links
    sentences = [words.kinship(comparison, kin) for kin in links]
    sentences.append(words.no_kinship(comparison))
    return Section(
        "kinship",
        "Kinship",
        [sentence for sentence in sentences if sentence],
        tree=tree.lines(comparison),
        charts=["kinship"],
    )


def overlap(comparison: Comparison) -> Section:
    """What each two share, and which tokens exactly which of them hold."""
    tables = [_containment(comparison), _pairs(comparison), _regions(comparison)]
    several = len(comparison.names) > 1
    return Section(
        "overlap",
        "Overlap",
        tables=[it for it in tables if it.rows] if several else tables[2:],
        charts=["overlap"] if several else [],
    )


def _containment(comparison: Comparison) -> Table:
    names = range(len(comparison.names))
    sizes = comparison.overlap.sizes
    rows = [
        [
            f"{row + 1} {words.name(comparison, row)}",
            f"{sizes[row]:,}",
            *(
                "–"
                if row == column
                else words.ratio(
                    comparison.overlap.count_shared(row, column), sizes[row]
                )
                for column in names
            ),
        ]
        for row in names
    ]
    columns = [Column("of"), Column("tokens", ">")]
    columns += [Column(f"in {column + 1}", ">") for column in names]
    return Table("Share of each one’s tokens that the others have", columns, rows)


def _pairs(comparison: Comparison) -> Table:
    columns = [
        Column("pair"),
        Column("shared", ">"),
        Column("Jaccard", ">"),
        Column("in the same order", ">"),
        Column("Spearman", ">"),
    ]
    ranked = sorted(comparison.rankings, key=lambda it: -it.shared)
    rows = [_pair_row(comparison, ranking) for ranking in ranked[:PAIRS]]
    few = f", the {PAIRS} that share most" if len(ranked) > PAIRS else ""
    return Table(f"Each two of them{few}", columns, rows, brief=False)


def _pair_row(comparison: Comparison, ranking: Ranking) -> list[str]:
    first, second = ranking.first, ranking.second
    sizes = comparison.overlap.sizes
    union = sizes[first] + sizes[second] - ranking.shared
    spearman = ranking.spearman
    return [
        pair(comparison, ranking),
        f"{ranking.shared:,}",
        words.ratio(ranking.shared, union),
        words.ratio(ranking.in_order, ranking.shared),
        "–" if spearman is None else f"{spearman:.3f}",
    ]


def _regions(comparison: Comparison) -> Table:
    regions = [*comparison.overlap.regions.items()]
    union = len(comparison.overlap.raws)
    rows = [
        [
            words.listing([words.name(comparison, place) for place in members(held)]),
            f"{part.tokens:,} ({percentage(part.tokens, union)})",
            words.composition(part),
        ]
        for held, part in regions[:REGIONS]
    ]
    if rest := sum(part.tokens for _, part in regions[REGIONS:]):
        groups = words.plural(len(regions) - REGIONS, "other group")
        rows.append([groups, f"{rest:,} ({percentage(rest, union)})", ""])
    columns = [Column("held by exactly"), Column("tokens", ">"), Column("mainly")]
    return Table("Which vocabularies hold which tokens", columns, rows)


def order(comparison: Comparison) -> Section:
    """Shared tokens whose place differs most."""
    columns = [
        Column("pair"),
        Column("token"),
        Column("place in the first", ">"),
        Column("in the second", ">"),
        Column("of shared", ">"),
    ]
    rows = [*_movers(comparison)]
    caption = "Shared tokens that moved farthest"
    return Section(
        "order",
        "Merge order",
        [_PLACES],
        [Table(caption, columns, rows, brief=False)] if rows else [],
        charts=["ranks"],
    )


def _movers(comparison: Comparison) -> Iterator[list[Cell]]:
    ranked = sorted(comparison.rankings, key=lambda it: -it.shared)
    moved = [ranking for ranking in ranked if ranking.movers]
    raws, texts = comparison.overlap.raws, comparison.overlap.texts
    flagged = {it.number for it in comparison.findings}
    for ranking in moved[: PAIRS // MOVERS]:
        for mover in ranking.movers[:MOVERS]:
            explicit = mover.number in flagged
            yield [
                pair(comparison, ranking),
                quoted(raws[mover.number], texts[mover.number], explicit=explicit),
                f"{mover.first + 1:,}",
                f"{mover.second + 1:,}",
                f"{ranking.shared:,}",
            ]


def pair(comparison: Comparison, ranking: Ranking) -> str:
    """The names of two vocabularies."""
    first, second = (
        words.name(comparison, it) for it in (ranking.first, ranking.second)
    )
    return f"{first} and {second}"
