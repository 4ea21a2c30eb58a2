"""Options that several commands share, and what they come to."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypedDict, TypeVar

import click

from vocab_audit.audit import DEFAULT_DETECTORS, LengthRule, Settings
from vocab_audit.category import Category, Strength
from vocab_audit.detectors import DETECTORS, OPT_IN
from vocab_audit.script import CJK_SCRIPTS
from vocab_audit.script_table import SCRIPTS
from vocab_audit.wordlist import Wordlist, load_wordlists, packaged_files
from vocab_audit.wordlist_check import USER_LANGUAGE

Command = TypeVar("Command", bound=Callable[..., Any])

SUFFIXES: Final = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
}
"""The format that the suffix of an output file stands for."""

quiet = click.option(
    "-q", "--quiet", is_flag=True, help="No progress and no notes on standard error."
)


def _script_names(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Spell names of scripts as Unicode does, whatever their case."""
    known = {script.lower(): script for script in SCRIPTS}
    for value in values:
        if value.lower() not in known:
            message = (
                f"{value!r} is not a Unicode script; write its long name, such as "
                f"{', '.join(sorted(CJK_SCRIPTS))} or Latin"
            )
            raise click.BadParameter(message, context, parameter)
    return tuple(known[value.lower()] for value in values)


def _without_opt_in() -> str:
    return f" but {', '.join(sorted(OPT_IN))}" if OPT_IN else ""


def choice(values: type[StrEnum]) -> click.Choice[str]:
    """One of the values of an enumeration."""
    return click.Choice([value.value for value in values])


def stacked(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """One decorator out of several, which show in help in the order given."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


filters = stacked(
    click.option(
        "--category",
        "categories",
        type=choice(Category),
        multiple=True,
        help="Only findings of this category (repeatable).",
    ),
    click.option(
        "--language",
        "languages",
        metavar="TAG",
        multiple=True,
        help="Only evidence in this language, such as zh-Hans or th (repeatable).",
    ),
    click.option(
        "--script",
        "scripts",
        metavar="SCRIPT",
        callback=_script_names,
        multiple=True,
        help="Only tokens that are mainly in this Unicode script (repeatable).",
    ),
    click.option(
        "--strength",
        type=choice(Strength),
        default=Strength.SUSPECT.value,
        show_default=True,
        help="The weakest strength to report.",
    ),
)


def min_chars(*, default: int, help: str) -> Callable[[Command], Command]:  # noqa: A002 - click's name
    """The option --min-chars, which counts characters."""
    return click.option(
        "--min-chars",
        type=click.IntRange(1, 1000),
        metavar="N",
        default=default,
        show_default=True,
        help=help,
    )


lengths = stacked(
    click.option(
        "--rule",
        type=choice(LengthRule),
        default=LengthRule.CJK.value,
        show_default=True,
        help="What the headline counts: han (Han characters), cjk (Han, kana, "
        "Hangul, Bopomofo), chars (any character, in tokens of Han, space and "
        "ASCII letters and digits only) or letters (of any script).",
    ),
    min_chars(default=3, help="How many characters make a token long."),
)

wordlists = stacked(
    click.option(
        "--wordlist",
        "wordlist_paths",
        metavar="[CATEGORY=]PATH",
        multiple=True,
        help="Add a wordlist of your own: a TSV as in docs/wordlists.md, or one "
        "term a line (repeatable).",
    ),
    click.option(
        "--no-default-wordlists",
        is_flag=True,
        help="Use only the lists that --wordlist names.",
    ),
)


text_or_json = click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)


detectors = stacked(
    click.option(
        "--detector",
        "detectors",
        type=click.Choice([*DETECTORS]),
        multiple=True,
        help=f"Run only this detector (repeatable) [default: all{_without_opt_in()}].",
    ),
    click.option(
        "--no-detector",
        "no_detectors",
        type=click.Choice([*DETECTORS]),
        multiple=True,
        help="Run all default detectors but this one (repeatable).",
    ),
)


class DetectorOptions(TypedDict):
    """What :data:`detectors` hands to a command."""

    detectors: tuple[str, ...]
    no_detectors: tuple[str, ...]


def chosen_detectors(chosen: DetectorOptions) -> frozenset[str]:
    """The names of the detectors that the options come to.

    Raises:
        click.UsageError: No detector is left.
    """
    names = frozenset(chosen["detectors"] or DEFAULT_DETECTORS)
    names -= frozenset(chosen["no_detectors"])
    if not names:
        message = "--no-detector leaves no detector to run"
        raise click.UsageError(message)
    return names


class WordlistOptions(TypedDict):
    """What :data:`wordlists` hands to a command."""

    wordlist_paths: tuple[str, ...]
    no_default_wordlists: bool


def load_chosen_wordlists(chosen: WordlistOptions) -> Wordlist:
    """The wordlists that the options come to.

    Raises:
        click.UsageError: No wordlist is left to look for.
        WordlistError: A wordlist cannot be read.
    """
    paths = chosen["wordlist_paths"]
    if chosen["no_default_wordlists"] and not paths:
        message = "--no-default-wordlists leaves nothing to look for: add --wordlist"
        raise click.UsageError(message)
    return load_wordlists(paths, packaged=not chosen["no_default_wordlists"])


class FilterOptions(TypedDict):
    """What :data:`filters` and :func:`min_chars` hand to a command."""

    min_chars: int
    categories: tuple[str, ...]
    languages: tuple[str, ...]
    scripts: tuple[str, ...]
    strength: str


def settings(chosen: FilterOptions, rule: str = LengthRule.CJK) -> Settings:
    """The settings that the options come to.

    Raises:
        click.UsageError: No wordlist is in one of the languages.
    """
    known = {file.language for file in packaged_files()} | {USER_LANGUAGE}
    if unknown := sorted(set(chosen["languages"]) - known):
        message = (
            f"--language: no wordlist is in {', '.join(unknown)}; "
            f"there are {', '.join(sorted(known))} ({USER_LANGUAGE}: your own lists)"
        )
        raise click.UsageError(message)
    return Settings(
        rule=LengthRule(rule),
        min_chars=chosen["min_chars"],
        categories=frozenset(map(Category, chosen["categories"])),
        languages=frozenset(chosen["languages"]),
        scripts=frozenset(chosen["scripts"]),
        strength=Strength(chosen["strength"]),
    )


def format_of(output: str | None) -> str | None:
    """The format that the suffix of an output file stands for, if any."""
    return SUFFIXES.get(Path(output).suffix.lower()) if output else None
