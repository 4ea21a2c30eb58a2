"""Which characters of a writing system are tokens of their own.

Text in characters that are no tokens falls apart into bytes: it costs more tokens, and
a model sees less of its structure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from vocab_audit.errors import InstallationError
from vocab_audit.overlap import Overlap

HAN_LEVELS: Final = Path(__file__).parent / "han_levels.txt"
HAN_SIZES: Final = (3_500, 3_000, 1_605)
"""Characters of each level of the Table of General Standard Chinese Characters."""

_ALPHABETS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "Hiragana": [("ぁ", "ゖ")],
    "Katakana": [("ァ", "ヺ")],
    "Bopomofo": [("ㄅ", "ㄩ")],
    "Hangul syllables": [("가", "힣")],
    "Latin": [("A", "Z"), ("a", "z")],
    "Greek": [("Α", "Ρ"), ("Σ", "Ω"), ("α", "ω")],
    "Cyrillic (Russian)": [("А", "я"), ("Ё", "Ё"), ("ё", "ё")],
    "Armenian": [("Ա", "Ֆ"), ("ա", "ֆ")],
    "Georgian": [("ა", "ჰ")],
    "Hebrew": [("א", "ת")],
    "Arabic": [("ء", "غ"), ("ف", "ي")],
    "Devanagari": [("अ", "ह")],
    "Bengali": [
        ("অ", "ঌ"), ("এ", "ঐ"), ("ও", "ন"), ("প", "র"), ("ল", "ল"), ("শ", "হ"),
    ],
    "Tamil": [
        ("அ", "ஊ"), ("எ", "ஐ"), ("ஒ", "க"), ("ங", "ச"), ("ஜ", "ஜ"), ("ஞ", "ட"),
        ("ண", "த"), ("ந", "ப"), ("ம", "ஹ"),
    ],
    "Thai": [("ก", "ะ"), ("า", "ำ"), ("เ", "ๅ")],
}  # fmt: skip
"""First and last characters of the ranges that make up each; letters only."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One set of characters, and how many of them each vocabulary has as tokens.

    Attributes:
        name: What the characters are.
        characters: How many there are.
        single: How many of them are tokens of their own in each vocabulary, in the
            order of the vocabularies.
    """

    name: str
    characters: int
    single: tuple[int, ...]


def coverages(overlap: Overlap) -> tuple[Coverage, ...]:
    """How many characters of each known set each vocabulary has as tokens.

    Raises:
        InstallationError: The list of Han characters is missing or damaged.
    """
    return tuple(
        _coverage(overlap, name, characters)
        for name, characters in character_sets().items()
    )


@cache
def character_sets() -> Mapping[str, str]:
    """The sets of characters by name, each character once.

    Raises:
        InstallationError: The list of Han characters is missing or damaged.
    """
    levels = {f"Han, level {n}": level for n, level in enumerate(_han_levels(), 1)}
    alphabets = {name: "".join(_expand(spans)) for name, spans in _ALPHABETS.items()}
    return levels | alphabets


def _coverage(overlap: Overlap, name: str, characters: str) -> Coverage:
    held = [
        overlap.holders[number]
        for character in characters
        if (number := overlap.number_of.get(character.encode())) is not None
    ]
    places = range(len(overlap.columns))
    single = tuple(sum(bits >> place & 1 for bits in held) for place in places)
    return Coverage(name, len(characters), single)


def _expand(spans: Sequence[tuple[str, str]]) -> Iterator[str]:
    for first, last in spans:
        yield from map(chr, range(ord(first), ord(last) + 1))


def _han_levels() -> list[str]:
    try:
        levels = HAN_LEVELS.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        message = f"{HAN_LEVELS}: cannot read the list of Han characters: {error}"
        raise InstallationError(message) from None
    if tuple(map(len, levels)) != HAN_SIZES:
        message = (
            f"{HAN_LEVELS}: the list of Han characters is damaged; install vocab-audit "
            "again: pip install --force-reinstall vocab-audit"
        )
        raise InstallationError(message)
    return levels
