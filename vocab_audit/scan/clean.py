"""The clean part of a corpus, written as the corpus is scored."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from vocab_audit.errors import OutputError
from vocab_audit.scan.corpus import Scored


class CleanPart:
    """A file that gets the records, or the names of files, up to a score.

    The file appears under its name only when it is complete.
    """

    def __init__(self, path: str, most: float) -> None:
        """Start the file.

        Args:
            path: Where to write; a file that is there keeps its permissions, and a
                link keeps pointing to it.
            most: The highest score that stays, 0 to 1.

        Raises:
            OutputError: It cannot be written there.
        """
        self._named = path
        self._most = most
        self._kept: tuple[str, int, bytes | None, float] | None = None
        try:
            self._path = Path(path).resolve()
            if self._path.exists() and not self._path.is_file():
                message = f"{path}: is no regular file; name one for --clean"
                raise OutputError(message)
            name = f".{self._path.name[:100]}.{secrets.token_hex(4)}"
            self._temporary = self._path.with_name(name)
            self._stream = self._temporary.open("xb")
        except (OSError, ValueError) as error:
            raise self._fault(error) from None

    def take(self, scored: Scored) -> None:
        """Write a document if it stays; a record stays if all its fields do.

        Raises:
            OutputError: It cannot be written.
        """
        score, document = scored.score, scored.document
        if self._kept and self._kept[:2] == (score.path, score.line):
            worst = max(self._kept[3], score.value)
            self._kept = (*self._kept[:3], worst)
            return
        self._flush()
        line = score.line if document.field is not None else 0
        self._kept = (score.path, line, document.record, score.value)
        if document.field is None:
            if self._is_own(score.path):
                self._kept = None
            self._flush()

    def finish(self) -> None:
        """Put the file in its place.

        Raises:
            OutputError: It cannot be written.
        """
        self._flush()
        try:
            self._stream.close()
            if self._path.exists():
                shutil.copymode(self._path, self._temporary)
            self._temporary.replace(self._path)
        except OSError as error:
            raise self._fault(error) from None

    def discard(self) -> None:
        """Remove what was written."""
        self._temporary.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # no space for what is thrown away anyway
            self._stream.close()

    def _is_own(self, path: str) -> bool:
        """Whether a file that was scanned is what is written here."""
        names = (self._temporary.name, self._path.name)
        return Path(path).name in names and Path(path).resolve() in (
            self._temporary,
            self._path,
        )

    def _flush(self) -> None:
        if self._kept and self._kept[3] <= self._most:
            path, _, record, _ = self._kept
            line = os.fsencode(path) if record is None else record
            try:
                self._stream.write(line + b"\n")
            except OSError as error:
                raise self._fault(error) from None
        self._kept = None

    def _fault(self, error: OSError | ValueError) -> OutputError:
        why = getattr(error, "strerror", None) or error
        return OutputError(f"{self._named}: cannot write here: {why}")
