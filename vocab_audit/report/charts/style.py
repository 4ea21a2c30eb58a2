"""How the charts look, whatever the user's matplotlib settings are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vocab_audit.category import Category, Strength
from vocab_audit.report.charts import typeface, vector
from vocab_audit.report.pictures import DPI

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

INK = "#1f2328"
GREY = "#656d76"
FAINT = "#d8dee4"

CONTAMINATED = "#8c2d19"
LIKELY = "#d9744a"
FLAGGED = "#ecb797"
CLEAN = "#e6e9ed"
NEUTRAL = "#7d8894"

STRENGTHS: Final[Mapping[Strength, str]] = {
    Strength.CERTAIN: CONTAMINATED,
    Strength.LIKELY: LIKELY,
    Strength.SUSPECT: FLAGGED,
}
"""Colours that differ in lightness, and so in print without colour as well."""

CATEGORIES: Final[Mapping[Category, str]] = {
    Category.ADULT: "#d55e00",
    Category.GAMBLING: "#0072b2",
    Category.GAMES: "#009e73",
    Category.VIDEO: "#cc79a7",
    Category.SPAM: "#e69f00",
    Category.BOILERPLATE: "#9aa3ad",
}
"""The colour-blind-safe palette of Okabe and Ito, and grey for boilerplate."""

BOILERPLATE: Final[Mapping[Strength, str]] = {
    Strength.CERTAIN: "#59636e",
    Strength.LIKELY: "#9aa3ad",
    Strength.SUSPECT: "#d0d6dc",
}
"""The same in grey, for what is not counted as contaminated."""

_STYLE: Final["dict[RcKeyType, object]"] = {
    "axes.edgecolor": FAINT,
    "axes.labelcolor": GREY,
    "axes.labelsize": 9,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": False,
    "font.family": [*typeface.FAMILIES[:1]],
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "legend.borderaxespad": 0,
    "legend.borderpad": 0.2,
    "legend.columnspacing": 1.6,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "legend.handleheight": 1,
    "legend.handlelength": 1,
    "legend.handletextpad": 0.5,
    "legend.labelcolor": INK,
    "text.color": INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
    **vector.SETTINGS,
}


_KEPT: Final = {"backend", "backend_fallback", "interactive", "timezone", "toolbar"}


@contextmanager
def style(dpi: int = DPI) -> Iterator[None]:
    """Draw with the package's typeface and matplotlib's defaults, for a while.

    Args:
        dpi: Dots to the inch.
    """
    import matplotlib as mpl

    typeface.register()
    defaults = mpl.rcParamsDefault
    # The variable would hide every font that matplotlib does not ship.
    with mpl.rc_context(), typeface.environment(MPL_IGNORE_SYSTEM_FONTS=""):
        mpl.rcParams.update({k: v for k, v in defaults.items() if k not in _KEPT})
        mpl.rcParams.update({**_STYLE, "figure.dpi": dpi})
        yield
