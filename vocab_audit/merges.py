"""The pairs that BPE merges, read from a file's spelling only when somebody asks."""

from collections.abc import Callable, Iterator, Sequence
from typing import overload

Pair = tuple[bytes, bytes]


class LazyMerges(Sequence[Pair]):
    """Merges that are decoded and checked at the first look at them.

    A file lists up to half a million merges and an audit needs none of them, but
    checking them takes longer than everything else in the file.

    """

    __slots__ = ("_pairs", "_read")

    def __init__(self, read: Callable[[], Sequence[Pair]]) -> None:
        """Remember how they are read.

        Args:
            read: Decodes all of them; what it raises comes out of the first look.
        """
        self._read = read
        self._pairs: Sequence[Pair] | None = None

    def _all(self) -> Sequence[Pair]:
        if self._pairs is None:
            self._pairs = self._read()
        return self._pairs

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, place: int) -> Pair: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Pair]: ...
    def __getitem__(self, place: int | slice) -> Pair | Sequence[Pair]:
        return self._all()[place]

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._all())
