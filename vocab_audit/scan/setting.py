"""What a block says and what is at home in it: phrases, scripts, subjects."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from vocab_audit.scan.fragment import Fragment, Piece, is_japanese, is_traditional
from vocab_audit.scan.hit import Spot
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.lines import Lines

HOME_LETTERS = 20
"""Letters outside contaminated phrases that make a script at home in a document."""

TOPIC_LINES = 3
"""Lines with contaminated phrases in their own language that make a topic of them."""

SHORT = 3
"""Characters below which a phrase counts one point less."""

Spots = dict[str, tuple[Spot, ...]]
"""The phrases in each fragment, by the fragment's word."""


class Setting:
    """What is at home in a block."""

    def __init__(self, lines: Lines, spots: Spots, plentiful: frozenset[str]) -> None:
        """Count the letters of each script, and the lines that are about something.

        Args:
            lines: The lines of the block.
            spots: The phrases in the loud ones.
            plentiful: Scripts that are at home whatever the letters say.
        """
        innocent = Counter[str](lines.letters)
        contaminated = Counter[str]()
        subjects = Counter[str]()
        for piece in lines.loud:
            seen = set[str]()
            for fragment in piece.fragments:
                script = fragment.script
                if phrases := spots[fragment.word]:
                    covered = sum(len(spot.text) for spot in phrases)
                    contaminated[script] += covered
                    innocent[script] += max(0, fragment.letters - covered)
                    seen.add(script)
                else:
                    innocent[script] += fragment.letters
            subjects.update(seen)
        self._lines, self._spots = lines, spots
        self.home = plentiful | {
            script
            for script, letters in innocent.items()
            if letters >= max(HOME_LETTERS, contaminated[script])
        }
        self.topics = {s for s, n in subjects.items() if n >= TOPIC_LINES}
        self.japanese = "Kana" in self.home

    @cached_property
    def traditional(self) -> bool:
        """Whether all Han outside phrases is such as Traditional Chinese writes."""
        if self.japanese:
            return False
        han = self._han()
        first = next(han, None)
        return first is not None and all(map(is_traditional, chain([first], han)))

    def _han(self) -> Iterator[str]:
        """Yield the fragments in Han that are no phrases, as far as they are wanted."""
        for piece in chain(self._lines.loud, self._lines.quiet()):
            for fragment in piece.fragments:
                if fragment.script == "Han" and not self._spots.get(fragment.word):
                    yield fragment.text

    def is_home(self, fragment: Fragment) -> bool:
        """Whether a fragment's script is at home, and its way of writing Han too."""
        if fragment.script not in self.home:
            return False
        if fragment.script != "Han":
            return True
        if self.japanese:
            return is_japanese(fragment.text)
        return not self.traditional or is_traditional(fragment.text)


def spots_of(
    pieces: Iterable[Piece], plentiful: frozenset[str], lexicon: Lexicon
) -> Spots:
    """The phrases of every fragment: exact ones where the script is plentiful.

    Args:
        pieces: The pieces of a block.
        plentiful: Scripts whose short and folded phrases are too many to matter.
        lexicon: What phrases there are.
    """
    every = [fragment for piece in pieces for fragment in piece.fragments]
    known = [*dict.fromkeys(f.word for f in every if f.script in plentiful)]
    rest = [f for f in every if f.script not in plentiful]
    texts = [*dict.fromkeys(f.word for f in rest)]
    found: Spots = dict(zip(known, lexicon.known(known), strict=True))
    found |= zip(texts, lexicon.spots(texts), strict=True)
    spelled = {f.word: f for f in rest if not found[f.word]}
    squeezed = {w: s for w, f in spelled.items() if (s := f.squeezed) != f.text}
    for word, spots in zip(squeezed, lexicon.spots([*squeezed.values()]), strict=True):
        if spots and max(map(len, _words(word))) < SHORT:
            found[word] = spots
    return found


def _words(text: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in text).split() or [""]
