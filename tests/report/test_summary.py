from collections.abc import Callable

import pytest

from vocab_audit.audit import (
    DEFAULT_DETECTORS,
    Audit,
    LengthRule,
    LongCount,
    Settings,
    audit_vocabulary,
)
from vocab_audit.category import Category, Strength
from vocab_audit.report import charts, render
from vocab_audit.report.shares import fraction, percentage
from vocab_audit.report.summary import EXAMPLES, SHOWN_CHARACTERS, shown, summarize
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
from vocab_audit.wordlist import Term, Wordlist

TOKENS = (
    "中国特色",
    " 彩票",
    "天天中彩票",
    "福利彩票",
    "毛片网站",
    "版权所有",
    "casino",
)


@pytest.fixture(scope="module")
def make_audit(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> Callable[..., Audit]:
    wordlist = Wordlist(
        (
            make_term("彩票"),
            make_term("毛片", category=Category.ADULT, strength=Strength.LIKELY),
            make_term("网站", category=Category.SPAM, strength=Strength.SUSPECT),
            make_term("版权所有", category=Category.BOILERPLATE),
        ),
        (),
        "f" * 64,
    )

    def make(*tokens: str, **settings: object) -> Audit:
        chosen = Settings(**settings)  # type: ignore[arg-type]
        return audit_vocabulary(make_vocabulary(*tokens), wordlist, chosen)

    return make


def test_the_headline_states_numerator_denominator_percentage_and_rule(
    make_audit: Callable[..., Audit],
) -> None:
    assert summarize(make_audit(*TOKENS)).headline == (
        "3 of 5 long CJK tokens (60.0 %) are contaminated (rule cjk>=3: 3 or more "
        "characters of Han, Hiragana, Katakana, Hangul or Bopomofo)."
    )


def test_one_of_one_is_said_in_the_singular(make_audit: Callable[..., Audit]) -> None:
    verdict = summarize(make_audit("天天中彩票")).verdict
    assert verdict == "1 of 1 long CJK token (100.0 %) is contaminated"


@pytest.mark.parametrize("tokens", [(), ("hello", "ab")])
def test_a_zero_denominator_reads_well(
    make_audit: Callable[..., Audit], tokens: tuple[str, ...]
) -> None:
    summary = summarize(make_audit(*tokens, rule=LengthRule.HAN))
    assert summary.verdict == (
        "There are no long Han tokens, so none is contaminated: 0 of 0"
    )
    assert {rule.fraction for rule in summary.rules[:3]} == {"0 of 0"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"categories": frozenset({Category.ADULT})}, "only category adult"),
        (
            {"categories": frozenset({Category.SPAM, Category.ADULT, Category.GAMES})},
            "only category adult, games or spam",
        ),
        ({"languages": frozenset({"zh-Hans"})}, "only evidence in zh-Hans"),
        ({"scripts": frozenset({"Han"})}, "only findings mainly in Han"),
        ({"strength": Strength.LIKELY}, "only findings at least likely"),
        ({"strength": Strength.CERTAIN}, "only certain findings"),
    ],
)
def test_the_headline_names_every_filter(
    make_audit: Callable[..., Audit], settings: dict[str, object], said: str
) -> None:
    assert summarize(make_audit(*TOKENS, **settings)).headline.endswith(f"; {said}).")


def test_certain_and_likely_findings_add_up_to_the_numerator(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit(*TOKENS, "访问网站")
    categories = summarize(audit).categories
    assert sum(count.contaminated for count in categories) == 3
    assert audit.headline == LongCount(6, 3)
    assert sum(count.total for count in categories) == 4


def test_boilerplate_stands_apart(make_audit: Callable[..., Audit]) -> None:
    summary = summarize(make_audit(*TOKENS))
    assert summary.boilerplate.total == 1
    assert summary.boilerplate.contaminated == 0
    assert Category.BOILERPLATE not in {count.category for count in summary.categories}


def test_findings_that_are_long_under_another_rule_only_are_counted_separately(
    make_audit: Callable[..., Audit],
) -> None:
    summary = summarize(make_audit(*TOKENS))
    assert summary.further == 1
    assert " 彩票" not in [finding.token.text for finding in summary.earliest]


def test_the_longest_come_by_characters_and_the_earliest_by_merge_rank(
    make_audit: Callable[..., Audit],
) -> None:
    summary = summarize(make_audit(*TOKENS))
    longest = [finding.token.text for finding in summary.longest]
    earliest = [finding.token.text for finding in summary.earliest]
    assert longest == ["天天中彩票", "福利彩票", "毛片网站"]
    assert earliest == ["天天中彩票", "福利彩票", "毛片网站"]


@pytest.mark.parametrize(
    ("rule", "count"),
    [(LengthRule.HAN, 4), (LengthRule.CJK, 4), (LengthRule.CHARS, 7)],
)
def test_characters_are_counted_as_the_headlines_rule_counts_them(
    make_audit: Callable[..., Audit], rule: LengthRule, count: int
) -> None:
    audit = make_audit(" 福利彩票88", rule=rule)
    assert audit.characters(audit.findings[0]) == count


def test_no_more_examples_are_kept_than_asked_for(
    make_audit: Callable[..., Audit],
) -> None:
    tokens = [f"彩票彩票{number}" for number in range(EXAMPLES + 5)]
    audit = make_audit(*tokens)
    assert len(summarize(audit).longest) == EXAMPLES
    assert len(summarize(audit, examples=2).earliest) == 2


def test_the_census_counts_tokens_and_names_the_top_scripts(
    make_audit: Callable[..., Audit],
) -> None:
    summary = summarize(make_audit(*TOKENS))
    assert dict(summary.census)["ordinary tokens"] == len(TOKENS)
    assert dict(summary.census)["tokens with at least 4 Han characters"] == 5
    assert summary.scripts == (("Han", 6), ("Latin", 1))


def test_scripts_beyond_the_top_are_counted_together(
    make_audit: Callable[..., Audit],
) -> None:
    letters = ("a", "б", "γ", "ა", "ա", "א", "ب", "क", "ก", "ক")
    *_, last = summarize(make_audit(*letters)).scripts
    assert last == ("2 other scripts", 2)


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        ({}, ""),
        ({"rule": LengthRule.HAN, "min_chars": 4}, " --rule han --min-chars 4"),
        (
            {
                "categories": frozenset({Category.GAMBLING, Category.ADULT}),
                "languages": frozenset({"zh-Hans"}),
                "scripts": frozenset({"Han"}),
                "strength": Strength.CERTAIN,
            },
            (
                " --category adult --category gambling --language zh-Hans"
                " --script Han --strength certain"
            ),
        ),
    ],
)
def test_the_command_repeats_the_settings(
    make_audit: Callable[..., Audit], settings: dict[str, object], options: str
) -> None:
    command = summarize(make_audit(*TOKENS, **settings)).command
    assert command == f"vocab-audit audit made{options}"


def test_the_command_says_that_the_users_own_lists_were_used(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> None:
    own = make_term("彩票", language="und")
    packaged = make_term("毛片")
    vocabulary = make_vocabulary(*TOKENS)
    only_own = audit_vocabulary(vocabulary, Wordlist((own,), (), "f" * 64))
    both = audit_vocabulary(vocabulary, Wordlist((own, packaged), (), "f" * 64))
    assert summarize(only_own).command.endswith(
        "made --no-default-wordlists --wordlist FILE"
    )
    assert summarize(both).command.endswith("made --wordlist FILE")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (812, 1603, "50.7 %"),
        (1, 9870, "less than 0.1 %"),
        (9869, 9870, "more than 99.9 %"),
        (0, 23, "0.0 %"),
        (7, 7, "100.0 %"),
        (0, 0, "no share"),
    ],
)
def test_a_percentage_never_claims_none_or_all_by_rounding(
    part: int, whole: int, said: str
) -> None:
    assert percentage(part, whole) == said


def test_a_fraction_gives_numerator_and_denominator() -> None:
    assert fraction(1812, 3603) == "1,812 of 3,603 (50.3 %)"


def test_a_very_long_token_is_shown_cut_short_with_its_size() -> None:
    text = "彩" * 10_000
    token = Token(1, text.encode(), TokenKind.NORMAL, 1, text)
    assert shown(token) == f"{'彩' * SHOWN_CHARACTERS}… (30,000 bytes)"


def test_a_summary_tells_the_priors_and_the_largest_families(
    audited: Callable[[str], Audit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "render", lambda _: {})  # pictures say no more of it
    audit = audited("o200k_base")
    summary = summarize(audit, examples=3)
    assert len(summary.families) == 3
    assert summary.families == audit.families[:3]
    [han] = [prior for prior in summary.priors if prior.startswith("Han: ")]
    assert "hold a certain term; full: a suspect phrase counts as likely" in han
    for name in ("text", "markdown", "html"):
        output = render([audit], name)
        for family in summary.families:
            assert family.root.display in output
        assert "hold a certain term" in output


@pytest.mark.parametrize(
    ("detectors", "said", "option"),
    [
        ({"wordlist_term"}, "without the detector", "--no-detector lineage"),
        (DEFAULT_DETECTORS, "", ""),
    ],
)
def test_detectors_left_out_are_named(
    make_audit: Callable[..., Audit],
    detectors: frozenset[str],
    said: str,
    option: str,
) -> None:
    audit = make_audit("天天中彩票", detectors=frozenset(detectors))
    assert said in summarize(audit).headline
    assert option in summarize(audit).command
    assert ("detector" in summarize(audit).command) is bool(option)
