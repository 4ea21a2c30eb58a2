"""A scan as one JSON object."""

import json

from vocab_audit.json_text import visible
from vocab_audit.report.scans.findings import ScanReport, record

SCHEMA = "vocab-audit/scan/1"


def render(report: ScanReport) -> str:
    """Render a scan: what was scanned, and every hit.

    Args:
        report: What was found.
    """
    from vocab_audit import __version__

    table = {
        "schema": SCHEMA,
        "tool": {"name": "vocab-audit", "version": __version__},
        "vocabulary": report.vocabulary,
        "complete": report.is_complete,
        "counts": dict(report.counts),
        "failures": [*report.failures],
        "hits": [record(hit, mask=report.mask) for hit in report.hits],
    }
    return visible(json.dumps(table, ensure_ascii=False, indent=1)) + "\n"
