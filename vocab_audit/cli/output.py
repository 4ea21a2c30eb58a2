"""Where what a command has to say goes: standard output, or a file."""

import errno
import os
import sys
from pathlib import Path

from vocab_audit.errors import OutputError
from vocab_audit.files import replace_file

STANDARD_OUTPUT = "-"


def write(text: str, output: str) -> None:
    """Write a rendered text as UTF-8.

    A file is replaced only once all of it is written; it keeps its permissions, and
    a link keeps pointing to it.

    Args:
        text: What to write, without colours.
        output: Path of a file, or ``-`` for standard output.

    Raises:
        OutputError: The file cannot be written.
    """
    content = text.encode("utf-8")
    if output == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    path = Path(output)
    try:
        if path.is_dir():
            message = f"{path}: is a directory; name a file for this format"
            raise OutputError(message)
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe, which nothing can replace
        else:
            replace_file(path.resolve(), content)
    except RuntimeError:  # what pathlib makes of links that go round in a circle
        message = f"{path}: cannot write here: {os.strerror(errno.ELOOP)}"
        raise OutputError(message) from None
    except OSError as error:
        message = f"{path}: cannot write here: {error.strerror}"
        raise OutputError(message) from None


def is_same_file(output: str, path: Path | None) -> bool:
    """Whether writing would replace a file, by whatever name it goes."""
    if output == STANDARD_OUTPUT or path is None:
        return False
    try:
        return Path(output).samefile(path)
    except (OSError, ValueError):  # it is not there yet, or nothing can be
        return False
