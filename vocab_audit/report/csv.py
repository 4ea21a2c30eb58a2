"""The findings of an audit as CSV: one row each, safe to open in a spreadsheet.

RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), but with LF at line ends.
"""

import csv
import io
from base64 import b64encode
from collections.abc import Iterator, Sequence

from vocab_audit.audit import Audit
from vocab_audit.finding import Finding
from vocab_audit.report.cells import guarded

COLUMNS = (
    "vocabulary",
    "id",
    "rank",
    "text",
    "bytes_base64",
    "script",
    "han",
    "cjk",
    "category",
    "strength",
    "terms",
    "detail",
    "fingerprint",
)


def render(audits: Sequence[Audit]) -> str:
    """Render a header line, and a row for each finding of each audit.

    Text cells are for eyes; ``bytes_base64`` holds the token exactly.

    Args:
        audits: What to render.
    """
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for audit in audits:
        writer.writerows(_rows(audit))
    return output.getvalue()


def _rows(audit: Audit) -> Iterator[tuple[str | int | None, ...]]:
    name = guarded(audit.vocabulary.name)
    for finding in audit.findings:
        yield name, *_cells(audit, finding)


def _cells(audit: Audit, finding: Finding) -> tuple[str | int | None, ...]:
    token, profile = finding.token, audit.profile(finding)
    terms = dict.fromkeys(piece.term for piece in finding.evidence if piece.term)
    details = dict.fromkeys(piece.detail for piece in finding.evidence)
    return (
        token.id,
        token.rank,
        guarded(token.display),
        b64encode(token.raw).decode(),
        profile.script,
        profile.han,
        profile.cjk,
        finding.category,
        finding.strength,
        guarded("; ".join(terms)),
        guarded("; ".join(details)),
        finding.fingerprint,
    )
