"""How a command ends: the one place that turns errors into messages and exit codes.

0 passed, 1 violations found, 2 wrong usage, 3 could not run, 130 interrupted, 141
the reader of a pipe went away. A bug keeps its traceback.
"""

import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

import click

from vocab_audit.errors import VocabAuditError


class Exit(IntEnum):
    """Exit codes."""

    PASSED = 0
    VIOLATIONS = 1
    USAGE = 2
    COULD_NOT_RUN = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


def run(command: Callable[[], object]) -> NoReturn:
    """Run a command and end the process.

    Args:
        command: Returns an exit code of its own, if it has one; click turns the
            ``Exit`` that a command raises into that.
    """
    code: object = None
    try:
        code = command()
        sys.stdout.flush()
    except click.ClickException as wrong:
        wrong.show()
        _end(Exit.USAGE)
    except VocabAuditError as error:
        complain(str(error))
        _end(Exit.COULD_NOT_RUN)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted; nothing half-written is left behind")
        _end(Exit.INTERRUPTED)
    except BrokenPipeError:
        _end(Exit.BROKEN_PIPE)
    _end(code if isinstance(code, int) else Exit.PASSED)


def complain(message: str) -> None:
    """Write an error to standard error."""
    click.secho("error: ", fg="red", bold=True, err=True, nl=False)
    click.echo(message, err=True)


def _end(code: int) -> NoReturn:
    """Leave at once: a reader that went away must not raise again at shutdown."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.BROKEN_PIPE
    sys.exit(code)
