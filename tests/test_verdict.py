from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.trained import clean_text, gambling_pages, mixed, train_bpe
from vocab_audit import load_vocabulary
from vocab_audit.audit import LengthRule
from vocab_audit.baseline import Accepted, Baseline
from vocab_audit.category import Category, Strength
from vocab_audit.lock import Lock, lock_vocabulary
from vocab_audit.policy import Allowance, Policy
from vocab_audit.verdict import NOTES, Rule, Verdict, check
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Match, Term, Wordlist

TODAY = date(2026, 11, 24)
SMALLEST_SHARE_CAUGHT = 0.001
"""Of the shares that are tried; half of it passes."""


@pytest.fixture(scope="module")
def clean() -> list[str]:
    return clean_text(20_000)


@pytest.fixture(scope="module")
def trained(
    clean: list[str], tmp_path_factory: pytest.TempPathFactory, packaged: Wordlist
) -> Callable[[float], Verdict]:
    """The verdict on a tokenizer trained with so large a share of gambling pages."""

    def trained(share: float) -> Verdict:
        path = tmp_path_factory.mktemp("trained") / "tokenizer.json"
        train_bpe(mixed(clean, share) if share else clean, 8000, path)
        return check(load_vocabulary(str(path)), wordlist=packaged)

    return trained


def test_a_tokenizer_trained_on_clean_text_passes(
    trained: Callable[[float], Verdict],
) -> None:
    verdict = trained(0)
    assert verdict.passed, [it.message for it in verdict.violations]
    assert verdict.audit.headline.total > 100, "there is Chinese to flag"


@pytest.mark.parametrize("share", [SMALLEST_SHARE_CAUGHT, 0.05])
def test_gambling_pages_in_the_corpus_fail_and_the_tokens_are_named(
    trained: Callable[[float], Verdict], share: float
) -> None:
    verdict = trained(share)
    assert not verdict.passed
    pages = "".join(gambling_pages(10_000))
    for seen in verdict.violations:
        assert seen.finding is not None
        text = (seen.finding.token.text or "").strip()
        assert text in pages
        assert f"'{seen.finding.token.display}'" in seen.message


@pytest.fixture(scope="module")
def wordlist(make_term: Callable[..., Term]) -> Wordlist:
    terms = (
        make_term("大发快三"),
        make_term("开奖结果", strength=Strength.LIKELY),
        make_term("毛片网站", category=Category.ADULT),
        make_term("转载请注明", Match.ANYWHERE, category=Category.BOILERPLATE),
    )
    return Wordlist(terms, (), "f" * 64)


@pytest.fixture(scope="module")
def vocabulary(make_vocabulary: Callable[..., Vocabulary]) -> Vocabulary:
    return make_vocabulary(
        "大发快三", "开奖结果", "毛片网站", "转载请注明", "中华人民", "the", "ไทย"
    )


@pytest.fixture(scope="module")
def held(vocabulary: Vocabulary, wordlist: Wordlist) -> Callable[..., Verdict]:
    def held(
        policy: Policy | None = None,
        *,
        baseline: Baseline | None = None,
        lock: Lock | None = None,
    ) -> Verdict:
        return check(
            vocabulary,
            policy,
            wordlist=wordlist,
            baseline=baseline,
            lock=lock,
            today=TODAY,
        )

    return held


def rules(verdict: Verdict) -> list[str]:
    return [it.rule.value for it in verdict.violations]


def test_by_default_certain_and_likely_findings_fail_but_boilerplate(
    held: Callable[..., Verdict],
) -> None:
    verdict = held()
    assert rules(verdict) == [
        "contaminated-adult",
        "contaminated-gambling",
        "contaminated-gambling",
    ]
    assert verdict.violations[1].message == (
        "token 0 '大发快三' is gambling, certain: contains 大发快三 (gambling)"
    )


def test_strengths_and_categories_choose_what_fails(
    held: Callable[..., Verdict],
) -> None:
    policy = Policy(
        fail_on=frozenset({Strength.LIKELY}), categories=frozenset({Category.GAMBLING})
    )
    [seen] = held(policy).violations
    assert seen.finding is not None
    assert seen.finding.token.text == "开奖结果"


def test_boilerplate_fails_where_the_policy_names_it(
    held: Callable[..., Verdict],
) -> None:
    policy = Policy(categories=frozenset({Category.BOILERPLATE}))
    assert rules(held(policy)) == ["contaminated-boilerplate"]


def test_findings_minus_their_own_baseline_are_none(
    held: Callable[..., Verdict],
) -> None:
    before = held()
    baseline = Baseline.of(it.finding for it in before.violations if it.finding)
    after = held(baseline=baseline)
    assert after.passed
    assert not after.notes
    assert len(after.accepted) == len(before.violations)


def test_what_the_baseline_accepts_and_is_gone_is_a_note(
    held: Callable[..., Verdict],
) -> None:
    gone = Baseline(frozenset({Accepted(Category.SPAM, b"gone\x1b")}))
    [note] = held(baseline=gone).notes
    assert note.rule is Rule.STALE_BASELINE
    assert r"'gone\x1b' as spam, and it is found no more" in note.message


def test_a_token_accepted_under_another_category_fails_and_says_so(
    held: Callable[..., Verdict],
) -> None:
    other = Baseline(frozenset({Accepted(Category.SPAM, "大发快三".encode())}))
    messages = [it.message for it in held(baseline=other).violations]
    assert any("the baseline accepts it as spam only" in it for it in messages)


def allowance(**changes: object) -> Allowance:
    made = Allowance("大发快三".encode(), "a museum", TODAY, place="p.toml:1")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_allowed_token_passes_on_its_last_day(held: Callable[..., Verdict]) -> None:
    verdict = held(Policy(allowances=(allowance(),)))
    assert "大发快三" not in " ".join(it.message for it in verdict.violations)
    assert [it.token.text for it in verdict.allowed] == ["大发快三"]


def test_an_expired_allowance_fails_and_says_until_when_it_held(
    held: Callable[..., Verdict],
) -> None:
    verdict = held(Policy(allowances=(allowance(expires=date(2026, 11, 23)),)))
    [seen] = [it for it in verdict.violations if "大发快三" in it.message]
    assert (
        "allowed until 2026-11-23 (a museum), and today is 2026-11-24" in seen.message
    )
    assert [it.rule for it in verdict.notes] == [Rule.STALE_ALLOWANCE]


def test_an_allowance_is_for_its_category_only(held: Callable[..., Verdict]) -> None:
    verdict = held(Policy(allowances=(allowance(category=Category.SPAM),)))
    assert "contaminated-gambling" in rules(verdict)
    assert "p.toml:1: the allowance of '大发快三' is for a token that is found no" in (
        verdict.notes[0].message
    )


def test_a_share_has_its_numerator_denominator_and_rule(
    held: Callable[..., Verdict],
) -> None:
    policy = Policy(fail_on=frozenset(), max_share={LengthRule.CJK: 0.5})
    [seen] = held(policy).violations
    assert seen.message == (
        "3 of 5 tokens are contaminated under the rule cjk>=3 (60.00%); "
        "at most 50.00% may be"
    )
    assert held(replace(policy, max_share={LengthRule.CJK: 0.6})).passed


def test_allowed_tokens_do_not_count_in_a_share(held: Callable[..., Verdict]) -> None:
    policy = Policy(
        categories=frozenset({Category.GAMBLING}),
        max_share={LengthRule.CJK: 0.4},
        allowances=(allowance(),),
    )
    assert "contaminated-share" not in rules(held(policy))


def test_a_script_that_must_be_there_is_counted(held: Callable[..., Verdict]) -> None:
    policy = Policy(fail_on=frozenset(), required_scripts={"Thai": 1, "Hangul": 3})
    [seen] = held(policy).violations
    assert seen.message == (
        "0 tokens are in the script Hangul; there must be 3 or more"
    )


def test_what_changed_since_the_lock_fails_in_words(
    held: Callable[..., Verdict], vocabulary: Vocabulary
) -> None:
    policy = Policy(fail_on=frozenset())
    lock = lock_vocabulary(vocabulary)
    assert held(policy, lock=lock).passed
    other = lock_vocabulary(replace(vocabulary, ids=range(1, 8), ranks=range(1, 8)))
    verdict = held(policy, lock=other)
    assert rules(verdict) == ["changed-vocabulary"]
    assert (
        "7 tokens moved, first '大发快三' from 1 to 0" in verdict.violations[0].message
    )


def test_notes_never_fail() -> None:
    assert {Rule.STALE_BASELINE, Rule.STALE_ALLOWANCE, Rule.NOT_COMPARED} == NOTES


def test_the_policy_names_the_wordlists(vocabulary: Vocabulary, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("中华人民\n", "utf-8")
    policy = Policy(wordlists=(f"spam={terms}",), default_wordlists=False)
    assert rules(check(vocabulary, policy)) == ["contaminated-spam"]
