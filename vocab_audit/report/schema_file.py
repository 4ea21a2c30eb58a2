"""The JSON Schemas that ship with the package, one for each JSON output."""

import json
from pathlib import Path


def load(name: str) -> dict[str, object]:
    """Read a schema (draft 2020-12).

    Args:
        name: That of its file in ``schemas/``, without the suffix.
    """
    path = Path(__file__).parent / "schemas" / f"{name}.json"
    content: dict[str, object] = json.loads(path.read_text("utf-8"))
    return content
