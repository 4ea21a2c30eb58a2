"""The phrases that a scan looks for: a vocabulary's contaminated tokens, and terms.

Everything here is made when it is first needed: most texts hold nothing that would
be worth the time of an audit.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from vocab_audit.audit import audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Finding
from vocab_audit.folding import fold
from vocab_audit.matcher import Hit as Match
from vocab_audit.matcher import Matcher
from vocab_audit.occurrences import Occurrences
from vocab_audit.scan.automaton import Automaton
from vocab_audit.scan.hit import Spot
from vocab_audit.script import NEUTRAL_SCRIPTS, profiles
from vocab_audit.sources import load
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Match as Manner
from vocab_audit.wordlist import Term, Wordlist

MIN_CHARACTERS = 3
"""Characters of the shortest token or term that is looked for in its own language."""

MIN_LETTERS = 4
"""The same in scripts that write sounds, where short words are many."""

MAX_CACHED = 20_000
"""Fragments whose spots are remembered."""

_NEVER_ALONE = frozenset({Manner.WHOLE, Manner.CONTEXT})
_AROUND = " \t\n_.,:;-—·【】（）()[]《》"
_IDEOGRAPHIC = frozenset({"Han", "Hiragana", "Katakana", "Hangul"})


class Lexicon:
    """Finds contaminated phrases in pieces of text."""

    def __init__(self, vocabulary: str | None, wordlist: Wordlist) -> None:
        """Remember what to look for.

        Args:
            vocabulary: Location of the vocabulary whose contaminated tokens are
                looked for, which is loaded when it is needed; None for terms only.
            wordlist: Its terms are looked for.
        """
        self._location = vocabulary
        self._wordlist = wordlist
        self._spots: dict[str, tuple[Spot, ...]] = {}

    @cached_property
    def _vocabulary(self) -> Vocabulary | None:
        return load(self._location) if self._location else None

    @cached_property
    def automaton(self) -> Automaton:
        """Finds all phrases in UTF-8, as they are spelled."""
        return Automaton(sorted(text.encode() for text in self.phrases))

    @cached_property
    def phrases(self) -> dict[str, Spot]:
        """Every phrase that means something in its own language too, by text.

        A spot here stands at 0; of two for one phrase, the stronger is kept.
        """
        found: dict[str, Spot] = {}
        for spot in (*self._of_tokens(), *self._of_terms()):
            known = found.get(spot.text)
            if known is None or spot.strength.order < known.strength.order:
                found[spot.text] = spot
        return found

    @property
    def is_ready(self) -> bool:
        """Whether what to look for is known by now."""
        return "every" in self.__dict__

    def token(self, text: str) -> int | None:
        """Id of the ordinary token that is this text, space around it aside."""
        return self._ids.get(text)

    def known(self, texts: Sequence[str]) -> list[tuple[Spot, ...]]:
        """The phrases in each text, as they are spelled, leftmost and longest first."""
        spans = self._occurrences.find(texts)
        return [
            tuple(_outermost(self._standing(text, found))) if found else ()
            for text, found in zip(texts, spans, strict=True)
        ]

    @cached_property
    def _occurrences(self) -> Occurrences:
        return Occurrences(self.phrases)

    def _standing(self, text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Spot]:
        for start, end in spans:
            if _stands_alone(text, start, end):
                yield _moved(self.phrases[text[start:end]], start)

    def spots(self, texts: Sequence[str]) -> list[tuple[Spot, ...]]:
        """The phrases in each text, short and folded ones too.

        Args:
            texts: Runs of letters of one script, with what joins them.
        """
        new = [*dict.fromkeys(text for text in texts if text not in self._spots)]
        if len(self._spots) > MAX_CACHED:
            self._spots.clear()
            new = [*dict.fromkeys(texts)]
        if new:
            self._spots |= dict.fromkeys(new, ())
            self._spots |= self._looked_up(new)
        return [self._spots[text] for text in texts]

    def _looked_up(self, texts: list[str]) -> Iterator[tuple[str, tuple[Spot, ...]]]:
        """Yield the texts that hold phrases; only short ones need the matcher."""
        folded = [fold(text) for text in texts]
        places = _holding(self.every, folded)
        found = self.known([folded[place] for place in places])
        doubtful: list[str] = []
        for place, spots in zip(places, found, strict=True):
            if spots:
                yield texts[place], spots
            else:
                doubtful.append(texts[place])
        matched = self._matcher.match(doubtful) if doubtful else ()
        for text, hits in zip(doubtful, matched, strict=False):
            yield text, tuple(_outermost(self._matches(text, hits)))

    @cached_property
    def every(self) -> Automaton:
        """Finds all that a text out of place may hold, as folded UTF-8."""
        short = {
            fold(term.text)
            for term in self._wordlist.terms
            if term.match not in _NEVER_ALONE
            and term.strength is not Strength.SUSPECT
            and not term.text.isascii()
        }
        known = {fold(text) for text in self.phrases}
        every = sorted(text.encode() for text in short | known)
        return Automaton(every, frugal=True)

    @cached_property
    def every_phrase(self) -> dict[str, Spot]:
        """Every phrase that counts in a corpus, short and Latin ones too, folded."""
        short = {fold(spot.text): spot for spot in self._short_terms()}
        return short | {fold(text): spot for text, spot in self.phrases.items()}

    @cached_property
    def every_spot(self) -> list[Spot]:
        """The phrases of :attr:`every_phrase`, as the corpus automaton counts them."""
        return [*self.every_phrase.values()]

    @cached_property
    def corpus_automaton(self) -> Automaton:
        """Finds all of them in UTF-8 with ASCII in lower case."""
        return Automaton([text.encode() for text in self.every_phrase])

    def _short_terms(self) -> Iterator[Spot]:
        for term in self._wordlist.terms:
            if (
                term.match not in _NEVER_ALONE
                and term.strength is not Strength.SUSPECT
                and term.category is not Category.BOILERPLATE
            ):
                yield _term_spot(term)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._wordlist)

    @cached_property
    def _ids(self) -> dict[str, int]:
        if self._vocabulary is None:
            return {}
        columns = zip(self._vocabulary.ids, self._vocabulary.texts, strict=True)
        return {
            text.strip(_AROUND): number
            for number, text in columns
            if text is not None and not text.isascii()
        }

    def _of_tokens(self) -> Iterator[Spot]:
        if self._vocabulary is None:
            return
        for finding in audit_vocabulary(self._vocabulary, self._wordlist).findings:
            text = (finding.token.text or "").strip(_AROUND)
            is_kept = finding.strength is not Strength.SUSPECT and _is_long(text)
            if is_kept and finding.category is not Category.BOILERPLATE:
                yield _token_spot(finding, text)

    def _of_terms(self) -> Iterator[Spot]:
        for spot in self._short_terms():
            if _is_long(spot.text) and not spot.text.isascii():
                yield spot

    def _matches(self, text: str, hits: Iterable[Match]) -> Iterator[Spot]:
        for hit in hits:
            found = text[hit.start : hit.end]
            token = self._token_around(text, hit.start, hit.end)
            raw = found.encode() if token is None else self._raw(token)
            category = hit.term.category
            yield Spot(
                hit.start,
                hit.end,
                found,
                category,
                hit.strength,
                token,
                raw,
                f"contains {hit.term.text} ({category})",
            )

    def _token_around(self, text: str, start: int, end: int) -> int | None:
        """Id of the longest token that holds ``text[start:end]`` where it stands."""
        reach = 12
        for left in range(max(0, start - reach), start + 1):
            for right in range(min(len(text), end + reach), end - 1, -1):
                found = self.token(text[left:right].strip(_AROUND))
                if found is not None:
                    return found
        return None

    def _raw(self, token: int) -> bytes:
        vocabulary = self._vocabulary
        place = vocabulary.position(token) if vocabulary else None
        return vocabulary.raws[place] if vocabulary and place is not None else b""


def _holding(automaton: Automaton, texts: Sequence[str]) -> list[int]:
    """The places of the texts, which have no line ends, in which anything is found."""
    encoded = [text.encode(errors="replace") for text in texts]
    ends = [*accumulate(len(each) + 1 for each in encoded)]
    starts = automaton.starts(b"\n".join(encoded))
    return sorted({bisect(ends, start) for start in starts})


def _term_spot(term: Term) -> Spot:
    detail = f"contains {term.text} ({term.category})"
    raw = term.text.encode()
    size = len(term.text)
    return Spot(0, size, term.text, term.category, term.strength, None, raw, detail)


def _token_spot(finding: Finding, text: str) -> Spot:
    token = finding.token
    return Spot(
        0,
        len(text),
        text,
        finding.category,
        finding.strength,
        token.id,
        token.raw,
        f"{token.display!r} is token {token.id} ({finding.category})",
    )


def _is_long(text: str) -> bool:
    if len(text) < MIN_CHARACTERS or len(text) >= MIN_LETTERS:
        return len(text) >= MIN_LETTERS
    scripts = profiles([fold(text)])[0].scripts - NEUTRAL_SCRIPTS
    return bool(scripts & _IDEOGRAPHIC)


def _moved(spot: Spot, start: int) -> Spot:
    return Spot(
        start,
        start + len(spot.text),
        spot.text,
        spot.category,
        spot.strength,
        spot.token_id,
        spot.raw,
        spot.detail,
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a phrase of an alphabet is not a part of a longer word."""
    found = text[start:end]
    if not found[0].isalpha() or _is_spaceless(found):
        return True
    sides = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(map(str.isalpha, sides))


@lru_cache(8192)
def _is_spaceless(text: str) -> bool:
    return bool(profiles([text])[0].scripts & _SPACELESS)


_SPACELESS = _IDEOGRAPHIC | {"Thai", "Lao", "Khmer", "Myanmar", "Tibetan"}


def _outermost(spots: Iterable[Spot]) -> Iterator[Spot]:
    """The spots that lie in no other, tokens before terms, by position."""
    end = -1
    order = sorted(
        spots, key=lambda s: (s.start, -s.end, s.token_id is None, s.strength.order)
    )
    for spot in order:
        if spot.end > end:
            end = spot.end
            yield spot
