"""Which tokens may hold a term, found without probing every one of them.

Two thirds of a vocabulary are short pieces in alphabets, and most hold no term. Where
words stand between spaces, a term that must begin and end with a word can only be in a
token that has the term's words among its own: one look into a set for each token. What
is left, a few tokens in a thousand, is for the matcher to judge.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, repeat
from operator import contains

from vocab_audit.folding import fold
from vocab_audit.script import Profiles
from vocab_audit.stems import Stems, beginnings
from vocab_audit.wordlist import Match, Term

MAX_SUBSTRINGS = 200
"""Terms that are sought as substrings; with more, the matcher sees all tokens."""

_WHOLE_WORDS = (Match.WORD, Match.WHOLE, Match.CONTEXT)
_SEPARATOR = "\ud800"  # a lone surrogate: the one thing no decoded text contains


class Prefilter:
    """Finds the tokens that may hold one of some terms.

    A term of several words is found only in a token of several words, and is sought by
    its longest. A term that may be part of a word, or has no letters, is sought as a
    substring, one by one: there should be few of them.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        """Index each term by what a token must have to hold it."""
        self._words = set[str]()
        self._longest = set[str]()
        stems = set[str]()
        self._parts = set[str]()
        self._signs = set[str]()
        for term, cut in zip(terms, _cut([term.text for term in terms]), strict=True):
            words = cut.split()
            if not words:
                self._signs.add(fold(term.text))
            elif term.match is Match.ANYWHERE:
                self._parts.add(cut.strip())
            elif term.match not in _WHOLE_WORDS:
                stems.add(words[0])
            elif len(words) > 1:
                self._longest.add(max(words, key=len))
            else:
                self._words.add(words[0])
        self._stems = Stems(stems)
        self._ascii_words = _encoded(self._words)
        self._ascii_stems = Stems(_encoded(stems))

    def candidates(self, texts: Mapping[int, str]) -> set[int]:
        """Which of some tokens may hold a term.

        Args:
            texts: Their texts by position.
        """
        if self._is_too_much:
            return {*texts}
        places, cut = [*texts], _cut([*texts.values()])
        words = [*map(str.strip, cut)]
        pairs = zip(places, words, strict=True)
        several = compress(pairs, map(contains, words, repeat(" ")))
        return {
            *compress(places, map(self._words.__contains__, words)),
            *self._stems.among(places, words, beginnings(words)),
            *(place for place, text in several if self._has_word(text)),
            *_containing(places, cut, self._parts),
            *_containing(places, [*texts.values()], self._signs),
        }

    def ascii_candidates(
        self, texts: Sequence[str | None], profiles: Profiles
    ) -> set[int]:
        """Which tokens in ASCII may hold a term; takes what is known of them already.

        Args:
            texts: The texts of all tokens of the vocabulary.
            profiles: What they are written in.
        """
        places = [*profiles.ascii_words]
        if self._is_too_much:
            return {*places}
        words = [*profiles.ascii_words.values()]
        several = [texts[place] or "" for place in profiles.ascii_phrases]
        cut = zip(profiles.ascii_phrases, _cut(several), strict=True)
        found = {
            *compress(places, map(self._ascii_words.__contains__, words)),
            *self._ascii_stems.among(places, words, profiles.ascii_beginnings),
            *(place for place, text in cut if self._has_word(text)),
        }
        if self._parts or self._signs:
            listed = [texts[place] or "" for place in places]
            found.update(_containing(places, listed, self._signs))
            letters = _cut(listed) if self._parts else listed
            found.update(_containing(places, letters, self._parts))
        return found

    @property
    def _is_too_much(self) -> bool:
        return len(self._parts) + len(self._signs) > MAX_SUBSTRINGS

    def _has_word(self, text: str) -> bool:
        return any(
            word in self._words or word in self._longest or self._stems.begin(word)
            for word in text.split()
        )


def _containing(
    places: Sequence[int], texts: Sequence[str], parts: Collection[str]
) -> Iterator[int]:
    """Yield the positions of texts that contain one of the parts."""
    joined = "\n".join(texts) if parts else ""
    parts = [part for part in parts if part in joined]
    ends = [*accumulate(len(text) + 1 for text in texts)] if parts else []
    for part in parts:
        at = joined.find(part)
        while at >= 0:
            number = bisect_right(ends, at)
            yield places[number]
            at = joined.find(part, ends[number])


def _encoded(words: Iterable[str]) -> set[bytes]:
    """Those of some words that a token in ASCII can hold."""
    return {word.encode() for word in words if word.isascii()}


def _cut(texts: Sequence[str]) -> list[str]:
    """Each text folded, with a space for every character that is no letter."""
    if not texts:
        return []
    return _SEPARATOR.join(texts).translate(_WORDS).split(_SEPARATOR)


class _WordTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = fold(chr(point))
        self[point] = kept = character if character.isalpha() else " "
        return kept


_WORDS = _WordTable({ord(_SEPARATOR): _SEPARATOR})
