"""Charts in which the darkness of a cell is a share: overlap, scripts."""

import math
from collections import Counter
from typing import TYPE_CHECKING, Final

from vocab_audit.compare import Comparison
from vocab_audit.report.charts.comparison.sheet import (
    ROW,
    cells,
    name_width,
    names,
    row_names,
    sheet,
)
from vocab_audit.report.charts.page import Heading
from vocab_audit.report.charts.style import GREY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOP_SCRIPTS: Final = 11
"""Scripts that have a column of their own."""

_WIDEST: Final = 0.8
_HEAD: Final = 0.28
_TURNED_HEAD: Final = 0.65
_LEAST: Final = 1e-4
"""The share of tokens, a hundredth of a percent, that is as light as none."""


def overlap(comparison: Comparison, heading: Heading) -> "Figure":
    """Which share of each vocabulary's tokens each other one has."""
    labels = [f"{at}  {label}" for at, label in enumerate(names(comparison), 1)]
    places = range(len(labels))
    sizes = comparison.overlap.sizes
    shared = [
        [comparison.overlap.count_shared(row, column) for column in places]
        for row in places
    ]
    shares = [
        [_share(shared[row][column], sizes[row] * (row != column)) for column in places]
        for row in places
    ]
    texts = [
        [_percent(shares[row][column], row, column) for column in places]
        for row in places
    ]
    paper = sheet(heading, _HEAD + ROW * len(labels))
    left = name_width(labels)
    width = min(_WIDEST, (paper.width - left - 0.75) / len(labels))
    row_names(paper, labels, left, _HEAD)
    for column in places:
        x = left + (column + 0.5) * width
        paper.text(x, _HEAD / 2, f"in {column + 1}", align="center", colour=GREY)
    end = left + len(labels) * width + 0.12
    paper.text(end, _HEAD / 2, "tokens", colour=GREY)
    for row in places:
        paper.text(end, _HEAD + (row + 0.5) * ROW, f"{sizes[row]:,}")
    cells(paper, shares, texts, left=left, top=_HEAD, width=width)
    return paper.figure


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _percent(share: float | None, row: int, column: int) -> str:
    if row == column:
        return "·"
    if share is None:
        return "–"
    percent = 100 * share
    if share < 1 and round(percent) == 100:  # noqa: PLR2004 - never by rounding
        return ">99"
    if share and not round(percent):
        return "<1"
    return f"{percent:.0f}"


def scripts(comparison: Comparison, heading: Heading) -> "Figure":
    """Which share of each vocabulary's tokens is in which script."""
    labels = names(comparison)
    together = Counter[str]()
    for part in comparison.compositions:
        together.update(part.scripts)
    top = [script for script, _ in together.most_common(TOP_SCRIPTS)]
    columns = [*(script.replace("_", " ") for script in top), "others", "not UTF-8"]
    shares, texts = [], []
    for part in comparison.compositions:
        own = [part.scripts.get(script, 0) for script in top]
        counts = [*own, part.tokens - part.undecodable - sum(own), part.undecodable]
        line = [count / (part.tokens or 1) for count in counts]
        shares.append([_darkness(share) for share in line])
        texts.append([_fine_percent(share) for share in line])
    paper = sheet(heading, _TURNED_HEAD + ROW * len(labels))
    left = name_width(labels)
    width = (paper.width - left - 0.35) / len(columns)
    row_names(paper, labels, left, _TURNED_HEAD)
    for column, script in enumerate(columns):
        x = left + (column + 0.4) * width
        paper.text(x, _TURNED_HEAD - 0.05, script, turn=38)
    cells(paper, shares, texts, left=left, top=_TURNED_HEAD, width=width)
    return paper.figure


def _darkness(share: float) -> float | None:
    """On a logarithmic scale, so that small shares differ too."""
    if not share:
        return None
    return max(0.0, 1 - math.log(share) / math.log(_LEAST))


def _fine_percent(share: float) -> str:
    percent = 100 * share
    if not share:
        return "·"
    if percent < 0.1:  # noqa: PLR2004 - a tenth of a percent
        return "<0.1"
    return f"{percent:.1f}" if percent < 10 else f"{percent:.0f}"  # noqa: PLR2004 - two digits
