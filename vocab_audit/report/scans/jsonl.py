"""The hits of a scan as JSON lines (https://jsonlines.org)."""

import json

from vocab_audit.json_text import visible
from vocab_audit.report.scans.findings import ScanReport, record


def render(report: ScanReport) -> str:
    """Render each hit as one line; empty without hits.

    Args:
        report: What was found.
    """
    return "".join(
        visible(json.dumps(record(hit, mask=report.mask), ensure_ascii=False)) + "\n"
        for hit in report.hits
    )
