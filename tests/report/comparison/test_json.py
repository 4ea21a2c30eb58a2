import json
from base64 import b64decode

import jsonschema
import pytest

from tests.report.comparison.conftest import CASES, HOSTILE, Compare
from vocab_audit.report.comparison.json import render, schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("case", CASES)
def test_every_comparison_fits_the_schema(
    compared: Compare, validator: jsonschema.Draft202012Validator, case: str
) -> None:
    validator.validate(json.loads(render(compared(case))))


def test_the_schema_admits_nothing_else(
    compared: Compare, validator: jsonschema.Draft202012Validator
) -> None:
    written = json.loads(render(compared("one")))
    assert not validator.is_valid(written | {"more": 1})
    written["vocabularies"][0]["tokens"] = -1
    assert not validator.is_valid(written)


def test_the_four_encodings_have_the_figures_of_plain_sets(compared: Compare) -> None:
    comparison = compared("four")
    written = json.loads(render(comparison))
    sets = {it.name: {*it.raws} for it in comparison.vocabularies}
    overlap = written["overlap"]
    assert overlap["union"] == len(set.union(*sets.values()))
    for pair in overlap["pairs"]:
        one, other = sets[pair["first"]], sets[pair["second"]]
        assert pair["shared"] == len(one & other)
        assert pair["jaccard"] == round(len(one & other) / len(one | other), 6)
        assert pair["of_first"] == round(len(one & other) / len(one), 6)
    for region in overlap["regions"]:
        held = set.intersection(*(sets[name] for name in region["held_by"]))
        rest = [own for name, own in sets.items() if name not in region["held_by"]]
        assert region["tokens"] == len(held.difference(*rest))
    assert sum(it["tokens"] for it in overlap["regions"]) == overlap["union"]


def test_ids_and_bytes_of_findings_are_those_of_their_vocabularies(
    compared: Compare,
) -> None:
    comparison = compared("four")
    by_name = {it.name: it for it in comparison.vocabularies}
    findings = json.loads(render(comparison))["findings"]
    assert findings
    for finding in findings:
        for name, token_id in zip(finding["held_by"], finding["ids"], strict=True):
            place = by_name[name].position(token_id)
            assert place is not None
            assert by_name[name].raws[place] == b64decode(finding["bytes"])


def test_invisible_characters_are_escaped_and_kept(compared: Compare) -> None:
    text = render(compared("hostile"))
    assert not {"\x00", "\x1b", "\u202e", "\u2066"} & {*text}
    found = {it["text"] for it in json.loads(text)["findings"]}
    assert {*HOSTILE} <= found


def test_changes_name_what_came_with_p50k(compared: Compare) -> None:
    (changed,) = json.loads(render(compared("changes")))["changes"]
    assert (changed["base"], changed["vocabulary"]) == ("r50k_base", "p50k_base")
    assert (changed["added"]["count"], changed["removed"]["count"]) == (24, 0)
    assert {it["text"].strip(" ") for it in changed["added"]["listed"]} == {""}
