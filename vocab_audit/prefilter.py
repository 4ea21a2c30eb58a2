"""Which tokens may hold a term, found without probing every one of them.

Two thirds of a vocabulary are short pieces in alphabets, and most hold no term. Where
words stand between spaces, a term that must begin and end with a word can only be in a
token that has the term's words among its own: one look into a set for each token. What
is left, a few tokens in a thousand, is for the matcher to judge.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, repeat
from operator import contains, itemgetter

from vocab_audit.folding import fold
from vocab_audit.wordlist import Match, Term

MAX_SUBSTRINGS = 200
"""Terms that are sought as substrings; with more, the matcher sees all tokens."""

STEM_CHARACTERS = 4
"""First characters of a word by which stems are sought."""

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
        """Index each term by a word that a token must have to hold it.

        A term of several words is found only in a token of several words, and is
        sought by its longest.

        Args:
            terms: What is looked for. Terms that may be part of a word are sought as
                substrings, one by one, so there should be few of them.
        """
        self._words = set[str]()
        self._longest = set[str]()
        self._stems = set[str]()
        self._substrings = set[str]()
        cut = _cut([term.text for term in terms])
        for term, words in zip(terms, map(str.split, cut), strict=True):
            if words and term.match in _WHOLE_WORDS:
                known = self._longest if len(words) > 1 else self._words
                known.add(max(words, key=len))
            elif words and term.match is not Match.ANYWHERE:
                self._stems.add(words[0])
            else:
                self._substrings.add(fold(term.text).translate(_WORDS))
        size = min([STEM_CHARACTERS, *map(len, self._stems)])
        self._begin = itemgetter(slice(size))
        self._beginnings = {*map(self._begin, self._stems)}
        self._prefixes = tuple(self._stems)

    def candidates(self, texts: Sequence[str]) -> list[int]:
        """Positions of the texts that may hold a term, ascending.

        Args:
            texts: Any number of well-formed texts.
        """
        everything = range(len(texts))
        if len(self._substrings) > MAX_SUBSTRINGS:
            return [*everything]
        # nearly every text fails all of these: none of them is a step of Python's
        cut = _cut(texts)
        stripped = [*map(str.strip, cut)]
        found = {*compress(everything, map(self._words.__contains__, stripped))}
        several = compress(everything, map(contains, stripped, repeat(" ")))
        found.update(place for place in several if self._has_word(stripped[place]))
        if self._stems:
            beginnings = map(self._begin, stripped)
            near = compress(everything, map(self._beginnings.__contains__, beginnings))
            found.update(filter(lambda it: self._has_stem(stripped[it]), near))
        found.update(self._with_substrings(cut))
        return sorted(found)

    def _has_word(self, text: str) -> bool:
        return any(
            word in self._words or word in self._longest or self._has_stem(word)
            for word in text.split()
        )

    def _has_stem(self, word: str) -> bool:
        return word.startswith(self._prefixes)

    def _with_substrings(self, texts: Sequence[str]) -> Iterator[int]:
        if not self._substrings:
            return
        joined = "\n".join(texts)
        ends = [*accumulate(len(text) + 1 for text in texts)]
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
    if "".join(texts).isascii():
        raw = _ASCII_SEPARATOR.join(texts).encode("latin-1")
        return raw.translate(_ASCII_WORDS).decode("latin-1").split(_ASCII_SEPARATOR)
    return _SEPARATOR.join(texts).translate(_WORDS).split(_SEPARATOR)


class _WordTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = fold(chr(point))
        self[point] = kept = character if character.isalnum() else " "
        return kept


_WORDS = _WordTable({ord(_SEPARATOR): _SEPARATOR})
