"""Fragments: the runs of a script in a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vocab_audit.scan.alphabet import PREFIXES, class_of, classes, script_of_class

_LETTER = f"{class_of(next(iter(PREFIXES)))}-{class_of(next(reversed(PREFIXES)))}"
# One script, with at most two characters between its runs that are neither letters
# nor spaces: 大·发·快·三 is one fragment, and so is an enumeration.
_RUN = re.compile(rf"([{_LETTER}])\1*(?:\.{{1,2}}\1+)*")
_LATIN = 6  # characters of Latin that a term may have beside others, as in 亚洲AV


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of one script in a piece of a line.

    Attributes:
        start: First character in the piece.
        end: The character behind the last.
        text: What stands there.
        word: That with the Latin letters and digits that touch it, but few of them.
        script: Its script, as :data:`vocab_audit.scan.alphabet.SCRIPTS` name it.
        letters: How many of its characters are of the script.
    """

    start: int
    end: int
    text: str
    word: str
    script: str
    letters: int

    @property
    def squeezed(self) -> str:
        """The text without what is spelled between its letters."""
        if self.letters == self.end - self.start:
            return self.text
        return "".join(
            character
            for character, kind in zip(self.text, classes(self.text), strict=True)
            if kind != "."
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of a long one around a candidate, with what is in it.

    Attributes:
        start: Where it begins in its block, in bytes.
        text: What stands there.
        kinds: The class of each character, as :func:`classes` gives it.
        fragments: From left to right.
    """

    start: int
    text: str
    kinds: str
    fragments: tuple[Fragment, ...]


def piece_of(start: int, text: str, kinds: str | None = None) -> Piece:
    """Take a line apart.

    Args:
        start: Where it begins in its block, in bytes.
        text: The line, or a part of it.
        kinds: The classes of its characters, if they are known.
    """
    kinds = classes(text) if kinds is None else kinds
    return Piece(start, text, kinds, tuple(_fragments(text, kinds)))


def _fragments(text: str, kinds: str) -> Iterator[Fragment]:
    for run in _RUN.finditer(kinds):
        start, end = run.span()
        found, kind = text[start:end], run[1]
        touched = kinds[start - 1 : start] + kinds[end : end + 1]
        yield Fragment(
            start,
            end,
            found,
            _word(text, kinds, start, end) if touched.strip(" .") else found,
            script_of_class(kind),
            run[0].count(kind),
        )


def _word(text: str, kinds: str, start: int, end: int) -> str:
    first = start
    while start > max(0, first - _LATIN) and kinds[start - 1] in "a0":
        start -= 1
    last = end
    while end < min(len(text), last + _LATIN) and kinds[end] in "a0":
        end += 1
    return text[start:end]


def is_japanese(text: str) -> bool:
    """Whether Japanese has every character of a text (those of JIS X 0208)."""
    return _encodes(text, "cp932")


def is_traditional(text: str) -> bool:
    """Whether Traditional Chinese has every character of a text (those of Big5)."""
    return _encodes(text, "cp950")


@lru_cache(4096)
def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
