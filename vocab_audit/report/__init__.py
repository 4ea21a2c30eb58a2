"""What comes out: an audit as text, data, a page and charts.

A member of the family is one module with one public function, ``render``, and its
name in :data:`FORMATS`. Renderers take any number of audits and return text without
colours or control sequences. The charts and the report directory, which are not one
text, have modules of their own.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from vocab_audit.audit import Audit

FORMATS: Final = ("text", "json", "jsonl", "csv", "markdown", "html")
"""Every format; its module is imported when it is asked for."""


def render(audits: Sequence[Audit], format_name: str) -> str:
    """Render audits in a format.

    Args:
        audits: What to report.
        format_name: One of :data:`FORMATS`.
    """
    module = import_module(f"vocab_audit.report.{format_name}")
    text: str = module.render(audits)
    return text
