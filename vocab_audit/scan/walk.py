"""Files under paths, but for those that .gitignore leaves out.

Nothing is executed: ``.gitignore`` files (https://git-scm.com/docs/gitignore) are
read here, from the root of the repository down. Links are not followed, and what is
no regular file is not opened.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from vocab_audit.scan.document import (
    CHUNK_BYTES,
    Document,
    Entry,
    Skipped,
    UnreadableError,
)

MAX_IGNORE_BYTES = 1 << 20
"""Bytes of a .gitignore file that are read at most."""

_Rules = tuple[tuple[str, "_Spec"], ...]


class _Spec:
    """The patterns of one .gitignore file."""

    def __init__(self, content: str) -> None:
        from pathspec import GitIgnoreSpec

        self._spec = GitIgnoreSpec.from_lines(content.splitlines())

    def verdict(self, relative: str) -> bool | None:
        """Whether a path is ignored, or None if no pattern speaks of it."""
        return self._spec.check_file(relative).include


def documents(paths: Sequence[str], *, use_ignore: bool = True) -> Iterator[Entry]:
    """Yield every file under some paths, in order of name.

    Args:
        paths: Files and folders; a file that is named is never ignored.
        use_ignore: Whether to respect .gitignore.
    """
    for path in paths:
        try:
            mode = Path(path).stat().st_mode
        except (OSError, ValueError) as error:
            yield Skipped(path, _why(error))
            continue
        if stat.S_ISDIR(mode):
            rules = _rules_above(path) if use_ignore else ()
            yield from _folder(path, rules, use_ignore=use_ignore)
        else:
            yield _file(path, mode)


def chunks(path: str) -> Iterator[bytes]:
    """Yield the bytes that a file has as it is opened, but not what is added later.

    Raises:
        UnreadableError: It cannot be read, or is no regular file.
    """
    try:
        with Path(path).open("rb", buffering=0) as stream:
            status = os.fstat(stream.fileno())
            left = status.st_size or CHUNK_BYTES  # files of /proc say 0
            while left > 0 and (chunk := stream.read(min(left, CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk
    except (OSError, ValueError) as error:
        message = f"{path}: {_why(error)}"
        raise UnreadableError(message) from None


def _file(path: str, mode: int) -> Entry:
    if not stat.S_ISREG(mode):
        return Skipped(path, "not a regular file; pipe it in and scan -")
    try:
        size = Path(path).stat().st_size
    except OSError as error:
        return Skipped(path, _why(error))
    return Document(path, lambda: chunks(path), size)


def _folder(path: str, rules: _Rules, *, use_ignore: bool) -> Iterator[Entry]:
    """Yield what is in a folder; without recursion, as folders may be deep."""
    waiting: list[tuple[str, _Rules]] = [(path, rules)]
    while waiting:
        folder, above = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Skipped(folder, _why(error))
            continue
        if use_ignore and any(entry.name == ".gitignore" for entry in listed):
            above = _with_rules(folder, above)
        inner: list[tuple[str, _Rules]] = []
        for entry in listed:
            if entry.is_symlink() or entry.name == ".git":
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            place = entry.path.removeprefix("./")
            if use_ignore and _is_ignored(place, above, is_folder=is_folder):
                continue
            if is_folder:
                inner.append((place, above))
            else:
                yield _entry(place, entry)
        waiting += reversed(inner)


def _entry(place: str, entry: "os.DirEntry[str]") -> Entry:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Skipped(place, _why(error))
    if not stat.S_ISREG(status.st_mode):
        return Skipped(place, "not a regular file")
    return Document(place, lambda: chunks(place), status.st_size)


def _rules_above(path: str) -> _Rules:
    """The rules of the folders above one, up to the root of its repository."""
    folders = [Path(path).absolute(), *Path(path).absolute().parents]
    # os.path says no of what it may not look at, where Path raises
    root = next((f for f in folders if os.path.exists(f / ".git")), None)  # noqa: PTH110
    if root is None:
        return ()
    rules: _Rules = ()
    for folder in reversed(folders[1 : folders.index(root) + 1]):
        if os.path.isfile(folder / ".gitignore"):  # noqa: PTH113
            rules = _with_rules(str(folder), rules)
    return rules


def _with_rules(folder: str, rules: _Rules) -> _Rules:
    path = Path(folder) / ".gitignore"
    try:
        if not path.is_file():
            return rules
        with path.open("rb") as stream:
            content = stream.read(MAX_IGNORE_BYTES).decode(errors="replace")
        return (*rules, (os.path.abspath(folder), _Spec(content)))  # noqa: PTH100
    except (OSError, ValueError):  # a pattern that git would not read either
        return rules


def _is_ignored(place: str, rules: _Rules, *, is_folder: bool) -> bool:
    """What the last rule that speaks of a path says, the nearest folder's first."""
    absolute = os.path.abspath(place)  # noqa: PTH100 - no links resolved
    for folder, spec in reversed(rules):
        relative = os.path.relpath(absolute, folder)
        verdict = spec.verdict(f"{relative}/" if is_folder else relative)
        if verdict is not None:
            return verdict
    return False


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
