"""Languages: of the page, and of a token's text (for fonts and voices that read)."""

from typing import Final

from vocab_audit.audit import Audit
from vocab_audit.finding import Finding

LANGUAGES: Final = ("en", "zh-Hans")
"""What the page speaks, as BCP 47 tags; the first is the default."""

OF_SCRIPTS: Final = {
    "Han": "zh",
    "Bopomofo": "zh",
    "Hiragana": "ja",
    "Katakana": "ja",
    "Hangul": "ko",
    "Thai": "th",
}
"""BCP 47 tags for scripts that are mostly one language's."""


def language(audit: Audit, finding: Finding) -> str:
    """BCP 47 tag of a token: of the list that found it, or else of its script.

    Args:
        audit: The audit that has the finding.
        finding: Says which token.

    Returns:
        A tag, or nothing where neither tells.
    """
    for piece in finding.evidence:
        if piece.language and piece.language != "und":
            return piece.language
    return OF_SCRIPTS.get(audit.profile(finding).script, "")
