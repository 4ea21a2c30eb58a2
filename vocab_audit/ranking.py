"""How far two vocabularies agree on the order of the tokens that they share.

Vocabularies that were trained apart merge the same strings in another order; one that
was made from another keeps its order. Two measures, over the shared tokens only:
Spearman's rank correlation (Spearman 1904, https://doi.org/10.2307/1412159), and how
many of them stand in the same order in both, which is the length of a longest
increasing subsequence (Schensted 1961, https://doi.org/10.4153/CJM-1961-015-3).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from vocab_audit.overlap import Overlap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOVERS = 10
"""How many of the tokens that moved farthest are kept for each pair."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A shared token that stands elsewhere among the shared ones.

    Attributes:
        number: Its position in the overlap's columns.
        first: Its place in the first vocabulary, among the shared tokens only.
        second: The same in the second vocabulary.
    """

    number: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Two vocabularies' orders, compared on what they share.

    Attributes:
        first: Place of one vocabulary among those compared.
        second: Place of the other, which is greater.
        shared: How many tokens both have.
        in_order: The most of them that stand in the same order in both.
        spearman: Rank correlation, 1 for the same order; None under two tokens.
        movers: The shared tokens whose place differs most, farthest first.
    """

    first: int
    second: int
    shared: int
    in_order: int
    spearman: float | None
    movers: tuple[Mover, ...]

    @property
    def order(self) -> float | None:
        """The share of the shared tokens that is in the same order."""
        return self.in_order / self.shared if self.shared else None


def rankings(overlap: Overlap) -> tuple[Ranking, ...]:
    """Compare the orders of each two vocabularies, the first with the others first."""
    import numpy as np

    columns = [np.array(column.tokens, np.int64) for column in overlap.columns]
    pairs = combinations(range(len(columns)), 2)
    return tuple(
        _ranking(overlap, columns[first], columns[second], first, second)
        for first, second in pairs
    )


def longest_increasing(sequence: Iterable[int]) -> int:
    """How many elements a longest increasing subsequence has.

    Args:
        sequence: Different numbers, none of them negative.

    >>> longest_increasing([3, 0, 1, 4, 2])
    3
    """
    ends: list[int] = []  # the smallest end of an increasing subsequence of each size
    last = -1
    for value in sequence:
        if value > last:
            ends.append(value)
        else:
            ends[bisect_left(ends, value)] = value
        last = ends[-1]
    return len(ends)


def _ranking(
    overlap: Overlap, one: "Numbers", other: "Numbers", first: int, second: int
) -> Ranking:
    import numpy as np

    place_of = np.full(len(overlap.raws), -1, np.int64)
    place_of[other] = 0
    shared = one[place_of[one] == 0]
    place_of[other] = -1
    place_of[shared] = np.arange(len(shared))
    order = place_of[other]
    order = order[order >= 0]
    shifts = np.arange(len(order)) - order
    return Ranking(
        first,
        second,
        len(shared),
        longest_increasing(order.tolist()),
        _spearman(shifts),
        _movers(overlap.raws, shared, order, abs(shifts)),
    )


def _spearman(shifts: "Numbers") -> float | None:
    """Rank correlation from each token's difference in rank; there are no ties."""
    size = len(shifts)
    if size < 2:  # noqa: PLR2004 - a single token has no order
        return None
    return 1 - 6 * int(shifts @ shifts) / (size * (size * size - 1))


def _movers(
    raws: Sequence[bytes], shared: "Numbers", order: "Numbers", distances: "Numbers"
) -> tuple[Mover, ...]:
    """The tokens that moved farthest; of equals, those with the smallest bytes."""
    import numpy as np

    if not distances.any():
        return ()
    kept = min(MOVERS, len(distances))
    least = max(1, int(np.partition(distances, -kept)[-kept]))
    moved = np.flatnonzero(distances >= least).tolist()
    movers = [Mover(int(shared[order[at]]), int(order[at]), at) for at in moved]
    movers.sort(key=lambda it: (-abs(it.first - it.second), raws[it.number]))
    return tuple(movers[:MOVERS])
