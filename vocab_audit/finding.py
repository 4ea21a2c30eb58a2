"""Evidence, and the findings that it adds up to."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from vocab_audit.category import Category, Strength
from vocab_audit.vocabulary import Token


class Judgement(NamedTuple):
    """What a token is held to be: where evidence leads, by itself or together."""

    category: Category
    strength: Strength

    @property
    def contaminated(self) -> bool:
        """Whether it counts in a headline: certain or likely, not boilerplate."""
        return (
            self.strength is not Strength.SUSPECT
            and self.category is not Category.BOILERPLATE
        )


class Evidence(NamedTuple):
    """One reason to flag one token, or a remark about it.

    Attributes:
        detector: Name of the detector that gives it, such as ``wordlist_term``.
        category: The kind of page it points to; None where it says that something
            is wrong but not what, as an implausible merge rank does. Such evidence
            joins whatever category the rest points to, and ``spam`` where nothing
            points anywhere.
        strength: What it says by itself; None for a remark, which makes no finding
            and changes none (that a token is unreachable is worth saying and no
            sign of junk).
        detail: The reason in one short sentence, with the token's own words.
        term: The wordlist term that matched, if one did.
        source: Key of the citation that documents the term.
        language: BCP 47 tag of the wordlist, or of the language that the detector
            takes the token for; None where it knows none.
        boundary: How the match stands to the words around it: ``exact``,
            ``aligned``, ``embedded``, ``fragment``, or None where no
            segmentation was asked.
    """

    detector: str
    category: Category | None
    strength: Strength | None
    detail: str
    term: str | None = None
    source: str | None = None
    language: str | None = None
    boundary: str | None = None

    @property
    def order(self) -> int:
        """0 for the strongest; smaller is stronger, remarks come last."""
        return len(Strength) if self.strength is None else self.strength.order


@dataclass(frozen=True, slots=True)
class Finding:
    """One flagged token, with every reason for it (strongest first)."""

    token: Token
    category: Category
    strength: Strength
    evidence: tuple[Evidence, ...]

    @property
    def contaminated(self) -> bool:
        """Whether it counts in a headline: certain or likely, not boilerplate."""
        return Judgement(self.category, self.strength).contaminated

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that name this finding in any release.

        Built from category and token bytes, never from the token id: ids move
        between releases of a vocabulary.
        """
        key = self.category.encode() + b"\0" + self.token.raw
        return hashlib.sha256(key).hexdigest()[:16]
