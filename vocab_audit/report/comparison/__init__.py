"""What comes out of a comparison: text, data, a page, a directory.

A member of the family is one module with one public function, ``render``, and its
name in :data:`FORMATS`. What reports for people say is computed in the modules that
``sections`` names, once for all of them.
"""

from importlib import import_module
from typing import Final

from vocab_audit.compare import Comparison

FORMATS: Final = ("text", "json", "csv", "markdown", "html")
"""Every format; its module is imported when it is asked for."""


def render(comparison: Comparison, format_name: str) -> str:
    """Render a comparison in a format.

    Args:
        comparison: What to report.
        format_name: One of :data:`FORMATS`.
    """
    module = import_module(f"{__name__}.{format_name}")
    text: str = module.render(comparison)
    return text
