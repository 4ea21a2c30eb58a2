"""Charts of what vocabularies are to each other: rank against rank, the family tree."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from vocab_audit.compare import Comparison
from vocab_audit.report.charts import page, typeface
from vocab_audit.report.charts.comparison.sheet import NAME_COLUMNS, ROW, sheet
from vocab_audit.report.charts.page import Heading
from vocab_audit.report.charts.style import CONTAMINATED, GREY, INK, LIKELY, NEUTRAL
from vocab_audit.report.comparison import tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS: Final = 110
"""Cells of the density to a side."""

_LEGEND_COLUMNS: Final = 18
_INDENT: Final = 0.32
_LEFT: Final = 0.12
_SIDE: Final = 5.2
_TICKS: Final = 0.5


def pair_of_ranks(comparison: Comparison) -> tuple[int, int] | None:
    """The two vocabularies whose ranks are drawn, or None if there are not two.

    The base, or else the most contaminated one, against the most contaminated of the
    others; of equals the largest.
    """
    order = sorted(range(len(comparison.names)), key=lambda it: _weight(comparison, it))
    if len(order) < 2:  # noqa: PLR2004 - a pair
        return None
    first = comparison.base if comparison.base is not None else order[0]
    second = next(place for place in order if place != first)
    return first, second


def _weight(comparison: Comparison, place: int) -> tuple[int, int, str]:
    contaminated = comparison.audits[place].headline.contaminated
    vocabulary = comparison.vocabularies[place]
    return -contaminated, -len(vocabulary.ids), vocabulary.name


def ranks(comparison: Comparison, heading: Heading) -> "Figure":
    """Where shared tokens stand in two merge orders; contaminated ones marked."""
    pair = pair_of_ranks(comparison)
    left = page.label_width(["000,000"]) + 0.3
    figure, axes = page.page(heading, _SIDE, left=left, bottom=_TICKS)
    if pair is None:
        axes.set_axis_off()
        return figure
    _density(axes, comparison, pair)
    _marks(axes, comparison, pair)
    for axis, place in ((axes.xaxis, pair[0]), (axes.yaxis, pair[1])):
        name = typeface.legible(comparison.names[place], NAME_COLUMNS)
        text = f"place in the merge order of {name}"
        axis.set_label_text(text, family=typeface.families(text))
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    box = axes.get_position()
    axes.set_position((box.x0, box.y0, box.width * 0.73, box.height))
    return figure


def _density(axes: "Axes", comparison: Comparison, pair: tuple[int, int]) -> None:
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    first, second = _orders(comparison, pair)
    both = [(first[number], at) for number, at in second.items() if number in first]
    sizes = [max(len(places), 1) for places in (first, second)]
    axes.set_xlim(-0.03 * sizes[0], sizes[0])
    axes.set_ylim(-0.03 * sizes[1], sizes[1])
    if not both:
        return
    across, up = np.array(both).T
    spans = [(0, sizes[0]), (0, sizes[1])]
    counts, xs, ys = np.histogram2d(across, up, BINS, spans)
    greys = LinearSegmentedColormap.from_list("greys", ["#e3e7eb", INK])
    axes.pcolormesh(
        xs,
        ys,
        np.where(counts.T, counts.T, np.nan),
        cmap=greys,
        norm=LogNorm(1, max(2, counts.max())),
        linewidth=0,
    )


def _orders(comparison: Comparison, pair: tuple[int, int]) -> list[dict[int, int]]:
    """For each of two the place of every token in its merge order."""
    columns = (comparison.overlap.columns[place] for place in pair)
    return [{number: at for at, number in enumerate(it.tokens)} for it in columns]


def _marks(axes: "Axes", comparison: Comparison, pair: tuple[int, int]) -> None:
    first, second = _orders(comparison, pair)
    counted = [it.number for it in comparison.findings if it.counted]
    shared = [it for it in counted if it in first and it in second]
    only_first = [first[it] for it in counted if it in first and it not in second]
    only_second = [second[it] for it in counted if it in second and it not in first]
    low, left = axes.get_ylim()[0] / 2, axes.get_xlim()[0] / 2
    axes.scatter(
        [first[it] for it in shared],
        [second[it] for it in shared],
        34,
        LIKELY,
        marker="^",
        edgecolors=INK,
        linewidths=0.6,
        label=f"contaminated, in both ({len(shared):,})",
    )
    edges: tuple[tuple[Sequence[float], Sequence[float], str, int], ...] = (
        (only_first, [low] * len(only_first), "|", pair[0]),
        ([left] * len(only_second), only_second, "_", pair[1]),
    )
    for xs, ys, mark, place in edges:
        name = typeface.legible(comparison.names[place], _LEGEND_COLUMNS)
        label = f"contaminated, only in\n{name} ({len(xs):,})"
        axes.scatter(
            *(xs, ys, 60, CONTAMINATED), marker=mark, linewidths=0.5, label=label
        )


def kinship(comparison: Comparison, heading: Heading) -> "Figure":
    """Who was made from whom, as a tree that grows to the right."""
    rows = tree.rows(comparison)
    paper = sheet(heading, ROW * max(len(rows), 1))
    middles = [(at + 0.5) * ROW for at in range(len(rows))]
    starts = [_LEFT + row.depth * _INDENT for row in rows]
    joints = []
    for at, row in enumerate(rows):
        if row.parent is not None:
            x = starts[row.parent] + 0.1
            joints.append((x, middles[row.parent] + 0.1, x, middles[at]))
            joints.append((x, middles[at], starts[at] - 0.04, middles[at]))
    paper.lines(joints, NEUTRAL, 1.2)
    for at, row in enumerate(rows):
        label = typeface.legible(row.name, NAME_COLUMNS + 10)
        known = row.place is not None
        ink = INK if known else GREY
        paper.text(starts[at], middles[at], label, size=page.LABEL_SIZE, colour=ink)
        note = row.note
        if row.place is not None:
            size = comparison.overlap.sizes[row.place]
            note = f"{size:,} tokens{f'; {note}' if note else ''}"
        end = starts[at] + page.label_width([label])
        paper.text(end + 0.08, middles[at], note, colour=GREY)
    return paper.figure
