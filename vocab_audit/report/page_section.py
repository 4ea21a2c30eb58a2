"""What an audit page says of one audit, ready for the template."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from vocab_audit.audit import Audit, LongCount
from vocab_audit.category import Strength
from vocab_audit.families import Family
from vocab_audit.finding import Finding
from vocab_audit.report import chinese, scale
from vocab_audit.report.charts import chinese as charts_in_chinese
from vocab_audit.report.charts import words
from vocab_audit.report.charts.tally import Tally, tally
from vocab_audit.report.languages import OF_SCRIPTS, language
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.summary import (
    CategoryCount,
    RuleCount,
    Summary,
    shown,
    summarize,
)
from vocab_audit.report.web import picture
from vocab_audit.vocabulary import Token, printable

_EXAMPLES = 10
_KIN = 6
_BAR_WIDTH = 1000
_EXPLICIT_CHARTS = frozenset({"families", "longest"})  # those that quote tokens
_TENTH_HEIGHT = 40


@dataclass(frozen=True, slots=True)
class _Row:
    """A finding in a list of examples."""

    anchor: str
    id: int
    text: str
    lang: str
    explicit: bool
    category: str


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
class _Tenth:
    """A tenth of the merge order: its contaminated tokens, and how high to draw it."""

    count: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """The reference vocabulary, for scale."""

    name: str
    count: LongCount


@dataclass(frozen=True, slots=True)
class _Chart:
    """A chart as a data URI, with its size in pixels."""

    uri: str
    alt: str
    chinese: str
    width: int
    height: int
    explicit: bool


@dataclass(frozen=True, slots=True)
class Section:
    """All that the page says of one audit."""

    anchor: str
    audit: Audit
    summary: Summary
    rule: RuleCount
    scale: _Scale | None
    strip: list[_Tenth]
    strip_text: str
    strip_chinese: str
    together: list[int]
    bar: list[_Part]
    bar_text: str
    bar_chinese: str
    longest: list[_Row]
    earliest: list[_Row]
    families: list[_Kin]
    charts: list[_Chart]
    has_explicit: bool


def section(
    audit: Audit,
    pictures: Mapping[str, bytes],
    anchor: str,
    *,
    several: bool,
    masked: bool,
) -> Section:
    """What the page says of one audit.

    Args:
        audit: What to say it of.
        pictures: Its charts as PNG files, by name.
        anchor: What the ids of its elements begin with.
        several: Whether the page has other audits too.
        masked: Whether the charts hide explicit strings themselves.
    """
    summary = summarize(audit, examples=_EXAMPLES)
    kin = [_kin(audit, family) for family in summary.families]
    explicit = [it for it in audit.findings if is_explicit(it)]
    quotes_explicit = not masked and any(map(audit.is_long, explicit))
    counts = tally(audit)
    strip = [*_strip(counts)]

    def rows(findings: Iterable[Finding]) -> list[_Row]:
        return [_row(audit, finding, several=several) for finding in findings]

    return Section(
        anchor=anchor,
        audit=audit,
        summary=summary,
        rule=summary.headline_rule,
        scale=_scale(audit),
        strip=strip,
        strip_text=_strip_text(strip),
        strip_chinese=_strip_chinese(strip),
        together=_together(summary.categories),
        bar=[*_bar(summary)],
        bar_text=_bar_text(summary),
        bar_chinese=_bar_chinese(summary),
        longest=rows(summary.longest),
        earliest=rows(summary.earliest),
        families=kin,
        charts=[*_charts(counts, pictures, quotes_explicit=quotes_explicit)],
        has_explicit=bool(explicit) or any(each.root.explicit for each in kin),
    )


def _scale(audit: Audit) -> _Scale | None:
    count = scale.reference(audit)
    if count is None:
        return None
    return _Scale(scale.REFERENCE, count)


def _strip(counts: Tally) -> Iterator[_Tenth]:
    """Yield a tenth of the merge order after the other, if any has contamination."""
    tenths = [share.contaminated for share in counts.ranks]
    most = max(tenths, default=0)
    for count in tenths if most else ():
        height = _TENTH_HEIGHT * count / most
        yield _Tenth(count, f"{_TENTH_HEIGHT - height:.1f}", f"{height:.1f}")


def _strip_text(strip: Sequence[_Tenth]) -> str:
    """The strip in words; empty where there is nothing to draw."""
    counts = ", ".join(f"{tenth.count:,}" for tenth in strip)
    return f"Contaminated tokens per tenth of the merge order, first to last: {counts}"


def _strip_chinese(strip: Sequence[_Tenth]) -> str:
    counts = "、".join(f"{tenth.count:,}" for tenth in strip)
    return f"合并顺序每十分之一中的污染词元数，从最先到最后：{counts}"


def _kin(audit: Audit, family: Family) -> _Kin:
    explicit = is_explicit(family)

    def name(token: Token) -> _Name:
        place = audit.vocabulary.position(token.id)
        script = "" if place is None else audit.profiles[place].script
        return _Name(shown(token), OF_SCRIPTS.get(script, ""), explicit)

    return _Kin(
        root=name(family.root),
        id=family.root.id,
        size=family.size,
        category=family.category,
        members=[name(token) for token in family.members[:_KIN]],
    )


def _row(audit: Audit, finding: Finding, *, several: bool) -> _Row:
    token = finding.token
    anchor = {"token": str(token.id)}
    if several:
        anchor["in"] = printable(audit.vocabulary.name)
    return _Row(
        anchor=urlencode(anchor),
        id=token.id,
        text=shown(token),
        lang=language(audit, finding),
        explicit=is_explicit(finding),
        category=finding.category,
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


def _bar_chinese(summary: Summary) -> str:
    parts = [
        f"{chinese.NAMES[count.category]} {count.contaminated:,}"
        for count in summary.categories
        if count.contaminated
    ]
    total = summary.headline_rule.count.total
    return f"{total:,} 个长词元中的污染：{'、'.join(parts) or '无'}"


def _charts(
    counts: Tally, pictures: Mapping[str, bytes], *, quotes_explicit: bool
) -> Iterator[_Chart]:
    texts, others = words.alternatives(counts), charts_in_chinese.alternatives(counts)
    for name, png in pictures.items():
        drawn = picture(png)
        yield _Chart(
            uri=drawn.uri,
            alt=printable(texts.get(name, name)),
            chinese=printable(others.get(name, name)),
            width=drawn.width,
            height=drawn.height,
            explicit=name in _EXPLICIT_CHARTS and quotes_explicit,
        )
