"""A page whose picture is laid out in inches, and marks that need no colour.

Lightness, place and numbers say everything: the charts of a comparison read the same
in black and white.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vocab_audit.compare import Comparison
from vocab_audit.report.charts import page, typeface
from vocab_audit.report.charts.page import Heading
from vocab_audit.report.charts.style import FAINT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME_COLUMNS: Final = 28
"""Room for the name of a vocabulary."""

ROW: Final = 0.3
"""Inches from one row to the next; so is every length of this module."""

MARGINS: Final = 0.44
"""What a page leaves free to the left and to the right of its picture, together."""

SMALL: Final = 8
"""Points of the labels in cells and over columns."""

_LIGHT: Final = (244, 246, 248)
_DARK: Final = (16, 52, 84)
_WHITE_FROM: Final = 0.5
"""How dark a cell is from which on its number is white."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture whose coordinates are inches from its upper left corner."""

    figure: "Figure"
    axes: "Axes"
    width: float
    height: float

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "left",
        size: float = SMALL,
        colour: str = INK,
        turn: float = 0,
    ) -> None:
        """Write a text whose middle line is at this height."""
        vertical = "bottom" if turn else "center_baseline"
        self.axes.text(
            x,
            y,
            text,
            ha=align,
            va=vertical,
            fontsize=size,
            color=colour,
            rotation=turn,
            rotation_mode="anchor",
            family=typeface.families(text),
        )

    def bars(
        self,
        boxes: Iterable[tuple[float, float, float, float]],
        colours: "str | Sequence[str]",
    ) -> None:
        """Fill boxes given as left, top, width and height."""
        from matplotlib.collections import PatchCollection
        from matplotlib.patches import Rectangle

        patches = [Rectangle((x, y), w, h) for x, y, w, h in boxes]
        self.axes.add_collection(
            PatchCollection(patches, facecolor=colours, edgecolor="none")
        )

    def lines(
        self,
        ends: Iterable[tuple[float, float, float, float]],
        colour: str = FAINT,
        width: float = 0.6,
    ) -> None:
        """Draw straight lines from point to point; width in points."""
        from matplotlib.collections import LineCollection

        paths = [((x, y), (to_x, to_y)) for x, y, to_x, to_y in ends]
        self.axes.add_collection(LineCollection(paths, color=colour, lw=width))


def sheet(heading: Heading, height: float) -> Sheet:
    """A page with an empty picture of so many inches in height."""
    figure, axes = page.page(heading, height)
    width = page.WIDTH - MARGINS
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return Sheet(figure, axes, width, height)


def names(comparison: Comparison) -> list[str]:
    """The vocabularies' names, as a chart can show them."""
    return [typeface.legible(it, NAME_COLUMNS) for it in comparison.names]


def name_width(labels: Sequence[str]) -> float:
    """Inches that the widest name takes, with a gap beside it."""
    return page.label_width(labels, page.LABEL_SIZE)


def row_names(paper: Sheet, labels: Sequence[str], left: float, top: float) -> None:
    """Write a name to the left of each row, the first in the row that begins at top."""
    for row, label in enumerate(labels):
        middle = top + (row + 0.5) * ROW
        paper.text(left - 0.1, middle, label, align="right", size=page.LABEL_SIZE)


def shade(share: float) -> str:
    """A grey blue, light for 0 and dark for 1, as a hexadecimal colour.

    >>> shade(0), shade(1)
    ('#f4f6f8', '#103454')
    """
    mixed = (
        round(light + (dark - light) * share)
        for light, dark in zip(_LIGHT, _DARK, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def cells(
    paper: Sheet,
    shares: Sequence[Sequence[float | None]],
    labels: Sequence[Sequence[str]],
    *,
    left: float,
    top: float,
    width: float,
) -> None:
    """Draw a grid of cells, each as dark as its share, with its label in it.

    Args:
        paper: Where to draw.
        shares: From 0 to 1; None for a cell that is empty.
        labels: Texts, as many as shares.
        left: Inches to the first column.
        top: Inches to the first row.
        width: Inches of a column.
    """
    gap = 0.02
    boxes, colours = [], []
    for row, (line, texts) in enumerate(zip(shares, labels, strict=True)):
        for column, (share, text) in enumerate(zip(line, texts, strict=True)):
            x, y = left + column * width, top + row * ROW
            if share is not None:
                boxes.append((x + gap / 2, y + gap / 2, width - gap, ROW - gap))
                colours.append(shade(share))
            dark = share is not None and share >= _WHITE_FROM
            ink = "#ffffff" if dark else INK
            middle = x + width / 2, y + ROW / 2
            paper.text(*middle, text, align="center", colour=ink)
    paper.bars(boxes, colours)
