"""Tokens that contain a wordlist term, or are a fragment of one."""

from collections.abc import Iterator, Sequence

from vocab_audit.finding import Evidence
from vocab_audit.matcher import FRAGMENT_CHARACTERS, Boundary, Hit
from vocab_audit.resources import Resources
from vocab_audit.script import Profile, script_of
from vocab_audit.sentence import Sentence
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import SPACELESS_SCRIPTS, Term

LONG_WORD = 8
"""Letters of the shortest term that is hardly ever a piece of another word."""

MAX_WORD = 20
"""Characters of a surrounding word that a detail quotes at most."""


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield one piece of evidence for each term in each token.

    A term that occurs twice in a token is evidence once, at its strongest.
    """
    places = _candidates(resources)
    texts = [vocabulary.texts[place] or "" for place in places]
    has_spaces = _marks_words(vocabulary)
    for place, hits in zip(places, resources.matcher.match(texts), strict=True):
        if not hits:
            continue
        text = vocabulary.texts[place] or ""
        weighed = [_as_piece(text, hit) if has_spaces else hit for hit in hits]
        for hit in _strongest_of_each_term([hit for hit in weighed if hit]):
            yield place, _evidence(hit)


def _marks_words(vocabulary: Vocabulary) -> bool:
    """Whether tokens that begin a word have a space in front, as in most models."""
    return any(text.startswith(" ") for text in vocabulary.texts if text)


def _as_piece(text: str, hit: Hit) -> Hit | None:
    """Lower a match that may be the rest of a longer word.

    In alphabets, a token with no space or sign in front may stand inside a word, as
    ``anal`` does in ``canal`` and ``ставк`` in ``доставка``. A short term that begins
    such a token in lower case counts one strength lower; a suspect one is dropped.
    """
    is_short = len(hit.term.text) < LONG_WORD
    if hit.start or text[0].isupper() or not is_short or not _is_spaced(text[0]):
        return hit
    lowered = hit.strength.lowered
    return hit._replace(strength=lowered) if lowered else None


def _is_spaced(character: str) -> bool:
    return character.isalpha() and script_of(character) not in SPACELESS_SCRIPTS


def _candidates(resources: Resources) -> list[int]:
    """Positions of the tokens that may hold a term or be a fragment, ascending."""
    profiles = resources.profiles
    found = {
        *profiles.that_hold(resources.matcher.strings, folded=True),
        *profiles.places_where(_may_be_fragment),
    }
    return sorted(found)


def _may_be_fragment(profile: Profile) -> bool:
    return "Han" in profile.scripts and profile.characters >= FRAGMENT_CHARACTERS


def _strongest_of_each_term(hits: Sequence[Hit]) -> Iterator[Hit]:
    if len(hits) == 1:
        yield hits[0]
        return
    seen = set[Term]()  # equal terms of two files are one term
    for hit in sorted(hits, key=lambda hit: hit.strength.order):
        if hit.term not in seen:
            seen.add(hit.term)
            yield hit


def _evidence(hit: Hit) -> Evidence:
    return Evidence(
        detector="wordlist_term",
        category=hit.term.category,
        strength=hit.strength,
        detail=_detail(hit),
        term=hit.term.text,
        source=hit.term.source,
        language=hit.term.language,
        boundary=hit.boundary,
    )


def _detail(hit: Hit) -> Sentence:
    term, category = hit.term.text, hit.term.category
    if hit.boundary is Boundary.FRAGMENT:
        return Sentence("is a fragment of %s (%s)", term, category)
    if hit.boundary is Boundary.EMBEDDED:
        word = _quoted(hit.word or "")
        return Sentence("contains %s (%s), inside the word %s", term, category, word)
    return Sentence("contains %s (%s)", term, category)


def _quoted(word: str) -> str:
    """A word of the token, or the beginning of one that is no word at all."""
    return word if len(word) <= MAX_WORD else f"{word[: MAX_WORD - 1]}…"
