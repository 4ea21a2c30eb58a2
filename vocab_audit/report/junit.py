"""Problems as JUnit XML, for build servers.

There is no standard; what servers agree on is collected at
https://github.com/testmoapp/junitxml. XML 1.0 forbids most control characters even as
references, so they are shown as escapes.
"""

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from vocab_audit.report.problem import Inspection, Level, Problem, Rule
from vocab_audit.vocabulary import printable


def render(inspection: Inspection) -> str:
    """Render an inspection as one test suite.

    Each problem is a test case: an error one that failed, any other one that passed
    and has something to say. A rule without problems is a test case that passed, and
    what could not be looked at one that had an error.

    Args:
        inspection: What to report.

    Returns:
        An XML document that ends with a newline.
    """
    suite = f"vocab-audit {inspection.command}"
    cases = [*_cases(inspection, suite)]
    failed = sum(problem.level is Level.ERROR for problem in inspection.problems)
    counts = (
        f'name="{_attribute(suite)}" tests="{len(cases)}" failures="{failed}" '
        f'errors="{len(_errors(inspection))}"'
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites {counts}>",
            f'<testsuite {counts} skipped="0">',
            *cases,
            "</testsuite>",
            "</testsuites>\n",
        ]
    )


def _cases(inspection: Inspection, suite: str) -> Iterator[str]:
    by_rule = defaultdict[str, list[Problem]](list)
    for problem in inspection.problems:
        by_rule[problem.rule].append(problem)
    for rule in inspection.rules:
        of_rule = f'classname="{_attribute(f"{suite}.{rule.id}")}"'
        if rule.id not in by_rule:
            yield f'<testcase {of_rule} name="{_attribute(rule.summary)}"/>'
        for problem in by_rule[rule.id]:
            named, outcome = _named(problem), _outcome(problem, rule)
            yield f"<testcase {of_rule} {named}>\n{outcome}\n</testcase>"
    for error in _errors(inspection):
        said = _attribute(error)
        yield (
            f'<testcase classname="{_attribute(suite)}" name="{said}">\n'
            f'<error message="{said}" type="error"/>\n</testcase>'
        )


def _errors(inspection: Inspection) -> list[str]:
    partial = "interrupted: these are partial results"
    return [*inspection.failures, *([] if inspection.is_complete else [partial])]


def _named(problem: Problem) -> str:
    place = problem.place
    if place is None:
        return f'name="{_attribute(problem.message)}"'
    marks = [place.path, *(str(n) for n in (place.line, place.column) if n)]
    named = f'name="{_attribute(":".join(marks))}" file="{_attribute(place.path)}"'
    return f'{named} line="{place.line}"' if place.line else named


def _outcome(problem: Problem, rule: Rule) -> str:
    said = "\n".join(_lines(problem, rule))
    if problem.level is Level.ERROR:
        message = _attribute(problem.message)
        kind = _attribute(problem.rule)
        return f'<failure message="{message}" type="{kind}">{said}</failure>'
    return f"<system-out>{problem.level}: {said}</system-out>"


def _lines(problem: Problem, rule: Rule) -> Iterator[str]:
    yield _attribute(problem.message)
    if problem.place and problem.place.excerpt:
        yield _attribute(problem.place.excerpt)
    yield _attribute(rule.help)


def _attribute(text: str) -> str:
    """A text on one line that any XML parser reads, as attribute or as content."""
    return escape(printable(text))
