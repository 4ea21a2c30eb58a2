"""The words in which changes are told."""

from collections.abc import Iterable, Sequence
from typing import Final

from vocab_audit.vocabulary import printable

NAMED: Final = 3
"""Things of one kind of change that are named at most."""

MAX_SHOWN: Final = 60
"""Characters of a token or a setting that are shown at most."""


def first(named: Iterable[str], count: int | None = None) -> str:
    """Name the first few of some things, all of them if they are few."""
    shown = []
    for name in named:
        shown.append(name)
        if len(shown) > NAMED:
            break
    if len(shown) > NAMED or (count or 0) > NAMED:
        return f"first {shown[0]}"
    return ", ".join(shown)


def count(things: Sequence[object], noun: str) -> str:
    """How many things there are, as in ``3 tokens``."""
    return f"{len(things):,} {noun}{'' if len(things) == 1 else 's'}"


def shown(raw: bytes) -> str:
    """The bytes of a token, printable and quoted."""
    return f"'{cut(printable(raw.decode('utf-8', 'backslashreplace')))}'"


def cut(text: str) -> str:
    """A text of at most :data:`MAX_SHOWN` characters."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def from_to(was: str, is_now: str) -> str:
    """Both texts, from a little before the first difference on."""
    if len(was) <= MAX_SHOWN and len(is_now) <= MAX_SHOWN:
        return f"from {was} to {is_now}"
    same = next(
        (i for i, (a, b) in enumerate(zip(was, is_now, strict=False)) if a != b),
        min(len(was), len(is_now)),
    )
    start = max(0, same - MAX_SHOWN // 3)
    at = f"at character {same:,} " if start else ""
    return f"{at}from {_window(was, start)} to {_window(is_now, start)}"


def _window(text: str, start: int) -> str:
    end = start + MAX_SHOWN
    before, behind = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end]}{behind}"
