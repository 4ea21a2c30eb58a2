"""The two scales of a judgement: what kind of page, and how sure."""

from enum import StrEnum


class Category(StrEnum):
    """What kind of page a token comes from, in the order used for ties."""

    ADULT = "adult"
    GAMBLING = "gambling"
    GAMES = "games"
    VIDEO = "video"
    SPAM = "spam"
    BOILERPLATE = "boilerplate"


class Strength(StrEnum):
    """How sure a judgement is, strongest first.

    ``certain``: any reader of the language would say so. ``likely``: most
    would. ``suspect``: an ordinary word or fragment that in this vocabulary
    probably comes from such pages.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    SUSPECT = "suspect"

    @property
    def order(self) -> int:
        """0 for the strongest; smaller is stronger."""
        return _ORDER[self]

    @property
    def lowered(self) -> "Strength | None":
        """The next weaker strength, or None below ``suspect``."""
        return _LOWERED[self]


_ORDER = {strength: place for place, strength in enumerate(Strength)}
_LOWERED: dict[Strength, Strength | None] = {
    Strength.CERTAIN: Strength.LIKELY,
    Strength.LIKELY: Strength.SUSPECT,
    Strength.SUSPECT: None,
}
