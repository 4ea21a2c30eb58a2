"""Problems as SARIF 2.1.0, for code scanning.

The specification is at
https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. Columns count
code points, as the log says of itself.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from urllib.parse import quote

from vocab_audit.json_text import visible
from vocab_audit.report.problem import Inspection, Place, Problem, Rule
from vocab_audit.vocabulary import printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "vocabAudit/v1"

_LINK = re.compile(r"[\[\]\\]")


def render(inspection: Inspection) -> str:
    """Render an inspection as one SARIF log with one run.

    Args:
        inspection: What to report.

    Returns:
        A JSON text that ends with a newline.
    """
    places = {rule.id: place for place, rule in enumerate(inspection.rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(inspection)},
                "automationDetails": {"id": f"vocab-audit/{inspection.command}/"},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(inspection)],
                "results": [_result(each, places) for each in inspection.problems],
            }
        ],
    }
    return visible(json.dumps(log, ensure_ascii=False, indent=1)) + "\n"


def _driver(inspection: Inspection) -> dict[str, object]:
    from vocab_audit import __version__

    return {
        "name": "vocab-audit",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in inspection.rules],
    }


def _rule(rule: Rule) -> dict[str, object]:
    described: dict[str, object] = {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": rule.level},
    }
    if rule.help_uri:
        described["helpUri"] = rule.help_uri
    return described


def _invocation(inspection: Inspection) -> dict[str, object]:
    told = [
        {"level": "error", "message": {"text": _message(failure)}}
        for failure in _failures(inspection)
    ]
    invocation: dict[str, object] = {"executionSuccessful": not told}
    if told:
        invocation["toolExecutionNotifications"] = told
    return invocation


def _failures(inspection: Inspection) -> Iterator[str]:
    yield from inspection.failures
    if not inspection.is_complete:
        yield "interrupted: these are partial results"


def _result(problem: Problem, places: Mapping[str, int]) -> dict[str, object]:
    told: dict[str, object] = {
        "ruleId": problem.rule,
        "ruleIndex": places[problem.rule],
        "level": problem.level,
        "message": {"text": _message(problem.message)},
    }
    if problem.place:
        told["locations"] = [{"physicalLocation": _location(problem.place)}]
    if problem.fingerprint:
        told["partialFingerprints"] = {FINGERPRINT: problem.fingerprint}
    if problem.properties:
        told["properties"] = problem.properties
    return told


def _message(text: str) -> str:
    """A plain message, in which no brackets make a link (section 3.11.6)."""
    return _LINK.sub(r"\\\g<0>", printable(text)) if "](" in text else printable(text)


def _location(place: Place) -> dict[str, object]:
    location: dict[str, object] = {"artifactLocation": _artifact(place.path)}
    if place.line is not None:
        region: dict[str, object] = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
        if place.end_column is not None:
            region["endColumn"] = place.end_column
        if place.excerpt is not None:
            region["snippet"] = {"text": place.excerpt}
        location["region"] = region
    return location


def _artifact(path: str) -> dict[str, object]:
    """A reference to a file; its name may have bytes that are not UTF-8."""
    spelled = quote(os.fsencode(PurePath(path).as_posix()))
    if PurePath(path).is_absolute():
        return {"uri": f"file://{spelled if spelled[0] == '/' else f'/{spelled}'}"}
    return {"uri": spelled, "uriBaseId": "%SRCROOT%"}
