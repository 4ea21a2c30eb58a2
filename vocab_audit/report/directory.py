"""The report directory of one audit: a page, the data, and each chart by itself."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from vocab_audit.audit import Audit
from vocab_audit.errors import OutputError
from vocab_audit.report import charts, csv, html, json


def directory_name(audit: Audit) -> str:
    """The name of an audit's report directory: the vocabulary's, made safe.

    >>> from types import SimpleNamespace
    >>> directory_name(SimpleNamespace(vocabulary=SimpleNamespace(name="a/b")))
    'a-b'
    """
    name = "".join(
        character if character.isalnum() or character in "._-" else "-"
        for character in audit.vocabulary.name
    )
    return name.lstrip(".") or "vocabulary"


def write(
    audit: Audit, folder: Path, *, say: Callable[[str], None] = lambda _: None
) -> Path:
    """Write the report directory of an audit into a folder.

    It is written elsewhere in the folder first and moved when it is complete. Files
    of an earlier report are replaced; other files in the directory are left alone.

    Args:
        audit: What to report.
        folder: Where the directory goes; made if it is not there.
        say: Told what is being done.

    Returns:
        The path of the directory.

    Raises:
        OutputError: The folder cannot be written to.
    """
    target = folder / directory_name(audit)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_dir():
            message = f"{target}: is a file; the report needs a directory there"
            raise OutputError(message)
        with tempfile.TemporaryDirectory(prefix=".vocab-audit-", dir=folder) as made:
            staging = Path(made) / target.name
            staging.mkdir()
            for name, content in files(audit, say=say):
                path = staging / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            _move(staging, target)
    except FileExistsError as error:
        message = f"{error.filename}: is a file; a report needs a directory there"
        raise OutputError(message) from None
    except OSError as error:
        message = f"{error.filename or folder}: cannot write here: {error.strerror}"
        raise OutputError(message) from None
    return target


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
    for path in sorted(staging.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(staging)
            place.parent.mkdir(exist_ok=True)
            path.replace(place)
