"""Seven charts of a comparison, drawn with matplotlib, as figures or as PNG.

``docs/charts.md`` says what each one shows.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from vocab_audit.compare import Comparison
from vocab_audit.report.charts.comparison import bars, grids, relations, words
from vocab_audit.report.charts.page import Heading, paint, png
from vocab_audit.report.charts.style import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWINGS: Final[Mapping[str, "Callable[[Comparison, Heading], Figure]"]] = {
    "kinship": relations.kinship,
    "contamination": bars.contamination,
    "overlap": grids.overlap,
    "sharing": bars.sharing,
    "ranks": relations.ranks,
    "scripts": grids.scripts,
    "lengths": bars.lengths,
}


def _figure(name: str, comparison: Comparison) -> "Figure":
    with style():
        return _DRAWINGS[name](comparison, words.headings(comparison)[name])


CHARTS: Final[Mapping[str, "Callable[[Comparison], Figure]"]] = {
    name: partial(_figure, name) for name in _DRAWINGS
}
"""Every chart by name."""


def render(comparison: Comparison) -> dict[str, bytes]:
    """Draw all charts of a comparison.

    Args:
        comparison: What to draw.

    Returns:
        A PNG image by name of the chart, in the order of :data:`CHARTS`.
    """
    with style():
        headings = words.headings(comparison)
        return {
            name: png(paint(draw(comparison, headings[name])))
            for name, draw in _DRAWINGS.items()
        }


def alt_text(comparison: Comparison) -> dict[str, str]:
    """What each chart shows, by name, in a sentence or two without a token's text."""
    return words.alternatives(comparison)
