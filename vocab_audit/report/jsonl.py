"""The findings of an audit as JSON lines: the objects of audit.json, one per line."""

import json
from collections.abc import Iterator, Sequence

from vocab_audit.audit import Audit
from vocab_audit.json_text import visible
from vocab_audit.report.records import finding_record


def render(audits: Sequence[Audit]) -> str:
    """Render each finding as one line (https://jsonlines.org).

    Args:
        audits: What to render. If there are several, each object begins with the
            name of its vocabulary, under the key ``vocabulary``.

    Returns:
        One line per finding, by vocabulary and token id; empty without findings.
    """
    lines = (
        json.dumps(record, ensure_ascii=False)
        for audit in audits
        for record in _records(audit, is_named=len(audits) > 1)
    )
    return visible("".join(f"{line}\n" for line in lines))


def _records(audit: Audit, *, is_named: bool) -> Iterator[dict[str, object]]:
    name: dict[str, object] = {"vocabulary": audit.vocabulary.name} if is_named else {}
    for finding in audit.findings:
        yield {**name, **finding_record(finding)}
