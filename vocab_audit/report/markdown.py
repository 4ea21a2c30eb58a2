"""The summary of an audit as Markdown, for a job summary or an issue.

GitHub's dialect (https://github.github.com/gfm/). It shows counts and examples; the
whole list of findings is in the other formats.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from vocab_audit.audit import Audit
from vocab_audit.category import Strength
from vocab_audit.finding import Finding
from vocab_audit.report.summary import (
    CategoryCount,
    Summary,
    shown,
    summarize,
)
from vocab_audit.vocabulary import printable

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ACTIVE = re.compile(r"[\\`*_\[\]<|~&@$]|(?<=[a-z]):(?=//)|(?<=www)\.")


def render(audits: Sequence[Audit]) -> str:
    """Render a section per audit, after an overview if there are several.

    Args:
        audits: What to render.
    """
    from vocab_audit import __version__

    summaries = [summarize(audit) for audit in audits]
    parts = ["# Vocabulary audit"]
    if len(summaries) > 1:
        parts.append(_overview(summaries))
    for audit, summary in zip(audits, summaries, strict=True):
        parts += _section(audit, summary)
    parts.append(f"vocab-audit {__version__}")
    return "\n\n".join(parts) + "\n"


def code(text: str) -> str:
    r"""A code span that shows a text as it is, in a table cell too.

    In front of a backslash or a pipe, and around a backtick, Markdown's rules for
    spans and for tables get in each other's way: such a text becomes HTML in which
    every punctuation mark is a character reference.

    >>> code("天|天"), code("a\nb")
    ('<code>天&#124;天</code>', '<code>a&#92;nb</code>')
    """
    visible = printable(text)
    if not visible:
        return "(empty)"
    if any(mark in visible for mark in "`|\\"):
        return f"<code>{_PUNCTUATION.sub(_reference, visible)}</code>"
    padding = " " if visible[0] == visible[-1] == " " else ""
    return f"`{padding}{visible}{padding}`"


def _prose(text: str) -> str:
    """A sentence in which no character starts markup, a link or a mention."""
    return _ACTIVE.sub(_reference, printable(text))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _overview(summaries: Iterable[Summary]) -> str:
    return _table(
        ["vocabulary", "contaminated long tokens", "rule"],
        (
            [code(each.name), each.headline_rule.fraction, _rule(each)]
            for each in summaries
        ),
        numbers={1},
    )


def _rule(summary: Summary) -> str:
    return _prose("; ".join((summary.rule, *summary.filters)))


def _section(audit: Audit, summary: Summary) -> Iterator[str]:
    yield f"## {code(summary.name)}"
    yield f"**{_prose(summary.verdict)}** ({_rule(summary)})."
    yield (
        "Contaminated means: certain or likely to come from adult, gambling, games, "
        "video or spam pages. Boilerplate is counted apart."
    )
    yield from _counts(summary)
    yield from _examples("Longest", audit, summary.longest)
    yield from _examples("Earliest", audit, summary.earliest)
    yield from _families(summary)
    yield from _census(summary)
    yield from _priors(summary)
    yield from _provenance(audit, summary)


def _counts(summary: Summary) -> Iterator[str]:
    yield "### Under each length rule"
    yield _table(
        ["rule", "contaminated", "what counts as long"],
        (
            [code(rule.label), rule.fraction, _prose(rule.meaning)]
            for rule in summary.rules
        ),
        numbers={1},
    )
    yield "### By category and strength"
    yield _table(
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
    adjective: str, audit: Audit, findings: Sequence[Finding]
) -> Iterator[str]:
    if not findings:
        return
    yield f"### {adjective} contaminated tokens"
    yield _table(
        ["token", "id", "rank", "characters", "category", "strength"],
        (_example_row(audit, finding) for finding in findings),
        numbers={1, 2, 3},
    )


def _example_row(audit: Audit, finding: Finding) -> list[str]:
    token = finding.token
    return [
        code(shown(token)),
        str(token.id),
        "" if token.rank is None else str(token.rank),
        str(audit.characters(finding)),
        finding.category,
        finding.strength,
    ]


def _families(summary: Summary) -> Iterator[str]:
    if not summary.families:
        return
    yield "### Largest families"
    yield (
        "A tokenizer builds every token out of two earlier ones. These flagged tokens "
        "and fragments were built into the most contaminated tokens."
    )
    yield _table(
        ["root", "id", "members", "mostly"],
        (
            [code(shown(it.root)), str(it.root.id), f"{it.size:,}", it.category]
            for it in summary.families
        ),
        numbers={1, 2},
    )


def _priors(summary: Summary) -> Iterator[str]:
    if summary.priors:
        yield "### Prior"
        yield "\n".join(f"- {_prose(prior)}" for prior in summary.priors)


def _census(summary: Summary) -> Iterator[str]:
    yield "### Census"
    yield _table(
        ["what", "tokens"],
        ([label, f"{count:,}"] for label, count in summary.census),
        numbers={1},
    )
    yield _table(
        ["dominant script", "tokens"],
        ([_prose(label), f"{count:,}"] for label, count in summary.scripts),
        numbers={1},
    )


def _provenance(audit: Audit, summary: Summary) -> Iterator[str]:
    yield "### How to repeat it"
    yield code(summary.command)
    vocabulary, wordlist = audit.vocabulary, audit.wordlist
    yield (
        f"- vocabulary: sha256 {code(vocabulary.sha256)}, "
        f"origin {_prose(vocabulary.origin)}\n"
        f"- wordlists: sha256 {code(wordlist.sha256)}, {len(wordlist.terms):,} terms"
    )


def _table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[int],
) -> str:
    """A table of cells that are Markdown already.

    Args:
        headings: One per column.
        rows: As many cells each.
        numbers: Positions of the columns that are aligned to the right.
    """
    right = {*numbers}
    rule = ["---:" if place in right else "---" for place in range(len(headings))]
    lines = [headings, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
