"""Documents of a corpus, scored by how much of them is spam.

Unlike in a text that a model wrote, a phrase need not be out of place: what counts is
how much of a document such phrases are, at its worst part and on the whole, and how
many different ones there are. ``docs/scan.md`` gives the formula.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from vocab_audit.category import Category, Strength
from vocab_audit.scan.block import Block
from vocab_audit.scan.document import Document
from vocab_audit.scan.hit import Clue, Hit, Kind, Spot
from vocab_audit.scan.lexicon import Lexicon

WINDOW_BYTES = 600
"""Bytes of the part of a document that is looked at by itself."""

WINDOW_LETTERS = 200
"""Letters that such a part is taken to have."""

WINDOW_PHRASES = 3
"""Different phrases that make a part suspicious at all."""

GAIN = 4
"""How much of a document may be phrases, as its reciprocal, before all of it counts."""

VARIETY = 5
"""Different phrases from which on a document is not about one subject."""

LEVELS = {Strength.CERTAIN: 0.5, Strength.LIKELY: 0.25, Strength.SUSPECT: 0.1}
"""The score that makes each strength at least."""

DICTIONARY_LINES = 20
"""Lines with text of a block that may be a dictionary at least."""

DICTIONARY_SHARE = 0.95
"""Part of its lines that are one word, and of those that keep the order, at least."""

SHOWN_PHRASES = 8
_WEIGHTS = {Strength.CERTAIN: 1.0, Strength.LIKELY: 0.5, Strength.SUSPECT: 0.0}
_NO_LETTERS = bytes(
    byte
    for byte in range(0xC0)
    if byte >= 0x80 or not chr(byte).isalnum()  # noqa: PLR2004 - continuation bytes
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What counts in a block.

    Attributes:
        letters: Its letters and digits; those outside ASCII with their marks.
        covered: Characters of phrases, each by its weight.
        worst: The same in the worst window with enough different phrases.
        place: Where that window begins, in bytes; -1 if there is none.
        phrases: How often each phrase stands there.
        newlines: Line ends before the worst window.
    """

    letters: int
    covered: float
    worst: float
    place: int
    phrases: Counter[str]
    newlines: int


@dataclass(slots=True)
class Score:
    """How much of one document is spam.

    Attributes:
        path: The document.
        line: Where its worst part, or its record, is.
        field: The record's field, if it is one.
        letters: Letters that it has.
        covered: Characters of phrases, each by its weight.
        worst: The same in the worst part.
        phrases: How often each phrase stands there.
    """

    path: str
    line: int = 1
    field: str | None = None
    letters: int = 0
    covered: float = 0.0
    worst: float = 0.0
    phrases: Counter[str] = dataclasses.field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Part of the letters that phrases are, 0 to 1."""
        return min(1.0, self.covered / self.letters) if self.letters else 0.0

    @property
    def value(self) -> float:
        """The score, 0 to 1."""
        burst = min(1.0, self.worst / WINDOW_LETTERS)
        variety = min(1.0, len(self.phrases) / VARIETY)
        whole = self.share if self.letters >= WINDOW_LETTERS else burst
        return min(1.0, GAIN * max(whole, burst / 2) * variety)

    @property
    def strength(self) -> Strength | None:
        """What the score comes to, or None below all."""
        return next((s for s, least in LEVELS.items() if self.value >= least), None)

    def add(self, measure: Measure, lines_before: int) -> None:
        """Take the document's next block in."""
        self.letters += measure.letters
        self.covered += measure.covered
        self.phrases.update(measure.phrases)
        if measure.worst > self.worst:
            self.worst = measure.worst
            self.line = lines_before + measure.newlines + 1


@dataclass(frozen=True, slots=True)
class Scored:
    """A document of a corpus with its score, and the record that it came from."""

    score: Score
    document: Document


def measure(block: Block, lexicon: Lexicon) -> Measure:
    """Measure a block: what of it are phrases, and where they are densest."""
    content = block.content[: block.end]
    found = [
        (start, spot)
        for start, spot in _phrases(content, lexicon)
        if start >= block.fresh
    ]
    if found and _is_dictionary(content):
        found = []
    worst, place = _worst(found)
    own = content[block.fresh :]
    return Measure(
        len(own.translate(None, _NO_LETTERS)),
        sum(_weight(spot) for _, spot in found),
        worst,
        place,
        Counter(spot.text for _, spot in found),
        content.count(b"\n", 0, max(place, 0)),
    )


def category_of(phrases: Iterable[str], lexicon: Lexicon) -> Category | None:
    """The category that most phrases are of, or None if there are none."""
    found = Counter(
        lexicon.every_phrase[text].category
        for text in phrases
        if text in lexicon.every_phrase
    )
    return found.most_common(1)[0][0] if found else None


def hit_of_score(score: Score, strength: Strength, lexicon: Lexicon) -> Hit:
    """A spam document as a hit."""
    shown = [text for text, _ in score.phrases.most_common(SHOWN_PHRASES)]
    detail = (
        f"score {score.value:.2f}: {score.covered:.0f} of {score.letters:,} letters "
        f"are in {sum(score.phrases.values()):,} phrases, {len(score.phrases):,} of "
        "them different"
    )
    return Hit(
        score.path,
        score.line,
        1,
        1,
        Kind.DOCUMENT,
        strength,
        " ".join(shown),
        " ".join(shown),
        (Clue("corpus", 0, detail),),
        category_of(score.phrases, lexicon),
        raw="\0".join(sorted(score.phrases)).encode(),
        field=score.field,
    )


def _phrases(content: bytes, lexicon: Lexicon) -> Iterator[tuple[int, Spot]]:
    spots = lexicon.every_spot
    lowered = content.lower()
    for number, start in lexicon.corpus_automaton.find(lowered):
        spot = spots[number]
        if not spot.text[0].isascii() or _is_word(lowered, start, spot):
            yield start, spot


def _is_dictionary(content: bytes) -> bool:
    """Whether a text is words in order, one a line: it names spam, and is none."""
    if content.count(b" ") > (1 - DICTIONARY_SHARE) * content.count(b"\n"):
        return False
    lines = [words for line in content.splitlines() if (words := line.split())]
    single = sum(len(words) == 1 for words in lines)
    ordered = sum(one <= next_one for one, next_one in pairwise(lines))
    return len(lines) >= DICTIONARY_LINES and all(
        kept >= DICTIONARY_SHARE * total
        for kept, total in ((single, len(lines)), (ordered, len(lines) - 1))
    )


def _is_word(content: bytes, start: int, spot: Spot) -> bool:
    end = start + len(spot.text.encode())
    sides = content[max(0, start - 1) : start] + content[end : end + 1]
    return not any(chr(side).isalnum() or side >= 0x80 for side in sides)  # noqa: PLR2004 - beyond ASCII


def _weight(spot: Spot) -> float:
    return len(spot.text) * _WEIGHTS[spot.strength]


def _worst(found: list[tuple[int, Spot]]) -> tuple[float, int]:
    """The most covered characters in a window, and where that begins."""
    worst, place = 0.0, -1
    covered = 0.0
    inside: Counter[str] = Counter()
    first = 0
    for start, spot in found:
        covered += _weight(spot)
        inside[spot.text] += 1
        while found[first][0] <= start - WINDOW_BYTES:
            old = found[first][1]
            covered -= _weight(old)
            inside[old.text] -= 1
            if not inside[old.text]:
                del inside[old.text]
            first += 1
        if covered > worst and len(inside) >= WINDOW_PHRASES:
            worst, place = covered, found[first][0]
    return worst, place
