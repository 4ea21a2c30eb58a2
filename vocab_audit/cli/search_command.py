"""``vocab-audit search``: tokens whose text matches a regular expression."""

import base64
import json
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from math import prod
from typing import Unpack

import click
import regex

from vocab_audit.audit import Settings, audit_vocabulary
from vocab_audit.category import Strength
from vocab_audit.cli import options
from vocab_audit.errors import VocabAuditError
from vocab_audit.report.table import Column, shortened, table
from vocab_audit.script import Profile, profiles
from vocab_audit.sources import load
from vocab_audit.vocabulary import Token

SECONDS_PER_TOKEN = 1.0
"""How long a pattern may take on one token before the search gives up."""

SECONDS_IN_ALL = 60.0
"""How long it may take on all tokens together."""

MAX_PATTERN_CHARACTERS = 1_000
MAX_REPEATS = 1_000
"""The highest count of a repetition, as in ``a{1000}``."""

MAX_COPIES = 100_000
"""How many copies the least counts of all repetitions, multiplied, may ask for.

The regex package copies what is repeated: nested counts exhaust memory or stack.
"""

_COUNTS = regex.compile(r"\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")


class SearchOptions(options.FilterOptions, options.WordlistOptions):
    """What the shared options hand to this command."""


@click.command("search")
@click.argument("vocabulary", metavar="VOCAB")
@click.argument("pattern", metavar="PATTERN")
@click.option("-i", "--ignore-case", is_flag=True, help="Match in any case.")
@click.option("--flagged", is_flag=True, help="Only tokens that an audit flags.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N tokens [default: all].",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
)
@options.min_chars(default=1, help="Only tokens of so many characters or more.")
@options.filters
@options.wordlists
def command(
    *,
    vocabulary: str,
    pattern: str,
    ignore_case: bool,
    flagged: bool,
    limit: int | None,
    format_name: str,
    **chosen: Unpack[SearchOptions],
) -> None:
    """List the tokens whose text matches a regular expression anywhere.

    PATTERN is in the syntax of the regex package, with \\p{Script=Han} and the like
    (https://pypi.org/project/regex/). Tokens that are not valid UTF-8 have no text
    and are left out. --category, --language and --strength imply --flagged.

    \b
    Examples:
      vocab-audit search o200k_base '彩票|开奖' --min-chars 5
      vocab-audit search cl100k_base '^ ?\\p{Han}{3,}$'
      vocab-audit search o200k_base . --category adult --format jsonl
    """
    expression = _compiled(pattern, ignore_case=ignore_case)
    settings = options.settings(chosen)
    loaded = load(vocabulary)
    tokens: Iterable[Token] = loaded.tokens
    if flagged or _asks_the_audit(settings):
        wordlist = options.load_chosen_wordlists(chosen)
        findings = audit_vocabulary(loaded, wordlist, settings).findings
        tokens = (finding.token for finding in findings)
    matching = (
        (token, profile)
        for token, profile in _matching(tokens, expression)
        if profile.characters >= settings.min_chars
        and (not settings.scripts or profile.script in settings.scripts)
    )
    _print(islice(matching, limit), format_name)


def _asks_the_audit(settings: Settings) -> bool:
    is_strict = settings.strength is not Strength.SUSPECT
    return bool(settings.categories or settings.languages or is_strict)


def _compiled(pattern: str, *, ignore_case: bool) -> "regex.Pattern[str]":
    fault = _excess(pattern)
    if not fault:
        try:
            return regex.compile(pattern, regex.IGNORECASE if ignore_case else 0)
        except regex.error as error:
            fault = f"{pattern!r} is not a regular expression: {error}"
        except (MemoryError, RecursionError):
            fault = "the pattern is too large or too deeply nested"
    raise click.BadParameter(fault, param_hint="PATTERN")


def _excess(pattern: str) -> str | None:
    """What of a pattern would take more memory than a search is worth."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        return f"the pattern is longer than {MAX_PATTERN_CHARACTERS:,} characters"
    counts = [
        (int(least or 0), int(most or 0)) for least, most in _COUNTS.findall(pattern)
    ]
    if any(count > MAX_REPEATS for pair in counts for count in pair):
        return f"a repetition may have a count of at most {MAX_REPEATS:,}"
    if prod(least or 1 for least, _ in counts) > MAX_COPIES:
        return f"the counts of repetitions, multiplied, may be at most {MAX_COPIES:,}"
    return None


def _matching(
    tokens: Iterable[Token], expression: "regex.Pattern[str]"
) -> Iterator[tuple[Token, Profile]]:
    left = SECONDS_IN_ALL  # of searching: who reads the output may take longer
    for token in tokens:
        if token.text is None:
            continue
        begun = time.monotonic()
        try:
            seconds = min(SECONDS_PER_TOKEN, left)
            found = expression.search(token.text, timeout=max(seconds, 0))
        except TimeoutError:
            message = (
                f"the pattern takes over {SECONDS_PER_TOKEN:g} s on token {token.id}, "
                f"or over {SECONDS_IN_ALL:g} s up to it; avoid nested repetition "
                "such as (a+)+"
            )
            raise VocabAuditError(message) from None
        except (MemoryError, RecursionError):
            message = f"the pattern takes too much memory on token {token.id}"
            raise VocabAuditError(message) from None
        left -= time.monotonic() - begun
        if found:
            [profile] = profiles([token.text])
            yield token, profile


def _print(matching: Iterable[tuple[Token, Profile]], format_name: str) -> None:
    if format_name == "jsonl":
        for token, profile in matching:
            click.echo(json.dumps(_object(token, profile)))
    elif format_name == "json":
        click.echo(json.dumps([_object(*pair) for pair in matching], indent=2))
    else:
        rows = [(str(t.id), shortened(f"'{t.display}'"), p.script) for t, p in matching]
        if rows:
            columns = [Column("id", ">"), Column("token"), Column("script")]
            click.echo(table(columns, rows))
        matched = "token matches" if len(rows) == 1 else "tokens match"
        click.echo(f"{len(rows):,} {matched}", err=True)


def _object(token: Token, profile: Profile) -> dict[str, object]:
    return {
        "id": token.id,
        "text": token.text,
        "bytes": base64.b64encode(token.raw).decode(),
        "rank": token.rank,
        "script": profile.script,
        "characters": profile.characters,
    }
