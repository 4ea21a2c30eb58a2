"""The page that every chart stands on: its measures, heading and labels."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vocab_audit.report.charts import typeface
from vocab_audit.report.charts.style import GREY, INK
from vocab_audit.report.charts.vector import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform
    from PIL.Image import Image

WIDTH = 8.6
"""Inches; so is every length of this module that names no other unit."""

MARGIN = 0.22
"""At the left and at the right."""

_TITLE_SIZE, _SUBTITLE_SIZE, _SOURCE_SIZE = 13, 9.5, 7.5
_LINE = 1.4 / typeface.POINTS
"""Distance of two lines, in inches for each point of type size."""

LABEL_SIZE, NOTE_SIZE = 10, 8
"""Points."""

END_GAP = 6
"""Points between a bar, the number at its end, and the note beside that."""

_BASELINE = -3.6
"""Points from the middle of a row down to the baseline of its labels."""

_GAP = 0.13

ALMOST_WHITE = 254
"""Of 255: a shade that is shown as white."""

MOST_PIXELS = 1 << 15
"""Of a side of a PNG; a figure that would be larger is drawn less finely."""

_PAPER: Final = {"facecolor": "white", "edgecolor": "none", "pad": 1}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a page says beside its picture.

    Attributes:
        title: A statement of fact.
        subtitle: Its denominator and rule.
        source: What it was made from.
    """

    title: str
    subtitle: str
    source: str


def page(
    heading: Heading, height: float, *, left: float = 0, bottom: float = 0
) -> "tuple[Figure, Axes]":
    """Lay out a page, and return it with the axes for its picture.

    Everything is measured beforehand, so that one pass of drawing is enough:
    matplotlib's constrained layout takes as long again as the drawing itself.

    Args:
        heading: Its texts; long ones are broken into lines.
        height: Inches for the picture.
        left: Inches for labels to the left of it.
        bottom: Inches for labels below it.
    """
    from matplotlib.figure import Figure

    lines = [*_lines(heading)]
    foot = [line for line in lines if line.size == _SOURCE_SIZE]
    below = _GAP + sum(line.height for line in foot) + _GAP
    above = _GAP + sum(line.height for line in lines) + _GAP - (below - 2 * _GAP)
    total = below + bottom + height + above
    figure = Figure((WIDTH, total))
    top = total - _GAP
    for line in lines:
        if line is foot[0]:
            top = below - _GAP
        top -= line.height
        place = MARGIN / WIDTH, (top + line.height / 4) / total
        figure.text(*place, line.text, fontsize=line.size, color=line.colour)
    start = MARGIN + left
    wide = (WIDTH - start - MARGIN) / WIDTH
    rect = (start / WIDTH, (below + bottom) / total, wide, height / total)
    return figure, figure.add_axes(rect)


def empty(heading: Heading, text: str) -> "Figure":
    """A page that says why there is no picture."""
    figure, axes = page(heading, 2)
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        text,
        transform=axes.transAxes,
        ha="center",
        va="center",
        fontsize=12,
        color=GREY,
    )
    return figure


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    colour: str

    @property
    def height(self) -> float:
        return self.size * _LINE


def _lines(heading: Heading) -> Iterator[_Line]:
    for text, size, colour in (
        (heading.title, _TITLE_SIZE, INK),
        (heading.subtitle, _SUBTITLE_SIZE, GREY),
        (heading.source, _SOURCE_SIZE, GREY),
    ):
        for line in typeface.wrap(text, size, WIDTH - 2 * MARGIN):
            yield _Line(line, size, colour)


def label_width(labels: Iterable[str], size: float = LABEL_SIZE) -> float:
    """Inches that the widest label takes, with a gap beside it."""
    return max((typeface.width(label, size) for label in labels), default=0) + 0.1


def row_labels(axes: "Axes", places: Iterable[float], labels: Iterable[str]) -> None:
    """Write a label to the left of each row; lighter and faster than ticks."""
    transform = _shift(axes, axes.get_yaxis_transform(), -6, _BASELINE)
    for place, label in zip(places, labels, strict=True):
        family = typeface.families(label)
        axes.text(
            0,
            place,
            label,
            transform=transform,
            ha="right",
            family=family,
            fontsize=LABEL_SIZE,
        )
    axes.set_yticks([])


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What stands to the right of a bar: a number and, smaller, a note."""

    number: str
    note: str = ""

    @property
    def number_points(self) -> float:
        """Points from the start of the number to the start of the note."""
        return typeface.width(self.number, LABEL_SIZE) * typeface.POINTS + END_GAP

    @property
    def width(self) -> float:
        """Inches from the end of the bar to the end of the note."""
        number = (END_GAP + self.number_points) / typeface.POINTS
        return number + typeface.width(self.note, NOTE_SIZE)


def end_labels(
    axes: "Axes",
    places: Iterable[float],
    ends: Iterable[float],
    labels: Iterable[EndLabel],
) -> None:
    """Write to the right of what ends at these values of x."""
    near = _shift(axes, axes.transData, END_GAP, _BASELINE)
    for place, end, label in zip(places, ends, labels, strict=True):
        axes.text(end, place, label.number, transform=near, fontsize=LABEL_SIZE)
        if label.note:
            start = END_GAP + label.number_points
            far = _shift(axes, axes.transData, start, _BASELINE)
            axes.text(
                end, place, label.note, transform=far, fontsize=NOTE_SIZE, color=GREY
            )


def room(axes: "Axes", labels: Iterable[EndLabel]) -> float:
    """The part of the axes' width that is left of the widest of these labels."""
    inches = axes.get_position().width * WIDTH
    return 1 - max(label.width for label in labels) / inches


def top_labels(
    axes: "Axes", places: Iterable[float], ends: Iterable[float], labels: Iterable[str]
) -> None:
    """Write above vertical bars."""
    transform = _shift(axes, axes.transData, 0, 3)
    for place, end, label in zip(places, ends, labels, strict=True):
        axes.text(
            place,
            end,
            label,
            transform=transform,
            ha="center",
            fontsize=NOTE_SIZE,
            bbox=_PAPER,
        )


def _shift(axes: "Axes", transform: "Transform", x: float, y: float) -> "Transform":
    """A transform moved by so many points."""
    from matplotlib.transforms import offset_copy

    return offset_copy(transform, axes.get_figure(root=True), x, y, units="points")


def legend(axes: "Axes", colours: Iterable[tuple[str, str]]) -> None:
    """Name colours at the top of the axes, in the order in which they are stacked."""
    from matplotlib.patches import Patch

    patches = [Patch(color=colour, label=name) for name, colour in colours]
    axes.legend(handles=patches, loc="upper left", bbox_to_anchor=(0, 1), ncols=3)


def bare(axes: "Axes", *, x: bool = False, y: bool = False) -> None:
    """Leave an axis without line and ticks; its labels stay."""
    if x:
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="x", length=0)
    if y:
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)


def encode(figure: "Figure", suffix: str) -> bytes:
    """A figure as a file of one of the formats that charts have."""
    return svg(figure) if suffix == "svg" else png(figure)


def png(figure: "Figure") -> bytes:
    """A figure as a PNG file without any tag, in at most 256 colours.

    A chart has few colours and many shades at the edges of its letters: with a
    palette the file is a third as large and written in half the time.
    """
    from PIL.Image import Dither, Quantize

    indexed = (
        _paint(figure)
        .convert("RGB")
        .quantize(256, Quantize.FASTOCTREE, dither=Dither.NONE)
    )
    shades = indexed.getpalette() or []
    # the octree mixes pure white with what is almost white
    indexed.putpalette([255 if shade >= ALMOST_WHITE else shade for shade in shades])
    stream = io.BytesIO()
    indexed.save(stream, "png", compress_level=3, dpi=(figure.dpi, figure.dpi))
    return stream.getvalue()


def _paint(figure: "Figure") -> "Image":
    """A figure as an image; the same figure always gives the same pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.dpi = min(figure.dpi, MOST_PIXELS // max(figure.get_size_inches()))
    canvas = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call] # as backends are
    figure.draw(renderer)
    size = int(renderer.width), int(renderer.height)
    return Image.frombuffer("RGBA", size, renderer.buffer_rgba())
