"""What scans look like in every format."""

import json
import xml.etree.ElementTree as ET

import jsonschema
import pytest

from tests.report.test_problem import SUBSET
from vocab_audit.category import Category, Strength
from vocab_audit.report.scans import FORMATS, render
from vocab_audit.report.scans.findings import ScanReport
from vocab_audit.scan.hit import Clue, Hit, Kind
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.stream import StreamScanner
from vocab_audit.wordlist import Wordlist

HIT = Hit(
    path="docs/a.md",
    line=2,
    column=5,
    end_column=9,
    kind=Kind.TOKEN,
    strength=Strength.CERTAIN,
    text="大发快三",
    excerpt="run 大发快三json\x1b[31m{",
    clues=(Clue("phrase", 2, "' 大发快三' is token 6786"), Clue("payload", 2, "why")),
    category=Category.GAMBLING,
    token_id=6786,
    raw=" 大发快三".encode(),
)

FAR = " and then, so very many words later,"


def _report(*hits: Hit, mask: bool = False, is_complete: bool = True) -> ScanReport:
    return ScanReport(
        hits,
        Strength.LIKELY,
        ["x.md: unreadable"],
        {"documents": 3},
        "o200k_base",
        is_complete=is_complete,
        mask=mask,
    )


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_the_place_and_masks_on_request(name: str) -> None:
    plain = render(_report(HIT), name)
    assert "docs/a.md" in plain
    assert "大发快三" in plain
    masked = render(_report(HIT, mask=True), name)
    assert "大发快三" not in masked
    assert "大••三" in masked


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "line",
    [
        f"run 大发快三json{{{FAR} stop 北京赛车 of it\n",
        f"run 大发快三json{{ {'a' * 50} 北京赛车json{{\n",  # cut by the first excerpt
        rf"run \u5927\u53d1\u5feb\u4e09json{{{FAR} 北京赛车{{",
    ],
)
def test_no_leak_in_the_excerpt_of_another_is_shown(
    name: str, line: str, packaged: Wordlist
) -> None:
    scanner = StreamScanner(Lexicon(None, packaged))
    hits = [*scanner.feed(line), *scanner.close()]
    assert len(hits) == 2
    assert all(text in render(_report(*hits), name) for text in ("大发快三", "北京"))
    masked = render(_report(*hits, mask=True), name)
    assert not any(text in masked for text in ("发快", "京赛", "京"))


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_lets_control_characters_through(name: str) -> None:
    assert "\x1b" not in render(_report(HIT), name)


def test_the_data_formats_are_well_formed_and_agree() -> None:
    scan = json.loads(render(_report(HIT), "json"))
    [line] = render(_report(HIT), "jsonl").splitlines()
    assert json.loads(line) == scan["hits"][0]
    assert scan["hits"][0]["fingerprint"] == HIT.fingerprint
    log = json.loads(render(_report(HIT), "sarif"))
    jsonschema.Draft202012Validator(SUBSET).validate(log)
    [result] = log["runs"][0]["results"]
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 5
    suite = ET.fromstring(render(_report(HIT), "junit").encode())  # noqa: S314 - our own
    assert (suite.get("failures"), suite.get("errors")) == ("1", "1")


def test_partial_results_say_so() -> None:
    partial = _report(is_complete=False)
    assert json.loads(render(partial, "json"))["complete"] is False
    assert "partial" in render(partial, "markdown")


def test_markdown_lists_some_and_counts_the_rest() -> None:
    rendered = render(_report(*[HIT] * 250), "markdown")
    assert "**250 hits** in 3 documents" in rendered
    assert "and 50 more" in rendered
