"""Records: lines of JSON, and rows of Parquet, whose fields are documents."""

import json
from collections.abc import Iterable, Iterator, Sequence

from vocab_audit.scan.document import Document, Entry, Skipped, UnreadableError

MAX_RECORD_BYTES = 64 << 20
"""Bytes of a record at most; a longer one is skipped."""

PARQUET = b"PAR1"


def of_json(
    path: str, chunks: Iterable[bytes], fields: Sequence[str]
) -> Iterator[Entry]:
    """Yield the fields of each line of JSON (https://jsonlines.org).

    Args:
        path: The file.
        chunks: Its bytes.
        fields: Names of fields with text; a dot steps into an object, and a list
            stands for each of its items.
    """
    try:
        for number, line in enumerate(_lines(chunks), 1):
            if line.strip():
                yield from _record(path, number, line, fields)
    except UnreadableError as error:
        yield Skipped(path, str(error).removeprefix(f"{path}: "))


def of_parquet(path: str, fields: Sequence[str]) -> Iterator[Entry]:
    """Yield the fields of each row of a Parquet file, by pyarrow.

    Args:
        path: The file.
        fields: Names of columns with text.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        yield Skipped(path, "Parquet needs the extra: pip install 'vocab-audit[scan]'")
        return
    try:
        table = parquet.ParquetFile(path)
        missing = [name for name in fields if name not in table.schema_arrow.names]
        if missing:
            known = ", ".join(table.schema_arrow.names)
            yield Skipped(path, f"no column {missing[0]!r}; there are {known}")
            return
        row = 0
        for batch in table.iter_batches(256, columns=[*fields]):
            for record in batch.to_pylist():
                row += 1
                for name in fields:
                    for text in _texts(record.get(name)):
                        yield _document(path, row, name, text, None)
    except (ArrowException, OSError) as error:
        yield Skipped(path, f"not a sound Parquet file: {error}")


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    kept = bytearray()
    too_long = False
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            yield b"" if too_long else bytes(kept + line)
            too_long = False
            kept.clear()
        kept += rest
        if len(kept) > MAX_RECORD_BYTES:
            kept.clear()
            too_long = True
    if kept and not too_long:
        yield bytes(kept)


def _record(
    path: str, number: int, line: bytes, fields: Sequence[str]
) -> Iterator[Entry]:
    try:
        record: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield Skipped(f"{path}:{number}", f"not a line of JSON: {error}")
        return
    for name in fields:
        for text in _texts(_value(record, name.split("."))):
            yield _document(path, number, name, text, line)


def _value(value: object, steps: Sequence[str]) -> object:
    for place, step in enumerate(steps):
        if isinstance(value, list):
            return [_value(item, steps[place:]) for item in value]
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _document(
    path: str, number: int, field: str, text: str, record: bytes | None
) -> Document:
    content = text.encode(errors="replace")
    return Document(
        path,
        lambda: iter([content]),
        len(record or content),
        (number,),
        field,
        is_text=True,
        record=record,
    )
