"""Directories that are complete or not there: written elsewhere, then moved."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from vocab_audit.errors import OutputError

NAME_CHARACTERS = 100
"""Characters of a name that a part of a path keeps at most."""


def safe(name: str) -> str:
    """A name as one part of a path.

    >>> safe("../a/b:c")
    '-a-b-c'
    """
    kept = "".join(
        character if character.isalnum() or character in "._-" else "-"
        for character in name
    )
    return kept.lstrip(".")[:NAME_CHARACTERS] or "vocabulary"


def write_files(target: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    """Write a directory of files.

    Files that an earlier run left there are replaced; others are left alone.

    Args:
        target: The directory; made, with the folders above it, if it is not there.
        files: Name and content of each; a name may have one folder in it. They are
            asked for only once the place is known to be free.

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
            for name, content in files:
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
