"""``vocab-audit compare``: vocabularies side by side."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Unpack

import click

from vocab_audit.audit import Settings
from vocab_audit.cli import looks, options, output
from vocab_audit.cli.exits import Exit, complain
from vocab_audit.cli.looks import Look
from vocab_audit.cli.progress import Progress
from vocab_audit.compare import Comparison, compare_vocabularies
from vocab_audit.encoders import Sample, encode, read_text
from vocab_audit.errors import SourceError
from vocab_audit.folder import tokenizer_file
from vocab_audit.report.comparison import FORMATS, render
from vocab_audit.report.pictures import Pictures
from vocab_audit.sources import LOADERS, load
from vocab_audit.vocabulary import Vocabulary, printable
from vocab_audit.wordlist import Wordlist

DEFAULT_FOLDER = "reports"
FEWEST = 2
"""Vocabularies that can be compared."""


class CompareOptions(
    options.FilterOptions, options.WordlistOptions, looks.PictureOptions
):
    """What the shared options hand to this command."""


@click.command("compare")
@click.argument("vocabularies", metavar="VOCAB VOCAB...", nargs=-1, required=True)
@click.option(
    "--base",
    metavar="VOCAB",
    help="List what changed from this one to each other: a tokenizer's release note.",
)
@click.option(
    "--text",
    "texts",
    metavar="FILE",
    multiple=True,
    help="Count the tokens of this text (UTF-8, at most 16 MiB) in each vocabulary "
    "that can encode (repeatable).",
)
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
    f"the report directory [default: {DEFAULT_FOLDER}].",
)
@options.lengths
@options.filters
@options.wordlists
@looks.pictures
@options.quiet
@looks.color
def command(
    *,
    vocabularies: tuple[str, ...],
    base: str | None,
    texts: tuple[str, ...],
    format_name: str | None,
    target: str | None,
    quiet: bool,
    color: bool | None,
    rule: str,
    **chosen: Unpack[CompareOptions],
) -> None:
    """Compare the vocabularies of several encodings, whatever their formats.

    Says what they share, which are relatives, what one gained and lost, which scripts
    grew, and which contamination came in with which. The summary goes to standard
    output and a report directory with a page, data and charts to
    reports/compare-NAMES.

    \b
    Examples:
      vocab-audit compare o200k_base cl100k_base p50k_base r50k_base
      vocab-audit compare gpt-4 gpt-4o --base gpt-4
      vocab-audit compare old/tokenizer.json new/tokenizer.json --format markdown
      vocab-audit compare o200k_base cl100k_base --text sample.txt
    """
    settings = options.settings(chosen, rule)
    if target == "":
        message = "the path is empty; name a file or a folder"
        raise click.BadParameter(message, param_hint="--output")
    format_name = format_name or options.format_of(target)
    look = looks.chosen_look(chosen, color, format_name)
    names = _names(vocabularies, base)
    wordlist = options.load_chosen_wordlists(chosen)
    samples = [(path, read_text(Path(path))) for path in texts]
    with Progress(quiet=quiet) as progress:
        loaded, failures = _load_all(names, progress)
        compared = None
        if len(loaded) >= FEWEST:
            progress.say(f"comparing {len(loaded)} vocabularies")
            compared = _compare(loaded, wordlist, settings, base)
            compared = _with_texts(compared, [*loaded], samples, progress)
    try:
        if compared:
            _write(compared, format_name, target, look, quiet=quiet)
    finally:  # what cannot be written does not hide what cannot be loaded
        for failure in failures:
            complain(str(failure))
    if failures:
        if not compared:
            complain(f"{len(loaded)} of {len(names)} could be loaded: none to compare")
        raise click.exceptions.Exit(Exit.COULD_NOT_RUN)


def _names(vocabularies: tuple[str, ...], base: str | None) -> list[str]:
    """What to load: the base too, if it is not among the vocabularies."""
    names = [*vocabularies]
    if base is not None and base not in names:
        names.insert(0, base)
    if len(names) < FEWEST:
        message = (
            "one vocabulary cannot be compared; name two or more "
            f"(`vocab-audit audit {names[0]}` looks at one)"
        )
        raise click.UsageError(message)
    return names


def _load_all(
    names: list[str], progress: Progress
) -> tuple[dict[str, Vocabulary], list[SourceError]]:
    """Load each; one that does not load does not stop the others.

    Returns:
        The vocabularies by what the user calls them, a number behind what is named
        again; and what failed.
    """
    loaded: dict[str, Vocabulary] = {}
    failures: dict[str, SourceError] = {}
    known: dict[str, Vocabulary] = {}
    for name in names:
        if name in failures:
            continue
        progress.say(f"loading {name}")
        try:
            known[name] = known[name] if name in known else load(name)
        except SourceError as error:
            failures[name] = error
            continue
        key, times = name, 1
        while key in loaded:
            times += 1
            key = f"{name} ({times})"
        loaded[key] = known[name]
    return loaded, [*failures.values()]


def _compare(
    loaded: dict[str, Vocabulary],
    wordlist: Wordlist,
    settings: Settings,
    base: str | None,
) -> Comparison:
    """Compare; where two have the same name, each is called what the user calls it."""
    names = [vocabulary.name for vocabulary in loaded.values()]
    vocabularies = [
        replace(vocabulary, name=called)
        if names.count(vocabulary.name) > 1
        else vocabulary
        for called, vocabulary in loaded.items()
    ]
    place = [*loaded].index(base) if base in loaded else None
    return compare_vocabularies(vocabularies, wordlist, settings, base=place)


def _with_texts(
    compared: Comparison,
    locations: list[str],
    samples: list[tuple[str, str]],
    progress: Progress,
) -> Comparison:
    encoded = []
    for path, text in samples:
        progress.say(f"encoding {path}")
        pairs = zip(compared.vocabularies, map(_path_of, locations), strict=True)
        counts = tuple(encode(vocabulary, file, text) for vocabulary, file in pairs)
        name, size = printable(Path(path).name), len(text.encode())
        encoded.append(Sample(name, size, len(text), counts))
    return replace(compared, samples=tuple(encoded))


def _path_of(location: str) -> Path | None:
    """The file that a vocabulary came from, or None."""
    scheme, colon, rest = location.partition(":")
    path = Path(rest if colon and scheme in LOADERS else location)
    try:
        if path.is_dir():
            names = [entry.name for entry in os.scandir(path) if entry.is_file()]
            path /= tokenizer_file(names, str(path))
    except (OSError, SourceError):
        return None
    return path if path.is_file() else None


def _write(
    compared: Comparison,
    format_name: str | None,
    target: str | None,
    look: Look,
    *,
    quiet: bool,
) -> None:
    if format_name and not (format_name == "text" and _is_standard(target)):
        written = _written(compared, format_name, look)
        output.write(written, target or output.STANDARD_OUTPUT)
        return
    from vocab_audit.report.comparison import text

    styled = looks.wants_color(look.color)
    said = text.render(compared, color=styled, mask=look.mask)
    click.echo(said, nl=False, color=styled)
    if not format_name and target != output.STANDARD_OUTPUT:
        _report(compared, Path(target or DEFAULT_FOLDER), look.pictures, quiet=quiet)


def _is_standard(target: str | None) -> bool:
    return target in (None, output.STANDARD_OUTPUT)


def _written(compared: Comparison, format_name: str, look: Look) -> str:
    match format_name:
        case "text":
            from vocab_audit.report.comparison import text

            return text.render(compared, mask=look.mask)
        case "markdown":
            from vocab_audit.report.comparison import markdown

            return markdown.render(compared, mask=look.mask)
        case "html" if not look.pictures.formats:
            from vocab_audit.report.comparison import html

            return html.page(compared, {})
        case "html":
            _prepare_charts()
            return render(compared, format_name)
        case _:
            return render(compared, format_name)


def _report(
    compared: Comparison, folder: Path, pictures: Pictures, *, quiet: bool
) -> None:
    from vocab_audit.report.comparison import directory

    if pictures.formats:
        _prepare_charts()
    place = folder / directory.directory_name(compared)
    with Progress(quiet=quiet) as progress:
        written = directory.write(compared, place, pictures=pictures, say=progress.say)
    click.echo(f"\nReport: {printable(str(written / 'index.html'))}")


def _prepare_charts() -> None:
    """Import matplotlib as only a process that is ours alone may import it."""
    from vocab_audit.report.charts.typeface import import_matplotlib_alone

    import_matplotlib_alone()
