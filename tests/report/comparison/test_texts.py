"""Text, Markdown and CSV of comparisons."""

import csv
import io
import re
from dataclasses import replace
from random import Random

import pytest

from tests.report.comparison.conftest import CASES, WORDS, Compare, made
from vocab_audit import compare_vocabularies
from vocab_audit.kinship import Relation
from vocab_audit.report.comparison import FORMATS, render, tree, words
from vocab_audit.report.comparison import csv as rows
from vocab_audit.report.comparison import text as plain
from vocab_audit.report.comparison.words import ratio
from vocab_audit.vocabulary import Token, TokenKind

INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("format_name", ["text", "markdown", "csv"])
@pytest.mark.parametrize("case", CASES)
def test_every_format_stands_every_comparison(
    compared: Compare, case: str, format_name: str
) -> None:
    assert format_name in FORMATS
    written = render(compared(case), format_name)
    assert written.endswith("\n")
    assert not INVISIBLE.search(written)
    assert written == render(compared(case), format_name)


def test_the_text_says_who_is_kin_and_what_came_in(compared: Compare) -> None:
    text = plain.render(compared("four"))
    assert "p50k_base begins with all 50,256 tokens of r50k_base" in text
    assert "\n└── p50k_base  all of it, +24\n" in text
    assert "No kinship is claimed for the other 5 pairs" in text
    assert "Contaminated long tokens were brought in by o200k_base" in text
    assert "\x1b[1m" in plain.render(compared("four"), color=True)


def test_the_release_note_counts_what_changed(compared: Compare) -> None:
    text = plain.render(compared("changes"))
    assert "From r50k_base to p50k_base: 24 tokens added, 0 removed" in text


def test_ids_and_ranks_that_change_apart_are_counted_apart() -> None:
    old = made("old", "a", "b", "c")
    new = replace(old, name="new", ids=(0, 1, 5))
    text = plain.render(compare_vocabularies([old, new], WORDS, base=0))
    assert "1 with another id, 0 with another merge rank" in text
    assert "With another id: 1" in text


def test_a_vocabulary_with_its_own_copy_has_no_changes(compared: Compare) -> None:
    assert "Nothing changed from a to b." in plain.render(compared("empty"))


def test_markdown_lets_no_token_start_markup(compared: Compare) -> None:
    whole = render(compared("hostile"), "markdown")
    text = re.sub("(?s)\n(```+)text\n.*?\n\\1\n", "", whole)
    text = re.sub("`[^`\n]+`", "", text)  # code shows what it holds
    assert text != whole
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>" not in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_every_flagged_token_is_a_row_with_its_ids(compared: Compare) -> None:
    comparison = compared("four")
    found = [*csv.DictReader(io.StringIO(rows.render(comparison)))]
    assert len(found) == len(comparison.findings)
    for row, it in zip(found, comparison.findings, strict=True):
        assert row["held_by"] == "; ".join(
            comparison.names[place] for place in it.held_by
        )
        assert row["id in o200k_base"] == str(comparison.token_id(0, it.number) or "")


def test_no_cell_is_a_formula(compared: Compare) -> None:
    comparison = compared("hostile")
    written = rows.render(comparison) + rows.changes(comparison)
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_changes_are_rows_with_contaminated_ones_first(compared: Compare) -> None:
    comparison = compared("hostile")
    found = [*csv.DictReader(io.StringIO(rows.changes(comparison)))]
    assert {row["change"] for row in found} == {"added", "removed"}
    added = [row["contaminated"] for row in found if row["change"] == "added"]
    assert added == ["yes"]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 1, "1.000"), (999_999, 1_000_000, "over 0.999"), (1, 10_000, "under 0.001")],
)
def test_a_ratio_is_never_all_or_nothing_by_rounding(
    part: int, whole: int, said: str
) -> None:
    assert ratio(part, whole) == said


def test_every_relation_is_said_in_words_and_in_the_tree() -> None:
    base = [f"token {at}" for at in range(1000)]
    own = [f"own {at}" for at in range(600)]
    kept = [token for at, token in enumerate(base) if at % 10]
    shuffled = Random(3).sample(base, len(base))  # noqa: S311 - a fixed shuffle
    first = made("first", *base)
    special = Token(5000, b"<s>", TokenKind.SPECIAL, None, "<s>")
    others = {
        Relation.SAME: made("second", *base),
        Relation.OTHER_SPECIALS: replace(
            first, name="second", special_tokens=(special,)
        ),
        Relation.RENUMBERED: made("second", *shuffled),
        Relation.EXTENSION: made("second", *base, *own),
        Relation.REDUCTION: made("second", *kept),
        Relation.DESCENT: made("second", *kept, *own),
        Relation.COMMON_STEM: made("second", *base[:600], *own),
    }
    assert {*others} == {*Relation}
    for relation, second in others.items():
        compared = compare_vocabularies([first, second], WORDS)
        (kin,) = compared.genealogy.kinships
        assert kin.relation is relation
        sentence = words.kinship(compared, kin)
        assert "first" in sentence
        assert "second" in sentence
        assert words.note(kin)
        assert len(tree.lines(compared)) == 2 + (relation is Relation.COMMON_STEM)
