"""Wordlists: the terms that give a kind of page away, and where each is documented.

``docs/wordlists.md`` says what the columns mean. The package's own lists are data
in ``wordlists/``; a user's list is a file of the same form, or plain text with one
term a line.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from vocab_audit.category import Category, Strength
from vocab_audit.errors import InstallationError, WordlistError
from vocab_audit.script import CJK_SCRIPTS, script_of

COLUMNS = ("term", "match", "strength", "source", "note")
NEGATIVE_COLUMNS = ("term", "note")
NEGATIVES = "negatives"
USER_SOURCE = "user"
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_TERMS = 500_000
MAX_TERM_CHARACTERS = 200
REINSTALL = "pip install --force-reinstall vocab-audit"
SPACELESS_SCRIPTS = CJK_SCRIPTS | {"Thai", "Lao", "Khmer", "Myanmar"}
"""Scripts in which a word need not stand between spaces."""


class Match(StrEnum):
    """How a term is found in a token."""

    ANYWHERE = "anywhere"
    WORD = "word"
    PREFIX = "prefix"
    WHOLE = "whole"
    CONTEXT = "context"


_CATEGORIES = {category.value: category for category in Category}
_STRENGTHS = {strength.value: strength for strength in Strength}
_MATCHES = {match.value: match for match in Match}


class Term(NamedTuple):
    """One line of a wordlist.

    Attributes:
        text: What is looked for, in NFC, as written.
        category: The kind of page it gives away.
        language: BCP 47 tag; ``und`` where a user's list names none.
        strength: What a match says by itself.
        match: How it is found.
        source: Key of a citation.
        note: What it means.
    """

    text: str
    category: Category
    language: str
    strength: Strength
    match: Match
    source: str
    note: str


class Negative(NamedTuple):
    """A phrase in which terms lie by accident."""

    text: str
    language: str
    note: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where terms were documented."""

    key: str
    title: str
    url: str
    date: str
    licence: str
    note: str


@dataclass(frozen=True, slots=True)
class Wordlist:
    """Terms and negatives from any number of files, and a digest of them all.

    Attributes:
        terms: In the order of the files, then of their lines.
        negatives: Likewise.
        sha256: Hexadecimal digest over the contents of all files, in order.
    """

    terms: tuple[Term, ...]
    negatives: tuple[Negative, ...]
    sha256: str


def packaged_directory() -> Path:
    """The folder of the package's own lists, in a wheel or in a checkout."""
    package = Path(__file__).parent
    installed = package / "_wordlists"
    return installed if installed.is_dir() else package.parent / "wordlists"


def load_wordlists(paths: Iterable[str] = (), *, packaged: bool = True) -> Wordlist:
    """Read the package's lists and the user's.

    Args:
        paths: Files of the user's, each optionally as ``CATEGORY=PATH``.
        packaged: Whether to begin with the package's own lists.

    Raises:
        WordlistError: A file is missing, unreadable, malformed or empty; the
            message names the file and the line.
        InstallationError: The package's own lists are missing.
    """
    files = [*packaged_files()] if packaged else []
    files += map(_user_file, paths)
    terms: list[Term] = []
    negatives: list[Negative] = []
    digest = hashlib.sha256()
    for file in files:
        content = _read(file.path)
        digest.update(f"{file.language}/{file.kind}\0{len(content)}\0".encode())
        digest.update(content)
        rows = _rows(file, _decode(file.path, content))
        if file.kind == NEGATIVES:
            negatives += (Negative(row[0], file.language, row[1]) for row in rows)
        elif file.kind in _CATEGORIES:
            terms += (_term(file, row) for row in rows)
        else:
            message = (
                f"{file.path}: {file.kind!r} is no category; the file must be named "
                f"for one of {', '.join(Category)}, or {NEGATIVES}"
            )
            raise WordlistError(message)
    return Wordlist(tuple(terms), tuple(negatives), digest.hexdigest())


@dataclass(frozen=True, slots=True)
class WordlistFile:
    """One file, with what its place or its user says of it.

    Attributes:
        path: Where it is.
        language: BCP 47 tag.
        kind: A category, or ``negatives``.
    """

    path: Path
    language: str
    kind: str


def packaged_files() -> Iterator[WordlistFile]:
    """The package's own lists, in a fixed order.

    Raises:
        InstallationError: There are none.
    """
    folder = packaged_directory()
    paths = sorted(folder.glob("*/*.tsv"))
    if not paths:
        message = f"{folder}: the package's own wordlists are missing; {REINSTALL}"
        raise InstallationError(message)
    for path in paths:
        yield WordlistFile(path, path.parent.name, path.stem)


def load_citations() -> dict[str, Citation]:
    """Read ``sources.toml``: the citations by key.

    Raises:
        WordlistError: The file is malformed or lacks a field.
        InstallationError: The file is missing.
    """
    import tomllib  # only here: an audit has no need of it

    path = packaged_directory() / "sources.toml"
    if not path.is_file():
        message = f"{path}: the citations are missing; {REINSTALL}"
        raise InstallationError(message)
    try:
        table = tomllib.loads(_decode(path, _read(path)))
        return {
            key: Citation(
                key,
                entry["title"],
                entry.get("url", ""),
                str(entry.get("date", "")),
                entry["licence"],
                entry.get("note", ""),
            )
            for key, entry in table.items()
        }
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: not valid TOML: {error}"
        raise WordlistError(message) from None
    except (KeyError, AttributeError, TypeError) as error:
        message = f"{path}: a citation lacks {error}"
        raise WordlistError(message) from None


def _user_file(location: str) -> WordlistFile:
    kind, equals, rest = location.partition("=")
    known = {*Category, NEGATIVES}
    is_prefixed = equals and kind in known
    path = Path(rest if is_prefixed else location)
    if not path.name:  # nothing, or a folder such as "."
        message = f"{location!r} names no file: the path of a wordlist is empty"
        raise WordlistError(message)
    if not is_prefixed:
        kind = path.stem if path.stem in known else str(Category.SPAM)
    return WordlistFile(path, "und", kind)


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            message = f"{path}: is a directory; name the file of the wordlist"
            raise WordlistError(message)
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        message = f"{path}: cannot read this wordlist: {error.strerror}"
        raise WordlistError(message) from None
    if len(content) > MAX_FILE_BYTES:
        message = f"{path}: a wordlist may have at most {MAX_FILE_BYTES} bytes"
        raise WordlistError(message)
    return content


def _decode(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault, place = "not valid UTF-8", error.start
    else:
        place = content.find(b"\0")
        if place < 0:
            return text
        fault = "contains NUL bytes, as UTF-16 does"
    line = content.count(b"\n", 0, place) + 1
    message = f"{path}:{line}: {fault}; save the wordlist as UTF-8"
    raise WordlistError(message)


def _rows(file: WordlistFile, text: str) -> list[list[str]]:
    """Each line's cells, checked, in the order of the columns."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    columns = NEGATIVE_COLUMNS if file.kind == NEGATIVES else COLUMNS
    header = tuple(lines[0].split("\t"))
    is_table = header[0] == "term"
    if is_table and header != columns:
        message = f"{file.path}:1: the header must be {' <tab> '.join(columns)}"
        raise WordlistError(message)
    cells_of = _table_cells if is_table else _plain_cells
    rows: list[list[str]] = []
    for number, line in enumerate(lines[is_table:], 1 + is_table):
        if line.strip():
            if len(rows) == MAX_TERMS:
                what = f"a wordlist may have at most {MAX_TERMS:,} terms"
                message = f"{file.path}:{number}: {what}"
                raise WordlistError(message)
            rows.append(cells_of(file, number, line))
    if not rows:
        message = f"{file.path}: holds no terms"
        raise WordlistError(message)
    return rows


def _plain_cells(file: WordlistFile, number: int, line: str) -> list[str]:
    """The cells of a plain line: found by word where words have spaces."""
    term = unicodedata.normalize("NFC", line.strip())
    _check_term(file, number, term)
    if file.kind == NEGATIVES:
        return [term, ""]
    spaceless = any(script_of(character) in SPACELESS_SCRIPTS for character in term)
    match = Match.ANYWHERE if spaceless else Match.WORD
    return [term, match, Strength.CERTAIN, USER_SOURCE, ""]


def _table_cells(file: WordlistFile, number: int, line: str) -> list[str]:
    cells = line.split("\t")
    columns = NEGATIVE_COLUMNS if file.kind == NEGATIVES else COLUMNS
    if len(cells) != len(columns):
        message = (
            f"{file.path}:{number}: {len(cells)} columns instead of "
            f"{len(columns)} ({' <tab> '.join(columns)})"
        )
        raise WordlistError(message)
    _check_term(file, number, cells[0])
    if file.kind != NEGATIVES:
        if cells[1] not in _MATCHES:
            raise _wrong_value(file, number, "match", cells[1], _MATCHES)
        if cells[2] not in _STRENGTHS:
            raise _wrong_value(file, number, "strength", cells[2], _STRENGTHS)
    return cells


def _check_term(file: WordlistFile, number: int, term: str) -> None:
    fault = None
    if not term or term != term.strip():
        fault = "the term is empty or has white space around it"
    elif len(term) > MAX_TERM_CHARACTERS:
        fault = f"a term may have at most {MAX_TERM_CHARACTERS} characters"
    elif not term.isprintable() and "Cc" in map(unicodedata.category, term):
        header = " <tab> ".join(COLUMNS)
        fault = (
            "the term contains a tab or another control character "
            f"(a table begins with the header {header})"
        )
    elif not unicodedata.is_normalized("NFC", term):
        fault = "the term is not in Unicode normalisation form C"
    if fault:
        message = f"{file.path}:{number}: {fault}"
        raise WordlistError(message)


def _wrong_value(
    file: WordlistFile, number: int, column: str, value: str, known: Iterable[str]
) -> WordlistError:
    return WordlistError(
        f"{file.path}:{number}: {column} is {value!r}; it must be one of "
        f"{', '.join(known)}"
    )


def _term(file: WordlistFile, cells: list[str]) -> Term:
    text, match, strength, source, note = cells
    return Term(
        text,
        _CATEGORIES[file.kind],
        file.language,
        _STRENGTHS[strength],
        _MATCHES[match],
        source,
        note,
    )
