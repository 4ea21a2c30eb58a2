"""Which tokens may hold a term, found without probing every one of them.

Two thirds of a vocabulary are short pieces in alphabets, and most hold no term. Where
words stand between spaces, a term that must begin and end with a word can only be in a
token that has the term's first word among its own: one look into a set for each token.
What is left, a few tokens in a thousand, is for the matcher to judge.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from vocab_audit.folding import fold
from vocab_audit.wordlist import Match, Term

MAX_SUBSTRINGS = 200
"""Terms that are sought as substrings; with more, the matcher sees all tokens."""

STEM_CHARACTERS = 4
"""First characters of a word by which inflected terms are sought."""

_WHOLE_WORDS = (Match.WORD, Match.WHOLE, Match.CONTEXT)
_SEPARATOR = "\ud800"  # a lone surrogate: the one thing no decoded text contains
_ASCII_SEPARATOR = "\x80"
_ASCII_WORDS = bytes(
    point if chr(point).isalnum() or point >= 128 else 32  # noqa: PLR2004 - ASCII's end
    for point in bytes(range(256)).lower()
)


class Prefilter:
    """Finds the texts that may hold one of some terms."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Index the terms by their first words.

        Args:
            terms: What is looked for. Terms that may be part of a word are sought as
                substrings, one by one, so there should be few of them.
        """
        self._words = set[str]()
        self._stems = set[str]()
        self._substrings = set[str]()
        cut = _cut([term.text for term in terms])
        for term, folded in zip(terms, cut, strict=True):
            first = next(iter(folded.split()), "")
            if first and term.match in _WHOLE_WORDS:
                self._words.add(first)
            elif first and term.match is not Match.ANYWHERE:
                self._stems.add(first)
            else:
                self._substrings.add(folded)
        self._size = min([STEM_CHARACTERS, *map(len, self._stems)])
        self._stems = {stem[: self._size] for stem in self._stems}

    def candidates(self, texts: Sequence[str]) -> list[int]:
        """Positions of the texts that may hold a term, ascending.

        Args:
            texts: Any number of well-formed texts.
        """
        if len(self._substrings) > MAX_SUBSTRINGS:
            return [*range(len(texts))]
        cut = _cut(texts)
        stripped = map(str.strip, cut)
        words, stems, size = self._words, self._stems, self._size
        found = {
            place
            for place, text in enumerate(stripped)
            if text in words
            or text[:size] in stems
            or (" " in text and self._has_word(text))
        }
        found.update(self._with_substrings(cut))
        return sorted(found)

    def _has_word(self, text: str) -> bool:
        return any(
            word in self._words or word[: self._size] in self._stems
            for word in text.split()
        )

    def _with_substrings(self, texts: Sequence[str]) -> Iterator[int]:
        joined = "\n".join(texts)
        ends = (
            [*accumulate(len(text) + 1 for text in texts)] if self._substrings else []
        )
        for substring in self._substrings:
            place = joined.find(substring)
            while place >= 0:
                number = bisect_right(ends, place)
                yield number
                place = joined.find(substring, ends[number])


def _cut(texts: Sequence[str]) -> list[str]:
    """Each text folded, with a space for every character that is in no word."""
    if not texts:
        return []
    if all(map(str.isascii, texts)):
        raw = _ASCII_SEPARATOR.join(texts).encode("latin-1")
        return raw.translate(_ASCII_WORDS).decode("latin-1").split(_ASCII_SEPARATOR)
    return _SEPARATOR.join(texts).translate(_WORDS).split(_SEPARATOR)


class _WordTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = fold(chr(point))
        self[point] = kept = character if character.isalnum() else " "
        return kept


_WORDS = _WordTable({ord(_SEPARATOR): _SEPARATOR})
