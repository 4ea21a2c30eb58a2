"""Verdicts as problems at places, for SARIF, JUnit and GitHub's annotations."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from vocab_audit.places import lines_of
from vocab_audit.report.problem import Inspection, Place, Problem
from vocab_audit.report.verdict import Checked
from vocab_audit.report.verdict.rules import RULES
from vocab_audit.verdict import Observation

COMMAND = "check"


def inspection(checks: Sequence[Checked], failures: Sequence[str] = ()) -> Inspection:
    """What a check looked for, and what it found.

    Args:
        checks: The checks that ended.
        failures: What could not be checked, one sentence each.
    """
    problems = [problem for checked in checks for problem in _problems(checked)]
    return Inspection(COMMAND, [*RULES.values()], problems, failures)


def _problems(checked: Checked) -> Iterator[Problem]:
    verdict = checked.verdict
    seen = (*verdict.violations, *verdict.notes)
    lines = dict[int, int]()
    if checked.path is not None:
        tokens = [it.finding.token for it in seen if it.finding]
        lines = lines_of(checked.path, verdict.vocabulary, tokens)
    for observation in seen:
        yield _problem(checked, observation, lines)


def _problem(
    checked: Checked, observation: Observation, lines: dict[int, int]
) -> Problem:
    rule, finding = RULES[observation.rule], observation.finding
    name = checked.verdict.vocabulary.name
    properties: dict[str, str | int] = {"vocabulary": name}
    place = None
    if checked.path is not None:
        line = lines.get(finding.token.id) if finding else None
        place = Place(_relative(checked.path), line)
    if finding:
        properties |= {
            "tokenId": finding.token.id,
            "category": finding.category.value,
            "strength": finding.strength.value,
        }
    return Problem(
        rule.id,
        rule.level,
        f"{name}: {observation.message}",
        place,
        fingerprint(observation),
        properties,
    )


def fingerprint(observation: Observation) -> str:
    """16 hexadecimal digits that name an observation in any release."""
    if observation.finding:
        return observation.finding.fingerprint
    key = f"{observation.rule}\0{observation.key}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(key).hexdigest()[:16]


def _relative(path: Path) -> str:
    """A path as it is seen from here, where the file is somewhere below."""
    if not path.is_absolute():
        return str(path)
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
