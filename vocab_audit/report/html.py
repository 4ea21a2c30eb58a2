"""The audit as one self-contained HTML page: no network, no script, charts inline.

What the page consists of is computed here; how it looks is in ``templates/``. All
text reaches the page through Jinja2 with autoescape.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.audit import Audit, LengthRule
from vocab_audit.category import Category, Strength
from vocab_audit.families import Family
from vocab_audit.finding import Finding
from vocab_audit.report.summary import (
    CategoryCount,
    RuleCount,
    Summary,
    shown,
    summarize,
)
from vocab_audit.report.web import environment, picture, policy, template
from vocab_audit.vocabulary import Token, printable

_EXAMPLES = 10
_KIN = 6
_BAR_WIDTH = 1000
_EXPLICIT_CHARTS = frozenset({"longest"})  # those that quote tokens
_CHARACTERS = {
    LengthRule.HAN: "Han",
    LengthRule.CJK: "CJK",
    LengthRule.CHARS: "Characters",
    LengthRule.LETTERS: "Letters",
}
_LANGUAGES = {
    "Han": "zh",
    "Bopomofo": "zh",
    "Hiragana": "ja",
    "Katakana": "ja",
    "Hangul": "ko",
    "Thai": "th",
}
_GLOSSES = {
    Category.ADULT: "pornography and sexual services",
    Category.GAMBLING: "lotteries, betting, casinos",
    Category.GAMES: "private game servers, gold and boost selling",
    Category.VIDEO: "pirate streaming and download pages",
    Category.SPAM: "other junk pages",
    Category.BOILERPLATE: "legitimate site furniture",
}


def render(audits: Sequence[Audit]) -> str:
    """Render one page with a section per audit, and draw its charts.

    Args:
        audits: What to render.
    """
    from vocab_audit.report import charts

    return page(audits, [charts.render(audit) for audit in audits])


def page(audits: Sequence[Audit], charts: Sequence[Mapping[str, bytes]]) -> str:
    """Render the page with charts that are drawn already.

    Args:
        audits: What to render.
        charts: For each audit its charts as PNG files, by name.
    """
    from markupsafe import Markup

    from vocab_audit import __version__

    sections = [
        _section(audit, pictures, f"v{number}")
        for number, (audit, pictures) in enumerate(zip(audits, charts, strict=True), 1)
    ]
    css = template("page.css")
    return (
        environment()
        .from_string(template("page.html"))
        .render(
            sections=sections,
            names=", ".join(section.summary.name for section in sections),
            has_explicit=any(section.has_explicit for section in sections),
            strengths=[*Strength],
            css=Markup(css),  # noqa: S704 - our own file, whole
            policy=policy(css),
            version=__version__,
        )
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of evidence in a row; explicit text is hidden until asked for."""

    detail: str
    explicit: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A finding in a table or in a list of examples."""

    anchor: str
    id: int
    rank: str
    text: str
    lang: str
    explicit: bool
    characters: int
    category: str
    strength: str
    long: bool
    evidence: list[_Piece]


@dataclass(frozen=True, slots=True)
class _Group:
    """The findings of one category."""

    anchor: str
    category: str
    gloss: str
    rows: list[_Row]


@dataclass(frozen=True, slots=True)
class _Name:
    """A token as the page shows it."""

    text: str
    lang: str
    explicit: bool


@dataclass(frozen=True, slots=True)
class _Kin:
    """A family, with its first members."""

    root: _Name
    id: int
    size: int
    category: str
    members: list[_Name]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the headline's bar, in thousandths of its width."""

    category: str
    count: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class _Chart:
    """A chart as a data URI, with its size in pixels."""

    uri: str
    alt: str
    width: int
    height: int
    explicit: bool


@dataclass(frozen=True, slots=True)
class _Section:
    """All that the page says of one audit."""

    anchor: str
    audit: Audit
    summary: Summary
    rule: RuleCount
    characters: str
    together: list[int]
    bar: list[_Part]
    bar_text: str
    longest: list[_Row]
    earliest: list[_Row]
    families: list[_Kin]
    charts: list[_Chart]
    groups: list[_Group]
    boilerplate: _Group | None
    has_explicit: bool


def _section(audit: Audit, pictures: Mapping[str, bytes], anchor: str) -> _Section:
    summary = summarize(audit, examples=_EXAMPLES)
    rows = {
        finding.token.id: _row(audit, finding, anchor) for finding in audit.findings
    }
    *groups, boilerplate = _groups(rows.values(), anchor)
    kin = [_kin(audit, family) for family in summary.families]
    has_explicit = any(row.explicit for row in rows.values()) or any(
        each.root.explicit for each in kin
    )
    return _Section(
        anchor=anchor,
        audit=audit,
        summary=summary,
        rule=summary.headline_rule,
        characters=_CHARACTERS[audit.settings.rule],
        together=_together(summary.categories),
        bar=[*_bar(summary)],
        bar_text=_bar_text(summary),
        longest=[rows[finding.token.id] for finding in summary.longest],
        earliest=[rows[finding.token.id] for finding in summary.earliest],
        families=kin,
        charts=[
            *_charts(
                audit,
                pictures,
                quotes_explicit=any(row.long and row.explicit for row in rows.values()),
            )
        ],
        groups=[group for group in groups if group.rows],
        boilerplate=boilerplate if boilerplate.rows else None,
        has_explicit=has_explicit,
    )


def _kin(audit: Audit, family: Family) -> _Kin:
    is_explicit = family.category is Category.ADULT

    def name(token: Token) -> _Name:
        place = audit.vocabulary.position(token.id)
        script = "" if place is None else audit.profiles[place].script
        return _Name(shown(token), _LANGUAGES.get(script, ""), is_explicit)

    return _Kin(
        root=name(family.root),
        id=family.root.id,
        size=family.size,
        category=family.category,
        members=[name(token) for token in family.members[:_KIN]],
    )


def _row(audit: Audit, finding: Finding, anchor: str) -> _Row:
    token = finding.token
    pieces = dict.fromkeys(  # lists of several languages say the same of a term
        _Piece(
            printable(piece.detail),
            (piece.category or finding.category) is Category.ADULT,
        )
        for piece in finding.evidence
    )
    return _Row(
        anchor=f"{anchor}-{token.id}",
        id=token.id,
        rank="–" if token.rank is None else str(token.rank),
        text=shown(token),
        lang=_language(audit, finding),
        explicit=finding.category is Category.ADULT
        or any(piece.explicit for piece in pieces),
        characters=audit.characters(finding),
        category=finding.category,
        strength=finding.strength,
        long=audit.is_long(finding),
        evidence=[*pieces],
    )


def _language(audit: Audit, finding: Finding) -> str:
    """BCP 47 tag of a token: of the list that found it, or else of its script."""
    for piece in finding.evidence:
        if piece.language and piece.language != "und":
            return piece.language
    return _LANGUAGES.get(audit.profile(finding).script, "")


def _groups(rows: Iterable[_Row], anchor: str) -> Iterator[_Group]:
    """Yield one group per category, empty ones too; boilerplate is the last."""
    by_category: dict[str, list[_Row]] = {category: [] for category in Category}
    for row in rows:
        by_category[row.category].append(row)
    for category in Category:
        yield _Group(
            anchor=f"{anchor}-{category}",
            category=category,
            gloss=_GLOSSES[category],
            rows=by_category[category],
        )


def _together(categories: Sequence[CategoryCount]) -> list[int]:
    """Findings of all categories by strength, then all of them."""
    columns = [
        sum(count.strengths[strength] for count in categories) for strength in Strength
    ]
    return [*columns, sum(columns)]


def _bar(summary: Summary) -> Iterator[_Part]:
    """Yield a part for each category that has contaminated tokens."""
    start, total = 0, summary.headline_rule.count.total
    for count in summary.categories:
        if tokens := count.contaminated:
            yield _Part(
                category=count.category,
                count=tokens,
                start=f"{_BAR_WIDTH * start / total:.2f}",
                width=f"{_BAR_WIDTH * tokens / total:.2f}",
            )
            start += tokens


def _bar_text(summary: Summary) -> str:
    """The bar in words; empty where there is nothing to draw."""
    total = summary.headline_rule.count.total
    if not total:
        return ""
    counts = [
        f"{count.category} {count.contaminated:,}"
        for count in summary.categories
        if count.contaminated
    ]
    return f"Contaminated of {total:,} long tokens: {', '.join(counts) or 'none'}"


def _charts(
    audit: Audit, pictures: Mapping[str, bytes], *, quotes_explicit: bool
) -> Iterator[_Chart]:
    if not pictures:
        return
    from vocab_audit.report import charts

    texts = charts.alt_text(audit)
    for name, png in pictures.items():
        drawn = picture(png)
        yield _Chart(
            uri=drawn.uri,
            alt=printable(texts.get(name, name)),
            width=drawn.width,
            height=drawn.height,
            explicit=name in _EXPLICIT_CHARTS and quotes_explicit,
        )
