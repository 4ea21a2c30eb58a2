"""How a command ends: the one place that turns errors into messages and exit codes.

0 passed, 1 violations found, 2 wrong usage, 3 could not run; 130 interrupted, 141
the reader of a pipe went away, 129 and 143 hung up or terminated. A bug keeps its
traceback.
"""

import atexit
import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

import click

from vocab_audit.errors import VocabAuditError
from vocab_audit.vocabulary import printable


class Exit(IntEnum):
    """Exit codes."""

    PASSED = 0
    VIOLATIONS = 1
    USAGE = 2
    COULD_NOT_RUN = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class _Signalled(BaseException):
    """A signal asks the process to end; what is open is cleaned up on the way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


_last_signal: list[int] = []
"""The signal that asks the process to end, once there is one."""


_kept: list[object] = []
"""What the process will not take apart."""


def keep(value: object) -> None:
    """Leave a value alone when the command that made it returns.

    To free a vocabulary object by object takes a twentieth of the time of an audit.
    Nothing is kept where the command is not all that the process does.
    """
    if _kept:
        _kept.append(value)


def run(command: Callable[[], object]) -> NoReturn:
    """Run a command and end the process.

    Args:
        command: Raises ``click.exceptions.Exit`` for a code of its own.
    """
    _kept.append(command)
    _prepare_streams()
    _prepare_signals()
    try:
        command()
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - each kind has its code, or goes on
        code = _code(error)
    else:
        code = Exit.PASSED
    _end(code)


def complain(message: str) -> None:
    """Write an error to standard error, on one line."""
    try:
        click.secho("error: ", fg="red", bold=True, err=True, nl=False)
        click.echo(printable(message), err=True)
    except OSError:  # nobody can be told, but the exit code still can
        pass


def _code(error: BaseException) -> int:
    """Say what ended the command, and give its exit code; a bug goes on."""
    if _last_signal:
        return _code_of_signal(_last_signal[0])
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            _show_usage(error)
            return Exit.USAGE
        case VocabAuditError():
            complain(str(error))
            return Exit.COULD_NOT_RUN
        case BrokenPipeError():
            return Exit.BROKEN_PIPE
        case OSError(filename=None):  # every file that we open is named
            complain(f"standard output: cannot write: {error.strerror}")
            return Exit.COULD_NOT_RUN
        case _:
            raise error


def _show_usage(error: click.ClickException) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context:
        click.echo(context.get_usage(), err=True)
        click.echo(f"Try '{context.command_path} --help' for help.\n", err=True)
    complain(error.format_message())


def _code_of_signal(number: int) -> int:
    if number == signal.SIGINT:
        complain("interrupted; nothing half-written is left behind")
    return 128 + number


def _prepare_streams() -> None:
    """Make standard output write all or fail, and show what it cannot encode.

    With PYTHONUNBUFFERED it would be a raw file, whose writes may be partial; and
    a stream that the caller closed is None.
    """
    sys.stderr = sys.stderr or _nowhere()
    stdout = sys.stdout = sys.stdout or _nowhere()
    if not isinstance(stdout, io.TextIOWrapper):
        return
    if isinstance(stdout.buffer, io.RawIOBase):
        encoding, is_terminal = stdout.encoding, stdout.isatty()
        buffered = io.BufferedWriter(stdout.buffer)
        stdout.detach()
        stdout = io.TextIOWrapper(buffered, encoding, line_buffering=is_terminal)
        sys.stdout = stdout
    stdout.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _prepare_signals() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _on_signal)
    sys.unraisablehook = _report_unraisable


def _report_unraisable(lost: "sys.UnraisableHookArgs") -> None:
    """Say nothing of a signal that met code which cannot pass it on."""
    if not isinstance(lost.exc_value, _Signalled):
        sys.__unraisablehook__(lost)


def _on_signal(number: int, frame: FrameType | None) -> None:
    del frame
    if _last_signal:  # somebody insists
        os._exit(128 + number)
    _last_signal.append(number)
    raise _Signalled(number)


def _end(code: int) -> NoReturn:
    """Leave at once: a reader that went away must not raise again at shutdown."""
    try:
        sys.stdout.flush()
    except OSError as error:
        if code == Exit.PASSED:
            code = _code(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if threading.active_count() > 1 or sys.getprofile() or sys.gettrace():
        sys.exit(code)  # others have something to finish
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process without taking apart what it holds."""
    atexit._run_exitfuncs()  # noqa: SLF001 - what exiting would call
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)
