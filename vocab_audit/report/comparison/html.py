"""A comparison as one self-contained page: no network, charts inline.

What the page says is computed in :mod:`sections`, its table in :mod:`flagged`; how it
looks is in ``templates/``. All text reaches it through Jinja2 with autoescape, or as
text through the page's own scripts.
"""

from collections.abc import Mapping

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import flagged, provenance
from vocab_audit.report.comparison.section import Quoted, Section
from vocab_audit.report.comparison.sections import sections, title
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.vendored import vendored
from vocab_audit.report.web import (
    compiled,
    embedded_json,
    picture,
    policy,
    template,
)
from vocab_audit.vocabulary import printable


def render(comparison: Comparison) -> str:
    """Render the page, and draw its charts.

    Args:
        comparison: What to report.
    """
    from vocab_audit.report.charts import comparison as charts

    return page(comparison, charts.render(comparison))


def page(comparison: Comparison, charts: Mapping[str, bytes]) -> str:
    """Render the page with charts that are drawn already.

    Args:
        comparison: What to report.
        charts: The charts as PNG files, by name.
    """
    from markupsafe import Markup

    from vocab_audit import __version__
    from vocab_audit.report.charts.comparison import alt_text

    overview, *others = sections(comparison)
    total = len(comparison.findings)
    css, scripts = _css(), _scripts() if total else []
    data = embedded_json(flagged.table(comparison)) if total else ""
    alternatives = alt_text(comparison).items()
    return compiled("compare.html").render(
        title=title(comparison),
        overview=overview,
        sections=others,
        charts={name: picture(png) for name, png in charts.items()},
        alternatives={name: printable(text) for name, text in alternatives},
        has_explicit=any(map(_has_explicit, others))
        or any(is_explicit(it.finding) for it in comparison.findings),
        total=total,
        command=provenance.command(comparison),
        provenance=[*provenance.lines(comparison)],
        css=Markup(css),  # noqa: S704 - our own files, whole
        scripts=[*map(Markup, scripts)],
        data=Markup(data),  # noqa: S704 - no < is left in it
        policy=policy(css, scripts),
        version=__version__,
    )


def _css() -> str:
    own = "".join(map(template, ("page.css", "compare.css")))
    return vendored("tabulator_simple.min.css") + own


def _scripts() -> list[str]:
    return [vendored("tabulator.min.js"), template("page.js")]


def _has_explicit(section: Section) -> bool:
    return any(
        isinstance(cell, Quoted) and cell.explicit
        for table in section.tables
        for row in table.rows
        for cell in row
    )
