"""One status line on standard error while something takes time."""

import sys
from types import TracebackType
from typing import Self

import click

from vocab_audit.vocabulary import printable


class Progress:
    """A line that says what is being done, and goes away at the end.

    It is shown only on a terminal, and never when the user wants quiet.
    """

    def __init__(self, *, quiet: bool) -> None:
        """Remember whether to show anything."""
        self._shown = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._write("")

    def say(self, activity: str) -> None:
        """Show what is being done now, in place of what was shown before."""
        self._write(click.style(f"{printable(activity)} …", dim=True))

    def _write(self, line: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False)
