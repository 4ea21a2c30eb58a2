"""What every page is made with: templates, a strict policy, pictures in line."""

import hashlib
import json
import re
import struct
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

_PERCENTAGE = re.compile(r"([(（][^()（）]*%[)）])")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a data URI, with its size in pixels."""

    uri: str
    width: int
    height: int


def picture(png: bytes) -> Picture:
    """A PNG file as a picture in line."""
    # IHDR, the first chunk, begins with width and height at byte 16:
    # https://www.w3.org/TR/png-3/#11IHDR
    width, height = struct.unpack_from(">II", png, 16)
    return Picture(f"data:image/png;base64,{b64encode(png).decode()}", width, height)


def policy(css: str, scripts: Sequence[str] = ()) -> str:
    """A content security policy that admits this style sheet and inline pictures.

    Args:
        css: The content of the page's one style element.
        scripts: The content of each script that may run; no other one does.
    """
    admitted = "".join(f" '{_digest(script)}'" for script in scripts)
    script_source = f"script-src{admitted}; " if admitted else ""
    return (
        f"default-src 'none'; img-src data:; style-src '{_digest(css)}'; "
        f"{script_source}base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def embedded_json(value: object) -> str:
    """A value as the content of a ``<script type="application/json">``.

    No ``<`` is left in it, so that no text can end the element.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def environment() -> "Environment":
    """Templates with autoescape; filters ``n`` for numbers, ``share`` for shares."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["n"] = "{:,}".format
    made.filters["share"] = _share
    return made


@cache
def compiled(name: str) -> "Template":
    """A template of ``templates/``, ready to render."""
    return environment().from_string(template(name))


def _share(text: str) -> "Markup":
    """Escape a text, and keep its percentage on one line."""
    from markupsafe import Markup, escape

    parts = _PERCENTAGE.split(text)
    for place in range(1, len(parts), 2):
        parts[place] = Markup('<span class="share">{}</span>').format(parts[place])
    return Markup("").join(map(escape, parts))


def template(name: str) -> str:
    """The text of a file in ``templates/``."""
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")
