"""The report directory of one audit: a page, the data, and each chart by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from vocab_audit.audit import Audit
from vocab_audit.report import charts, csv, html, json
from vocab_audit.report.languages import LANGUAGES
from vocab_audit.report.pictures import Pictures, draw
from vocab_audit.report.staging import safe, write_files

_USUAL = Pictures()


def names(audits: Sequence[Audit]) -> list[str]:
    """A name for each audit's report directory, all different.

    It is the vocabulary's name, made safe for a file system; where several would be
    alike, the later ones get the beginning of their sha256 too.
    """
    taken = set[str]()
    chosen: list[str] = []
    for audit in audits:
        name = safe(audit.vocabulary.name)
        if name.lower() in taken:
            name = f"{name}-{audit.vocabulary.sha256[:8]}"
        taken.add(name.lower())
        chosen.append(name)
    return chosen


def write(
    audit: Audit,
    target: Path,
    *,
    pictures: Pictures = _USUAL,
    opens_in: str = LANGUAGES[0],
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the report directory of an audit.

    Files of an earlier report are replaced; other files there are left alone.

    Args:
        audit: What to report.
        target: The directory; made, with the folders above it, if it is not there.
        pictures: How the charts are drawn.
        opens_in: The language in which the page opens, of ``LANGUAGES``.
        say: Told what is being done.

    Returns:
        The path of the directory.

    Raises:
        OutputError: It cannot be written.
    """
    return write_files(
        target, files(audit, pictures=pictures, opens_in=opens_in, say=say)
    )


def files(
    audit: Audit,
    *,
    pictures: Pictures = _USUAL,
    opens_in: str = LANGUAGES[0],
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a report directory."""
    say("writing the findings")
    yield "audit.json", json.render([audit]).encode()
    yield "findings.csv", csv.render([audit]).encode()
    say("drawing the charts")

    def render(suffix: str, dpi: int) -> Mapping[str, bytes]:
        return charts.render(audit, mask=pictures.mask, suffix=suffix, dpi=dpi)

    drawn = draw(render, pictures)
    yield from drawn.named()
    say("writing the page")
    page = html.page([audit], [drawn.inline], opens_in, masked=pictures.mask)
    yield "index.html", page.encode()
