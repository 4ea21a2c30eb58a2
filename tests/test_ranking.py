from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_overlap import made
from vocab_audit.overlap import overlap
from vocab_audit.ranking import MOVERS, Ranking, longest_increasing, rankings

ORDERS = st.integers(0, 9).flatmap(lambda size: st.permutations(range(size)))


def naive_longest(sequence: Sequence[int]) -> int:
    """The longest increasing subsequence by trying all of them."""
    for size in range(len(sequence), 0, -1):
        for chosen in combinations(sequence, size):
            if [*chosen] == sorted(chosen):
                return size
    return 0


def ranked(first: Sequence[bytes], second: Sequence[bytes]) -> Ranking:
    return rankings(overlap([made(first), made(second)]))[0]


@given(ORDERS)
def test_the_longest_increasing_subsequence_is_that_of_a_naive_search(
    order: list[int],
) -> None:
    assert longest_increasing(order) == naive_longest(order)


@given(ORDERS, st.lists(st.sampled_from([b"x", b"y", b"z"]), unique=True))
def test_ranking_is_symmetric_and_sees_only_what_is_shared(
    order: list[int], own: list[bytes]
) -> None:
    first = [bytes([48 + at]) for at in range(len(order))]
    second = [bytes([48 + at]) for at in order]
    one = ranked([*own, *first], second)
    other = ranked(second, [*own, *first])
    assert one.shared == len(order)
    assert (one.shared, one.in_order, one.spearman) == (
        other.shared,
        other.in_order,
        other.spearman,
    )


@pytest.mark.parametrize(
    ("order", "spearman"),
    [([0, 1, 2], 1.0), ([2, 1, 0], -1.0), ([1, 0, 2], 0.5), ([0], None), ([], None)],
)
def test_spearman_is_that_of_the_textbook(
    order: list[int], spearman: float | None
) -> None:
    first = [bytes([48 + at]) for at in range(len(order))]
    found = ranked(first, [first[at] for at in order]).spearman
    assert found == (None if spearman is None else pytest.approx(spearman))


def test_the_farthest_movers_are_those_of_plain_sorting() -> None:
    tokens = [b"token %d" % at for at in range(500)]
    shuffled = Random(7).sample(tokens, len(tokens))  # noqa: S311 - a fixed shuffle
    laid = overlap([made(tokens), made(shuffled)])
    movers = rankings(laid)[0].movers
    distance = {raw: abs(tokens.index(raw) - shuffled.index(raw)) for raw in tokens}
    expected = sorted(tokens, key=lambda raw: (-distance[raw], raw))[:MOVERS]
    assert [laid.raws[mover.number] for mover in movers] == expected
    assert all(tokens[it.first] == shuffled[it.second] for it in movers)


def test_the_same_order_has_no_movers() -> None:
    assert ranked([b"a", b"b"], [b"a", b"b"]).movers == ()
