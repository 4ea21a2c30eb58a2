"""JSON that shows every character it holds, and JSON that a diff can be read of."""

import json
import re
from collections.abc import Iterable, Mapping

# The categories Cc, Cf, Co, Cs, Zl, Zp and Zs but the space, and the noncharacters of
# the first plane, as of Unicode 16. Not str.isprintable(): it changes with the Unicode
# version of Python, and the same audit gives the same bytes.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]"
)


def visible(text: str) -> str:
    r"""Escape what cannot be seen in a JSON text; its meaning stays the same.

    >>> visible('"天\u202e"')
    '"天\\u202e"'
    """
    if text.isascii():
        return text
    return "\n".join(
        line if line.isprintable() else _INVISIBLE.sub(_escape, line)
        for line in text.split("\n")
    )


def laid_out(document: Mapping[str, object]) -> str:
    """A JSON object as a text that a diff can be read of.

    Each key stands on a line of its own, and so does each entry of an object or a list
    below it that holds objects, lists or several entries.

    >>> print(laid_out({"a": 1, "b": [[1, 2], [3]]}), end="")
    {
     "a": 1,
     "b": [
      [1,2],
      [3]
     ]
    }
    """
    entries = ",\n".join(
        f" {_compact(key)}: {_value(it)}" for key, it in document.items()
    )
    return visible(f"{{\n{entries}\n}}\n")


def _value(value: object) -> str:
    match value:
        case dict() if value:
            lines = (f"{_compact(key)}: {_compact(it)}" for key, it in value.items())
            return _lines("{", lines, "}")
        case list() if any(isinstance(it, (dict, list, str)) for it in value):
            return _lines("[", map(_compact, value), "]")
        case _:
            return _compact(value)


def _lines(opening: str, entries: Iterable[str], closing: str) -> str:
    listed = ",\n  ".join(entries)
    return f"{opening}\n  {listed}\n {closing}"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
