"""The map of a vocabulary: what is packed is what was audited, for any vocabulary."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit import (
    Audit,
    Category,
    Strength,
    Term,
    Vocabulary,
    Wordlist,
    audit_vocabulary,
)
from vocab_audit.columns import unpack_numbers, unpack_sizes
from vocab_audit.families import Family
from vocab_audit.report.vocabulary_map import VocabularyMap, vocabulary_map
from vocab_audit.script import profiles
from vocab_audit.vocabulary import decode_all
from vocab_audit.wordlist import Match

TERMS = {
    "彩票": (Category.GAMBLING, Strength.CERTAIN),
    "无码": (Category.ADULT, Strength.LIKELY),
}
MOST_BYTES = 150_000


def wordlist() -> Wordlist:
    terms = (
        Term(text, category, "zh-Hans", strength, Match.ANYWHERE, "editors", "")
        for text, (category, strength) in TERMS.items()
    )
    return Wordlist(tuple(terms), (), "0" * 64)


def audit_of(
    raws: Sequence[bytes],
    ids: Sequence[int] | None = None,
    ranks: Sequence[int] | None = None,
) -> Audit:
    ids = range(len(raws)) if ids is None else ids
    vocabulary = Vocabulary(
        "made", "file", "0" * 64, ids, raws, decode_all(raws), ranks=ranks
    )
    return audit_vocabulary(vocabulary, wordlist())


def flagged(drawn: VocabularyMap) -> dict[int, tuple[str, str]]:
    """Category and strength of each flagged token, by id, read as the page does."""
    strengths = drawn["strengths"]
    found = {}
    for token_id, flag in zip(
        unpack_numbers(drawn["ids"]), unpack_sizes(drawn["flags"]), strict=True
    ):
        if flag:
            category, strength = divmod(flag - 1, len(strengths))
            found[token_id] = (drawn["categories"][category], strengths[strength])
    return found


def scripts(drawn: VocabularyMap) -> list[str | None]:
    return [drawn["scripts"][number] for number in unpack_sizes(drawn["script"])]


@pytest.fixture(scope="module")
def o200k(audited: Callable[[str], Audit]) -> Audit:
    return audited("o200k_base")


@pytest.fixture(scope="module")
def o200k_map(o200k: Audit) -> VocabularyMap:
    return vocabulary_map(o200k)


def test_the_flagged_cells_are_the_findings(
    o200k: Audit, o200k_map: VocabularyMap
) -> None:
    assert o200k_map["tokens"] == o200k.census.tokens
    assert flagged(o200k_map) == {
        finding.token.id: (finding.category, finding.strength)
        for finding in o200k.findings
    }


def test_the_scripts_add_up_to_the_census(
    o200k: Audit, o200k_map: VocabularyMap
) -> None:
    named = scripts(o200k_map)
    counts = {name: named.count(name) for name in o200k_map["scripts"]}
    assert counts.pop(None) == o200k.census.undecodable
    assert counts == o200k.census.scripts
    assert [*counts.values()] == sorted(counts.values(), reverse=True)


def test_the_map_of_o200k_base_is_small_enough_to_stand_in_the_page(
    o200k_map: VocabularyMap,
) -> None:
    assert len(json.dumps(o200k_map, ensure_ascii=False)) < MOST_BYTES


def test_families_stand_in_the_map_with_their_members(
    o200k: Audit, o200k_map: VocabularyMap
) -> None:
    drawn = o200k_map["families"]
    assert len(drawn) == len(o200k.families) > 0
    for cell, family in zip(drawn, o200k.families, strict=True):
        assert cell["root"] == family.root.id
        assert cell["members"] == [member.id for member in family.members]
        assert [*Category][cell["category"]] is family.category
        if family.category is Category.ADULT:
            assert cell["explicit"]


def test_an_empty_vocabulary_has_an_empty_map() -> None:
    drawn = vocabulary_map(audit_of([]))
    assert drawn["tokens"] == 0
    assert unpack_numbers(drawn["ids"]) == unpack_sizes(drawn["flags"]) == []
    assert drawn["scripts"] == scripts(drawn) == []
    assert drawn["families"] == []


def test_ids_with_gaps_keep_their_tokens() -> None:
    raws = [b"a", "彩票平台".encode(), b"\xff", "无码视频".encode()]
    drawn = vocabulary_map(audit_of(raws, ids=[3, 70_000, 70_001, 2**40]))
    assert unpack_numbers(drawn["ids"]) == [3, 70_000, 70_001, 2**40]
    assert flagged(drawn)[70_000] == ("gambling", "certain")
    assert flagged(drawn)[2**40][0] == "adult"
    assert scripts(drawn) == ["Latin", "Han", None, "Han"]


def test_cells_stand_in_merge_order_where_ids_do_not() -> None:
    raws = ["彩票平台".encode(), b"a", b"b"]
    drawn = vocabulary_map(audit_of(raws, ids=[5, 6, 7], ranks=[2, 0, 1]))
    assert unpack_numbers(drawn["ids"]) == [6, 7, 5]
    assert [*flagged(drawn)] == [5]
    assert scripts(drawn) == ["Latin", "Latin", "Han"]


def test_the_root_of_a_family_is_printable_and_cut_short() -> None:
    root = "彩票\u202e</script>" + "x" * 10_000
    audit = audit_of([(root + end).encode() for end in ("", "a", "b", "c")])
    first, *members = audit.vocabulary.tokens
    family = Family(first, Category.GAMBLING, tuple(members))
    [cell] = vocabulary_map(replace(audit, families=(family,)))["families"]
    assert cell["members"] == [1, 2, 3]
    assert cell["text"].isprintable()
    assert "\\u202e" in cell["text"]
    assert len(cell["text"]) < 300


def test_a_root_is_explicit_for_its_own_sake_or_for_its_members() -> None:
    raws = ["彩票平台".encode(), "无码平台".encode()]
    audit = audit_of(raws)
    gambling, adult = audit.vocabulary.tokens
    families = (
        Family(adult, Category.GAMBLING, (gambling,)),
        Family(gambling, Category.ADULT, (adult,)),
        Family(gambling, Category.GAMBLING, (adult,)),
    )
    drawn = vocabulary_map(replace(audit, families=families))["families"]
    assert [cell["explicit"] for cell in drawn] == [True, True, False]


@given(st.lists(st.binary(max_size=12), unique=True, max_size=30), st.data())
def test_unpacking_gives_back_ids_flags_and_scripts_of_any_vocabulary(
    raws: list[bytes], data: st.DataObject
) -> None:
    count = len(raws)
    wanted = st.lists(
        st.integers(0, 2**53), unique=True, min_size=count, max_size=count
    )
    ids = sorted(data.draw(wanted))
    audit = audit_of(raws, ids)
    drawn = vocabulary_map(audit)
    assert unpack_numbers(drawn["ids"]) == ids
    assert flagged(drawn).keys() == {finding.token.id for finding in audit.findings}
    expected = [
        None if text is None else profiles([text])[0].script
        for text in audit.vocabulary.texts
    ]
    assert scripts(drawn) == expected
