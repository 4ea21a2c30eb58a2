"""What comes out of a check: verdicts as text, data and problems at places.

A member of the family is one module with one public function, ``render``, and its name
in :data:`FORMATS`. SARIF, JUnit and GitHub's annotations are written by the writers of
problems in ``vocab_audit.report``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from vocab_audit.verdict import Verdict

PROBLEM_FORMATS: Final = ("sarif", "junit", "github")
FORMATS: Final = ("text", "json", "markdown", *PROBLEM_FORMATS)
"""Every format; its module is imported when it is asked for."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check to report.

    Attributes:
        location: What the user called the vocabulary.
        verdict: What the check came to.
        path: The vocabulary's file, if it has one.
    """

    location: str
    verdict: Verdict
    path: Path | None = None


def render(
    checks: Sequence[Checked], format_name: str, failures: Sequence[str] = ()
) -> str:
    """Render checks in a format.

    Args:
        checks: What to report.
        format_name: One of :data:`FORMATS`.
        failures: What could not be checked, one sentence each.
    """
    if format_name in PROBLEM_FORMATS:
        from vocab_audit.report.verdict.problems import inspection

        module = import_module(f"vocab_audit.report.{format_name}")
        text: str = module.render(inspection(checks, failures))
    else:
        module = import_module(f"{__name__}.{format_name}")
        text = module.render(checks, failures)
    return text
