"""``vocab-audit audit``: audit vocabularies and write reports."""

from dataclasses import replace
from pathlib import Path
from typing import Unpack

import click

from vocab_audit.audit import Audit, Settings, audit_vocabulary
from vocab_audit.category import Strength
from vocab_audit.cli import looks, options, output
from vocab_audit.cli.exits import Exit, complain, keep
from vocab_audit.cli.looks import Look
from vocab_audit.cli.progress import Progress
from vocab_audit.errors import SourceError
from vocab_audit.report import FORMATS, render
from vocab_audit.report.languages import LANGUAGES
from vocab_audit.sources import load
from vocab_audit.vocabulary import printable
from vocab_audit.wordlist import Wordlist

DEFAULT_FOLDER = "reports"


class AuditOptions(
    options.FilterOptions,
    options.WordlistOptions,
    options.DetectorOptions,
    looks.PictureOptions,
):
    """What the shared options hand to this command."""


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
@options.detectors
@looks.pictures
@click.option(
    "--lang",
    "opens_in",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="The language in which the page opens; a reader can switch it there.",
)
@click.option(
    "--fail-on",
    type=options.choice(Strength),
    help="Exit with 1 if a contaminated token is at least so strong.",
)
@options.quiet
@looks.color
def command(
    *,
    vocabularies: tuple[str, ...],
    format_name: str | None,
    target: str | None,
    fail_on: str | None,
    quiet: bool,
    color: bool | None,
    rule: str,
    opens_in: str,
    **chosen: Unpack[AuditOptions],
) -> None:
    """Audit the vocabulary of one or more encodings.

    VOCAB is the name of an encoding (o200k_base), of a model (gpt-4o), or a file or
    folder in any format of docs/formats.md. The summary goes to standard output and a
    report directory with a page, data and charts to reports/NAME.

    \b
    Examples:
      vocab-audit audit o200k_base
      vocab-audit audit gpt-4o cl100k_base --rule han
      vocab-audit audit o200k_base --format json -o audit.json
      vocab-audit audit o200k_base --charts png,svg --dpi 300
      vocab-audit audit my.tiktoken --fail-on likely
    """
    settings = replace(
        options.settings(chosen, rule), detectors=options.chosen_detectors(chosen)
    )
    if target == "":
        message = "the path is empty; name a file or a folder"
        raise click.BadParameter(message, param_hint="--output")
    wordlist = options.load_chosen_wordlists(chosen)
    format_name = format_name or options.format_of(target)
    look = looks.chosen_look(chosen, color, format_name)
    look = replace(look, opens_in=opens_in)
    with Progress(quiet=quiet) as progress:
        audits, failures = _audit_all(vocabularies, wordlist, settings, progress)
    keep(audits)
    try:
        if audits and format_name:
            _print(audits, format_name, target or output.STANDARD_OUTPUT, look)
        elif audits:
            _print(audits, "text", output.STANDARD_OUTPUT, look)
            if target != output.STANDARD_OUTPUT:
                _report(audits, Path(target or DEFAULT_FOLDER), look, quiet=quiet)
    finally:  # what cannot be written does not hide what cannot be loaded
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
    audits: dict[tuple[str, str], Audit] = {}
    failures: list[SourceError] = []
    for name in dict.fromkeys(names):
        progress.say(f"auditing {name}")
        try:
            vocabulary = load(name)
        except SourceError as error:
            failures.append(error)
            continue
        known = (vocabulary.name, vocabulary.sha256)
        if known not in audits:
            audits[known] = audit_vocabulary(vocabulary, wordlist, settings)
    return [*audits.values()], failures


def _print(audits: list[Audit], format_name: str, target: str, look: Look) -> None:
    if format_name == "text" and target == output.STANDARD_OUTPUT:
        from vocab_audit.report import text

        styled = looks.wants_color(look.color)
        said = text.render(audits, color=styled, mask=look.mask)
        click.echo(said, nl=False, color=styled)
        return
    output.write(_written(audits, format_name, look), target)


def _written(audits: list[Audit], format_name: str, look: Look) -> str:
    match format_name:
        case "text":
            from vocab_audit.report import text

            return text.render(audits, mask=look.mask)
        case "markdown":
            from vocab_audit.report import markdown

            return markdown.render(audits, mask=look.mask)
        case "html":
            return _page(audits, look)
        case _:
            return render(audits, format_name)


def _page(audits: list[Audit], look: Look) -> str:
    from vocab_audit.report import html

    if not look.pictures.formats:
        return html.page(audits, [{} for _ in audits], look.opens_in)
    _prepare_charts()
    from vocab_audit.report import charts

    drawn = [charts.render(audit, mask=look.pictures.mask) for audit in audits]
    return html.page(audits, drawn, look.opens_in, masked=look.pictures.mask)


def _report(audits: list[Audit], folder: Path, look: Look, *, quiet: bool) -> None:
    from vocab_audit.report import directory

    if look.pictures.formats:
        _prepare_charts()
    for audit, name in zip(audits, directory.names(audits), strict=True):
        with Progress(quiet=quiet) as progress:
            written = directory.write(
                audit,
                folder / name,
                pictures=look.pictures,
                opens_in=look.opens_in,
                say=progress.say,
            )
        click.echo(f"Report: {printable(str(written / 'index.html'))}")


def _prepare_charts() -> None:
    """Import matplotlib as only a process that is ours alone may import it."""
    from vocab_audit.report.charts.typeface import import_matplotlib_alone

    import_matplotlib_alone()


def _violates(audit: Audit, weakest: Strength) -> bool:
    return any(
        finding.contaminated and finding.strength.order <= weakest.order
        for finding in audit.findings
    )
