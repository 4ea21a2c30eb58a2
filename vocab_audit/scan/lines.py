"""The lines of a block that are worth a look, and which of them are worth judging.

Most such lines only have a few letters of a rare script: they tell what is at home in
the block, and no more. All are looked at together, as arrays of characters, and only
those that may have a reason for a hit are taken apart.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vocab_audit.scan import debris
from vocab_audit.scan.alphabet import (
    DOT,
    FIRST_SCRIPT,
    LATIN,
    SCRIPTS,
    folded,
    kinds_of,
)
from vocab_audit.scan.fragment import Piece, piece_of
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.standing import (
    NEAR,
    RELATED,
    has_payload_behind,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.uint32]
    Kinds = NDArray[np.uint8]
    Places = NDArray[np.intp]

STRAY = "surrogateescape"
"""How bytes that are not UTF-8 are decoded, so that characters lead back to them."""

_PADDING = "\n" * (NEAR + 1)  # so that what stands behind the last letter is defined
_JOINT = 2  # dots between two letters of one fragment at most
_BEHIND, _SPACES = " \t_jca[{t", " \t_"  # first characters of a call's arguments


class Lines:
    """Lines of a block, or parts of long ones.

    Attributes:
        loud: Those that may have a reason for a hit, and some that have none.
        letters: How many letters of each script the others have.
    """

    def __init__(
        self, content: bytes, spans: Sequence[tuple[int, int]], lexicon: Lexicon
    ) -> None:
        """Look at all lines together.

        Args:
            content: The block.
            spans: First byte of each line, and the byte behind its last; no span
                has a line end in it.
            lexicon: What phrases there are.
        """
        import numpy as np

        self._spans = spans
        joined = b"\n".join(content[start:end] for start, end in spans)
        text = joined.decode(errors=STRAY) + _PADDING
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        kinds = kinds_of(points)
        ends = np.flatnonzero(points == ord("\n"))[: len(spans)]
        places = [*_reasons(text, points, kinds), _header_places(text)]
        loud = np.zeros(len(spans) + 1, np.bool_)
        loud[np.searchsorted(ends, np.concatenate(places))] = True
        loud[_of_phrases(points, lexicon)] = True
        self._text, self._kinds = text, kinds.tobytes().decode("latin-1")
        self._ends = [-1, *ends.tolist()]
        self._is_loud = loud[:-1]
        self.loud = [self._piece(n) for n in np.flatnonzero(self._is_loud).tolist()]
        widths = np.diff(ends, prepend=-1)
        quiet = kinds[: int(widths.sum())][np.repeat(~self._is_loud, widths)]
        counts = np.bincount(quiet, minlength=FIRST_SCRIPT + len(SCRIPTS)).tolist()
        self.letters = dict(zip(SCRIPTS, counts[FIRST_SCRIPT:], strict=True))

    def quiet(self) -> Iterator[Piece]:
        """Yield the lines without any reason for a hit, in order."""
        for number, is_loud in enumerate(self._is_loud.tolist()):
            if not is_loud:
                yield self._piece(number)

    def _piece(self, number: int) -> Piece:
        here = slice(self._ends[number] + 1, self._ends[number + 1])
        return piece_of(self._spans[number][0], self._text[here], self._kinds[here])


def _reasons(text: str, points: "Points", kinds: "Kinds") -> "Iterator[Places]":
    """Yield where letters are glued, joined, beside others, or before arguments."""
    import numpy as np

    letters, latin = kinds >= FIRST_SCRIPT, kinds == LATIN
    yield np.flatnonzero(letters[:-1] & latin[1:] | latin[:-1] & letters[1:])
    dots = kinds == DOT
    for size in range(2, 2 + _JOINT):  # a joint, with the letter on its left
        is_joint = letters[:-size] & (kinds[:-size] == kinds[size:])
        for dot in range(1, size):
            is_joint &= dots[dot : dot - size]
        yield np.flatnonzero(is_joint)
    for size in range(1, 2 + NEAR):
        is_mixed = letters[:-size] & letters[size:] & (kinds[:-size] != kinds[size:])
        places = np.flatnonzero(is_mixed)
        yield places[_unrelated(kinds[places], kinds[places + size])]
    behind = np.flatnonzero(letters[:-2] & ~letters[1:-1]) + 1
    behind = behind[_among(points[behind], _BEHIND)]
    is_spaced = _among(points[behind], _SPACES)
    behind = behind[~is_spaced | _among(points[behind + 1], _BEHIND)]
    found = [place - 1 for place in behind.tolist() if has_payload_behind(text, place)]
    yield np.array(found, np.intp)


def _among(points: "Points", characters: str) -> "NDArray[np.bool_]":
    import numpy as np

    return np.isin(points, [*map(ord, characters)])


def _unrelated(first: "Kinds", second: "Kinds") -> "NDArray[np.bool_]":
    import numpy as np

    is_related = np.zeros(len(first), np.bool_)
    for pair in RELATED:
        one, other = (FIRST_SCRIPT + SCRIPTS.index(script) for script in pair)
        is_related |= (first == one) & (second == other)
        is_related |= (first == other) & (second == one)
    return ~is_related


def _header_places(text: str) -> "Places":
    """Where the anchors of debris, and of headers, stand."""
    import numpy as np

    found = [place for anchor in debris.ANCHORS for place in _all(text, anchor)]
    return np.array(found, np.intp)


def _all(text: str, anchor: bytes) -> Iterator[int]:
    wanted = anchor.decode()
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + len(wanted))


def _of_phrases(points: "Points", lexicon: Lexicon) -> "Places":
    """The numbers of the lines in which some phrase may stand."""
    import numpy as np

    plain = folded(points).tobytes().decode("utf-32-le", "surrogatepass")
    encoded = plain.encode(errors="replace")
    ends = np.flatnonzero(np.frombuffer(encoded, np.uint8) == ord("\n"))
    return np.searchsorted(ends, np.array(lexicon.every.starts(encoded), np.intp))
