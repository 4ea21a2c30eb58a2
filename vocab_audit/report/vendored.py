"""Libraries of others that the page carries, pinned and checked before they are used.

They lie in ``vendor/`` as published on npm; ``NOTICE.md`` names their licences.
"""

import hashlib
import re
from pathlib import Path
from typing import Final

from vocab_audit.errors import InstallationError

DIRECTORY: Final = Path(__file__).parent / "vendor"

DIGESTS: Final = {
    # tabulator-tables 6.5.3, https://www.npmjs.com/package/tabulator-tables
    "tabulator.min.js": (
        "ffac518cb793c672a2f0522b7fc80bf862234d96bb1e581c8aaf7f48f130eafa"
    ),
    "tabulator_simple.min.css": (
        "edef8839235a4b6a8c3dc391ec93f2ce1bc633dd5270a5f990753b6f9183d32b"
    ),
}
"""SHA-256 of each file."""

_SOURCE_MAP = re.compile(r"\s*(//|/\*)# sourceMappingURL=[^\n]*")


def vendored(name: str) -> str:
    """The text of a library's file, without the address of a source map.

    Args:
        name: One of :data:`DIGESTS`.

    Raises:
        InstallationError: The file is missing, or is not the one that was published.
    """
    path = DIRECTORY / name
    try:
        published = path.read_bytes()
    except OSError as error:
        message = (
            f"{path}: cannot be read ({error.strerror}); install vocab-audit again"
        )
        raise InstallationError(message) from error
    if hashlib.sha256(published).hexdigest() != DIGESTS[name]:
        message = f"{path}: is damaged (its sha256 differs); install vocab-audit again"
        raise InstallationError(message)
    return _SOURCE_MAP.sub("", published.decode())
