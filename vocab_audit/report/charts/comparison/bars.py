"""Charts with a row of bars for each vocabulary: contamination, lengths, sharing."""

from typing import TYPE_CHECKING, Final

from vocab_audit.category import Category
from vocab_audit.compare import Comparison
from vocab_audit.overlap import members
from vocab_audit.report.charts.comparison.sheet import (
    ROW,
    Sheet,
    name_width,
    names,
    row_names,
    sheet,
)
from vocab_audit.report.charts.page import Heading
from vocab_audit.report.charts.style import (
    CONTAMINATED,
    FAINT,
    GREY,
    INK,
    LIKELY,
    NEUTRAL,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REGIONS: Final = 14
"""Sets of holders that have a column; all others share one more."""

LAST_LENGTH: Final = 20
"""The length in characters whose bar stands for itself and all above."""

_HEAD: Final = 0.3
_BAR: Final = 0.17
_NUMBER: Final = 0.46
"""Room for the number behind a bar."""

_STRIPE: Final = "#eceff2"
_CATEGORIES: Final = tuple(it for it in Category if it is not Category.BOILERPLATE)
_SHARING_BARS: Final = 1.7
_LENGTH_ROW: Final = 0.46


def contamination(comparison: Comparison, heading: Heading) -> "Figure":
    """The contaminated share of long tokens, together and in each category."""
    labels = names(comparison)
    paper = sheet(heading, _HEAD + ROW * len(labels))
    left = name_width(labels)
    columns = ("together", *_CATEGORIES)
    width = (paper.width - left) / (len(columns) + 1)  # the first is twice as wide
    shares = _shares(comparison)
    room = width - _NUMBER
    scale = room / (max(max(row[1:]) for row in shares) or 1)
    together = (2 * width - 2 * _NUMBER) / (max(row[0] for row in shares) or 1)
    scale = min(scale, together)
    row_names(paper, labels, left, _HEAD)
    for column, title in enumerate(columns):
        x = left + (column + bool(column)) * width
        paper.text(x, _HEAD / 2, title, colour=GREY, size=9)
        paper.lines([(x, _HEAD, x, paper.height)])
        bars = [(x, row[column] * scale) for row in shares]
        _row_bars(paper, bars, LIKELY if column else CONTAMINATED)
        for place, (_, length) in enumerate(bars):
            count, text = _count(comparison, place, column)
            middle = _HEAD + (place + 0.5) * ROW
            paper.text(x + length + 0.05, middle, text, colour=INK if count else GREY)
    return paper.figure


def _count(comparison: Comparison, place: int, column: int) -> tuple[int, str]:
    count = _contaminated(comparison, place)[column]
    if column:
        return count, f"{count:,}"
    total = comparison.contamination[place][comparison.settings.rule].total
    return count, f"{count:,} of {total:,}"


def _row_bars(paper: Sheet, bars: list[tuple[float, float]], colour: str) -> None:
    boxes = [
        (x, _HEAD + (row + 0.5) * ROW - _BAR / 2, length, _BAR)
        for row, (x, length) in enumerate(bars)
    ]
    paper.bars(boxes, colour)


def _contaminated(comparison: Comparison, place: int) -> list[int]:
    counts = comparison.contamination[place][comparison.settings.rule]
    return [counts.contaminated, *(counts.categories[it] for it in _CATEGORIES)]


def _shares(comparison: Comparison) -> list[list[float]]:
    """For each vocabulary the contaminated share of its long tokens, by column."""
    rule = comparison.settings.rule
    return [
        [n / (counts[rule].total or 1) for n in _contaminated(comparison, place)]
        for place, counts in enumerate(comparison.contamination)
    ]


def sharing(comparison: Comparison, heading: Heading) -> "Figure":
    """How many tokens exactly which vocabularies hold: an UpSet plot.

    Lex et al. 2014, https://doi.org/10.1109/TVCG.2014.2346248.
    """
    labels = names(comparison)
    regions = [*comparison.overlap.regions.items()]
    shown, rest = regions[:REGIONS], regions[REGIONS:]
    top = _HEAD + _SHARING_BARS
    paper = sheet(heading, top + ROW * (len(labels) + 1))
    left = name_width([*labels, _CONTAMINATED_HERE])
    columns = len(shown) + bool(rest)
    width = min(0.62, (paper.width - left) / max(columns, 1))
    row_names(paper, [*labels, _CONTAMINATED_HERE], left, top)
    _stripes(paper, len(labels), left, top, width * len(shown))
    counts = [part.tokens for _, part in shown]
    most = max(counts, default=0) or 1
    middles = [left + (column + 0.5) * width for column in range(columns)]
    for middle, count, (held, _) in zip(middles, counts, shown, strict=False):
        height = count / most * _SHARING_BARS
        box = (middle - 0.3 * width, top - 0.06 - height, 0.6 * width, height)
        paper.bars([box], NEUTRAL)
        paper.text(middle, top - 0.16 - height, f"{count:,}", align="center", size=7)
        _dots(paper, middle, top, members(held), len(labels))
    if rest:
        count = sum(part.tokens for _, part in rest)
        label = f"{count:,}\nin {len(rest):,}\nother\ngroups"
        bottom = top + ROW * len(labels) / 2
        paper.text(middles[-1], bottom, label, align="center", size=7)
    _contaminated_row(paper, comparison, middles, top + (len(labels) + 0.5) * ROW)
    return paper.figure


_CONTAMINATED_HERE: Final = "contaminated, long"


def _stripes(paper: Sheet, rows: int, left: float, top: float, width: float) -> None:
    even = [(left, top + row * ROW, width, ROW) for row in range(0, rows, 2)]
    paper.bars(even, _STRIPE)


def _dots(
    paper: Sheet, x: float, top: float, holders: tuple[int, ...], rows: int
) -> None:
    heights = [top + (row + 0.5) * ROW for row in range(rows)]
    held = [heights[row] for row in holders]
    paper.axes.scatter([x] * rows, heights, 14, FAINT, linewidths=0)
    paper.lines([(x, held[0], x, held[-1])], INK, 1.5)
    paper.axes.scatter([x] * len(held), held, 34, INK, linewidths=0, zorder=3)


def _contaminated_row(
    paper: Sheet, comparison: Comparison, middles: list[float], y: float
) -> None:
    found: dict[int, int] = {}
    for it in comparison.findings:
        if it.counted:
            held = comparison.overlap.holders[it.number]
            found[held] = found.get(held, 0) + 1
    regions = [*comparison.overlap.regions]
    counts = [found.get(held, 0) for held in regions[:REGIONS]]
    if len(regions) > REGIONS:
        counts.append(sum(found.get(held, 0) for held in regions[REGIONS:]))
    for x, count in zip(middles, counts, strict=True):
        ink = CONTAMINATED if count else GREY
        paper.text(x, y, f"{count:,}", align="center", colour=ink)


def lengths(comparison: Comparison, heading: Heading) -> "Figure":
    """The share of each length in characters, a row of columns per vocabulary."""
    labels = names(comparison)
    foot = 0.42
    paper = sheet(heading, _LENGTH_ROW * len(labels) + foot)
    left = name_width(labels)
    shares = [_length_shares(comparison, place) for place in range(len(labels))]
    most = max((max(row, default=0) for row in shares), default=0) or 1
    width = (paper.width - left - 0.9) / LAST_LENGTH
    for row, (label, line) in enumerate(zip(labels, shares, strict=True)):
        base = (row + 1) * _LENGTH_ROW
        paper.text(left - 0.1, base - 0.12, label, align="right", size=10)
        tall = [share / most * (_LENGTH_ROW - 0.08) for share in line]
        boxes = [
            (left + (at + 0.1) * width, base - height, 0.8 * width, height)
            for at, height in enumerate(tall)
        ]
        paper.bars(boxes, NEUTRAL)
        paper.lines([(left, base, left + LAST_LENGTH * width, base)])
        mean = _mean(comparison, place=row)
        at = left + min(mean - 0.5, LAST_LENGTH) * width
        paper.lines([(at, base - _LENGTH_ROW + 0.06, at, base)], INK, 1.2)
        paper.text(paper.width, base - 0.12, f"mean {mean:.2f}", align="right", size=9)
    for length in range(1, LAST_LENGTH + 1):
        x = left + (length - 0.5) * width
        text = f"{length}+" if length == LAST_LENGTH else str(length)
        paper.text(x, paper.height - foot + 0.12, text, align="center")
    middle = left + LAST_LENGTH * width / 2
    paper.text(
        middle,
        paper.height - 0.1,
        "characters in the token",
        align="center",
        size=9,
        colour=GREY,
    )
    return paper.figure


def _length_shares(comparison: Comparison, place: int) -> list[float]:
    """From one character to the last length, the share of decodable tokens."""
    found = comparison.compositions[place].lengths
    total = sum(found.values()) or 1
    counts = [found.get(length, 0) for length in range(1, LAST_LENGTH)]
    counts.append(sum(n for length, n in found.items() if length >= LAST_LENGTH))
    return [count / total for count in counts]


def _mean(comparison: Comparison, place: int) -> float:
    found = comparison.compositions[place].lengths
    total = sum(found.values())
    return sum(length * n for length, n in found.items()) / total if total else 0
