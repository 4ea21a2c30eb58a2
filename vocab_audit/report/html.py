"""The audit as one self-contained HTML page: no network, everything inline.

What the page says of an audit is computed in :mod:`page_section`, its table in
:mod:`explore`; how it looks is in ``templates/``. All text reaches the page through
Jinja2 with autoescape, or as text through the page's own scripts.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from vocab_audit.audit import Audit
from vocab_audit.category import Strength
from vocab_audit.report import chinese, explore
from vocab_audit.report.languages import LANGUAGES
from vocab_audit.report.page_section import section
from vocab_audit.report.shares import fraction
from vocab_audit.report.vendored import vendored
from vocab_audit.report.vocabulary_map import vocabulary_map
from vocab_audit.report.web import compiled, embedded_json, policy, template

MAPPED_TOKENS = 1_000_000
"""Tokens of all maps on a page of several audits; each takes about half a byte."""

LIVE_CHARTS: Final = frozenset({"vocabulary_map", "families"})
"""Those that the page draws itself where it has a map."""


def render(audits: Sequence[Audit], opens_in: str = LANGUAGES[0]) -> str:
    """Render one page with a section per audit, and draw its charts.

    Args:
        audits: What to render.
        opens_in: One of :data:`LANGUAGES`; the reader can switch.
    """
    from vocab_audit.report import charts

    return page(audits, [charts.render(audit) for audit in audits], opens_in)


def page(
    audits: Sequence[Audit],
    charts: Sequence[Mapping[str, bytes]],
    opens_in: str = LANGUAGES[0],
    *,
    masked: bool = True,
) -> str:
    """Render the page with charts that are drawn already.

    Args:
        audits: What to render.
        charts: For each audit its charts as PNG files, by name.
        opens_in: One of :data:`LANGUAGES`; the reader can switch.
        masked: Whether the charts were drawn with explicit strings hidden; those that
            were not stay behind the page's switch.
    """
    from markupsafe import Markup

    from vocab_audit import __version__

    total = sum(len(audit.findings) for audit in audits)
    anchors = [f"v{number}" for number in range(1, len(audits) + 1)]
    maps = _maps(dict(zip(anchors, audits, strict=True)))
    data = _data(audits, maps) if total else {}
    sections = [
        section(
            audit,
            _still(pictures, live=anchor in maps),
            anchor,
            several=len(audits) > 1,
            masked=masked,
        )
        for anchor, audit, pictures in zip(anchors, audits, charts, strict=True)
    ]
    css = _css()
    scripts = _scripts(with_map=bool(maps), with_table=total > 0)
    return compiled("page.html").render(
        sections=sections,
        names=", ".join(each.summary.name for each in sections),
        has_explicit=any(each.has_explicit for each in sections),
        strengths=[*Strength],
        total=total,
        language=opens_in,
        chinese=chinese,
        fraction=fraction,
        css=Markup(css),  # noqa: S704 - our own file, whole
        scripts=[*map(Markup, scripts)],
        data={name: Markup(text) for name, text in data.items()},  # noqa: S704 - no < is left in it
        policy=policy(css, scripts),
        version=__version__,
    )


def _maps(audits: Mapping[str, Audit]) -> dict[str, str]:
    """The maps of the audits that have one, by their anchors."""
    maps: dict[str, str] = {}
    room = MAPPED_TOKENS
    for anchor, audit in audits.items():
        tokens = len(audit.vocabulary.ids)
        if audit.findings and (tokens <= room or len(audits) == 1):
            maps[anchor] = embedded_json(vocabulary_map(audit))
            room -= tokens
    return maps


def _data(audits: Sequence[Audit], maps: Mapping[str, str]) -> dict[str, str]:
    """What the page's scripts read, by the id of its element."""
    several = len(audits) > 1
    return {
        "data": embedded_json(explore.findings(audits)),
        **{f"map-data-{it}" if several else "map-data": maps[it] for it in maps},
    }


def _still(pictures: Mapping[str, bytes], *, live: bool) -> dict[str, bytes]:
    """The charts that stand on the page as pictures."""
    return {
        name: png
        for name, png in pictures.items()
        if not (live and name in LIVE_CHARTS)
    }


def _css() -> str:
    own = "".join(map(template, ("page.css", "map.css")))
    return vendored("tabulator_simple.min.css") + own


def _scripts(*, with_map: bool, with_table: bool) -> list[str]:
    drawn = [template("map.js")] if with_map else []
    table = [vendored("tabulator.min.js"), *drawn, template("page.js")]
    return [template("language.js"), *(table if with_table else ())]
