"""A sentence for people that can still be said in another language.

Evidence is told in English wherever it is written. A page that speaks another language
needs to know what was told: which pattern, with which words in it.
"""

from typing import Self


class Sentence(str):
    """A pattern with its words filled in; it is the English text and equals it.

    Attributes:
        pattern: The text with ``%s`` for each word; no other percent sign.
        words: What stands in their places, in order.

    >>> said = Sentence("contains %s (%s)", "彩票", "gambling")
    >>> said, said.pattern, said.words
    ('contains 彩票 (gambling)', 'contains %s (%s)', ('彩票', 'gambling'))
    """

    __slots__ = ("pattern", "words")

    pattern: str
    words: tuple[str, ...]

    def __new__(cls, pattern: str, *words: str) -> Self:
        """Fill a pattern in.

        An audit makes thousands: ``%`` takes a quarter of the time of ``format``.
        """
        made = str.__new__(cls, pattern % words)
        made.pattern = pattern
        made.words = words
        return made

    def __getnewargs__(self) -> tuple[str, ...]:  # type: ignore[override] # as str's
        """What it is made from, so that a copy is made from the same."""
        return (self.pattern, *self.words)
