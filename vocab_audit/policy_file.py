"""Policies as TOML: ``vocab-audit.toml``, or ``[tool.vocab-audit]`` in pyproject.toml.

``docs/check.md`` describes the keys.
"""

import binascii
import tomllib
from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from vocab_audit.audit import LengthRule, Settings
from vocab_audit.category import Category, Strength
from vocab_audit.committed import conflict_line
from vocab_audit.errors import PolicyError, SourceError
from vocab_audit.files import read_file
from vocab_audit.policy import SCRIPTS_OF_LANGUAGES, Allowance, Policy
from vocab_audit.policy_table import PolicyTable, suggestion
from vocab_audit.script_table import SCRIPTS
from vocab_audit.toml_place import Key, line_of

FILE: Final = "vocab-audit.toml"
PYPROJECT: Final = "pyproject.toml"
TABLE: Final = ("tool", "vocab-audit")
MAX_POLICY_BYTES: Final = 4 * 1024 * 1024
MAX_CHARS: Final = 1_000


def find_policy(folder: Path) -> Path | None:
    """The policy of a folder, or of the nearest folder above it that has one.

    Folders above one that holds a ``.git`` are not looked at.

    Raises:
        PolicyError: A folder has two policies, or one of its files is no TOML.
    """
    for each in (folder, *folder.parents):
        found = _policies(each)
        if len(found) > 1:
            message = (
                f"{each}: holds two policies, {FILE} and the table "
                f"[{'.'.join(TABLE)}] of {PYPROJECT}: keep one of them, or name one "
                "with --policy"
            )
            raise PolicyError(message)
        if found:
            return found[0]
        if (each / ".git").exists():
            break
    return None


def load_policy(path: str | PathLike[str] | None = None) -> Policy:
    """Read a policy.

    Args:
        path: A file of its own, or a ``pyproject.toml``; None for the default policy.

    Raises:
        PolicyError: It cannot be read or does not say what it must; the message names
            file, line and key.
    """
    if path is None:
        return Policy()
    path = Path(path)
    text, document = _read(path)
    where: tuple[Key, ...] = ()
    if path.name == PYPROJECT:
        where = TABLE
        for key in TABLE:
            found = document.get(key)
            if not isinstance(found, dict):
                message = f"{path}: holds no table [{'.'.join(TABLE)}]"
                raise PolicyError(message)
            document = found
    return _policy(PolicyTable(path, text, where, document))


def _policies(folder: Path) -> list[Path]:
    """The files of a folder that hold a policy."""
    own, shared = folder / FILE, folder / PYPROJECT
    found = [own] if own.is_file() else []
    if shared.is_file():
        tools = _read(shared)[1].get(TABLE[0])
        found += [shared] if isinstance(tools, dict) and TABLE[1] in tools else []
    return found


def _read(path: Path) -> tuple[str, dict[str, object]]:
    try:
        text = read_file(path, MAX_POLICY_BYTES).decode("utf-8-sig")
    except SourceError as error:
        what = str(error).replace("name a tokenizer's file", "name a policy")
        raise PolicyError(what) from None
    except UnicodeDecodeError as error:
        message = f"{path}: byte {error.start:,} is not UTF-8, which TOML must be"
        raise PolicyError(message) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{path}:{_fault(text, error)}"
    except RecursionError:
        message = f"{path}: nested too deeply"
    raise PolicyError(message)


def _fault(text: str, error: tomllib.TOMLDecodeError) -> str:
    """The line of what is no TOML, and what is wrong there."""
    conflict = conflict_line(text.encode())
    if conflict is not None:
        return f"{conflict}: holds the markers of a merge conflict: resolve it"
    what, _, place = str(error).rpartition(" (at ")
    line = place.removeprefix("line ").partition(",")[0]
    if not line.isdigit():  # what is open is open at the end
        line = str(len(text.splitlines()))
    return f"{line}: not TOML: {what or error}"


def _policy(table: PolicyTable) -> Policy:
    table.refuse_unknown(_KEYS)
    if table.file("lock") and table.file("lock") == table.file("baseline"):
        raise table.error("lock", "names the same file as the key 'baseline'")
    default = Policy()
    fail_on = table.chosen("fail-on", Strength)
    categories = table.chosen("categories", Category)
    return Policy(
        fail_on=default.fail_on if fail_on is None else fail_on,
        categories=default.categories if categories is None else categories,
        settings=_settings(table),
        max_share=_max_share(table.table("max-share")),
        required_scripts=_required(table),
        allowances=tuple(map(_allowance, table.tables("allow"))),
        vocabularies=_vocabularies(table),
        wordlists=tuple(_wordlist(table, it) for it in table.texts("wordlists")),
        default_wordlists=table.truth("default-wordlists", default=True),
        baseline=table.file("baseline"),
        lock=table.file("lock"),
        path=table.path,
    )


def _settings(table: PolicyTable) -> Settings:
    default = Settings()
    rule = table.text_of("rule")
    return Settings(
        rule=default.rule if rule is None else table.value("rule", rule, LengthRule),
        min_chars=table.number("min-chars", 1, MAX_CHARS) or default.min_chars,
    )


def _max_share(table: PolicyTable) -> dict[LengthRule, float]:
    table.refuse_unknown(LengthRule)
    shares = dict[LengthRule, float]()
    for key, value in table.entries.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise table.error(key, f"must be a share from 0 to 1, not {value!r}")
        shares[LengthRule(key)] = float(value)
    return shares


def _required(table: PolicyTable) -> dict[str, int]:
    """The scripts that must be there, and how many tokens of each."""
    known = {script.lower(): script for script in SCRIPTS}
    needed = dict[str, int]()
    for language in table.texts("required-languages"):
        script = SCRIPTS_OF_LANGUAGES.get(language.lower().partition("-")[0])
        if script is None:
            what = (
                f"{language!r} is no language that is known by its script (there are "
                f"{', '.join(SCRIPTS_OF_LANGUAGES)}); name a script in required-scripts"
            )
            raise table.error("required-languages", what)
        needed[script] = max(1, needed.get(script, 0))
    scripts = table.table("required-scripts")
    for key in scripts.entries:
        if key.lower() not in known:
            hint = suggestion(key, SCRIPTS) or ", such as Han, Latin or Thai"
            raise scripts.error(key, f"is no Unicode script{hint}")
        count = scripts.number(key, 1, 10_000_000)
        needed[known[key.lower()]] = count or 1
    return needed


def _vocabularies(table: PolicyTable) -> tuple[str, ...]:
    """What to check; a path is named from where the policy stands."""
    named = table.texts("vocabularies")
    return tuple(_from_policy(table, it) for it in named)


def _wordlist(table: PolicyTable, text: str) -> str:
    category, equals, path = text.rpartition("=")
    return f"{category}{equals}{_from_policy(table, path)}"


def _from_policy(table: PolicyTable, text: str) -> str:
    path = table.path.parent / text
    return str(path) if path.exists() else text


def _allowance(table: PolicyTable) -> Allowance:
    table.refuse_unknown(("token", "bytes", "category", "reason", "expires"))
    text, spelled = table.entries.get("token"), table.text_of("bytes")
    if (text is None) == (spelled is None):
        raise table.error(None, "must name either a token or, in base64, its bytes")
    if text is not None and (not isinstance(text, str) or not text):
        raise table.error("token", f"must be the text of a token, not {text!r}")
    category = table.text_of("category")
    return Allowance(
        _bytes(table, spelled) if spelled is not None else str(text).encode(),
        _needed(table, "reason", table.text_of, "why the token may be there"),
        _needed(table, "expires", lambda key: _date(table, key), "such as 2027-01-31"),
        None if category is None else table.value("category", category, Category),
        f"{table.path}:{line_of(table.text, table.where) or 1}",
    )


_Needed = TypeVar("_Needed")


def _needed(
    table: PolicyTable, key: str, read: Callable[[str], _Needed | None], what: str
) -> _Needed:
    value = read(key)
    if value is None:
        raise table.error(None, f"needs the key {key!r}, {what}")
    return value


def _date(table: PolicyTable, key: str) -> date | None:
    value = table.entries.get(key)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        shown = repr(value) if isinstance(value, str) else value
        what = f"must be a date without quotes, such as 2027-01-31, not {shown}"
        raise table.error(key, what)
    return value


def _bytes(table: PolicyTable, spelled: str) -> bytes:
    try:
        return b64decode(spelled, validate=True)
    except (binascii.Error, ValueError):
        raise table.error("bytes", f"must be base64, not {spelled!r}") from None


_KEYS: Final = MappingProxyType(
    {
        "fail-on": "strengths of findings that fail",
        "categories": "categories of findings that fail",
        "rule": "the length rule of the headline",
        "min-chars": "characters that make a token long",
        "max-share": "by length rule, the largest share that may be contaminated",
        "required-languages": "languages that must have tokens",
        "required-scripts": "by script, how many tokens there must be",
        "allow": "tokens that may be there",
        "vocabularies": "what to check where nothing is named",
        "wordlists": "further wordlists",
        "default-wordlists": "whether the package's own lists are used",
        "baseline": "the file of accepted findings",
        "lock": "the file of the tokenizer's fingerprint",
    }
)
"""Every key of a policy, and what it says."""
