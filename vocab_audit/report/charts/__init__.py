"""Seven charts of an audit, drawn with matplotlib, as figures, PNG or SVG.

``docs/charts.md`` says what each one shows. They need no installed font, look the
same whatever the user's matplotlib settings, and are identical from run to run.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from vocab_audit.audit import Audit
from vocab_audit.report.charts import drawings, maps, words
from vocab_audit.report.charts.page import Heading, encode
from vocab_audit.report.charts.style import style
from vocab_audit.report.charts.tally import Tally, tally
from vocab_audit.report.pictures import DPI

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWINGS: Final[Mapping[str, "Callable[[Tally, Heading], Figure]"]] = {
    "categories": drawings.categories,
    "lengths": drawings.lengths,
    "merge_order": drawings.merge_order,
    "scripts": drawings.scripts,
    "longest": drawings.longest,
    "vocabulary_map": maps.vocabulary_map,
    "families": maps.families,
}


def _figure(name: str, audit: Audit) -> "Figure":
    counts = tally(audit)
    with style():
        return _DRAWINGS[name](counts, _headings(audit, counts)[name])


CHARTS: Final[Mapping[str, "Callable[[Audit], Figure]"]] = {
    name: partial(_figure, name) for name in _DRAWINGS
}
"""Every chart by name."""


def render(
    audit: Audit, *, mask: bool = True, suffix: str = "png", dpi: int = DPI
) -> dict[str, bytes]:
    """Draw all charts of an audit.

    Args:
        audit: What to draw.
        mask: Whether to hide explicit texts but for their first character.
        suffix: What to draw them as, one of ``pictures.FORMATS``.
        dpi: Dots to the inch of a PNG.

    Returns:
        A file by name of the chart, in the order of :data:`CHARTS`.
    """
    counts = tally(audit)
    chosen: dict[str, Callable[[Tally, Heading], Figure]] = {**_DRAWINGS}
    chosen["longest"] = partial(drawings.longest, mask=mask)
    chosen["families"] = partial(maps.families, mask=mask)
    with style(dpi):
        headings = _headings(audit, counts)
        return {
            name: encode(draw(counts, headings[name]), suffix)
            for name, draw in chosen.items()
        }


def titles(audit: Audit) -> dict[str, str]:
    """The title of each chart, by name: a statement of fact."""
    return words.titles(tally(audit))


def alt_text(audit: Audit) -> dict[str, str]:
    """One sentence for each chart, by name: what it shows, without any token's text."""
    return words.alternatives(tally(audit))


def _headings(audit: Audit, counts: Tally) -> dict[str, Heading]:
    subtitles = words.subtitles(counts)
    source = words.source(audit)
    return {
        name: Heading(title, subtitles[name], source)
        for name, title in words.titles(counts).items()
    }
