"""How far a scan is, and what it passed over."""

from collections.abc import Callable
from dataclasses import dataclass, field

from vocab_audit.scan.document import Skipped


@dataclass(slots=True)
class Progress:
    """How far a scan is.

    Attributes:
        documents: Documents that were read to their end.
        size: Bytes of them, as they lie on the disk.
        binary: Files that were passed over because they are no text.
        skipped: What could not be scanned.
        ignored: Hits that comments hid.
        scanned: Bytes of text that were judged.
    """

    documents: int = 0
    size: int = 0
    binary: int = 0
    scanned: int = 0
    ignored: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    _listener: Callable[[], None] | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Have something called whenever more was scanned."""
        self._listener = listener

    def add(self, size: int) -> None:
        """Count bytes of text that were judged."""
        self.scanned += size
        if self._listener:
            self._listener()
