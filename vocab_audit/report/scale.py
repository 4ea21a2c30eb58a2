"""A vocabulary to hold others against: what an audit of cl100k_base counts."""

from typing import Final

from vocab_audit.audit import Audit, LengthRule, LongCount, Settings

REFERENCE: Final = "cl100k_base"
"""The encoding of GPT-4 (2023), which holds hardly any long Chinese token at all."""

COUNTS: Final = {
    LengthRule.HAN: LongCount(total=23, contaminated=0),
    LengthRule.CJK: LongCount(total=47, contaminated=0),
    LengthRule.CHARS: LongCount(total=51, contaminated=0),
    LengthRule.LETTERS: LongCount(total=83_760, contaminated=61),
}
"""What a default audit counts under each rule; a test counts it anew."""


def reference(audit: Audit) -> LongCount | None:
    """What the same audit of the reference vocabulary counts, if that is known.

    Returns:
        The count under the headline's rule; None where the audit was filtered, has
        another threshold than the default, wordlists of the user's, or is the
        reference's own.
    """
    known = Settings(rule=audit.settings.rule)
    is_own = audit.vocabulary.name == REFERENCE
    packaged = all(term.language != "und" for term in audit.wordlist.terms)
    if is_own or audit.settings != known or not packaged:
        return None
    return COUNTS[audit.settings.rule]
