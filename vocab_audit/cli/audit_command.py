"""``vocab-audit audit``: audit vocabularies and write reports."""

from pathlib import Path
from typing import Unpack

import click

from vocab_audit.audit import Audit, Settings, audit_vocabulary
from vocab_audit.category import Strength
from vocab_audit.cli import options, output
from vocab_audit.cli.exits import Exit, complain
from vocab_audit.cli.progress import Progress
from vocab_audit.errors import SourceError
from vocab_audit.report import FORMATS, render
from vocab_audit.sources import load
from vocab_audit.wordlist import Wordlist, load_wordlists

DEFAULT_FOLDER = "reports"


@click.command("audit")
@click.argument("vocabularies", metavar="VOCAB...", nargs=-1, required=True)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
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
    type=options.choice(Strength),
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
    fail_on: str | None,
    quiet: bool,
    color: bool | None,
    rule: str,
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
    if fail_on and any(_violates(audit, Strength(fail_on)) for audit in audits):
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
        from vocab_audit.report import text

        rendered = text.render(audits, color=options.wants_color(color))
    else:
        if format_name == "html":
            _prepare_charts()
        rendered = render(audits, format_name)
    output.write(rendered, target)


def _report(audits: list[Audit], folder: Path, *, quiet: bool) -> None:
    from vocab_audit.report import directory

    _prepare_charts()
    for audit in audits:
        with Progress(quiet=quiet) as progress:
            written = directory.write(audit, folder, say=progress.say)
        click.echo(f"Report: {written / 'index.html'}")


def _prepare_charts() -> None:
    """Import matplotlib as only a process that is ours alone may import it."""
    from vocab_audit.report.charts.typeface import import_matplotlib_alone

    import_matplotlib_alone()


def _violates(audit: Audit, weakest: Strength) -> bool:
    return any(
        finding.contaminated and finding.strength.order <= weakest.order
        for finding in audit.findings
    )
