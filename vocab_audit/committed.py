"""Files of ours that users commit: JSON with a version, which git may have touched."""

from pathlib import Path
from typing import TypeVar

from vocab_audit.errors import OutputError, SourceError, VocabAuditError
from vocab_audit.files import open_file, read_file

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a committed file that are read at most."""

MAX_HEAD_BYTES = 4 * 1024
"""Bytes at a file's start that say what it is."""

_CONFLICT = (b"<<<<<<< ", b"=======\n", b">>>>>>> ")

_Shape = TypeVar("_Shape")


def read_committed(
    path: Path, schema: str, shape: type[_Shape], error: type[VocabAuditError]
) -> _Shape:
    """Read a committed file.

    Args:
        path: The file.
        schema: What its ``schema`` must be, such as ``vocab-audit/lock/1``.
        shape: A type that msgspec decodes.
        error: What to raise.

    Raises:
        VocabAuditError: Of type ``error``: the file cannot be read, holds the markers
            of a merge conflict, is of another version, or is malformed. The message
            names the place.
    """
    kind, _, version = schema.removeprefix("vocab-audit/").partition("/")
    try:
        content = read_file(path, MAX_BYTES)
    except SourceError as failure:
        what = str(failure).replace("name a tokenizer's file", f"name a {kind}")
        if not path.exists():
            what += f"; `vocab-audit {kind} VOCAB -o {path}` writes one"
        raise error(what) from None
    _refuse_conflicts(path, kind, content, error)
    found = _schema(path, content, kind, error)
    if found != schema:
        message = f"{path}: {_other_version(found, kind, version)}"
        raise error(message)
    return _decode(path, content, shape, error)


def refuse_to_replace(path: Path, kind: str) -> None:
    """See that a file which is about to be replaced is one of ours.

    A damaged one, or one of another version, is; the tokenizer's own file is not.

    Args:
        path: What is to be written; it need not be there.
        kind: What is to be written there, such as ``lock``.

    Raises:
        OutputError: There is a file that is something else.
    """
    if not path.is_file():
        return
    try:
        with open_file(path) as stream:
            head = stream.read(MAX_HEAD_BYTES)
    except SourceError as failure:
        raise OutputError(str(failure)) from None
    if head.strip() and f'"vocab-audit/{kind}/'.encode() not in head:
        message = (
            f"{path}: is no {kind}, so it is not replaced by one: name another file, "
            "or remove this one"
        )
        raise OutputError(message)


def conflict_line(content: bytes) -> int | None:
    """The first line with a marker of a merge conflict, from 1; None without one."""
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        if line.startswith(_CONFLICT):
            return number
    return None


def _refuse_conflicts(
    path: Path, kind: str, content: bytes, error: type[VocabAuditError]
) -> None:
    number = conflict_line(content)
    if number is not None:
        message = (
            f"{path}:{number}: holds the markers of a merge conflict; take either "
            f"side and write it again with `vocab-audit {kind}`"
        )
        raise error(message)


def _schema(path: Path, content: bytes, kind: str, error: type[VocabAuditError]) -> str:
    import msgspec

    class Head(msgspec.Struct):
        schema: str

    try:
        return _decode(path, content, Head, error).schema
    except error as failure:
        if "missing required field" not in str(failure):
            raise
    message = f'{path}: is no {kind}: it names no "schema"'
    raise error(message)


def _other_version(found: str, kind: str, version: str) -> str:
    start = f"vocab-audit/{kind}/"
    number = found.removeprefix(start)
    if not found.startswith(start) or not (number.isascii() and number.isdigit()):
        return f"is no {kind}: its schema is {found[:60]!r}"
    return (
        f"is a {kind} of version {number[:20]}, and this vocab-audit reads version "
        f"{version}: install a newer one, or write it again with `vocab-audit {kind}`"
    )


def _decode(
    path: Path, content: bytes, shape: type[_Shape], error: type[VocabAuditError]
) -> _Shape:
    import msgspec

    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.ValidationError as failure:
        what, _, place = str(failure).partition(" - at `")
        where = f"{place.removesuffix('`')}: " if place else ""
        message = f"{path}: {where}{what[:1].lower()}{what[1:]}"
    except (msgspec.DecodeError, UnicodeDecodeError) as failure:
        message = f"{path}: not JSON: {failure}"
    except RecursionError:
        message = f"{path}: nested too deeply"
    raise error(message)
