from collections.abc import Callable, Sequence
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.overlap import add, compose, members, overlap
from vocab_audit.vocabulary import Vocabulary, decode_all

TOKENS = st.binary(min_size=1, max_size=2)
LISTS = st.lists(st.lists(TOKENS, max_size=12), min_size=1, max_size=4)


def made(raws: Sequence[bytes], name: str = "made") -> Vocabulary:
    ids = range(len(raws))
    texts = decode_all(raws)
    return Vocabulary(name, "file", "0" * 64, ids, raws, texts, ranks=ids)


@given(LISTS)
def test_every_figure_is_that_of_plain_sets(lists: list[list[bytes]]) -> None:
    laid = overlap([made(raws) for raws in lists])
    sets = [{*raws} for raws in lists]
    assert {*laid.raws} == set.union(*sets)
    assert laid.sizes == tuple(map(len, sets))
    assert laid.shared(*range(len(sets))).tokens == len(set.intersection(*sets))
    for one, other in combinations(range(len(sets)), 2):
        assert laid.count_shared(one, other) == len(sets[one] & sets[other])
    for place, own in enumerate(sets):
        others = set[bytes]().union(*(it for at, it in enumerate(sets) if at != place))
        assert laid.unique(place).tokens == len(own - others)


@given(LISTS)
def test_regions_partition_the_union(lists: list[list[bytes]]) -> None:
    laid = overlap([made(raws) for raws in lists])
    parts = laid.regions.values()
    assert sum(part.tokens for part in parts) == len(laid.raws)
    assert add(parts) == compose(laid.texts)


@given(LISTS)
def test_the_order_of_vocabularies_changes_only_their_order(
    lists: list[list[bytes]],
) -> None:
    def figures(order: Sequence[int]) -> set[tuple[frozenset[int], int]]:
        laid = overlap([made(lists[place]) for place in order])
        return {
            (frozenset(order[at] for at in members(held)), part.tokens)
            for held, part in laid.regions.items()
        }

    orders = [*permutations(range(len(lists)))][:6]
    assert all(figures(order) == figures(orders[0]) for order in orders)


def test_a_repeated_token_counts_once_where_it_is_merged_first(
    make_vocabulary: Callable[..., Vocabulary],
) -> None:
    laid = overlap([make_vocabulary("a", "b", "a"), make_vocabulary("b")])
    assert laid.sizes == (2, 1)
    assert [*laid.columns[0].places] == [0, 1]


def test_tokens_stand_in_the_order_of_their_ranks() -> None:
    raws = [b"third", b"first", b"second"]
    ranked = Vocabulary(
        "made", "file", "0" * 64, range(3), raws, decode_all(raws), ranks=[9, 1, 5]
    )
    laid = overlap([ranked])
    assert [laid.raws[number] for number in laid.columns[0].tokens] == [
        b"first",
        b"second",
        b"third",
    ]


def test_a_composition_counts_numbers_scripts_and_lengths() -> None:
    part = compose(["12", "3", "٤٥", "天天", None, "ab"])
    assert (part.tokens, part.undecodable, part.numbers) == (6, 1, 1)
    assert part.scripts["Han"] == part.scripts["Latin"] == 1
    assert part.lengths == {1: 1, 2: 4}
