import csv
import io
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.audit import Audit, audit_vocabulary
from vocab_audit.report.csv import COLUMNS, render
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Match, Term, Wordlist

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


@pytest.fixture(scope="module")
def make_audit(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> Callable[..., Audit]:
    terms = (make_term("彩票"), make_term("天天", Match.WORD), make_term("=彩票"))

    def make(*tokens: str) -> Audit:
        wordlist = Wordlist(terms, (), "f" * 64)
        return audit_vocabulary(make_vocabulary(*tokens), wordlist)

    return make


def rows(output: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(output, newline=""), strict=True)]


def test_lists_of_several_languages_that_say_the_same_are_quoted_once(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> None:
    terms = [make_term("彩票网", language=tag) for tag in ("zh-Hans", "zh-Hant")]
    wordlist = Wordlist((*terms,), (), "f" * 64)
    audit = audit_vocabulary(make_vocabulary("彩票网"), wordlist)
    assert len(audit.findings[0].evidence) == len(terms)
    (row,) = rows(render([audit]))
    assert row["detail"] == "contains 彩票网 (gambling)"


def test_a_row_holds_the_finding_column_by_column(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("hello", " 天天中彩票")
    (row,) = rows(render([audit]))
    assert row == {
        "vocabulary": "made",
        "id": "1",
        "rank": "1",
        "text": " 天天中彩票",
        "bytes_base64": "IOWkqeWkqeS4reW9qeelqA==",
        "script": "Han",
        "han": "5",
        "cjk": "5",
        "category": "gambling",
        "strength": "certain",
        "terms": "天天; 彩票",
        "detail": "contains 天天 (gambling); contains 彩票 (gambling)",
        "fingerprint": audit.findings[0].fingerprint,
    }


def test_without_findings_there_is_a_header_line(
    make_audit: Callable[..., Audit],
) -> None:
    assert render([make_audit("hello")]) == ",".join(COLUMNS) + "\n"


def test_several_audits_share_one_header(make_audit: Callable[..., Audit]) -> None:
    audit = make_audit("天天中彩票")
    assert len(rows(render([audit, audit]))) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", " =", "'"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(
    make_audit: Callable[..., Audit], start: str
) -> None:
    (row,) = rows(render([make_audit(f"{start}彩票彩票")]))
    assert row["text"] == f"'{start}彩票彩票"


def test_terms_and_names_are_guarded_too(make_audit: Callable[..., Audit]) -> None:
    audit = make_audit("天=彩票彩票")
    named = replace(audit, vocabulary=replace(audit.vocabulary, name="@name"))
    (row,) = rows(render([named]))
    assert row["vocabulary"] == "'@name"
    assert "=彩票" in row["terms"]
    assert not row["terms"].startswith(FORMULA_STARTS)


@given(st.lists(st.text(), max_size=4))
def test_every_token_stays_in_its_cell_and_keeps_its_bytes(
    make_audit: Callable[..., Audit], texts: list[str]
) -> None:
    tokens = [f"{text}彩票彩票" for text in texts]
    output = render([make_audit(*tokens)])
    assert output.count("\n") == 1 + len(tokens)
    found = rows(output)
    assert [b64decode(row["bytes_base64"]).decode() for row in found] == tokens
    for row in found:
        assert len(row) == len(COLUMNS)
        assert not any(cell.startswith(FORMULA_STARTS) for cell in row.values())
