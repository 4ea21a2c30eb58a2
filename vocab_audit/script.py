"""Unicode scripts of characters and texts, and counts of CJK characters.

Scripts are those of UAX #24 (https://www.unicode.org/reports/tr24/), by their long
names (``Han``, ``Latin``). One ``str.translate`` over all texts at once is what makes
two hundred thousand tokens cheap.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from operator import not_
from typing import NamedTuple

from vocab_audit.occurrences import TEXT_SEPARATOR
from vocab_audit.script_table import NUMBERS, SCRIPTS, SIGNS, STARTS

CJK_SCRIPTS = frozenset({"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"})
"""The scripts that count as CJK in the ``cjk`` length rule."""

NEUTRAL_SCRIPTS = frozenset({"Common", "Inherited", "Unknown"})
"""Values of the Script property that name no writing system of their own."""

# A character's class is one character too: its script's place in SCRIPTS as a code
# point, or one of these, for what the `chars` rule tells apart.
_SPACE, _DIGIT, _LETTER, _SEPARATOR_CLASS = map(chr, range(0xFC, 0x100))
_END = 0x3FC40  # no code point from here on is a letter
_SIGN = 0x100  # added to the class of a character that is neither letter nor mark
_SIGNS = {number: chr(number + _SIGN) for number in range(len(SCRIPTS))}


class Profile(NamedTuple):
    """What a token is written in.

    Attributes:
        script: The dominant script: the one with most characters, the earlier
            one of equals; ``Common`` (or ``Inherited``, ``Unknown``) where no
            character has a script of its own.
        scripts: All scripts of the token's characters but the neutral ones.
        characters: Code points.
        han: Characters of Han.
        cjk: Characters of Han, Hiragana, Katakana, Hangul or Bopomofo.
        mixed_han: Whether there is a Han character and every other character
            is Han, a space, or an ASCII letter or digit.
        letters: Letters and marks (Unicode's L and M) that have a script of their
            own. A vowel sign counts beside its consonant; what all scripts share
            does not count: accents that stand alone, variation selectors, ー.
    """

    script: str
    scripts: frozenset[str]
    characters: int
    han: int
    cjk: int
    mixed_han: bool
    letters: int


@lru_cache(maxsize=1 << 14)
def script_of(character: str) -> str:
    """The Script property of one character.

    >>> script_of("彩")
    'Han'
    """
    return SCRIPTS[NUMBERS[bisect_right(STARTS, ord(character)) - 1]]


def profiles(texts: Iterable[str]) -> list[Profile]:
    """The profile of each text, in order.

    Equal mixtures of scripts share one :class:`Profile` object.

    Args:
        texts: Well-formed texts, such as decoded UTF-8: no lone surrogates.
    """
    return [*map(_ProfileTable().__getitem__, _classes_of([*texts]))]


def have_script(texts: Sequence[str], scripts: Collection[str]) -> list[bool]:
    """Whether each text has a character of some of the scripts.

    Args:
        texts: Well-formed texts, as for :func:`profiles`.
        scripts: Their long names.
    """
    classes = _classes_of(texts)
    kinds = {kind for kind in {*"".join(classes)} if _script_of_class(kind) in scripts}
    return [*map(not_, map(kinds.isdisjoint, classes))]


def split_classes(joined: str) -> list[str]:
    """The classes of each text's characters, as texts of equal size.

    Args:
        joined: The texts, with a ``TEXT_SEPARATOR`` between any two.
    """
    return joined.translate(_CLASSES).split(_SEPARATOR_CLASS)


def _classes_of(texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    return split_classes(TEXT_SEPARATOR.join(texts))


def _class_table() -> str:
    """The classes of code points, as a text that is indexed by code point.

    ``str.translate`` leaves a character behind its end as it is: tags, variation
    selectors and private ones, which are no letters and in no script of their own.
    """
    ends = (*STARTS[1:], _END)
    runs = (
        chr(number) * (min(end, _END) - start)
        for start, end, number in zip(STARTS, ends, NUMBERS, strict=True)
    )
    table = _with_signs("".join(runs))
    ascii_classes = "".join(map(_ascii_class, map(chr, range(128)), table))
    place = ord(TEXT_SEPARATOR)
    return f"{ascii_classes}{table[128:place]}{_SEPARATOR_CLASS}{table[place + 1 :]}"


def _with_signs(table: str) -> str:
    """The table with the classes of signs told apart from those of letters."""
    parts, behind = list[str](), 0
    for first, last in zip(SIGNS[::2], SIGNS[1::2], strict=True):
        parts += [table[behind:first], table[first : last + 1].translate(_SIGNS)]
        behind = last + 1
    return "".join([*parts, table[behind:]])


def _ascii_class(character: str, script_class: str) -> str:
    if character == " ":
        return _SPACE
    if character.isalnum():
        return _DIGIT if character.isdigit() else _LETTER
    return script_class


def _script_of_class(kind: str) -> str:
    if ord(kind) >= _END:
        return script_of(kind)
    if kind == _LETTER:
        return "Latin"
    return "Common" if kind in (_SPACE, _DIGIT) else SCRIPTS[ord(kind) % _SIGN]


_CLASSES = _class_table()
_HAN = _CLASSES[ord("一")]
_MIXED_HAN = frozenset({_HAN, chr(ord(_HAN) + _SIGN), _SPACE, _DIGIT, _LETTER})


class _ProfileTable(dict[str, Profile]):
    """Classes of a text's characters to its profile, filled on demand."""

    def __missing__(self, classes: str) -> Profile:
        self[classes] = profile = profile_of(classes)
        return profile


def profile_of(classes: str) -> Profile:
    """The profile of a text, by its characters' classes."""
    counts: dict[str, int] = {}
    for kind in dict.fromkeys(classes):
        name = _script_of_class(kind)
        counts[name] = counts.get(name, 0) + classes.count(kind)
    own = {name: n for name, n in counts.items() if name not in NEUTRAL_SCRIPTS}
    signs = sum(_SIGN <= ord(kind) < 2 * _SIGN for kind in classes)
    ranked = own or counts  # in order of first appearance, which decides ties
    return Profile(
        script=max(ranked, key=ranked.__getitem__) if ranked else "Common",
        scripts=frozenset(own),
        characters=len(classes),
        han=own.get("Han", 0),
        cjk=sum(n for name, n in own.items() if name in CJK_SCRIPTS),
        mixed_han="Han" in own and _MIXED_HAN.issuperset(classes),
        letters=sum(own.values()) - signs,
    )
