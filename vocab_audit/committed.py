"""Files of ours that users commit: JSON with a version, which git may have touched."""

from pathlib import Path
from typing import TypeVar

from vocab_audit.errors import SourceError, VocabAuditError
from vocab_audit.files import read_file

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a committed file that are read at most."""

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


def _refuse_conflicts(
    path: Path, kind: str, content: bytes, error: type[VocabAuditError]
) -> None:
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        if line.startswith(_CONFLICT):
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
