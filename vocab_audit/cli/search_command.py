"""``vocab-audit search``: tokens whose text matches a regular expression."""

import base64
import json
from collections.abc import Iterable, Iterator
from itertools import islice
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
    try:
        return regex.compile(pattern, regex.IGNORECASE if ignore_case else 0)
    except regex.error as error:
        message = f"{pattern!r} is not a regular expression: {error}"
        raise click.BadParameter(message, param_hint="PATTERN") from None


def _matching(
    tokens: Iterable[Token], expression: "regex.Pattern[str]"
) -> Iterator[tuple[Token, Profile]]:
    for token in tokens:
        if token.text is None:
            continue
        try:
            found = expression.search(token.text, timeout=SECONDS_PER_TOKEN)
        except TimeoutError:
            message = (
                f"the pattern takes over {SECONDS_PER_TOKEN:g} s on token {token.id}; "
                "avoid nested repetition such as (a+)+"
            )
            raise VocabAuditError(message) from None
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
