"""The five pictures, each drawn from the same counts on a page of its own."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from vocab_audit.audit import LengthRule
from vocab_audit.finding import Finding
from vocab_audit.report.charts import page, style
from vocab_audit.report.charts.page import EndLabel, Heading
from vocab_audit.report.charts.tally import Share, Tally
from vocab_audit.report.charts.typeface import legible
from vocab_audit.report.masking import is_explicit, masked
from vocab_audit.report.summary import CategoryCount
from vocab_audit.script import CJK_SCRIPTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TEXT_COLUMNS = 30
"""Room for a token's text; a wide character takes two."""

_SCRIPT_NOTES: Final = {
    "Common": "Common (digits, punctuation)",
    "Inherited": "Inherited (combining marks)",
}
_UNITS: Final = {
    LengthRule.HAN: "Han characters in the token",
    LengthRule.CJK: "CJK characters in the token",
    LengthRule.CHARS: "characters in the token, a leading space counted",
    LengthRule.LETTERS: "letters in the token, of any script",
}
_SHARES: Final = {
    "contaminated": style.CONTAMINATED,
    "suspect or boilerplate": style.FLAGGED,
    "not flagged": style.CLEAN,
}
_LEGEND = 0.32  # inches
_TICKS = 0.5
_LOG_START = 0.7  # tokens: a little left of one


def categories(counts: Tally, heading: Heading) -> "Figure":
    """Findings by category, stacked by strength; boilerplate apart."""
    if not counts.flagged:
        return page.empty(
            heading, f"No findings among {counts.long.total:,} long tokens"
        )
    names = [str(count.category) for count in counts.categories]
    names[-1] += " (not counted)"
    places = [*map(float, range(len(names)))]
    places[-1] += 0.4
    figure, axes = page.page(heading, 2.7, left=page.label_width(names))
    axes.set_ylim(places[-1] + 0.5, -0.5 - _LEGEND / 0.4)
    starts = [0] * len(names)
    for strength, colour in style.STRENGTHS.items():
        widths = [count.strengths[strength] for count in counts.categories]
        colours = [colour] * len(names)
        colours[-1] = style.BOILERPLATE[strength]
        axes.barh(places, widths, 0.62, starts, color=colours)
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    labels = [
        EndLabel(f"{count.total:,}", _composition(count)) for count in counts.categories
    ]
    page.end_labels(axes, places, starts, labels)
    axes.set_xlim(0, max(starts) / page.room(axes, labels))
    axes.set_xticks([])
    page.row_labels(axes, places, names)
    page.legend(axes, style.STRENGTHS.items())
    page.bare(axes, x=True, y=True)
    return figure


def _composition(count: CategoryCount) -> str:
    found = [(n, strength) for strength, n in count.strengths.items() if n]
    return ", ".join(f"{n:,} {strength}" for n, strength in found)


def lengths(counts: Tally, heading: Heading) -> "Figure":
    """Long tokens by length: contaminated, otherwise flagged, not flagged."""
    if not counts.long.total:
        return page.empty(heading, f"No long tokens under the rule {counts.rule}")
    figure, axes = page.page(heading, 3.6, bottom=_TICKS)
    names = [str(length) for length in counts.lengths]
    names[-1] += "+" if counts.lengths_open else ""
    shares = [*counts.lengths.values()]
    _stack(axes, shares)
    page.top_labels(
        axes, range(len(shares)), [share.total for share in shares], map(_ratio, shares)
    )
    axes.set_xticks(range(len(names)), names)
    axes.set_xlim(-0.5, max(len(names), 6) - 0.5)
    axes.set_ylim(0, 1.2 * max(share.total for share in shares))
    axes.set_xlabel(_UNITS[counts.length_rule])
    axes.set_yticks([])
    page.bare(axes, x=True, y=True)
    page.legend(axes, _SHARES.items())
    return figure


def _stack(axes: "Axes", shares: Sequence[Share]) -> None:
    places = range(len(shares))
    starts = [0] * len(shares)
    parts = (
        [share.contaminated for share in shares],
        [share.other for share in shares],
        [share.total - share.contaminated - share.other for share in shares],
    )
    for heights, colour in zip(parts, _SHARES.values(), strict=True):
        axes.bar(places, heights, 0.7, starts, color=colour)
        starts = [start + high for start, high in zip(starts, heights, strict=True)]


def _ratio(share: Share) -> str:
    return f"{share.contaminated:,}/{share.total:,}"


def merge_order(counts: Tally, heading: Heading) -> "Figure":
    """The contaminated share of long tokens in each tenth of the merge order."""
    if not counts.long.total:
        return page.empty(heading, f"No long tokens under the rule {counts.rule}")
    heights = [
        100 * share.contaminated / share.total if share.total else 0
        for share in counts.ranks
    ]
    marks = range(0, 101, 25)
    percents = [f"{mark} %" for mark in marks]
    left = page.label_width(percents)
    figure, axes = page.page(heading, 3.4, left=left, bottom=_TICKS)
    axes.hlines(marks, 0, 1, style.FAINT, lw=0.6, transform=axes.get_yaxis_transform())
    axes.bar(range(len(heights)), heights, 0.8, color=style.CONTAMINATED, zorder=2)
    page.top_labels(axes, range(len(heights)), heights, map(_ratio, counts.ranks))
    page.row_labels(axes, marks, percents)
    edges = [place - 0.5 for place in range(len(counts.edges))]
    axes.set_xticks(edges, [f"{edge:,}" for edge in counts.edges], fontsize=8)
    axes.set_xlim(-0.5, len(heights) - 0.25)
    axes.set_ylim(0, 108)
    axes.set_xlabel("token id; each bar is a tenth of the vocabulary in merge order")
    page.bare(axes, y=True)
    return figure


def scripts(counts: Tally, heading: Heading) -> "Figure":
    """Tokens per dominant script, as dots on a logarithmic scale."""
    rows = [(script, _script_name(script), n) for script, n in counts.scripts]
    if counts.undecodable:
        rows.append((None, "not valid UTF-8", counts.undecodable))
    if not rows:
        return page.empty(heading, "No tokens")
    names = [name for _, name, _ in rows]
    ends = [count for _, _, count in rows]
    places = range(len(rows))
    left = page.label_width(names)
    height = 0.2 * (len(rows) + 1)
    figure, axes = page.page(heading, height, left=left, bottom=_TICKS)
    axes.set_ylim(len(rows), -0.6)
    labels = [EndLabel(f"{end:,}") for end in ends]
    page.end_labels(axes, places, ends, labels)
    marks = [10**power for power in range(len(str(max(ends))))]
    axes.set_xscale("log")
    decades = math.log10(max(ends) / _LOG_START) / page.room(axes, labels)
    axes.set_xlim(_LOG_START, _LOG_START * 10**decades)
    axes.hlines(places, _LOG_START, ends, style.FAINT, lw=1)
    colours = [
        style.CONTAMINATED if script in CJK_SCRIPTS else style.NEUTRAL
        for script, _, _ in rows
    ]
    axes.scatter(ends, places, 36, colours, zorder=2)
    axes.set_xticks(marks, [f"{mark:,}" for mark in marks])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("tokens")
    page.row_labels(axes, places, names)
    page.bare(axes, y=True)
    return figure


def _script_name(script: str | None) -> str:
    if script is None:
        return "all other scripts"
    return _SCRIPT_NOTES.get(script, script.replace("_", " "))


def longest(counts: Tally, heading: Heading, *, mask: bool = False) -> "Figure":
    """The longest flagged tokens: text, length, category, strength and id."""
    if not counts.longest:
        return page.empty(
            heading, f"No findings among {counts.long.total:,} long tokens"
        )
    names = [_token_text(finding, mask=mask) for finding, _ in counts.longest]
    widths = [length for _, length in counts.longest]
    height = 0.215 * max(len(names), 6)
    figure, axes = page.page(heading, height, left=page.label_width(names))
    axes.set_ylim(max(len(names), 6) - 0.5, -0.5)
    colours = [style.CATEGORIES[finding.category] for finding, _ in counts.longest]
    places = range(len(names))
    axes.barh(places, widths, 0.66, color=colours)
    labels = [
        EndLabel(f"{length:,}", f"{it.category}, {it.strength}, id {it.token.id}")
        for it, length in counts.longest
    ]
    page.end_labels(axes, places, widths, labels)
    axes.set_xlim(0, max(widths) / page.room(axes, labels))
    page.row_labels(axes, places, names)
    axes.set_xticks([])
    page.bare(axes, x=True, y=True)
    return figure


def _token_text(finding: Finding, *, mask: bool) -> str:
    text = finding.token.text
    shown = finding.token.display if text is None else text
    if mask and is_explicit(finding):
        shown = masked(shown)
    return legible(shown, TEXT_COLUMNS)
