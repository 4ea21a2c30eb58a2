"""What comes out of a scan, in every format.

A member of the family is one module with one public function, ``render``, and its name
in :data:`FORMATS`; the formats that are about problems at places in general are
modules of :mod:`vocab_audit.report`.
"""

from importlib import import_module
from typing import Final

from vocab_audit.report.scans.findings import ScanReport, inspection

FORMATS: Final = ("text", "json", "jsonl", "markdown", "sarif", "junit", "github")
"""Every format; its module is imported when it is asked for."""

_OF_PROBLEMS = frozenset({"sarif", "junit", "github"})


def render(report: ScanReport, format_name: str) -> str:
    """Render a scan in a format.

    Args:
        report: What was found.
        format_name: One of :data:`FORMATS`.
    """
    if format_name in _OF_PROBLEMS:
        module = import_module(f"vocab_audit.report.{format_name}")
        text: str = module.render(inspection(report))
    else:
        module = import_module(f"vocab_audit.report.scans.{format_name}")
        text = module.render(report)
    return text
