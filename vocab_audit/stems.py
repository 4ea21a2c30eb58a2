"""Which of many words begin with one of many stems, asked of each word at C speed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import AnyStr, Generic

BEGINNING = 4
"""Characters (of text) or bytes by which stems are sought, at most."""


class Stems(Generic[AnyStr]):
    """Stems, grouped by how they begin.

    Attributes:
        size: Characters or bytes of a beginning: those of the shortest stem, but no
            more than :data:`BEGINNING`.
    """

    def __init__(self, stems: Iterable[AnyStr]) -> None:
        """Group the stems; none may be empty."""
        known: frozenset[AnyStr] = frozenset(stems)
        self.size: int = min([BEGINNING, *map(len, known)])
        grouped: defaultdict[AnyStr, list[AnyStr]] = defaultdict(list)
        for stem in known:
            grouped[stem[: self.size]].append(stem)
        self._by_beginning: dict[AnyStr, tuple[AnyStr, ...]] = dict(
            zip(grouped, map(tuple, grouped.values()), strict=True)
        )

    def begin(self, word: AnyStr) -> bool:
        """Whether a word begins with a stem."""
        return word.startswith(self._by_beginning.get(word[: self.size], ()))

    def among(
        self, places: Iterable[int], words: Sequence[AnyStr], starts: Sequence[AnyStr]
    ) -> list[int]:
        """The positions of the words that begin with a stem, in their order.

        Args:
            places: The position of each word.
            words: The words.
            starts: The first :data:`BEGINNING` characters or bytes of each word, or
                all of a shorter one.
        """
        if not self._by_beginning:
            return []
        if self.size < BEGINNING:
            starts = [start[: self.size] for start in starts]
        known = map(self._by_beginning.__contains__, starts)
        pairs = compress(zip(places, words, strict=True), known)
        return [place for place, word in pairs if self.begin(word)]


def beginnings(words: Iterable[AnyStr]) -> list[AnyStr]:
    """The first :data:`BEGINNING` characters or bytes of each word, for `among`."""
    return [word[:BEGINNING] for word in words]
