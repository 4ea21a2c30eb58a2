"""The report directory of one audit: a page, the data, and each chart by itself."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vocab_audit.audit import Audit
from vocab_audit.errors import OutputError
from vocab_audit.report import charts, csv, html, json


def names(audits: Sequence[Audit]) -> list[str]:
    """A name for each audit's report directory, all different.

    It is the vocabulary's name, made safe for a file system; where several would be
    alike, the later ones get the beginning of their sha256 too.
    """
    taken = set[str]()
    chosen: list[str] = []
    for audit in audits:
        name = _safe(audit.vocabulary.name)
        if name.lower() in taken:
            name = f"{name}-{audit.vocabulary.sha256[:8]}"
        taken.add(name.lower())
        chosen.append(name)
    return chosen


def _safe(name: str) -> str:
    """A name as one part of a path.

    >>> _safe("../a/b:c")
    '-a-b-c'
    """
    kept = "".join(
        character if character.isalnum() or character in "._-" else "-"
        for character in name
    )
    return kept.lstrip(".")[:100] or "vocabulary"


def write(
    audit: Audit, target: Path, *, say: Callable[[str], None] = lambda _: None
) -> Path:
    """Write the report directory of an audit.

    It is written beside its place first and moved there when it is complete. Files
    of an earlier report are replaced; other files in the directory are left alone.

    Args:
        audit: What to report.
        target: The directory; made, with the folders above it, if it is not there.
        say: Told what is being done.

    Returns:
        The path of the directory.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        _check_place(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".vocab-audit-", dir=target.parent
        ) as made:
            staging = Path(made) / target.name
            staging.mkdir()
            for name, content in files(audit, say=say):
                path = staging / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            _move(staging, target)
    except OSError as error:
        message = f"{target}: cannot write the report here: {error.strerror}"
        raise OutputError(message) from None
    return target


def _check_place(target: Path) -> None:
    """Complain of what would be in the way, before any work is done."""
    for path in (target, *target.parents):
        if path.is_symlink() and not path.exists():
            message = f"{path}: is a broken link; the report needs a directory there"
            raise OutputError(message)
        if path.exists() and not path.is_dir():
            message = f"{path}: is a file; the report needs a directory there"
            raise OutputError(message)


def files(
    audit: Audit, *, say: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a report directory."""
    say("writing the findings")
    yield "audit.json", json.render([audit]).encode()
    yield "findings.csv", csv.render([audit]).encode()
    say("drawing the charts")
    pictures = charts.render(audit)
    for name, picture in pictures.items():
        yield f"charts/{name}.png", picture
    say("writing the page")
    yield "index.html", html.page([audit], [pictures]).encode()


def _move(staging: Path, target: Path) -> None:
    """Move a complete report to its place: at once, or file by file over another."""
    if not target.exists():
        staging.rename(target)
        return
    moves = [
        (path, target / path.relative_to(staging))
        for path in sorted(staging.rglob("*"))
        if path.is_file()
    ]
    for _, place in moves:
        if place.is_dir():
            message = f"{place}: is a directory; the report needs a file there"
            raise OutputError(message)
    for path, place in moves:
        place.parent.mkdir(exist_ok=True)
        path.replace(place)
