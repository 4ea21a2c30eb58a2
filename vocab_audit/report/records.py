"""Findings as JSON objects, and JSON that shows every character it holds."""

import re
from base64 import b64encode

from vocab_audit.families import Family
from vocab_audit.finding import Evidence, Finding

# The categories Cc, Cf, Co, Cs, Zl, Zp and Zs but the space, and the noncharacters of
# the first plane, as of Unicode 16. Not str.isprintable(): it changes with the Unicode
# version of Python, and the same audit gives the same bytes.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]"
)


def finding_record(finding: Finding) -> dict[str, object]:
    """A finding as an object of the schema, its keys in order.

    Its evidence comes last, and lists objects whose first key is ``detector``.
    """
    token = finding.token
    return {
        "id": token.id,
        "bytes": b64encode(token.raw).decode(),
        "text": token.text,
        "rank": token.rank,
        "category": finding.category,
        "strength": finding.strength,
        "fingerprint": finding.fingerprint,
        "evidence": [evidence_record(piece) for piece in finding.evidence],
    }


def family_record(family: Family) -> dict[str, object]:
    """A family as an object of the schema, its keys in order."""
    root = family.root
    return {
        "root": root.id,
        "bytes": b64encode(root.raw).decode(),
        "text": root.text,
        "category": family.category,
        "size": family.size,
        "members": [token.id for token in family.members],
    }


def evidence_record(evidence: Evidence) -> dict[str, object]:
    """A piece of evidence as an object of the schema, its keys in order."""
    return {
        "detector": evidence.detector,
        "category": evidence.category,
        "strength": evidence.strength,
        "term": evidence.term,
        "source": evidence.source,
        "detail": evidence.detail,
        "language": evidence.language,
        "boundary": evidence.boundary,
    }


def visible(text: str) -> str:
    r"""Escape what cannot be seen in a JSON text; its meaning stays the same.

    >>> visible('"天\u202e"')
    '"天\\u202e"'
    """
    if text.isascii():
        return text
    return "\n".join(
        line if line.isprintable() else _INVISIBLE.sub(_escape, line)
        for line in text.split("\n")
    )


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
