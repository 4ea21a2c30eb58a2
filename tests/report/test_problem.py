"""The three formats of problems, with texts that attack whoever reads them."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.report import github, junit, sarif
from vocab_audit.report.problem import Inspection, Level, Place, Problem, Rule
from vocab_audit.vocabulary import printable

SUBSET = json.loads((Path(__file__).parent / "sarif_subset.json").read_text("utf-8"))
RULES = (
    Rule("leaked-token", "A token leaked.", "Write the line again."),
    Rule("debris", "Debris <of> a call.", "Cut & paste.", "https://example.org/x"),
)
HOSTILE = (
    "大发快三\x1b[31m\x00]]></failure><!--",
    "::error::%0A\r\n::stop-commands::x",
    "[link](https://example.org) \u202e\ufffe\uffff",
    "\ud800 = {0}",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))


@st.composite
def inspections(draw: st.DrawFn) -> Inspection:
    places = st.builds(
        Place,
        path=texts.filter(lambda text: "\0" not in text and text.isprintable()),
        line=st.none() | st.integers(1, 9),
        column=st.none() | st.integers(1, 9),
        end_column=st.none() | st.integers(1, 9),
        excerpt=st.none() | texts,
    )
    problems = st.builds(
        Problem,
        rule=st.sampled_from([rule.id for rule in RULES]),
        level=st.sampled_from(Level),
        message=texts,
        place=st.none() | places,
        fingerprint=st.none() | st.just("0123456789abcdef"),
    )
    return Inspection(
        "scan",
        RULES,
        draw(st.lists(problems, max_size=4)),
        draw(st.lists(texts, max_size=2)),
        is_complete=draw(st.booleans()),
    )


@given(inspections())
def test_any_inspection_is_valid_sarif(inspection: Inspection) -> None:
    log = json.loads(sarif.render(inspection))
    jsonschema.Draft202012Validator(SUBSET).validate(log)
    [run] = log["runs"]
    assert len(run["results"]) == len(inspection.problems)
    for result in run["results"]:
        assert (
            run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
            == (result["ruleId"])
        )


@given(inspections())
def test_any_inspection_is_well_formed_junit_that_adds_up(
    inspection: Inspection,
) -> None:
    [suite] = ET.fromstring(junit.render(inspection).encode())  # noqa: S314 - our own
    cases = [*suite]
    assert suite.get("tests") == str(len(cases))
    for outcome in ("failure", "error"):
        count = sum(case.find(outcome) is not None for case in cases)
        assert suite.get(f"{outcome}s") == str(count)
    failed = sum(problem.level is Level.ERROR for problem in inspection.problems)
    assert suite.get("failures") == str(failed)


@given(inspections())
def test_no_text_starts_a_workflow_command_of_its_own(inspection: Inspection) -> None:
    lines = [*_commands(github.render(inspection))]
    told = len(inspection.problems) + len(inspection.failures)
    assert len(lines) == told + (not inspection.is_complete)


def _commands(rendered: str) -> Iterator[str]:
    for line in rendered.splitlines():
        assert line.startswith(("::error ", "::warning ", "::notice "))
        assert line.isprintable()
        yield line


def test_a_junit_failure_keeps_what_xml_forbids_as_escapes() -> None:
    problem = Problem("debris", Level.ERROR, "a\x1b\x00\ufffe", Place("x.md", 3, 4))
    rendered = junit.render(Inspection("scan", RULES, [problem]))
    [suite] = ET.fromstring(rendered.encode())  # noqa: S314 - our own
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == printable("a\x1b\x00\ufffe") == r"a\x1b\x00\ufffe"
    assert suite.findall("testcase")[1].get("line") == "3"


def test_a_place_in_sarif_is_a_relative_reference_that_is_percent_encoded() -> None:
    problem = Problem(
        "debris", Level.NOTE, "[a](b)", Place("docs/ä b:c.md", 2, 5, 7, "…json{")
    )
    log = json.loads(sarif.render(Inspection("scan", RULES, [problem])))
    [result] = log["runs"][0]["results"]
    assert result["message"]["text"] == r"\[a\](b)"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "docs/%C3%A4%20b%3Ac.md",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {
                    "startLine": 2,
                    "startColumn": 5,
                    "endColumn": 7,
                    "snippet": {"text": "…json{"},
                },
            }
        }
    ]


def test_an_absolute_path_is_a_file_uri() -> None:
    problem = Problem("debris", Level.NOTE, "m", Place("/tmp/x y"))  # noqa: S108 - a name
    log = json.loads(sarif.render(Inspection("scan", RULES, [problem])))
    [result] = log["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "file:///tmp/x%20y"


def test_partial_results_say_so_in_every_format() -> None:
    partial = Inspection("scan", RULES, [], ["x.md: unreadable"], is_complete=False)
    [invocation] = json.loads(sarif.render(partial))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    for render in (sarif.render, junit.render, github.render):
        assert "partial results" in render(partial)
        assert "x.md: unreadable" in render(partial)


@pytest.mark.parametrize("level", Level)
def test_only_an_error_fails_a_build(level: Level) -> None:
    inspection = Inspection("scan", RULES, [Problem("debris", level, "m")])
    assert ("<failure" in junit.render(inspection)) is (level is Level.ERROR)
