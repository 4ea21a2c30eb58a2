"""Labels: what careful readers said of single tokens, to measure an audit against.

``docs/labels.md`` says what the columns mean and how the labels of this repository
were made.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from vocab_audit.category import Category
from vocab_audit.errors import LabelError, SourceError
from vocab_audit.files import read_file

REQUIRED: Final = ("bytes_base64", "label", "category")
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_STRENGTH = 3


class Verdict(StrEnum):
    """What readers made of a token; ``disputed`` ones are left out of all figures."""

    POLLUTED = "polluted"
    CLEAN = "clean"
    BOILERPLATE = "boilerplate"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled token.

    Attributes:
        raw: The token's bytes, which name it in any vocabulary.
        verdict: What the readers made of it.
        categories: The kinds of page they named; several where they differed.
        strength: How sure the less sure reader was, from 3 (certain) to 0; None
            where the file does not say.
    """

    raw: bytes
    verdict: Verdict
    categories: frozenset[Category] = frozenset()
    strength: int | None = None


def load_labels(path: Path) -> dict[bytes, Label]:
    """Read a table of labels, by the tokens' bytes.

    Args:
        path: Tab-separated UTF-8 with a header; the columns ``bytes_base64``,
            ``label`` and ``category`` must be there, ``strength`` may be, and others
            are not read. Lines that begin with ``#`` are comments.

    Raises:
        LabelError: The file is missing, unreadable, malformed or empty; the message
            names the line.
    """
    labels: dict[bytes, Label] = {}
    for number, cells in _rows(path):
        try:
            label = _label(cells)
        except ValueError as error:
            message = f"{path}:{number}: {error}"
            raise LabelError(message) from None
        if label.raw in labels:
            message = f"{path}:{number}: this token has a label already"
            raise LabelError(message)
        labels[label.raw] = label
    if not labels:
        message = f"{path}: holds no labels"
        raise LabelError(message)
    return labels


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the number of each line, and its cells by their column."""
    try:
        text = read_file(path, MAX_FILE_BYTES).decode("utf-8-sig")
    except SourceError as error:
        raise LabelError(str(error)) from None
    except UnicodeDecodeError:
        message = f"{path}: not valid UTF-8; save the labels as UTF-8"
        raise LabelError(message) from None
    columns: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
            _check_columns(path, number, columns)
        elif len(cells) != len(columns):
            message = f"{path}:{number}: {len(cells)} columns, not {len(columns)}"
            raise LabelError(message)
        else:
            yield number, dict(zip(columns, cells, strict=True))


def _check_columns(path: Path, number: int, columns: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        message = (
            f"{path}:{number}: the header lacks {', '.join(missing)}; it must name "
            f"the columns {', '.join(REQUIRED)}, with tabs between them"
        )
        raise LabelError(message)


def _label(cells: Mapping[str, str]) -> Label:
    """The label of one row.

    Raises:
        ValueError: A cell is malformed.
    """
    try:
        raw = base64.b64decode(cells["bytes_base64"], validate=True)
    except binascii.Error:
        raw = b""
    if not raw:
        message = f"{cells['bytes_base64'][:40]!r} is not the base64 of a token"
        raise ValueError(message)
    spelled = cells.get("strength", "")
    strength = int(spelled) if spelled.isascii() and spelled.isdigit() else None
    if spelled and (strength is None or strength > MAX_STRENGTH):
        message = f"strength is {spelled[:40]!r}; it must be from 0 to {MAX_STRENGTH}"
        raise ValueError(message)
    verdict = cells["label"]
    if verdict not in [*Verdict]:
        message = f"label is {verdict[:40]!r}; it must be one of {', '.join(Verdict)}"
        raise ValueError(message)
    categories = frozenset(_categories(cells["category"]))
    return Label(raw, Verdict(verdict), categories, strength)


def _categories(spelled: str) -> Iterator[Category]:
    """Yield the categories of a cell, such as ``adult|video``; ``clean`` is none.

    Raises:
        ValueError: One is not known.
    """
    for name in filter(None, spelled.split("|")):
        if name in [*Category]:
            yield Category(name)
        elif name != Verdict.CLEAN:
            message = f"category is {name[:40]!r}; it must be of {', '.join(Category)}"
            raise ValueError(message)
