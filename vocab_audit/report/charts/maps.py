"""Two pictures of the whole: the vocabulary cell by cell, and its families."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vocab_audit.category import Category, Strength
from vocab_audit.families import Family
from vocab_audit.report.charts import page, style, typeface
from vocab_audit.report.charts.drawings import TEXT_COLUMNS
from vocab_audit.report.charts.page import EndLabel, Heading
from vocab_audit.report.charts.tally import Tally
from vocab_audit.report.charts.typeface import legible
from vocab_audit.report.masking import masked

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LARGEST = 20
"""Families that have a bar."""

_COLUMNS = 500
_FEWEST_COLUMNS = 20
_CELL_SHAPE = 2  # a map is twice as wide as it is high, where the cells allow it
_MARK = 0.03  # inches: a flagged token, where cells are smaller than that
_LEGEND = 0.3  # inches
_MOST_HEIGHT = 9  # inches
_ROW_LABELS = 6
_FADES: Final = {Strength.CERTAIN: 1, Strength.LIKELY: 0.8, Strength.SUSPECT: 0.6}


def vocabulary_map(counts: Tally, heading: Heading) -> "Figure":
    """A cell for each token in merge order, in the colour of its category."""
    columns = _columns(len(counts.cells))
    rows = max(1, -(-len(counts.cells) // columns))
    marks = _row_marks(counts, columns, rows)
    left = page.label_width(marks.values())
    cell = (page.WIDTH - 2 * page.MARGIN - left) / columns
    high = min(rows * cell, _MOST_HEIGHT)
    figure, axes = page.page(heading, high + _LEGEND, left=left)
    axes.imshow(
        _pixels(counts.cells, columns, rows),
        extent=(0, columns, rows, 0),
        aspect="auto",
        interpolation="nearest",
    )
    _enlarge(axes, counts.cells, columns, cell)
    axes.set_xlim(0, columns)
    axes.set_ylim(rows, -_LEGEND * rows / high)
    page.row_labels(axes, [row + 0.5 for row in marks], marks.values())
    axes.set_xticks([])
    page.bare(axes, x=True, y=True)
    _legend(axes)
    return figure


def _columns(tokens: int) -> int:
    wanted = math.isqrt(_CELL_SHAPE * tokens)
    return max(_FEWEST_COLUMNS, min(_COLUMNS, wanted))


def _row_marks(counts: Tally, columns: int, rows: int) -> dict[int, str]:
    """Rows with a label: the id of their first token."""
    if not counts.ids:
        return {}
    shown = min(_ROW_LABELS, max(1, rows // 10))
    chosen = sorted({rows * part // shown for part in range(shown)})
    return {row: f"{counts.ids[row * columns]:,}" for row in chosen}


def _pixels(cells: bytes, columns: int, rows: int) -> "np.ndarray":
    """Red, green and blue of each cell, row by row; white after the last token."""
    import numpy as np
    from matplotlib.colors import to_rgb

    shades = [to_rgb(style.CLEAN), *_shades(), to_rgb("white")]
    numbers = np.full(columns * rows, len(shades) - 1, np.uint8)
    numbers[: len(cells)] = np.frombuffer(cells, np.uint8)
    return np.array(shades)[numbers.reshape(rows, columns)]


def _shades() -> Iterator[tuple[float, float, float]]:
    """Colours of flagged cells, in the order of ``vocabulary_map.flags``."""
    from matplotlib.colors import to_rgb

    clean = to_rgb(style.CLEAN)
    for category in Category:
        full = to_rgb(style.CATEGORIES[category])
        for strength in Strength:
            part = _FADES[strength]
            red, green, blue = (
                part * one + (1 - part) * other
                for one, other in zip(full, clean, strict=True)
            )
            yield red, green, blue


def _enlarge(axes: "Axes", cells: bytes, columns: int, cell: float) -> None:
    """Draw flagged tokens over their neighbours where cells are too small to see."""
    if cell >= _MARK:
        return
    shades = [*_shades()]
    flagged = [(place, flag) for place, flag in enumerate(cells) if flag]
    axes.scatter(
        [place % columns + 0.5 for place, _ in flagged],
        [place // columns + 0.5 for place, _ in flagged],
        (_MARK * typeface.POINTS) ** 2,
        [shades[flag - 1] for _, flag in flagged],
        marker="s",
        linewidths=0,
    )


def _legend(axes: "Axes") -> None:
    from matplotlib.patches import Patch

    colours = [*style.CATEGORIES.items(), ("not flagged", style.CLEAN)]
    axes.legend(
        handles=[Patch(color=colour, label=str(name)) for name, colour in colours],
        loc="upper left",
        bbox_to_anchor=(0, 1),
        ncols=len(colours),
    )


def families(counts: Tally, heading: Heading, *, mask: bool = False) -> "Figure":
    """The largest families: root, members, category and the root's id."""
    if not counts.families:
        return page.empty(heading, "No families of contaminated tokens")
    shown = counts.families[:LARGEST]
    names = [_root(family, mask=mask and explicit) for family, explicit in shown]
    sizes = [family.size for family, _ in shown]
    rows = max(len(shown), 6)
    figure, axes = page.page(heading, 0.215 * rows, left=page.label_width(names))
    axes.set_ylim(rows - 0.5, -0.5)
    places = range(len(shown))
    colours = [style.CATEGORIES[family.category] for family, _ in shown]
    axes.barh(places, sizes, 0.66, color=colours)
    labels = [
        EndLabel(f"{family.size:,}", f"{family.category}, id {family.root.id}")
        for family, _ in shown
    ]
    page.end_labels(axes, places, sizes, labels)
    axes.set_xlim(0, max(sizes) / page.room(axes, labels))
    page.row_labels(axes, places, names)
    axes.set_xticks([])
    page.bare(axes, x=True, y=True)
    return figure


def _root(family: Family, *, mask: bool) -> str:
    text = family.root.text
    shown = family.root.display if text is None else text
    return legible(masked(shown) if mask else shown, TEXT_COLUMNS)
