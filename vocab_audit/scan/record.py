"""Records: lines of JSON, and rows of Parquet, whose fields are documents."""

import json
from collections.abc import Iterable, Iterator, Sequence

from vocab_audit.scan.document import Document, Entry, Skipped, UnreadableError

MAX_RECORD_BYTES = 64 << 20
"""Bytes of a record at most; a longer one is skipped."""

TOO_LONG = b"a line that is too long"
"""What stands for such a line, by identity."""

MAX_FAULTS = 10
"""Lines of a file that are named because they are no records; others are counted."""

MAX_KEYS = 10
"""Keys of a record that are named."""

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

    A record without text in any field is an empty document; if all are so, the file
    is named, and so are the first lines that are no records.
    """
    faults = 0
    first: tuple[object] | None = None
    has_text = False
    try:
        for number, line in enumerate(_lines(chunks), 1):
            record = _parsed(line) if line else None
            if isinstance(record, str):
                faults += 1
                if faults <= MAX_FAULTS:
                    yield Skipped(f"{path}:{number}", record)
            elif record:
                first = first or record
                texts = [*_named_texts(record[0], fields)]
                has_text = has_text or bool(texts)
                for name, text in texts or [(fields[0], "")]:
                    yield _document(path, number, name, text, line)
    except UnreadableError as error:
        yield Skipped(path, str(error).removeprefix(f"{path}: "))
    if faults > MAX_FAULTS:
        yield Skipped(path, f"{faults - MAX_FAULTS:,} more lines are no records")
    if first and not has_text:
        yield Skipped(path, _missing(first[0], fields))


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
                place = json.dumps({"path": path, "row": row}).encode()
                for name, text in _named_texts(record, fields):
                    yield _document(path, row, name, text, place)
    except (ArrowException, OSError) as error:
        yield Skipped(path, f"not a sound Parquet file: {error}")


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    kept = bytearray()
    too_long = False
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            yield TOO_LONG if too_long else bytes(kept + line).strip()
            too_long = False
            kept.clear()
        kept += rest
        if len(kept) > MAX_RECORD_BYTES:
            kept.clear()
            too_long = True
    if kept or too_long:
        yield TOO_LONG if too_long else bytes(kept).strip()


def _parsed(line: bytes) -> tuple[object] | str:
    """The record on a line, or why there is none."""
    if line is TOO_LONG:
        return f"a record of more than {MAX_RECORD_BYTES:,} bytes"
    try:
        return (json.loads(line),)
    except (ValueError, RecursionError) as error:
        return f"not a line of JSON: {error}"


def _named_texts(record: object, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in fields:
        for text in _texts(_value(record, name.split("."))):
            yield name, text


def _missing(record: object, fields: Sequence[str]) -> str:
    keys = [*record][:MAX_KEYS] if isinstance(record, dict) else []
    named = " or ".join(map(repr, fields))
    return f"no record has text in {named}; keys of the first: {', '.join(keys)}"


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
