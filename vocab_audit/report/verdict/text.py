"""Verdicts as text for a terminal or a build log."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from vocab_audit.report.verdict import Checked
from vocab_audit.report.verdict.rules import RULES
from vocab_audit.verdict import Observation, Verdict
from vocab_audit.vocabulary import printable

SHOWN = 20
"""Violations of one rule that are listed at most."""


def render(
    checks: Sequence[Checked], failures: Sequence[str] = (), *, color: bool = False
) -> str:
    """Say whether each vocabulary passed; if not, why, and what to do.

    Args:
        checks: What to report.
        failures: What could not be checked; they are told elsewhere.
        color: Whether to emphasize with ANSI escapes.
    """
    del failures
    parts = ["\n".join(_lines(checked)) + "\n" for checked in checks]
    text = "\n".join(parts)
    return text if color else click.unstyle(text)


def _lines(checked: Checked) -> Iterator[str]:
    verdict = checked.verdict
    yield _headline(checked)
    for rule, seen in groupby(verdict.violations, lambda it: it.rule):
        yield ""
        yield from _rule_lines(rule.value, RULES[rule].summary, [*seen], color="red")
        yield click.style(f"  what to do: {RULES[rule].help}", dim=True)
    for rule, seen in groupby(verdict.notes, lambda it: it.rule):
        yield ""
        yield from _rule_lines(rule.value, RULES[rule].summary, [*seen], color="yellow")
        yield click.style(f"  what to do: {RULES[rule].help}", dim=True)


def _headline(checked: Checked) -> str:
    verdict = checked.verdict
    word = (
        click.style("passed", fg="green", bold=True)
        if verdict.passed
        else click.style("FAILED", fg="red", bold=True)
    )
    name = click.style(printable(checked.location), bold=True)
    return f"{name}: {word}: {summary(verdict)}"


def summary(verdict: Verdict) -> str:
    """What a verdict comes to, in one line without a full stop."""
    new = sum(it.finding is not None for it in verdict.violations)
    others = len(verdict.violations) - new
    parts = [f"{new:,} findings fail" if new != 1 else "1 finding fails"]
    if others:
        parts.append(f"{others:,} other violation{'' if others == 1 else 's'}")
    if verdict.accepted:
        parts.append(f"{len(verdict.accepted):,} accepted by the baseline")
    if verdict.allowed:
        parts.append(f"{len(verdict.allowed):,} allowed by the policy")
    if verdict.compared_with is not None and not _has_changed(verdict):
        parts.append("nothing changed since the lock")
    return ", ".join(parts)


def _has_changed(verdict: Verdict) -> bool:
    return any(it.rule.startswith("changed-") for it in verdict.violations)


def _rule_lines(
    rule: str, about: str, seen: Sequence[Observation], *, color: str
) -> Iterator[str]:
    count = f"{len(seen):,}× " if len(seen) > 1 else ""
    yield f"{click.style(rule, fg=color, bold=True)}  {count}{about}"
    yield from (f"  {observation.message}" for observation in seen[:SHOWN])
    if len(seen) > SHOWN:
        yield f"  … and {len(seen) - SHOWN:,} more (--format json lists all)"
