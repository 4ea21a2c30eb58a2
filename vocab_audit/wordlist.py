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

from vocab_audit.category import Category, Strength
from vocab_audit.errors import WordlistError
from vocab_audit.script import CJK_SCRIPTS, script_of

COLUMNS = ("term", "match", "strength", "source", "note")
NEGATIVE_COLUMNS = ("term", "note")
NEGATIVES = "negatives"
USER_SOURCE = "user"
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_TERM_CHARACTERS = 200
SPACELESS_SCRIPTS = CJK_SCRIPTS | {"Thai", "Lao", "Khmer", "Myanmar"}
"""Scripts in which a word need not stand between spaces."""


class Match(StrEnum):
    """How a term is found in a token."""

    ANYWHERE = "anywhere"
    WORD = "word"
    WHOLE = "whole"
    CONTEXT = "context"


_CATEGORIES = {category.value: category for category in Category}
_STRENGTHS = {strength.value: strength for strength in Strength}
_MATCHES = {match.value: match for match in Match}


@dataclass(frozen=True, slots=True)
class Term:
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


@dataclass(frozen=True, slots=True)
class Negative:
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


def fold(text: str) -> str:
    """Fold full-width forms and case, one character to one character.

    >>> fold("ＡＶ快３")
    'av快3'
    """
    return text.translate(_FOLDS)


class _FoldTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = chr(point)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[point] = kept = folded if len(folded) == 1 else character
        return kept


_FOLDS = _FoldTable()


def load_wordlists(paths: Iterable[str] = (), *, packaged: bool = True) -> Wordlist:
    """Read the package's lists and the user's.

    Args:
        paths: Files of the user's, each optionally as ``CATEGORY=PATH``.
        packaged: Whether to begin with the package's own lists.

    Raises:
        WordlistError: A file is missing, unreadable or malformed; the message
            names the file and the line.
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
    """The package's own lists, in a fixed order."""
    for folder in sorted(packaged_directory().iterdir()):
        if folder.is_dir():
            for path in sorted(folder.glob("*.tsv")):
                yield WordlistFile(path, folder.name, path.stem)


def load_citations() -> dict[str, Citation]:
    """Read ``sources.toml``: the citations by key.

    Raises:
        WordlistError: The file is missing or lacks a field.
    """
    import tomllib  # only here: an audit has no need of it

    path = packaged_directory() / "sources.toml"
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
    if equals and kind in known:
        return WordlistFile(Path(rest), "und", kind)
    path = Path(location)
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
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: not valid UTF-8; save the wordlist as UTF-8"
        raise WordlistError(message) from None


def _rows(file: WordlistFile, text: str) -> Iterator[list[str]]:
    """Yield each line's cells, checked, in the order of the columns."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    columns = NEGATIVE_COLUMNS if file.kind == NEGATIVES else COLUMNS
    if lines[0].split("\t")[0] == "term":
        yield from _table_rows(file, lines, columns)
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            term = unicodedata.normalize("NFC", line.strip())
            _check_term(file, number, term)
            yield [term, *_plain_cells(term, columns)]


def _plain_cells(term: str, columns: tuple[str, ...]) -> list[str]:
    """The other cells of a plain line: found by word where words have spaces."""
    if columns == NEGATIVE_COLUMNS:
        return [""]
    spaceless = any(script_of(character) in SPACELESS_SCRIPTS for character in term)
    match = Match.ANYWHERE if spaceless else Match.WORD
    return [match, Strength.CERTAIN, USER_SOURCE, ""]


def _table_rows(
    file: WordlistFile, lines: list[str], columns: tuple[str, ...]
) -> Iterator[list[str]]:
    if tuple(lines[0].split("\t")) != columns:
        message = f"{file.path}:1: the header must be {' <tab> '.join(columns)}"
        raise WordlistError(message)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            message = (
                f"{file.path}:{number}: {len(cells)} columns instead of "
                f"{len(columns)} ({' <tab> '.join(columns)})"
            )
            raise WordlistError(message)
        _check_term(file, number, cells[0])
        if file.kind != NEGATIVES:
            _check_value(file, number, "match", cells[1], _MATCHES)
            _check_value(file, number, "strength", cells[2], _STRENGTHS)
        yield cells


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


def _check_value(
    file: WordlistFile, number: int, column: str, value: str, known: Iterable[str]
) -> None:
    if value not in known:
        message = (
            f"{file.path}:{number}: {column} is {value!r}; it must be one of "
            f"{', '.join(known)}"
        )
        raise WordlistError(message)


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
