"""Seven charts of a comparison, drawn with matplotlib, as figures, PNG or SVG.

``docs/charts.md`` says what each one shows.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from vocab_audit.compare import Comparison
from vocab_audit.report.charts.comparison import bars, grids, relations, words
from vocab_audit.report.charts.page import Heading, encode
from vocab_audit.report.charts.style import style
from vocab_audit.report.pictures import DPI

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


def render(
    comparison: Comparison, *, suffix: str = "png", dpi: int = DPI
) -> dict[str, bytes]:
    """Draw all charts of a comparison; none of them quotes a token.

    Args:
        comparison: What to draw.
        suffix: What to draw them as, one of ``pictures.FORMATS``.
        dpi: Dots to the inch of a PNG.

    Returns:
        A file by name of the chart, in the order of :data:`CHARTS`.
    """
    with style(dpi):
        headings = words.headings(comparison)
        return {
            name: encode(draw(comparison, headings[name]), suffix)
            for name, draw in _DRAWINGS.items()
        }


def alt_text(comparison: Comparison) -> dict[str, str]:
    """What each chart shows, by name, in a sentence or two without a token's text."""
    return words.alternatives(comparison)
