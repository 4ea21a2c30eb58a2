"""The hits of a scan for a terminal: a line for each, as compilers write them."""

from collections.abc import Iterator

import click

from vocab_audit.category import Strength
from vocab_audit.report.scans.findings import ScanReport, message, shown
from vocab_audit.scan.hit import Hit
from vocab_audit.vocabulary import printable

_COLORS = {Strength.CERTAIN: "red", Strength.LIKELY: "yellow"}


def render(report: ScanReport, *, color: bool = False) -> str:
    """Render each hit with its place, its reasons and the text around it.

    Args:
        report: What was found.
        color: Whether to emphasize with ANSI escapes.
    """
    text = "".join(f"{line}\n" for hit in report.hits for line in _lines(hit, report))
    return text if color else click.unstyle(text)


def _lines(hit: Hit, report: ScanReport) -> Iterator[str]:
    field = f" [{hit.field}]" if hit.field else ""
    place = f"{hit.path}:{hit.line}:{hit.column}{field}"
    strength = click.style(hit.strength, fg=_COLORS.get(hit.strength), bold=True)
    said = message(hit, mask=report.mask)
    yield f"{click.style(printable(place), bold=True)}: {strength} {hit.kind}"
    yield f"    {printable(said)}"
    _, excerpt = shown(hit, mask=report.mask)
    yield click.style(f"    | {printable(excerpt)}", dim=True)
