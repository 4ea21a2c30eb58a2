"""The lines that a range of commits adds, by git itself."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from vocab_audit.errors import VocabAuditError
from vocab_audit.scan.document import Document

MAX_LINE_BYTES = 1 << 20
"""Bytes of a line that are read at once."""

_HUNK = re.compile(rb"@@ -\S+ \+(\d+)")
_OPTIONS = (
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-prefix",
    "--no-relative",
    "--inter-hunk-context=0",
    "--submodule=short",
)
_SAFE = (
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
)


def added(span: str, path: str | None = None) -> Iterator[Document]:
    """Yield a document for each file in which a range of commits adds lines.

    Args:
        span: A range such as ``main..HEAD``, or one commit to compare with.
        path: The folder or the file of the repository that counts; None for all of
            the repository that you are in.

    Raises:
        VocabAuditError: git is missing, or does not know the range.
    """
    if span.startswith("-"):
        message = f"{span!r} is no range of commits; write it as in main..HEAD"
        raise VocabAuditError(message)
    folder, *only = _where(path)
    command = ["git", *_SAFE, "-C", folder, "diff", *_OPTIONS, span, "--", *only]
    try:
        with subprocess.Popen(  # noqa: S603 - git, with a range that is no option
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            if process.stdout is None or process.stderr is None:
                return
            try:
                yield from _documents(iter(lambda: _line(process), b""))
            except BaseException:
                process.kill()
                raise
            said = process.stderr.read().decode(errors="replace").strip()
    except FileNotFoundError:
        message = "--git needs git, which is not on the PATH"
        raise VocabAuditError(message) from None
    if process.returncode:
        said = _no_repository(folder) or said
        message = f"git diff {span}: {said.splitlines()[0] if said else 'failed'}"
        raise VocabAuditError(message)


def _no_repository(folder: str) -> str:
    """What git says of a folder that is in no repository; nothing of others."""
    command = ["git", *_SAFE, "-C", folder, "rev-parse", "--git-dir"]
    asked = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git
    return asked.stderr.decode(errors="replace").strip()


def _where(path: str | None) -> tuple[str, ...]:
    """A folder to go to, and what counts there; the file itself may be gone."""
    if path is None:
        return (".",)
    place = Path(path)
    return (path, ".") if place.is_dir() else (str(place.parent), place.name)


def _line(process: "subprocess.Popen[bytes]") -> bytes:
    return process.stdout.readline(MAX_LINE_BYTES) if process.stdout else b""


def _documents(lines: Iterator[bytes]) -> Iterator[Document]:
    path, number, in_hunk = "", 0, False
    kept: list[bytes] = []
    numbers: list[int] = []
    continues = keeps = False
    for line in lines:
        is_rest, continues = continues, not line.endswith(b"\n")
        if is_rest:  # of a line that was too long to be read at once
            kept += [line] * keeps
            continue
        keeps = in_hunk and line.startswith(b"+")
        if line.startswith(b"diff --git "):
            if numbers:
                yield _document(path, kept, numbers)
            kept, numbers, in_hunk = [], [], False
        elif not in_hunk and line.startswith(b"+++ "):
            path = _name(line[4:].rstrip(b"\r\n"))
        elif found := _HUNK.match(line):
            number, in_hunk = int(found[1]), True
        elif keeps:
            kept.append(line[1:])
            numbers.append(number)
            number += 1
    if numbers:
        yield _document(path, kept, numbers)


def _name(spelled: bytes) -> str:
    text = spelled.rstrip(b"\t").decode(errors="surrogateescape")
    if text.startswith('"') and text.endswith('"'):
        inner = text[1:-1].encode(errors="surrogateescape")
        unescaped = inner.decode("unicode_escape").encode("latin-1", "replace")
        return unescaped.decode(errors="surrogateescape")
    return text


def _document(path: str, kept: list[bytes], numbers: list[int]) -> Document:
    content = b"".join(kept)
    return Document(path, lambda: iter([content]), len(content), tuple(numbers))
