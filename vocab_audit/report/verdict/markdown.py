"""Verdicts as markdown, for the summary of a CI job."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from vocab_audit.report.verdict import Checked
from vocab_audit.report.verdict.rules import RULES
from vocab_audit.report.verdict.text import summary
from vocab_audit.verdict import Observation
from vocab_audit.vocabulary import printable

SHOWN = 50
"""Violations of one rule that are listed at most."""

_SPECIAL = "\\`*_{}[]<>()#+-.!|~:@&"


def render(checks: Sequence[Checked], failures: Sequence[str] = ()) -> str:
    """Render a section for each vocabulary.

    Args:
        checks: What to report.
        failures: What could not be checked, one sentence each.
    """
    lines = [line for checked in checks for line in _section(checked)]
    lines += (f"- ❌ could not run: {_escaped(failure)}" for failure in failures)
    return "\n".join(lines).rstrip() + "\n"


def _section(checked: Checked) -> Iterator[str]:
    verdict = checked.verdict
    mark, word = ("✅", "passed") if verdict.passed else ("❌", "failed")
    yield f"## {mark} vocab-audit check: {_escaped(checked.location)} {word}"
    yield ""
    yield f"{summary(verdict)}."
    yield ""
    for rule, seen in groupby(
        (*verdict.violations, *verdict.notes), lambda it: it.rule
    ):
        about = RULES[rule]
        yield f"### {rule.value}"
        yield ""
        yield f"{about.summary} {about.help}"
        yield ""
        yield from _listed([*seen])
        yield ""


def _listed(seen: Sequence[Observation]) -> Iterator[str]:
    yield from (f"- {_escaped(observation.message)}" for observation in seen[:SHOWN])
    if len(seen) > SHOWN:
        yield f"- … and {len(seen) - SHOWN:,} more"


def _escaped(text: str) -> str:
    """A text that markdown shows as it is."""
    shown = printable(text)
    return "".join(f"\\{it}" if it in _SPECIAL else it for it in shown)
