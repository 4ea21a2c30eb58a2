"""``vocab-audit audit``: audit vocabularies and write reports."""

from pathlib import Path
from typing import Unpack

import click

from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
from vocab_audit.category import Strength
from vocab_audit.cli import options, output
from vocab_audit.cli.exits import Exit, complain
from vocab_audit.cli.progress import Progress
from vocab_audit.errors import SourceError
from vocab_audit.report import RENDERERS, directory, text
from vocab_audit.sources import load
from vocab_audit.wordlist import Wordlist, load_wordlists

DEFAULT_FOLDER = "reports"


@click.command("audit", short_help="Audit vocabularies; write a report for each.")
@click.argument("vocabularies", metavar="VOCAB...", nargs=-1, required=True)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([*RENDERERS]),
    help="Write this format instead of a report directory.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="PATH",
    help="With a format: the file to write ('-' is standard output, the default; "
    "its suffix gives the format if --format does not). Otherwise: the folder for "
    f"report directories [default: {DEFAULT_FOLDER}].",
)
@options.lengths
@options.filters
@options.wordlists
@click.option(
    "--fail-on",
    type=click.Choice([*Strength]),
    help="Exit with 1 if a contaminated token is at least so strong.",
)
@options.quiet
@options.color
def command(
    *,
    vocabularies: tuple[str, ...],
    format_name: str | None,
    target: str | None,
    wordlist_paths: tuple[str, ...],
    no_default_wordlists: bool,
    fail_on: Strength | None,
    quiet: bool,
    color: bool | None,
    rule: LengthRule,
    **chosen: Unpack[options.FilterOptions],
) -> None:
    """Audit the vocabulary of one or more encodings.

    VOCAB is the name of an encoding (o200k_base), of a model (gpt-4o), or a file in
    tiktoken's text format. The summary goes to standard output and a report directory
    with a page, data and charts to reports/NAME.

    \b
    Examples:
      vocab-audit audit o200k_base
      vocab-audit audit gpt-4o cl100k_base --rule han
      vocab-audit audit o200k_base --format json -o audit.json
      vocab-audit audit my.tiktoken --fail-on likely
    """
    settings = options.settings(chosen, rule)
    wordlist = load_wordlists(wordlist_paths, packaged=not no_default_wordlists)
    format_name = format_name or options.format_of(target)
    with Progress(quiet=quiet) as progress:
        audits, failures = _audit_all(vocabularies, wordlist, settings, progress)
    if audits and format_name:
        _print(audits, format_name, target or output.STANDARD_OUTPUT, color=color)
    elif audits:
        _print(audits, "text", output.STANDARD_OUTPUT, color=color)
        _report(audits, Path(target or DEFAULT_FOLDER), quiet=quiet)
    for failure in failures:
        complain(str(failure))
    if failures:
        raise click.exceptions.Exit(Exit.COULD_NOT_RUN)
    if fail_on and any(_violates(audit, fail_on) for audit in audits):
        raise click.exceptions.Exit(Exit.VIOLATIONS)


def _audit_all(
    names: tuple[str, ...], wordlist: Wordlist, settings: Settings, progress: Progress
) -> tuple[list[Audit], list[SourceError]]:
    """Audit each vocabulary once; one that does not load does not stop the others."""
    audits: list[Audit] = []
    failures: list[SourceError] = []
    for name in dict.fromkeys(names):
        progress.say(f"auditing {name}")
        try:
            vocabulary = load(name)
        except SourceError as error:
            failures.append(error)
        else:
            audits.append(audit_vocabulary(vocabulary, wordlist, settings))
    return audits, failures


def _print(
    audits: list[Audit], format_name: str, target: str, *, color: bool | None
) -> None:
    if format_name == "text" and target == output.STANDARD_OUTPUT:
        styled = options.wants_color(color)
        output.write(text.render(audits, color=styled), target)
    else:
        output.write(RENDERERS[format_name](audits), target)


def _report(audits: list[Audit], folder: Path, *, quiet: bool) -> None:
    for audit in audits:
        with Progress(quiet=quiet) as progress:
            name = audit.vocabulary.name
            written = directory.write(
                audit, folder, say=lambda what: progress.say(f"{name}: {what}")
            )
        click.echo(f"Report: {written / 'index.html'}")


def _violates(audit: Audit, weakest: Strength) -> bool:
    return any(
        finding.contaminated and finding.strength.order <= weakest.order
        for finding in audit.findings
    )
