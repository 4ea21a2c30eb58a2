"""A table of a policy, read by typed getters that name file, line and key."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from vocab_audit.errors import PolicyError
from vocab_audit.toml_place import Key, line_of

_NAMES = {"Strength": "strength", "Category": "category", "LengthRule": "length rule"}

_Value = TypeVar("_Value", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """A table of a policy, and where it stands."""

    path: Path
    text: str
    where: tuple[Key, ...]
    entries: Mapping[str, object]

    def error(self, key: Key | None, what: str) -> PolicyError:
        """An error that names the file, the line and the key."""
        keys = self.where if key is None else (*self.where, key)
        line = line_of(self.text, keys)
        at = f"{self.path}:{line}" if line else f"{self.path}"
        named = "".join(f"[{it}]" if isinstance(it, int) else f".{it}" for it in keys)
        return PolicyError(f"{at}: {named.lstrip('.')}: {what}")

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Refuse keys that mean nothing, and suggest what was meant."""
        known = [*known]
        for key in self.entries:
            if key not in known:
                raise self.error(key, f"no such key{suggestion(key, known)}")

    def text_of(self, key: str) -> str | None:
        """A text that is not empty, or None where the key is not there."""
        value = self.entries.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"must be a text that is not empty, not {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        value = self.entries.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(it, str) and it.strip() for it in value
        ):
            raise self.error(key, f"must be a list of texts, not {value!r}")
        return tuple(value)

    def chosen(self, key: str, values: type[_Value]) -> frozenset[_Value] | None:
        """A list of values of an enumeration, or None where the key is not there."""
        if key not in self.entries:
            return None
        return frozenset(self.value(key, it, values) for it in self.texts(key))

    def value(self, key: str, text: str, values: type[_Value]) -> _Value:
        """A value of an enumeration."""
        try:
            return values(text)
        except ValueError:
            known = [it.value for it in values]
            hint = suggestion(text, known) or f"; there are {', '.join(known)}"
            what = f"{text!r} is not a {_NAMES.get(values.__name__, 'value')}{hint}"
            raise self.error(key, what) from None

    def number(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds, or None where the key is not there."""
        value = self.entries.get(key)
        if value is None:
            return None
        if (
            not isinstance(value, int)
            or isinstance(value, bool)
            or not least <= value <= most
        ):
            what = f"must be a whole number from {least:,} to {most:,}, not {value!r}"
            raise self.error(key, what)
        return value

    def truth(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.entries.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"must be true or false, not {value!r}")
        return value

    def table(self, key: str) -> "PolicyTable":
        """A table; empty where the key is not there."""
        value = self.entries.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"must be a table, not {value!r}")
        return PolicyTable(self.path, self.text, (*self.where, key), value)

    def tables(self, key: str) -> list["PolicyTable"]:
        """An array of tables; empty where the key is not there."""
        value = self.entries.get(key, [])
        if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
            raise self.error(key, f"must be an array of tables: write [[{key}]]")
        return [
            PolicyTable(self.path, self.text, (*self.where, key, place), it)
            for place, it in enumerate(value)
        ]

    def file(self, key: str) -> Path | None:
        """A file, named from where the policy stands."""
        text = self.text_of(key)
        return None if text is None else self.path.parent / text


def suggestion(text: str, known: Iterable[str]) -> str:
    """Which of some words was meant, as the end of a sentence; empty if none."""
    spelled = {word.lower(): str(word) for word in known}
    near = difflib.get_close_matches(text.lower().replace("_", "-"), spelled, n=1)
    return f"; did you mean {spelled[near[0]]!r}?" if near else ""
