"""Verdicts as JSON, for programs; ``schema()`` gives their JSON Schema."""

import json
from collections.abc import Sequence

from vocab_audit import __version__
from vocab_audit.json_text import visible
from vocab_audit.report import schema_file
from vocab_audit.report.records import finding_record
from vocab_audit.report.verdict import Checked
from vocab_audit.report.verdict.problems import fingerprint
from vocab_audit.verdict import Observation

SCHEMA = "vocab-audit/check/1"


def render(checks: Sequence[Checked], failures: Sequence[str] = ()) -> str:
    """Render all checks as one JSON object.

    Args:
        checks: What to report.
        failures: What could not be checked, one sentence each.
    """
    report = {
        "schema": SCHEMA,
        "tool": {"name": "vocab-audit", "version": __version__},
        "passed": not failures and all(it.verdict.passed for it in checks),
        "failures": [*failures],
        "checks": [_check(checked) for checked in checks],
    }
    return visible(json.dumps(report, ensure_ascii=False, indent=1)) + "\n"


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of what :func:`render` returns."""
    return schema_file.load("check-1")


def _check(checked: Checked) -> dict[str, object]:
    verdict = checked.verdict
    vocabulary = verdict.vocabulary
    return {
        "location": checked.location,
        "vocabulary": {
            "name": vocabulary.name,
            "sha256": vocabulary.sha256,
            "origin": vocabulary.origin,
            "tokens": len(vocabulary.ids),
        },
        "wordlists": {"sha256": verdict.audit.wordlist.sha256},
        "passed": verdict.passed,
        "violations": [_observation(it) for it in verdict.violations],
        "notes": [_observation(it) for it in verdict.notes],
        "accepted": [it.fingerprint for it in verdict.accepted],
        "allowed": [it.fingerprint for it in verdict.allowed],
        "lock": verdict.compared_with,
    }


def _observation(observation: Observation) -> dict[str, object]:
    finding = observation.finding
    return {
        "rule": observation.rule.value,
        "message": observation.message,
        "fingerprint": fingerprint(observation),
        "finding": finding_record(finding) if finding else None,
    }
