import json
from collections.abc import Callable

import jsonschema
import pytest

import vocab_audit.report.json as whole
from vocab_audit.audit import Audit, audit_vocabulary
from vocab_audit.report.jsonl import render
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Term, Wordlist


@pytest.fixture(scope="module")
def make_audit(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> Callable[..., Audit]:
    wordlist = Wordlist((make_term("彩票"),), (), "f" * 64)

    def make(*tokens: str) -> Audit:
        return audit_vocabulary(make_vocabulary(*tokens), wordlist)

    return make


def test_each_line_is_a_finding_object_of_the_audit(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票", "hello", "彩票彩票\n\u2028")
    lines = [json.loads(line) for line in render([audit]).splitlines()]
    assert lines == json.loads(whole.render([audit]))["findings"]


def test_each_line_fits_the_schema_of_a_finding(
    make_audit: Callable[..., Audit],
) -> None:
    finding = {**whole.schema(), "oneOf": [{"$ref": "#/$defs/finding"}]}
    for line in render([make_audit("天天中彩票", "彩票彩票")]).splitlines():
        jsonschema.validate(json.loads(line), finding)


def test_with_several_audits_each_object_begins_with_its_vocabulary(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票")
    first, second = render([audit, audit]).splitlines()
    assert first == second
    assert first.startswith('{"vocabulary": "made", "id": 0, ')


def test_without_findings_there_are_no_lines(make_audit: Callable[..., Audit]) -> None:
    assert render([make_audit("hello")]) == ""
