"""What comes out: an audit as text, data, a page and charts.

A member of the family is one module with one public function, ``render``, and one
line in :data:`RENDERERS`. Renderers take any number of audits and return text
without colours or control sequences. The charts and the report directory, which
are not one text, have modules of their own.
"""

from collections.abc import Callable, Sequence
from typing import Final

from vocab_audit.audit import Audit
from vocab_audit.report import csv, html, json, jsonl, markdown, text

RENDERERS: Final[dict[str, Callable[[Sequence[Audit]], str]]] = {
    "text": text.render,
    "json": json.render,
    "jsonl": jsonl.render,
    "csv": csv.render,
    "markdown": markdown.render,
    "html": html.render,
}
"""Every format by name."""
