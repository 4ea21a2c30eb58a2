"""How far a scan is, on one line of a terminal."""

import shutil
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import click

from vocab_audit.scan.progress import Progress

EVERY = 0.2
"""Seconds between two lines."""


class Meter:
    """Shows bytes, rate and remaining time; only on a terminal."""

    def __init__(
        self, progress: Progress, expected: Callable[[], int], *, quiet: bool
    ) -> None:
        """Remember whether to show anything.

        Args:
            progress: What is counted.
            expected: Counts the bytes to scan, 0 for unknown; asked only on a terminal.
            quiet: Whether the user wants no progress.
        """
        self._progress = progress
        self._expected = expected
        self._bytes = 0
        self._shown = not quiet and sys.stderr.isatty()
        self._begun = self._last = time.monotonic()

    def __enter__(self) -> Self:
        if self._shown:
            self._bytes = self._expected()
            self._begun = time.monotonic()
            self._progress.listen(self.show)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._shown:
            click.echo("\r\x1b[2K", err=True, nl=False)

    def show(self) -> None:
        """Show how far it is, if the last time is long enough ago."""
        now = time.monotonic()
        if not self._shown or now - self._last < EVERY:
            return
        self._last = now
        line = self._line(now - self._begun)[: shutil.get_terminal_size().columns - 1]
        click.echo(f"\r\x1b[2K{click.style(line, dim=True)}", err=True, nl=False)

    def _line(self, seconds: float) -> str:
        progress = self._progress
        rate = progress.scanned / seconds
        line = (
            f"{progress.documents:,} documents, {progress.scanned / 1e6:,.0f} MB, "
            f"{rate / 1e6:,.0f} MB/s"
        )
        left = self._bytes - progress.scanned
        if rate > 0 and left > 0:
            line += f", {left / rate:,.0f} s left"
        return line
