"""What is explicit, and how it is written where it must not be read by chance."""

from vocab_audit.category import Category
from vocab_audit.families import Family
from vocab_audit.finding import Finding

BLOCK = "●"


def is_explicit(subject: Finding | Family) -> bool:
    """Whether a finding or a family may quote what is not for every screen."""
    if subject.category is Category.ADULT:
        return True
    return isinstance(subject, Finding) and any(
        piece.category is Category.ADULT for piece in subject.evidence
    )


def masked(text: str) -> str:
    """A text but for its first character, as many characters long.

    >>> masked(" abc"), masked("")
    ('a●●', '')
    """
    shown = text.strip()
    return shown[:1] + BLOCK * (len(shown) - 1)
