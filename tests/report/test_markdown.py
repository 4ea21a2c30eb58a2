from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vocab_audit.audit import Audit, audit_vocabulary
from vocab_audit.report.gfm import code
from vocab_audit.report.markdown import render
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


def test_the_verdict_comes_first_with_its_rule(
    make_audit: Callable[..., Audit],
) -> None:
    lines = render([make_audit("天天中彩票", "中国特色")]).splitlines()
    assert lines[0] == "# Vocabulary audit"
    assert lines[2] == "## `made`"
    assert lines[4].startswith("**1 of 2 long CJK tokens (50.0 %) is contaminated**")
    assert "rule cjk>=3" in lines[4]


def test_findings_appear_with_id_rank_and_characters(
    make_audit: Callable[..., Audit],
) -> None:
    row = "| ` 天天中彩票` | 0 | 0 | 5 | gambling | certain |"
    assert render([make_audit(" 天天中彩票")]).count(row) == 2


def test_several_audits_begin_with_an_overview(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票")
    other = replace(audit, vocabulary=replace(audit.vocabulary, name="other"))
    output = render([audit, other])
    assert "| `other` | 1 of 1 (100.0 %) | rule cjk>=3: " in output
    assert output.count("\n## ") == 2


def test_without_findings_there_are_counts_and_no_examples(
    make_audit: Callable[..., Audit],
) -> None:
    output = render([make_audit("hello")])
    assert "There are no long CJK tokens" in output
    assert "Longest" not in output


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("彩票", "`彩票`"),
        ("<script>&amp;", "`<script>&amp;`"),
        ("a*b_c[d](e)", "`a*b_c[d](e)`"),
        (" 彩票", "` 彩票`"),
        (" a ", "`  a  `"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b", "<code>a&#96;b</code>"),
        ("a\nb", "<code>a&#92;nb</code>"),
        ("`<b>", "<code>&#96;&#60;b&#62;</code>"),
        ("\u202e", "<code>&#92;u202e</code>"),
        ("", "(empty)"),
    ],
)
def test_a_code_span_shows_the_text_and_nothing_else(text: str, span: str) -> None:
    assert code(text) == span


@given(st.text())
@example("|")
@example("`|`")
@example("\\|")
@example("\n\n# heading")
@example("</code><img src=x onerror=alert(1)>")
def test_a_code_span_has_no_pipe_and_no_way_out(text: str) -> None:
    span = code(text)
    assert "|" not in span
    assert "\n" not in span
    if span.startswith("`"):
        assert "`" not in span[1:-1]
    else:
        inner = span.removeprefix("<code>").removesuffix("</code>")
        assert not {"<", ">", "`", "*"} & {*inner}


@given(st.text(max_size=30), st.text(max_size=10))
def test_token_texts_never_change_the_shape_of_a_table(
    make_audit: Callable[..., Audit], text: str, name: str
) -> None:
    plain = make_audit("彩票彩票")
    hostile = make_audit(f"彩票彩票{text}")
    hostile = replace(hostile, vocabulary=replace(hostile.vocabulary, name=name))
    assert shape(render([hostile])) == shape(render([plain]))


def shape(output: str) -> list[int]:
    """How many pipes each line has."""
    return [line.count("|") for line in output.split("\n")]
