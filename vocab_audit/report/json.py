"""An audit as JSON, version 1; ``docs/report.md`` says what the keys mean.

The layout is for people and for diffs: one line for each finding, and one for each
piece of its evidence. Chinese stays readable. What an editor or a terminal would
act upon instead of showing it (control, bidi and other invisible characters) is
escaped, so that a parser still gets exactly the text of the token.
"""

import json
from collections.abc import Sequence

from vocab_audit.audit import Audit, Census, Settings
from vocab_audit.category import Category
from vocab_audit.detectors import DETECTORS
from vocab_audit.json_text import visible
from vocab_audit.judgement import Prior
from vocab_audit.report import schema_file
from vocab_audit.report.records import evidence_record, family_record, finding_record

AUDIT_SCHEMA = "vocab-audit/audit/1"
AUDITS_SCHEMA = "vocab-audit/audits/1"

_END = "\n}"


def render(audits: Sequence[Audit]) -> str:
    """Render one audit as an object, several as an object that lists them.

    Args:
        audits: What to render.

    Returns:
        A JSON text that ends with a newline.
    """
    objects = [_audit_text(audit) for audit in audits]
    if len(objects) == 1:
        return objects[0] + "\n"
    listed = ",\n".join(objects)
    return f'{{\n "schema": "{AUDITS_SCHEMA}",\n "audits": [\n{listed}\n ]\n}}\n'


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of what :func:`render` returns."""
    return schema_file.load("audit-1")


def _audit_text(audit: Audit) -> str:
    head = json.dumps(_audit_record(audit), ensure_ascii=False, indent=1)
    families = [family_record(family) for family in audit.families]
    remarks = [
        {"id": token_id, "evidence": [evidence_record(piece) for piece in pieces]}
        for token_id, pieces in audit.remarks.items()
    ]
    findings = [finding_record(finding) for finding in audit.findings]
    lists = {"families": families, "remarks": remarks, "findings": findings}
    listed = ",\n ".join(
        f'"{name}": {_one_line_each(json.dumps(records, ensure_ascii=False))}'
        for name, records in lists.items()
    )
    return visible(f"{head.removesuffix(_END)},\n {listed}\n}}")


def _one_line_each(records: str) -> str:
    """Break a list of objects into lines, after it was serialized in one go.

    In a JSON string a quotation mark has a backslash before it: ``{"id":`` can only
    be the beginning of an object.
    """
    for key in ("id", "root"):
        records = records.replace(f'[{{"{key}":', f'[\n  {{"{key}":', 1)
        records = records.replace(f', {{"{key}":', f',\n  {{"{key}":')
    return records.replace('[{"detector":', '[\n   {"detector":').replace(
        ', {"detector":', ',\n   {"detector":'
    )


def _audit_record(audit: Audit) -> dict[str, object]:
    from vocab_audit import __version__

    vocabulary, wordlist = audit.vocabulary, audit.wordlist
    return {
        "schema": AUDIT_SCHEMA,
        "tool": {"name": "vocab-audit", "version": __version__},
        "vocabulary": {
            "name": vocabulary.name,
            "sha256": vocabulary.sha256,
            "origin": vocabulary.origin,
            "tokens": len(vocabulary.ids),
            "special_tokens": len(vocabulary.special_tokens),
        },
        "wordlists": {
            "sha256": wordlist.sha256,
            "terms": len(wordlist.terms),
            "negatives": len(wordlist.negatives),
        },
        "settings": _settings_record(audit.settings),
        "census": _census_record(audit.census, audit.settings.min_chars),
        "priors": {
            script: _prior_record(prior) for script, prior in audit.priors.items()
        },
    }


def _settings_record(settings: Settings) -> dict[str, object]:
    return {
        "rule": settings.rule,
        "min_chars": settings.min_chars,
        "categories": [name for name in Category if name in settings.categories],
        "languages": sorted(settings.languages),
        "scripts": sorted(settings.scripts),
        "strength": settings.strength,
        "detectors": [name for name in DETECTORS if name in settings.detectors],
    }


def _prior_record(prior: Prior) -> dict[str, object]:
    return {"certain": prior.certain, "tokens": prior.tokens, "level": prior.level}


def _census_record(census: Census, minimum: int) -> dict[str, object]:
    return {
        "tokens": census.tokens,
        "special": census.special,
        "undecodable": census.undecodable,
        "scripts": dict(census.scripts),
        "han": {str(least): count for least, count in census.han.items()},
        "long": {
            rule.label(minimum): {
                "total": count.total,
                "contaminated": count.contaminated,
            }
            for rule, count in census.long.items()
        },
    }
