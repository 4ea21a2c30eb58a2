"""A chart as SVG (https://www.w3.org/TR/SVG11/), its letters drawn as outlines.

Outlines look the same in every program, in every script, and need no font.
"""

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType

# Random unless salted: the names of what one part of a drawing says of another.
SETTINGS: Final["dict[RcKeyType, object]"] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "vocab-audit",
}

_NO_TAGS: Final = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def svg(figure: "Figure") -> bytes:
    """A figure as an SVG file without any tag; the same figure, the same bytes."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    stream = io.BytesIO()
    canvas = FigureCanvasSVG(figure)
    canvas.print_svg(stream, metadata=_NO_TAGS)  # type: ignore[no-untyped-call]
    return stream.getvalue()
