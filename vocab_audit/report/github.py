"""Problems as annotations of a GitHub workflow.

Its syntax is at https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from collections.abc import Iterator

from vocab_audit.report.problem import Inspection, Level, Problem
from vocab_audit.vocabulary import printable

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(inspection: Inspection) -> str:
    """Render each problem, and each failure, as one workflow command.

    Args:
        inspection: What to report.

    Returns:
        One line each; empty if there is nothing to say.
    """
    return "".join(f"{line}\n" for line in _lines(inspection))


def _lines(inspection: Inspection) -> Iterator[str]:
    for problem in inspection.problems:
        properties = ",".join(
            f"{name}={_property(value)}" for name, value in _properties(problem)
        )
        command = _COMMANDS[problem.level]
        yield f"::{command} {properties}::{_message(problem.message)}"
    for failure in inspection.failures:
        yield f"::warning title=vocab-audit::{_message(failure)}"
    if not inspection.is_complete:
        yield "::warning title=vocab-audit::interrupted: these are partial results"


def _properties(problem: Problem) -> Iterator[tuple[str, str]]:
    yield "title", f"vocab-audit {problem.rule}"
    place = problem.place
    if place is None:
        return
    yield "file", place.path
    if place.line is not None:
        yield "line", str(place.line)
    if place.column is not None:
        yield "col", str(place.column)
    if place.end_column is not None:
        yield "endColumn", str(place.end_column)


def _message(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
