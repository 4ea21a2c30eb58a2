"""Whatever is fixed text of a page's contents is said in Chinese too, with care."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import vocab_audit
from vocab_audit import Audit, Vocabulary, audit_vocabulary
from vocab_audit.audit import Settings
from vocab_audit.category import Category, Strength
from vocab_audit.frequency import frequency_table
from vocab_audit.judgement import Prior
from vocab_audit.report import chinese
from vocab_audit.report.charts import CHARTS
from vocab_audit.report.charts import chinese as charts_in_chinese
from vocab_audit.report.charts.tally import tally
from vocab_audit.report.summary import summarize
from vocab_audit.sentence import Sentence

PACKAGE = Path(vocab_audit.__file__).parent
HAN = "[\u4e00-\u9fff]"
ASCII_PUNCTUATION = f"{HAN}[,:;?!()]|[,:;?!()]{HAN}"


def patterns() -> Iterator[str]:
    """Every pattern that a detector or the judgement makes a sentence from."""
    for path in [*PACKAGE.glob("*.py"), *(PACKAGE / "detectors").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        if path.name != "sentence.py" and any(map(is_sentence, ast.walk(tree))):
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and "%s" in str(node.value):
                    yield str(node.value)


def is_sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "Sentence"


def test_everything_that_evidence_says_has_its_chinese() -> None:
    assert {*patterns()} == {*chinese.SENTENCES}


@pytest.mark.parametrize("pattern", chinese.SENTENCES)
def test_a_chinese_sentence_has_the_words_of_the_english_one(pattern: str) -> None:
    said = chinese.SENTENCES[pattern]
    fields = re.findall(r"\{(\d)n?\}", said)
    assert {*map(int, fields)} == {*range(pattern.count("%s"))}
    assert re.search(HAN, said)
    assert not re.search(ASCII_PUNCTUATION, said)


def test_all_evidence_of_o200k_is_made_of_such_sentences(o200k_audit: Audit) -> None:
    for finding in o200k_audit.findings:
        for piece in finding.evidence:
            assert isinstance(piece.detail, Sentence)
            assert piece.detail.pattern in chinese.SENTENCES


def test_every_name_that_o200k_is_filtered_by_is_chinese(o200k_audit: Audit) -> None:
    named = {o200k_audit.profile(it).script for it in o200k_audit.findings}
    assert named <= chinese.SCRIPTS.keys()
    listed = {term.language for term in o200k_audit.wordlist.terms}
    fitted = {tag for word in frequency_table().values() for tag in word.zipfs}
    assert listed | fitted <= chinese.TONGUES.keys()


@pytest.fixture(scope="module")
def o200k_audit(o200k: Vocabulary) -> Audit:
    return audit_vocabulary(o200k)


def test_charts_are_told_in_chinese_without_any_token(o200k_audit: Audit) -> None:
    texts = charts_in_chinese.alternatives(tally(o200k_audit))
    assert {*texts} == {*CHARTS}
    for text in texts.values():
        assert text.startswith("o200k_base：")
        assert text.endswith("。")
        assert not re.search(ASCII_PUNCTUATION, text)
        assert not any(it.token.display in text for it in o200k_audit.findings)


def test_charts_of_an_empty_vocabulary_are_told(o200k_audit: Audit) -> None:
    empty = audit_vocabulary(
        replace(o200k_audit.vocabulary, raws=(), texts=(), ids=(), ranks=())
    )
    assert all(charts_in_chinese.alternatives(tally(empty)).values())


@pytest.mark.parametrize(
    "chosen",
    [
        {"categories": frozenset({Category.ADULT, Category.SPAM})},
        {"languages": frozenset({"zh-Hans", "th"})},
        {"scripts": frozenset({"Han"})},
        {"strength": Strength.LIKELY},
        {"strength": Strength.CERTAIN},
        {"detectors": frozenset({"wordlist_term", "reachability"})},
    ],
    ids=["categories", "languages", "scripts", "likely", "certain", "detectors"],
)
def test_filters_are_told_in_chinese(
    o200k_audit: Audit, chosen: dict[str, frozenset[str]]
) -> None:
    settings = Settings(**chosen)  # type: ignore[arg-type]
    english = summarize(replace(o200k_audit, settings=settings)).filters
    said = [*chinese.filters(settings)]
    assert len(said) == len(english) > 0
    assert all(re.search(HAN, text) for text in said)
    assert not any(re.search(ASCII_PUNCTUATION, text) for text in said)


@pytest.mark.parametrize(
    ("certain", "tokens"), [*product((0, 12, 600), (5_000, 200_000))]
)
def test_priors_are_told_in_chinese(certain: int, tokens: int) -> None:
    said = chinese.prior(Prior("Han", certain, tokens))
    assert said.startswith(f"汉字：{tokens:,} 个词元中有 {certain:,} 个（")
    assert not re.search(ASCII_PUNCTUATION, said)
