import dataclasses
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab_audit.audit import (
    Audit,
    LengthRule,
    LongCount,
    Settings,
    audit_vocabulary,
)
from vocab_audit.category import Category, Strength
from vocab_audit.detectors import DETECTORS
from vocab_audit.finding import Evidence, Finding
from vocab_audit.judgement import PRIOR
from vocab_audit.resources import Resources
from vocab_audit.survey import Survey
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
from vocab_audit.wordlist import Match, Negative, Term, Wordlist

Make = Callable[..., Vocabulary]

LONG = {
    "o200k_base": {"han": 1_216, "cjk": 1_603, "chars": 1_655},
    "cl100k_base": {"han": 23},
    "p50k_base": {"han": 3},
    "r50k_base": {"han": 3},
}

TOKENS = (
    "天天中彩票",  # 0: gambling, certain
    " 彩票",  # 1: gambling, long only under `chars`
    "毛片视频",  # 2: adult, certain; video, suspect
    "版权所有",  # 3: boilerplate, certain
    "スーパーコピー",  # 4: spam, likely
    "免费视频",  # 5: video, suspect
    "中华人民共和国",  # 6: clean
    b"\xff\xfe",  # 7: not text
    "casino 彩票",  # 8: Latin outweighs Han
    "出장안마",  # 9: clean
)


@pytest.fixture(scope="module")
def made(make_vocabulary: Make) -> Vocabulary:
    return make_vocabulary(*TOKENS, first=100)


@pytest.fixture(scope="module")
def words(make_term: Callable[..., Term]) -> Wordlist:
    likely, suspect = Strength.LIKELY, Strength.SUSPECT
    terms = (
        make_term("彩票"),
        make_term("毛片", category=Category.ADULT),
        make_term("视频", Match.ANYWHERE, suspect, Category.VIDEO),
        make_term("版权所有", category=Category.BOILERPLATE),
        make_term("コピー", Match.ANYWHERE, likely, Category.SPAM, language="ja"),
    )
    return Wordlist(terms, (), "f" * 64)


@pytest.fixture(scope="module")
def real(audited: Callable[[str], Audit]) -> Audit:
    return audited("o200k_base")


def ids(audit: Audit) -> list[int]:
    return [finding.token.id for finding in audit.findings]


def evidence(category: str, strength: str) -> Evidence:
    return Evidence("detector", Category(category), Strength(strength), "why")


def test_an_audit_finds_each_flagged_token_with_its_category_and_strength(
    made: Vocabulary, words: Wordlist
) -> None:
    audit = audit_vocabulary(made, words)
    found = {
        finding.token.id: (finding.category, finding.strength)
        for finding in audit.findings
    }
    assert found == {
        100: ("gambling", "certain"),
        101: ("gambling", "certain"),
        102: ("adult", "certain"),
        103: ("boilerplate", "certain"),
        104: ("spam", "likely"),
        105: ("video", "suspect"),
        108: ("gambling", "certain"),
    }
    assert audit.wordlist is words
    assert audit.vocabulary is made
    assert audit.settings == Settings()


def test_a_finding_lists_all_its_evidence_strongest_first(
    made: Vocabulary, words: Wordlist
) -> None:
    finding = audit_vocabulary(made, words).findings[2]
    assert finding.token.text == "毛片视频"
    assert [(piece.term, piece.strength) for piece in finding.evidence] == [
        ("毛片", "certain"),
        ("视频", "suspect"),
    ]


def test_the_census_counts_tokens_scripts_and_long_tokens(
    made: Vocabulary, words: Wordlist
) -> None:
    special = Token(9, b"<|x|>", TokenKind.SPECIAL, None, "<|x|>")
    vocabulary = dataclasses.replace(made, special_tokens=(special,))
    census = audit_vocabulary(vocabulary, words).census
    assert (census.tokens, census.special, census.undecodable) == (10, 1, 1)
    assert census.scripts == {"Han": 6, "Katakana": 1, "Latin": 1, "Hangul": 1}
    assert next(iter(census.scripts)) == "Han"
    assert census.han == {1: 8, 2: 7, 3: 5, 4: 5}
    assert census.long == {
        "han": LongCount(5, 2),
        "cjk": LongCount(7, 3),
        "chars": LongCount(7, 4),
        "letters": LongCount(8, 4),
    }


def test_boilerplate_and_suspects_are_not_contaminated(
    made: Vocabulary, words: Wordlist
) -> None:
    audit = audit_vocabulary(made, words)
    contaminated = {f.token.id for f in audit.findings if f.contaminated}
    assert contaminated == {100, 101, 102, 104, 108}


def test_the_headline_and_is_long_follow_the_rule_of_the_settings(
    made: Vocabulary, words: Wordlist
) -> None:
    for rule in LengthRule:
        audit = audit_vocabulary(made, words, Settings(rule=rule))
        assert audit.headline == audit.census.long[rule]
        contaminated = [f for f in audit.findings if f.contaminated]
        assert sum(map(audit.is_long, contaminated)) == audit.headline.contaminated
        for finding in audit.findings:
            assert audit.is_long(finding) is audit.is_long(finding, rule)


def test_a_token_may_be_long_under_one_rule_only(
    made: Vocabulary, words: Wordlist
) -> None:
    audit = audit_vocabulary(made, words)
    by_id = {finding.token.id: finding for finding in audit.findings}
    long_under = {
        token_id: [rule.value for rule in LengthRule if audit.is_long(finding, rule)]
        for token_id, finding in by_id.items()
    }
    assert long_under[101] == ["chars"]
    assert long_under[104] == ["cjk", "letters"]
    assert long_under[100] == ["han", "cjk", "chars", "letters"]


def test_a_finding_of_another_audit_has_no_profile(
    made: Vocabulary, words: Wordlist
) -> None:
    audit = audit_vocabulary(made, words)
    for strange in (1, 107):
        token = Token(strange, b"\xff\xfe", TokenKind.NORMAL, strange, None)
        finding = Finding(token, Category.ADULT, Strength.CERTAIN, ())
        with pytest.raises(KeyError, match=f"token {strange} is not a token of this"):
            audit.profile(finding)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [100, 101, 102, 103, 104, 105, 108]),
        ({"min_chars": 4}, [100, 102, 103, 104, 105, 108]),
        ({"min_chars": 5}, [100, 108]),
        ({"min_chars": 100}, []),
        ({"categories": {Category.ADULT, Category.VIDEO}}, [102, 105]),
        ({"categories": {Category.GAMES}}, []),
        ({"languages": {"ja"}}, [104]),
        ({"languages": {"zh-Hans", "ja"}}, [100, 101, 102, 103, 104, 105, 108]),
        ({"languages": {"th"}}, []),
        ({"scripts": {"Han"}}, [100, 101, 102, 103, 105]),
        ({"scripts": {"Latin", "Katakana"}}, [104, 108]),
        ({"strength": Strength.CERTAIN}, [100, 101, 102, 103, 108]),
        ({"strength": Strength.LIKELY}, [100, 101, 102, 103, 104, 108]),
        ({"strength": Strength.LIKELY, "scripts": {"Katakana"}}, [104]),
    ],
)
def test_filters_keep_what_they_name(
    made: Vocabulary, words: Wordlist, changes: dict[str, object], expected: list[int]
) -> None:
    settings = Settings(
        **{  # type: ignore[arg-type]  # one mapping for all fields
            name: frozenset(value) if isinstance(value, set) else value
            for name, value in changes.items()
        }
    )
    audit = audit_vocabulary(made, words, settings)
    assert ids(audit) == expected
    assert audit.census.tokens == 10
    kept = sum(finding.contaminated for finding in audit.findings)
    assert max(count.contaminated for count in audit.census.long.values()) <= kept


def test_a_filtered_language_takes_its_evidence_along(
    make_vocabulary: Make, make_term: Callable[..., Term]
) -> None:
    terms = (make_term("彩票", language="zh-Hans"), make_term("天天", language="ja"))
    vocabulary = make_vocabulary("天天中彩票")
    only = Settings(languages=frozenset({"ja"}))
    [finding] = audit_vocabulary(vocabulary, Wordlist(terms, (), ""), only).findings
    assert [piece.term for piece in finding.evidence] == ["天天"]


@pytest.mark.parametrize("name", LONG)
def test_long_tokens_are_as_many_as_is_known(
    vocabularies: dict[str, Vocabulary], name: str
) -> None:
    only = Settings(detectors=frozenset({"wordlist_term"}))
    audit = audit_vocabulary(vocabularies[name], Wordlist((), (), ""), only)
    totals = {rule.value: count.total for rule, count in audit.census.long.items()}
    assert totals | LONG[name] == totals
    assert audit.findings == ()
    assert all(count.contaminated == 0 for count in audit.census.long.values())


@pytest.mark.parametrize("rule", LengthRule)
@pytest.mark.parametrize("minimum", [1, 3])
def test_the_long_tokens_are_those_that_the_census_counts(
    vocabularies: dict[str, Vocabulary], rule: LengthRule, minimum: int
) -> None:
    settings = Settings(rule, minimum, detectors=frozenset())
    audit = audit_vocabulary(vocabularies["r50k_base"], Wordlist((), (), ""), settings)
    long = [*audit.long_tokens()]
    assert len(long) == audit.headline.total
    assert [place for place, _ in long] == sorted({place for place, _ in long})
    assert all(rule.includes(profile, minimum) for _, profile in long)


def test_findings_of_o200k_base_are_in_order_of_id_and_each_token_stands_once(
    real: Audit,
) -> None:
    assert len(real.findings) > 500
    assert ids(real) == sorted(set(ids(real)))
    assert len({finding.fingerprint for finding in real.findings}) == len(ids(real))


def test_the_census_of_o200k_base_agrees_with_its_findings(real: Audit) -> None:
    for rule, count in real.census.long.items():
        flagged = [f for f in real.findings if f.contaminated and real.is_long(f, rule)]
        assert count.contaminated == len(flagged) <= count.total
        assert count.contaminated > 0
    census = real.census
    assert sum(census.scripts.values()) + census.undecodable == census.tokens
    assert census.han == {1: 7_534, 2: 4_228, 3: 1_216, 4: 758}
    assert [*census.scripts.values()] == sorted(census.scripts.values(), reverse=True)


def test_the_same_audit_twice_is_equal(
    o200k: Vocabulary, packaged: Wordlist, real: Audit
) -> None:
    again = audit_vocabulary(o200k, packaged)
    assert again.findings == real.findings
    assert again.census == real.census
    assert repr(again.findings) == repr(real.findings)
    assert again.families == real.families
    assert again.priors == real.priors


def test_what_a_wordlist_says_does_not_depend_on_the_other_tokens(
    o200k: Vocabulary, packaged: Wordlist, make_vocabulary: Make
) -> None:
    only = Settings(detectors=frozenset({"wordlist_term"}))
    some = audit_vocabulary(o200k, packaged, only).findings[::9]
    texts = [finding.token.text for finding in some]
    alone = audit_vocabulary(make_vocabulary(*texts), packaged, only)

    def said(findings: tuple[Finding, ...]) -> list[list[Evidence]]:
        return [
            [piece for piece in finding.evidence if piece.detector != PRIOR]
            for finding in findings
        ]

    assert said(alone.findings) == said(some)


@pytest.mark.parametrize("changes", [{"min_chars": 1}, {"min_chars": 2}])
def test_a_finding_is_the_same_whatever_was_asked_for(
    o200k: Vocabulary, packaged: Wordlist, real: Audit, changes: dict[str, int]
) -> None:
    other = audit_vocabulary(o200k, packaged, Settings(min_chars=changes["min_chars"]))
    found = {finding.token.id: finding for finding in other.findings}
    assert len(found) > len(real.findings)
    assert [found[token_id] for token_id in ids(real)] == [*real.findings]
    assert other.priors == real.priors


def test_renumbering_a_vocabulary_keeps_all_fingerprints(
    made: Vocabulary, words: Wordlist
) -> None:
    other = dataclasses.replace(made, ids=range(7, 17))
    before, after = (audit_vocabulary(it, words) for it in (made, other))
    assert ids(before) != ids(after)
    assert [f.fingerprint for f in before.findings] == [
        f.fingerprint for f in after.findings
    ]


HOSTILE = (
    b"",
    b"\0",
    b"\xff" * 1000,
    "\u202e彩票\u202c\n",
    "彩票" * 3000,
    "</script><script>彩票",
    "=彩票+1",
    "\x1b[31m彩票",
    "彩\u200b票彩票",
    "\U0010ffff\ufdd0彩票\ue000",
    "e\u0301\u0301\u0301彩票",
    "\ud7ff\ue000",
)


def test_hostile_tokens_are_audited_like_others(
    make_vocabulary: Make, words: Wordlist
) -> None:
    audit = audit_vocabulary(make_vocabulary(*HOSTILE), words)
    assert ids(audit) == [4, 5, 7, 8, 10]
    everything = audit_vocabulary(
        make_vocabulary(*HOSTILE), words, Settings(min_chars=1)
    )
    assert ids(everything) == [3, 4, 5, 6, 7, 8, 9, 10]


@settings(max_examples=25)
@given(tokens=st.lists(st.binary(max_size=9) | st.text("彩票毛片 a\n", max_size=6)))
def test_any_vocabulary_is_audited_and_its_counts_add_up(
    make_vocabulary: Make, words: Wordlist, tokens: list[str | bytes]
) -> None:
    census = audit_vocabulary(make_vocabulary(*tokens), words).census
    assert census.tokens == len(tokens)
    assert sum(census.scripts.values()) + census.undecodable == census.tokens
    for count in census.long.values():
        assert 0 <= count.contaminated <= count.total <= census.tokens


def test_an_empty_vocabulary_has_an_empty_census(
    make_vocabulary: Make, words: Wordlist
) -> None:
    audit = audit_vocabulary(make_vocabulary(), words)
    assert (audit.census.tokens, audit.census.undecodable) == (0, 0)
    assert audit.census.scripts == {}
    assert audit.headline == LongCount(0, 0)
    assert audit.findings == ()


def test_evidence_of_several_detectors_is_one_finding(
    made: Vocabulary, words: Wordlist, monkeypatch: pytest.MonkeyPatch
) -> None:
    def detect(
        vocabulary: Vocabulary, resources: Resources
    ) -> Iterator[tuple[int, Evidence]]:
        assert vocabulary is made
        assert resources.profiles
        yield 6, evidence("spam", "likely")
        yield 0, evidence("spam", "likely")
        yield 7, evidence("spam", "certain")  # no text, so never reported

    monkeypatch.setitem(DETECTORS, "other", detect)
    chosen = Settings(detectors=frozenset({"wordlist_term", "other"}))
    audit = audit_vocabulary(made, words, chosen)
    assert ids(audit) == [100, 101, 102, 103, 104, 105, 106, 108]
    assert [piece.detector for piece in audit.findings[0].evidence] == [
        "wordlist_term",
        "detector",
    ]


def test_negatives_keep_a_token_clean(
    make_vocabulary: Make, make_term: Callable[..., Term]
) -> None:
    negative = Negative("大发展", "zh-Hans", "development")
    known = Wordlist((make_term("大发"),), (negative,), "")
    assert ids(audit_vocabulary(make_vocabulary("大发展", "大发快三"), known)) == [1]


@pytest.mark.parametrize("rule", LengthRule)
@pytest.mark.parametrize("minimum", [1, 2, 3, 4])
def test_a_length_rule_counts_what_it_says(
    o200k: Vocabulary, rule: LengthRule, minimum: int
) -> None:
    for profile in Survey(o200k.texts).profiles:
        counted = {
            "han": profile.han,
            "cjk": profile.cjk,
            "chars": profile.characters if profile.mixed_han else 0,
            "letters": profile.letters,
        }
        assert rule.includes(profile, minimum) is (counted[rule] >= minimum)
