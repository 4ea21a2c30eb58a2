"""The packaged wordlists: their form, and what they say of known tokens."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from vocab_audit.audit import Audit, Settings, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Finding
from vocab_audit.matcher import Matcher
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import (
    COLUMNS,
    NEGATIVE_COLUMNS,
    NEGATIVES,
    Wordlist,
    load_citations,
    packaged_directory,
    packaged_files,
)
from vocab_audit.wordlist_check import check

CASES = Path(__file__).parent / "cases"
LANGUAGES = {
    *("zh-Hans", "zh-Hant", "ja", "ko", "th", "vi", "id", "ms", "hi", "mn", "ru"),
    *("en", "es", "nb", "sv", "de", "nl", "fr", "pt", "it", "pl", "tr", "ar", "fa"),
    *("da", "fi", "cs", "hu", "ro", "el", "he", "bg", "hr", "bn", "fil"),
}


@dataclass(frozen=True)
class Case:
    """One text, and what is to be said of it."""

    text: str
    why: str
    category: str = ""
    missed: str = ""


def cases(name: str) -> list[Case]:
    table = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
    return [Case(**case) for case in table["case"]]


def parameters(known: list[Case]) -> list[object]:
    return [
        pytest.param(
            case,
            id=case.text.encode("unicode_escape").decode(),
            marks=[pytest.mark.xfail(strict=True, reason=case.missed)]
            if case.missed
            else [],
        )
        for case in known
    ]


@pytest.fixture(scope="module")
def cases_audited(
    packaged: Wordlist, make_vocabulary: Callable[..., Vocabulary]
) -> Callable[[str, int], dict[str, Finding]]:
    """Audits the texts of a file of cases; gives the findings by text."""

    @cache
    def audit_cases(name: str, min_chars: int) -> dict[str, Finding]:
        vocabulary = make_vocabulary(*(case.text for case in cases(name)))
        audit = audit_vocabulary(vocabulary, packaged, Settings(min_chars=min_chars))
        return {finding.token.text or "": finding for finding in audit.findings}

    return audit_cases


@pytest.fixture(scope="module")
def matcher(packaged: Wordlist) -> Matcher:
    return Matcher(packaged)


def test_the_lists_are_in_order(packaged: Wordlist) -> None:
    assert check(packaged, load_citations()) == []


def test_there_are_lists_for_every_category_in_the_languages_of_east_asia() -> None:
    found = {(file.language, file.kind) for file in packaged_files()}
    for language in ("zh-Hans", "zh-Hant", "ja", "ko", "th"):
        assert {(language, category) for category in Category} <= found
        assert (language, NEGATIVES) in found
    assert {language for language, _ in found} <= LANGUAGES


@pytest.mark.parametrize(
    "path",
    [file.path for file in packaged_files()],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_a_file_is_a_table_of_lines_that_end_alike(path: Path) -> None:
    content = path.read_bytes()
    columns = NEGATIVE_COLUMNS if path.stem == NEGATIVES else COLUMNS
    assert content.startswith("\t".join(columns).encode() + b"\n")
    assert content.endswith(b"\n")
    assert b"\r" not in content
    assert b"\n\n" not in content
    assert not content.startswith(b"\xef\xbb\xbf")


def test_nothing_else_lies_in_the_folder() -> None:
    known = {file.path for file in packaged_files()}
    found = {path for path in packaged_directory().rglob("*") if path.is_file()}
    others = {path.name for path in found - known}
    assert others <= {"sources.toml", "categories.toml"}


def test_every_citation_says_where_when_and_under_which_licence() -> None:
    for citation in load_citations().values():
        assert re.fullmatch(r"[a-z0-9-]+", citation.key)
        assert citation.title
        assert citation.licence
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", citation.date), citation.key
        assert re.fullmatch(r"https?://\S+", citation.url) or not citation.url


def test_every_category_is_described_in_the_order_of_the_code() -> None:
    path = packaged_directory() / "categories.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [*table] == [*Category]
    for entry in table.values():
        assert all(entry.get(key) for key in ("title", "description", "remedy"))


@pytest.mark.parametrize("case", parameters(cases("negatives")))
def test_an_everyday_word_is_not_contaminated(
    cases_audited: Callable[[str, int], dict[str, Finding]], case: Case
) -> None:
    finding = cases_audited("negatives", 1).get(case.text)  # however short it is
    assert finding is None or not finding.contaminated, finding


@pytest.mark.parametrize("case", parameters(cases("positives")))
def test_a_known_token_is_found_in_its_category(
    cases_audited: Callable[[str, int], dict[str, Finding]], case: Case
) -> None:
    finding = cases_audited("positives", 3).get(case.text)
    assert finding is not None
    assert finding.category == case.category
    assert finding.contaminated is (case.category != "boilerplate")


@pytest.mark.parametrize("case", parameters(cases("alphabetic")))
def test_a_phrase_of_an_alphabetic_script_is_found_in_its_category(
    matcher: Matcher, case: Case
) -> None:
    [hits] = matcher.match([case.text])
    strongest = min(hits, key=lambda hit: hit.strength.order)
    assert strongest.strength is not Strength.SUSPECT
    assert strongest.term.category == case.category


@pytest.mark.parametrize("name", ["positives", "negatives", "alphabetic"])
def test_every_case_is_written_once_and_says_why(name: str) -> None:
    known = cases(name)
    assert len({case.text for case in known}) == len(known) >= 40
    assert all(case.why for case in known)
    assert all(case.category in set(Category) for case in known) is (
        name != "negatives"
    )


READ_AND_RIGHT = {"cl100k_base": 61, "p50k_base": 5, "r50k_base": 5}


def test_clean_vocabularies_stay_clean(
    audited: Callable[[str], Audit],
) -> None:
    for name in ("cl100k_base", "p50k_base", "r50k_base"):
        audit = audited(name)
        contaminated = [f for f in audit.findings if f.contaminated]
        assert [f for f in contaminated if audit.profile(f).cjk] == []
        # in other scripts what careful readers read and agreed with: docs/labels.md
        assert len(contaminated) == READ_AND_RIGHT[name]
