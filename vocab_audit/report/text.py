"""Audits as text for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

import click

from vocab_audit.audit import Audit
from vocab_audit.category import Strength
from vocab_audit.families import Family
from vocab_audit.finding import Evidence, Finding
from vocab_audit.report.masking import is_explicit, masked
from vocab_audit.report.summary import Summary, summarize
from vocab_audit.report.table import Column, shortened, table
from vocab_audit.vocabulary import Token, printable
from vocab_audit.wordlist import load_citations

EXAMPLES = 10
"""How many of the longest and earliest findings and of the families are shown."""


def render(audits: Sequence[Audit], *, color: bool = False, mask: bool = False) -> str:
    """Summarize each audit: verdict, counts, and the most telling tokens.

    Args:
        audits: What to report.
        color: Whether to emphasize with ANSI escapes.
        mask: Whether to hide explicit strings but for their first character.
    """
    text = "\n".join("\n".join(_lines(audit, mask=mask)) for audit in audits) + "\n"
    return text if color else click.unstyle(text)


def evidence_lines(evidence: Iterable[Evidence]) -> list[str]:
    """One line for each piece of evidence, with the title of its source."""
    citations = load_citations()
    lines = []
    for piece in evidence:
        citation = citations.get(piece.source or "")
        source = citation.title if citation else piece.source
        origin = f"{piece.detector}: {source}" if source else piece.detector
        how = ", ".join(filter(None, (piece.strength or "remark", piece.boundary)))
        lines.append(printable(f"    {piece.detail}; {how} [{origin}]"))
    return lines


def _lines(audit: Audit, *, mask: bool) -> Iterator[str]:
    summary = summarize(audit, examples=EXAMPLES)
    vocabulary = audit.vocabulary
    yield click.style(summary.name, bold=True) + click.style(
        f"  {vocabulary.origin}, {len(vocabulary.ids):,} tokens, "
        f"sha256 {vocabulary.sha256[:16]}…",
        dim=True,
    )
    clean = not audit.headline.contaminated
    yield click.style(summary.headline, fg="green" if clean else "red", bold=True)
    yield ""
    yield _rules(summary)
    yield ""
    yield _categories(summary)
    if summary.further:
        yield click.style(
            f"and {summary.further:,} findings that are long under another rule only",
            dim=True,
        )
    if summary.longest:
        yield ""
        yield click.style("Longest contaminated tokens", bold=True)
        yield _tokens(summary.longest, mask=mask)
    if summary.earliest:
        yield ""
        yield click.style("Earliest in the merge order", bold=True)
        yield _tokens(summary.earliest, mask=mask)
    if summary.families:
        yield ""
        yield click.style("Largest families, by what the merges built", bold=True)
        yield _families(summary.families, mask=mask)
    if summary.priors:
        yield ""
        yield click.style("Prior, by script", bold=True)
        yield from (f"  {prior}" for prior in summary.priors)
    yield ""


def _rules(summary: Summary) -> str:
    columns = [Column("rule"), Column("long tokens", ">"), Column("contaminated", ">")]
    rows = [(r.label, f"{r.count.total:,}", r.fraction) for r in summary.rules]
    return table(columns, rows)


def _categories(summary: Summary) -> str:
    columns = [Column("findings"), *(Column(strength, ">") for strength in Strength)]
    rows = [
        (count.category, *(f"{count.strengths[s]:,}" for s in Strength))
        for count in (*summary.categories, summary.boilerplate)
    ]
    return table([*columns, Column("")], [(*row, _remark(row[0])) for row in rows])


def _remark(category: str) -> str:
    return "(not contamination)" if category == "boilerplate" else ""


def _tokens(findings: Iterable[Finding], *, mask: bool) -> str:
    columns = [
        Column("id", ">"),
        Column("token"),
        Column("category"),
        Column("strength"),
    ]
    rows = [
        (str(f.token.id), _quoted(f, f.token, mask=mask), f.category, f.strength)
        for f in findings
    ]
    return table(columns, rows)


def _families(families: Iterable[Family], *, mask: bool) -> str:
    columns = [Column("members", ">"), Column("root"), Column("mostly")]
    rows = [
        (f"{it.size:,}", _quoted(it, it.root, mask=mask), it.category)
        for it in families
    ]
    return table(columns, rows)


def _quoted(subject: Finding | Family, token: Token, *, mask: bool) -> str:
    hidden = mask and is_explicit(subject)
    return shortened(f"'{masked(token.display) if hidden else token.display}'")
