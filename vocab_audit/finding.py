"""Evidence, and the findings that it adds up to."""

import hashlib
from dataclasses import dataclass

from vocab_audit.category import Category, Strength
from vocab_audit.vocabulary import Token


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to flag one token.

    Attributes:
        detector: Name of the detector that gives it, such as ``wordlist_term``.
        category: The kind of page it points to.
        strength: What it says by itself.
        detail: The reason in one short sentence, with the token's own words.
        term: The wordlist term that matched, if one did.
        source: Key of the citation that documents the term.
        language: BCP 47 tag of the wordlist.
        boundary: How the match stands to the words around it: ``exact``,
            ``aligned``, ``embedded``, ``fragment``, or None where no
            segmentation was asked.
    """

    detector: str
    category: Category
    strength: Strength
    detail: str
    term: str | None = None
    source: str | None = None
    language: str | None = None
    boundary: str | None = None


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
        return (
            self.strength is not Strength.SUSPECT
            and self.category is not Category.BOILERPLATE
        )

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that name this finding in any release.

        Built from category and token bytes, never from the token id: ids move
        between releases of a vocabulary.
        """
        key = self.category.encode() + b"\0" + self.token.raw
        return hashlib.sha256(key).hexdigest()[:16]
