from collections.abc import Callable, Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_overlap import made
from vocab_audit import Audit, Comparison, compare_vocabularies
from vocab_audit.audit import LengthRule
from vocab_audit.category import Category, Strength
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Match, Term, Wordlist

FOUR = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
TERM = Term(
    "彩票",
    Category.GAMBLING,
    "zh-Hans",
    Strength.CERTAIN,
    Match.ANYWHERE,
    "editors",
    "",
)
LIST = Wordlist((TERM,), (), "f" * 64)
TEXTS = st.sampled_from(["a", "b", "ab", "彩票", "彩票网", "大彩票网", "天天", "\x00"])
LISTS = st.lists(st.lists(TEXTS, max_size=6), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def four(four_compared: Comparison) -> Comparison:
    assert four_compared.names == FOUR
    return four_compared


def of(*texts: Sequence[str], base: int | None = None) -> Comparison:
    vocabularies = [
        made([text.encode() for text in group], f"v{at}")
        for at, group in enumerate(texts)
    ]
    return compare_vocabularies(vocabularies, LIST, base=base)


def test_the_four_encodings_share_what_plain_sets_share(
    four: Comparison, vocabularies: dict[str, Vocabulary]
) -> None:
    sets = [{*vocabularies[name].raws} for name in FOUR]
    assert len(four.overlap.raws) == len(set.union(*sets))
    assert four.shared.tokens == len(set.intersection(*sets))
    for place, own in enumerate(sets):
        others = [it for at, it in enumerate(sets) if at != place]
        assert four.unique[place].tokens == len(own.difference(*others))
    for one, other in combinations(range(4), 2):
        ranking = four.ranking(one, other)
        assert ranking
        assert ranking.shared == len(sets[one] & sets[other])


def test_the_contamination_of_each_is_that_of_its_own_audit(
    four: Comparison, audited: Callable[[str], Audit]
) -> None:
    for name, counts in zip(FOUR, four.contamination, strict=True):
        audit = audited(name)
        for rule in LengthRule:
            long = audit.census.long[rule]
            assert (counts[rule].total, counts[rule].contaminated) == (
                long.total,
                long.contaminated,
            )
            assert sum(counts[rule].categories.values()) == long.contaminated
            assert sum(counts[rule].languages.values()) == long.contaminated


def test_every_contaminated_token_has_holders_and_one_that_brought_it_in(
    four: Comparison, vocabularies: dict[str, Vocabulary]
) -> None:
    sets = [{*vocabularies[name].raws} for name in FOUR]
    counted = [it for it in four.findings if it.counted]
    assert len(counted) == four.audits[0].headline.contaminated
    for it in four.findings:
        raw = it.finding.token.raw
        assert it.held_by == tuple(at for at, own in enumerate(sets) if raw in own)
        assert it.introduced_by
        assert {*it.introduced_by} <= {*it.held_by}


def test_a_descendant_did_not_bring_in_what_it_inherited() -> None:
    first = ["a", "b", "大彩票网"]
    found = of(first, [*first, "小彩票网"], ["大彩票网", "z"]).findings
    brought = {it.finding.token.text: it.introduced_by for it in found}
    assert brought == {"大彩票网": (0, 2), "小彩票网": (1,)}


@given(LISTS)
@settings(max_examples=15)
def test_the_order_of_arguments_changes_only_the_order(lists: list[list[str]]) -> None:
    def facts(order: Sequence[int]) -> object:
        chosen = [made([it.encode() for it in lists[at]], f"v{at}") for at in order]
        compared = compare_vocabularies(chosen, LIST)
        names = compared.names
        return (
            {
                (frozenset((names[it.first], names[it.second])), it.shared, it.in_order)
                for it in compared.rankings
            },
            {
                (
                    it.finding.token.raw,
                    frozenset(names[place] for place in it.held_by),
                    frozenset(names[place] for place in it.introduced_by),
                )
                for it in compared.findings
            },
            {(name, compared.unique[at].tokens) for at, name in enumerate(names)},
            compared.shared,
            {
                (it.relation, names[it.ancestor], names[it.descendant])
                for it in compared.genealogy.kinships
            },
        )

    orders = [*permutations(range(len(lists)))]
    assert all(facts(order) == facts(orders[0]) for order in orders)


@given(st.lists(TEXTS, max_size=6))
@settings(max_examples=30)
def test_comparing_a_vocabulary_with_itself_shows_no_difference(
    texts: list[str],
) -> None:
    compared = of(texts, texts, base=0)
    assert all(it.is_empty for it in compared.changes)
    assert all(part.tokens == 0 for part in compared.unique)
    assert compared.shared.tokens == len({*texts})
    assert compared.contamination[0] == compared.contamination[1]
    assert len(compared.findings) == len(
        {it.token.raw for it in compared.audits[0].findings}
    )


def test_the_same_name_twice_gets_a_number() -> None:
    two = made([b"a"], "made"), made([b"b"], "made"), made([b"c"], "made (2)")
    names = compare_vocabularies(two, LIST).names
    assert names == ("made", "made (3)", "made (2)")


def test_one_vocabulary_and_empty_ones_can_be_compared() -> None:
    assert of(["a", "彩票网"]).unique[0].tokens == 2
    compared = of([], [], ["a"], base=0)
    assert compared.shared.tokens == 0
    assert [it.order for it in compared.rankings] == [None] * 3
    assert compared.genealogy.kinships == ()


def test_nothing_or_a_base_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no vocabulary to compare"):
        compare_vocabularies([], LIST)
    with pytest.raises(ValueError, match="place of the base"):
        compare_vocabularies([made([b"a"])], LIST, base=1)
