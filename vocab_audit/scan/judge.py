"""The rule: what clues count, and what strength they add up to.

``docs/scan.md`` states it in a table. A fragment is judged by what it says, by
whether it is out of place in its line and in its document, and by its shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vocab_audit.category import Category, Strength
from vocab_audit.scan import debris
from vocab_audit.scan.fragment import Fragment, Piece
from vocab_audit.scan.hit import Clue, Kind, Spot
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.lines import Lines
from vocab_audit.scan.setting import SHORT, Setting, Spots, spots_of
from vocab_audit.scan.standing import Standing, called, standing, stands_out

LEVELS = {4: Strength.CERTAIN, 3: Strength.LIKELY, 2: Strength.SUSPECT}
"""Points that make each strength at least."""

TABLE_SCRIPTS = 5
"""Scripts outside Latin that make a line a table of characters or languages."""

GAP = 40
"""Characters between clues that still belong to one hit."""

MOST = 400
"""Characters of a hit of several clues at most."""

MIN_TOKEN_CHARACTERS = 3
_GLUES = frozenset({"Greek", "Han", "Kana", "Hangul"})  # commonly written into Latin
_SURE = 5  # characters of a phrase that hardly anybody writes by chance


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit before it is known in which line of which document it is.

    Attributes:
        piece: The piece that it is in.
        start: First character in the piece.
        end: The character behind the last.
        clues: The reasons.
        strength: What their points come to.
        spot: The strongest phrase in it, if any.
    """

    piece: Piece
    start: int
    end: int
    clues: tuple[Clue, ...]
    strength: Strength
    spot: Spot | None

    @property
    def text(self) -> str:
        """What stands there."""
        return self.piece.text[self.start : self.end]

    @property
    def kind(self) -> Kind:
        """What it is mainly."""
        if self.spot:
            return Kind.PHRASE if self.spot.token_id is None else Kind.TOKEN
        if any(clue.name == "debris" for clue in self.clues):
            return Kind.DEBRIS
        return Kind.FRAGMENT


def strength_of(points: int) -> Strength | None:
    """The strength that points make, or None if they make none.

    >>> strength_of(3), strength_of(1)
    (<Strength.LIKELY: 'likely'>, None)
    """
    return next((s for least, s in LEVELS.items() if points >= least), None)


def judge(
    lines: Lines, plentiful: frozenset[str], lexicon: Lexicon
) -> Iterator[Finding]:
    """Judge the lines of one block.

    Args:
        lines: All lines with a letter of a script that is rare in the block, with a
            phrase, or with debris.
        plentiful: The scripts that the block has so many letters of that they are
            at home whatever the letters say.
        lexicon: What contaminated phrases there are.
    """
    spots = spots_of(lines.loud, plentiful, lexicon)
    setting: Setting | None = None
    for piece in lines.loud:
        found = [*_clues_of_debris(piece), *_clues_of_calls(piece, lexicon)]
        if not found and not _may_matter(piece, spots):
            continue
        setting = setting or Setting(lines, spots, plentiful)
        is_table = len({f.script for f in piece.fragments}) >= TABLE_SCRIPTS
        for number, fragment in enumerate(piece.fragments):
            phrases = spots[fragment.word]
            if is_table and not phrases:
                continue
            place = standing(piece, number)
            clues = [*_clues(fragment, place, phrases, setting, lexicon)]
            if sum(clue.points for clue in clues):
                spot = _best(phrases)
                found.append((*_span(piece.text, fragment, spot), clues, spot))
        yield from _clusters(piece, found)


_IS_TOKEN = Clue("token", 1, "is exactly one token of the vocabulary")
_Found = tuple[int, int, list[Clue], Spot | None]


def _may_matter(piece: Piece, spots: Spots) -> bool:
    """Whether a piece without debris may have a clue that is a reason by itself."""
    return any(spots[each.word] for each in piece.fragments) or stands_out(piece)


def _span(text: str, fragment: Fragment, spot: Spot | None) -> tuple[int, int]:
    """Where a fragment's phrase is, if it stands there as it is spelled."""
    if spot:
        reach = len(fragment.word) - len(fragment.text)
        first = max(0, fragment.start - reach)
        place = text.find(spot.text, first, fragment.end + reach)
        if place >= 0:
            return place, place + len(spot.text)
    return fragment.start, fragment.end


def _clues_of_debris(piece: Piece) -> Iterator[_Found]:
    for start, end, clue in debris.find(piece.text):
        yield start, end, [clue], None


def _clues_of_calls(piece: Piece, lexicon: Lexicon) -> Iterator[_Found]:
    """Yield Latin tokens, which are at home anywhere, with a call's arguments."""
    for start, end in called(piece.text):
        words = ((first, piece.text[first:end]) for first in range(start, end))
        spots = ((first, lexicon.phrases.get(word)) for first, word in words)
        first, spot = next(((first, s) for first, s in spots if s), (end, None))
        if spot:
            clues = [Clue("phrase", points := _weight(spot), spot.detail)]
            clues.append(_payload(1))
            if points == 1 and spot.token_id is not None:
                clues.append(_IS_TOKEN)
            yield first, end, clues, spot


def _clues(
    fragment: Fragment,
    place: Standing,
    spots: tuple[Spot, ...],
    setting: Setting,
    lexicon: Lexicon,
) -> Iterator[Clue]:
    """Yield the clues of one fragment: what it says, where it is, its shape."""
    spot = _best(spots)
    is_home = setting.is_home(fragment)
    points = _weight(spot) if spot else 0
    if spot and spot.category is Category.BOILERPLATE and is_home:
        spot, points = None, 0  # every page of the language has such furniture
    if spot and points:
        yield Clue("phrase", points, spot.detail)
    covered = sum(len(s.text) for s in spots)
    is_sentence = bool(spot) and fragment.letters > 2 * covered
    is_token = _is_token(fragment, spot)
    # A dictionary's entries stand alone too, but with something on one side only.
    sides = 2 if is_home and not (is_token and fragment.letters >= _SURE) else 1
    alone = place.alone >= sides
    if not is_home and fragment.script in setting.home:  # another way to write Han
        alone = True
    yield from _clues_of_place(
        fragment, alone=alone, is_home=is_home, is_sentence=is_sentence
    )
    mixed = not is_home and not place.beside <= setting.home
    yield from _clues_of_shape(fragment, place, spot, is_home=is_home, mixed=mixed)
    is_stray = is_home and not alone and fragment.script not in setting.topics
    if spot and is_stray and points > 1 and _is_clause(fragment, spot):
        yield Clue("stray", 1, "is a clause of its own in text that it does not fit")
    if is_token and points == 1 and (place.payload or not is_home):
        yield _IS_TOKEN
    if (
        not spot
        and not is_home
        and fragment.letters >= MIN_TOKEN_CHARACTERS
        and (place.glued or place.payload)
        and (token := lexicon.token(fragment.text)) is not None
    ):
        yield Clue("token", 1, f"is token {token} of the vocabulary")


def _is_token(fragment: Fragment, spot: Spot | None) -> bool:
    """Whether a fragment is one contaminated token of the vocabulary, and no more."""
    return (
        spot is not None
        and spot.token_id is not None
        and len(spot.text) >= max(SHORT, fragment.letters)
    )


def _is_clause(fragment: Fragment, spot: Spot) -> bool:
    """Whether no letter stands beside a phrase in its fragment."""
    sides = fragment.word[: spot.start][-1:] + fragment.word[spot.end :][:1]
    is_long = spot.token_id is not None and len(spot.text) >= _SURE
    return is_long and not any(map(str.isalpha, sides))


def _clues_of_place(
    fragment: Fragment, *, alone: bool, is_home: bool, is_sentence: bool
) -> Iterator[Clue]:
    if is_sentence:
        return
    if not is_home:
        yield Clue("document", 1, f"{fragment.script} is not at home in the document")
    if alone:
        yield Clue("line", 1, f"{fragment.script} is alone among other letters")


def _clues_of_shape(
    fragment: Fragment,
    place: Standing,
    spot: Spot | None,
    *,
    is_home: bool,
    mixed: bool,
) -> Iterator[Clue]:
    if place.payload and (spot or not is_home):
        yield _payload(1 if is_home else 2)
    elif place.glued and not is_home and (spot or _is_odd_glue(fragment)):
        yield Clue("glued", 1, "continues a word of another script")
    if mixed:
        yield Clue("mixed", 1, "stands beside an unrelated script")


def _payload(points: int) -> Clue:
    return Clue("payload", points, "stands where a tool call's arguments begin")


def _is_odd_glue(fragment: Fragment) -> bool:
    return fragment.script not in _GLUES and fragment.letters > 1


def _weight(spot: Spot) -> int:
    is_sure = spot.strength is Strength.CERTAIN
    is_sure &= spot.category is not Category.BOILERPLATE
    if spot.strength is Strength.SUSPECT:
        return 0
    return 2 if is_sure and len(spot.text) >= SHORT else 1


def _best(spots: tuple[Spot, ...]) -> Spot | None:
    """The spot that counts most; of equals the longest, then the first."""
    ranked = sorted(spots, key=lambda spot: (-_weight(spot), -len(spot.text)))
    return ranked[0] if ranked else None


def _clusters(piece: Piece, found: list[_Found]) -> Iterator[Finding]:
    """Join what is near each other, and keep what has a reason of its own."""
    group: list[_Found] = []
    end = 0
    for each in sorted(found, key=lambda one: one[:2]):
        is_far = each[0] - end > GAP or each[1] - group[0][0] > MOST if group else False
        if is_far:
            yield from _concluded(piece, group)
            group = []
        end = max(end, each[1]) if group else each[1]
        group.append(each)
    if group:
        yield from _concluded(piece, group)


def _concluded(piece: Piece, group: list[_Found]) -> Iterator[Finding]:
    """One finding of a group: its strongest fragment and its strongest debris.

    That a script is out of place is no reason by itself.
    """
    heads = [one for one in group if one[2][0].name == "debris"]
    others = [one for one in group if one[2][0].name != "debris"]
    clues = [clue for one in sorted(heads, key=_points)[-1:] for clue in one[2]]
    strongest = sorted(others, key=_points)[-1:]
    clues += [clue for one in strongest for clue in one[2]]
    if all(clue.name in ("document", "line") for clue in clues):
        return
    reasons = [*heads, *(one for one in others if _has_reason(one))]
    start = min(one[0] for one in reasons)
    end = max(one[1] for one in reasons)
    spot = next((one[3] for one in strongest if one[3]), None)
    if strength := strength_of(sum(clue.points for clue in clues)):
        yield Finding(piece, start, end, tuple(clues), strength, spot)


def _has_reason(found: _Found) -> bool:
    return any(clue.name not in ("document", "line") for clue in found[2])


def _points(found: _Found) -> int:
    return sum(clue.points for clue in found[2])
