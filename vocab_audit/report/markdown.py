"""The summary of an audit as Markdown, for a job summary or an issue.

GitHub's dialect (https://github.github.com/gfm/). It shows counts and examples; the
whole list of findings is in the other formats.
"""

from collections.abc import Iterable, Iterator, Sequence

from vocab_audit.audit import Audit
from vocab_audit.category import Strength
from vocab_audit.families import Family
from vocab_audit.finding import Finding
from vocab_audit.report.gfm import code, grid, prose
from vocab_audit.report.masking import is_explicit, masked
from vocab_audit.report.summary import (
    CategoryCount,
    Summary,
    shown,
    summarize,
)
from vocab_audit.vocabulary import Token


def render(audits: Sequence[Audit], *, mask: bool = False) -> str:
    """Render a section per audit, after an overview if there are several.

    Args:
        audits: What to render.
        mask: Whether to hide explicit strings but for their first character.
    """
    from vocab_audit import __version__

    summaries = [summarize(audit) for audit in audits]
    parts = ["# Vocabulary audit"]
    if len(summaries) > 1:
        parts.append(_overview(summaries))
    for audit, summary in zip(audits, summaries, strict=True):
        parts += _section(audit, summary, mask=mask)
    parts.append(f"vocab-audit {__version__}")
    return "\n\n".join(parts) + "\n"


def _overview(summaries: Iterable[Summary]) -> str:
    return grid(
        ["vocabulary", "contaminated long tokens", "rule"],
        (
            [code(each.name), each.headline_rule.fraction, _rule(each)]
            for each in summaries
        ),
        numbers={1},
    )


def _rule(summary: Summary) -> str:
    return prose("; ".join((summary.rule, *summary.filters)))


def _section(audit: Audit, summary: Summary, *, mask: bool) -> Iterator[str]:
    yield f"## {code(summary.name)}"
    yield f"**{prose(summary.verdict)}** ({_rule(summary)})."
    yield (
        "Contaminated means: certain or likely to come from adult, gambling, games, "
        "video or spam pages. Boilerplate is counted apart."
    )
    yield from _counts(summary)
    yield from _examples("Longest", audit, summary.longest, mask=mask)
    yield from _examples("Earliest", audit, summary.earliest, mask=mask)
    yield from _families(summary, mask=mask)
    yield from _census(summary)
    yield from _priors(summary)
    yield from _provenance(audit, summary)


def _counts(summary: Summary) -> Iterator[str]:
    yield "### Under each length rule"
    yield grid(
        ["rule", "contaminated", "what counts as long"],
        (
            [code(rule.label), rule.fraction, prose(rule.meaning)]
            for rule in summary.rules
        ),
        numbers={1},
    )
    yield "### By category and strength"
    yield grid(
        ["category", *Strength, "all"],
        map(_category_row, (*summary.categories, summary.boilerplate)),
        numbers=range(1, len(Strength) + 2),
    )
    if summary.further:
        yield (
            f"These are the findings under the headline's rule; {summary.further:,} "
            "more are long under another rule only."
        )


def _category_row(count: CategoryCount) -> list[str]:
    numbers = [count.strengths[strength] for strength in Strength]
    return [count.category, *(f"{number:,}" for number in (*numbers, count.total))]


def _examples(
    adjective: str, audit: Audit, findings: Sequence[Finding], *, mask: bool
) -> Iterator[str]:
    if not findings:
        return
    yield f"### {adjective} contaminated tokens"
    yield grid(
        ["token", "id", "rank", "characters", "category", "strength"],
        (_example_row(audit, finding, mask=mask) for finding in findings),
        numbers={1, 2, 3},
    )


def _example_row(audit: Audit, finding: Finding, *, mask: bool) -> list[str]:
    token = finding.token
    return [
        _quoted(finding, token, mask=mask),
        str(token.id),
        "" if token.rank is None else str(token.rank),
        str(audit.characters(finding)),
        finding.category,
        finding.strength,
    ]


def _quoted(subject: Finding | Family, token: Token, *, mask: bool) -> str:
    text = shown(token)
    return code(masked(text) if mask and is_explicit(subject) else text)


def _families(summary: Summary, *, mask: bool) -> Iterator[str]:
    if not summary.families:
        return
    yield "### Largest families"
    yield (
        "A tokenizer builds every token out of two earlier ones. These flagged tokens "
        "and fragments were built into the most contaminated tokens."
    )
    yield grid(
        ["root", "id", "members", "mostly"],
        (
            [
                _quoted(it, it.root, mask=mask),
                str(it.root.id),
                f"{it.size:,}",
                it.category,
            ]
            for it in summary.families
        ),
        numbers={1, 2},
    )


def _priors(summary: Summary) -> Iterator[str]:
    if summary.priors:
        yield "### Prior"
        yield "\n".join(f"- {prose(prior)}" for prior in summary.priors)


def _census(summary: Summary) -> Iterator[str]:
    yield "### Census"
    yield grid(
        ["what", "tokens"],
        ([label, f"{count:,}"] for label, count in summary.census),
        numbers={1},
    )
    yield grid(
        ["dominant script", "tokens"],
        ([prose(label), f"{count:,}"] for label, count in summary.scripts),
        numbers={1},
    )


def _provenance(audit: Audit, summary: Summary) -> Iterator[str]:
    yield "### How to repeat it"
    yield code(summary.command)
    vocabulary, wordlist = audit.vocabulary, audit.wordlist
    yield (
        f"- vocabulary: sha256 {code(vocabulary.sha256)}, "
        f"origin {prose(vocabulary.origin)}\n"
        f"- wordlists: sha256 {code(wordlist.sha256)}, {len(wordlist.terms):,} terms"
    )
