"""The report directory of a comparison: a page, the data, and each chart by itself."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import csv, html, json
from vocab_audit.report.pictures import Pictures, draw
from vocab_audit.report.staging import safe, write_files

NAME_CHARACTERS = 80
"""Characters of a directory's name, from which on it names only some vocabularies."""

DIGITS = 8

_USUAL = Pictures()


def directory_name(comparison: Comparison) -> str:
    """What to call the directory, from the names of the vocabularies.

    >>> directory_name.__name__
    'directory_name'
    """
    full = safe("-".join(["compare", *comparison.names]))
    if len(full) <= NAME_CHARACTERS:
        return full
    first = safe(comparison.names[0])[: NAME_CHARACTERS // 2]
    digest = hashlib.sha256(
        "\n".join(it.name + it.sha256 for it in comparison.vocabularies).encode()
    )
    others = len(comparison.names) - 1
    return f"compare-{first}-and-{others}-more-{digest.hexdigest()[:DIGITS]}"


def write(
    comparison: Comparison,
    target: Path,
    *,
    pictures: Pictures = _USUAL,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the report directory of a comparison.

    Files of an earlier report are replaced; other files there are left alone.

    Args:
        comparison: What to report.
        target: The directory; made, with the folders above it, if it is not there.
        pictures: How the charts are drawn.
        say: Told what is being done.

    Returns:
        The path of the directory.

    Raises:
        OutputError: It cannot be written.
    """
    return write_files(target, files(comparison, pictures=pictures, say=say))


def files(
    comparison: Comparison,
    *,
    pictures: Pictures = _USUAL,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a report directory."""
    from vocab_audit.report.charts import comparison as charts

    say("writing the tokens")
    yield "compare.json", json.render(comparison).encode()
    yield "tokens.csv", csv.render(comparison).encode()
    if comparison.changes:
        yield "changes.csv", csv.changes(comparison).encode()
    say("drawing the charts")

    def render(suffix: str, dpi: int) -> Mapping[str, bytes]:
        return charts.render(comparison, suffix=suffix, dpi=dpi)

    drawn = draw(render, pictures)
    yield from drawn.named()
    say("writing the page")
    yield "index.html", html.page(comparison, drawn.inline).encode()
