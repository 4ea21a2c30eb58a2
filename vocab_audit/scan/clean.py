"""The clean part of a corpus, written as the corpus is scored."""

import os
import tempfile
from pathlib import Path

from vocab_audit.errors import OutputError
from vocab_audit.scan.run import Scored


class CleanPart:
    """A file that gets the records, or the names of files, up to a score.

    The file appears under its name only when it is complete.
    """

    def __init__(self, path: str, most: float) -> None:
        """Start the file.

        Args:
            path: Where to write.
            most: The highest score that stays, 0 to 1.

        Raises:
            OutputError: It cannot be written there.
        """
        self._path = Path(path)
        self._most = most
        self._kept: tuple[str, int, bytes | None, float] | None = None
        try:
            handle, name = tempfile.mkstemp(
                dir=self._path.parent, prefix=f".{self._path.name[:100]}."
            )
        except OSError as error:
            message = f"{path}: cannot write here: {error.strerror}"
            raise OutputError(message) from None
        self._temporary = Path(name)
        self._stream = os.fdopen(handle, "wb")

    def take(self, scored: Scored) -> None:
        """Write a document if it stays; a record stays if all its fields do."""
        score, document = scored.score, scored.document
        if self._kept and self._kept[:2] == (score.path, score.line):
            worst = max(self._kept[3], score.value)
            self._kept = (*self._kept[:3], worst)
            return
        self._flush()
        line = score.line if document.field is not None else 0
        self._kept = (score.path, line, document.record, score.value)
        if document.field is None:
            self._flush()

    def finish(self) -> None:
        """Put the file in its place."""
        self._flush()
        self._stream.close()
        self._temporary.replace(self._path)

    def discard(self) -> None:
        """Remove what was written."""
        self._stream.close()
        self._temporary.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._kept and self._kept[3] <= self._most:
            path, _, record, _ = self._kept
            self._stream.write(
                (os.fsencode(path) if record is None else record) + b"\n"
            )
        self._kept = None
