import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vocab_audit.baseline import Accepted, Baseline, dump_baseline, load_baseline
from vocab_audit.category import Category
from vocab_audit.errors import BaselineError

accepted = st.builds(Accepted, st.sampled_from(Category), st.binary(max_size=5))
baselines = st.builds(Baseline, st.frozensets(accepted, max_size=5))


@given(baselines)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_loading_what_was_dumped_is_the_identity(
    tmp_path: Path, baseline: Baseline
) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(dump_baseline(baseline), "utf-8")
    assert load_baseline(path) == baseline


@given(baselines, baselines)
def test_a_baseline_is_a_set(one: Baseline, other: Baseline) -> None:
    assert one.without(one) == Baseline()
    assert one.pruned(other).joined(one.without(other)) == one
    assert one.joined(other).without(other) == one.without(other)


def test_a_baseline_is_sorted_one_finding_a_line_and_shows_what_it_holds() -> None:
    pair = [
        Accepted(Category.SPAM, b"a\xff"),
        Accepted(Category.ADULT, "毛片\u202e".encode()),
    ]
    assert dump_baseline(Baseline(frozenset(pair))) == (
        '{\n "schema": "vocab-audit/baseline/1",\n "findings": [\n'
        '  {"category":"adult","bytes":"5q+b54mH4oCu","text":"毛片\\u202e"},\n'
        '  {"category":"spam","bytes":"Yf8="}\n ]\n}\n'
    )


ENTRY = {"category": "spam", "bytes": "YQ==", "text": "a"}
SCHEMA = "vocab-audit/baseline/1"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"schema": "vocab-audit/baseline/9", "findings": []}, "baseline of version 9"),
        ({"findings": []}, 'is no baseline: it names no "schema"'),
        ([], "expected `object`, got `array`"),
        ({"schema": SCHEMA}, "missing required field `findings`"),
        (
            {"schema": SCHEMA, "findings": [ENTRY | {"category": "gamling"}]},
            "$.findings[0].category: invalid enum value 'gamling'",
        ),
        (
            {"schema": SCHEMA, "findings": [ENTRY, ENTRY | {"bytes": "!"}]},
            "$.findings[1].bytes: is not base64",
        ),
        (
            {"schema": SCHEMA, "findings": [ENTRY | {"text": "b"}]},
            "$.findings[0].text: is not what the bytes spell",
        ),
        (
            {"schema": SCHEMA, "findings": [ENTRY, ENTRY]},
            "$.findings[1]: stands there a second time",
        ),
    ],
)
def test_a_malformed_baseline_is_an_error(
    tmp_path: Path, document: object, words: str
) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(BaselineError) as caught:
        load_baseline(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "=======", ">>>>>>> branch"])
def test_markers_of_a_merge_conflict_are_named_with_their_line(
    tmp_path: Path, marker: str
) -> None:
    path = tmp_path / "baseline.json"
    lines = dump_baseline(Baseline()).splitlines(keepends=True)
    path.write_text("".join([*lines[:2], f"{marker}\n", *lines[2:]]), "utf-8")
    with pytest.raises(BaselineError, match=r"baseline\.json:3: .*merge conflict"):
        load_baseline(path)
