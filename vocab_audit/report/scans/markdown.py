"""A scan as Markdown, for a job summary or an issue."""

from collections.abc import Iterator

from vocab_audit.report.gfm import code
from vocab_audit.report.scans.findings import ScanReport, shown

MOST = 200
"""Hits that are listed; how many more there are is said."""


def render(report: ScanReport) -> str:
    """Render the counts and a table of hits.

    Args:
        report: What was found.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ScanReport) -> Iterator[str]:
    yield "# Scan for leaked tokens"
    yield ""
    counts = report.counts
    hits = "1 hit" if len(report.hits) == 1 else f"{len(report.hits):,} hits"
    yield f"**{hits}** in {counts['documents']:,} documents."
    if not report.is_complete:
        yield "\nInterrupted: these are partial results."
    if report.hits:
        yield ""
        yield "| place | strength | rule | category | what leaked |"
        yield "| --- | --- | --- | --- | --- |"
    for hit in report.hits[:MOST]:
        text, _ = shown(hit, mask=report.mask)
        place = code(f"{hit.path}:{hit.line}:{hit.column}")
        category = hit.category or ""
        yield f"| {place} | {hit.strength} | {hit.kind} | {category} | {code(text)} |"
    if len(report.hits) > MOST:
        yield f"\nand {len(report.hits) - MOST:,} more"
    if report.failures:
        yield "\nNot scanned:\n"
        yield from (f"- {code(failure)}" for failure in report.failures)
