"""Findings as JSON objects."""

from base64 import b64encode

from vocab_audit.families import Family
from vocab_audit.finding import Evidence, Finding
from vocab_audit.json_text import visible

__all__ = ["evidence_record", "family_record", "finding_record", "visible"]


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
