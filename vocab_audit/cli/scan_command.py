"""``vocab-audit scan``: find polluted tokens that leaked into text."""

import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Unpack

import click

from vocab_audit.category import Strength
from vocab_audit.cli import looks, options, output
from vocab_audit.cli.scanning import Scanning, Wishes
from vocab_audit.report.scans import FORMATS
from vocab_audit.scan import exception, git, walk
from vocab_audit.scan.clean import CleanPart
from vocab_audit.scan.document import (
    CHUNK_BYTES,
    Document,
    Entry,
    UnreadableError,
)
from vocab_audit.scan.exception import Exemption
from vocab_audit.scan.plan import Mode, Plan

STANDARD_INPUT = "-"
NONE, NEVER = "none", "never"
_SUFFIXES = {".sarif": "sarif", ".xml": "junit"}


@click.command("scan")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--git", "span", metavar="RANGE", help="Only lines that these commits add."
)
@click.option(
    "--mode",
    type=options.choice(Mode),
    default=Mode.LEAK.value,
    show_default=True,
    help="leak: what does not fit its surroundings. corpus: how much of each document "
    "is spam.",
)
@click.option(
    "--vocabulary",
    metavar="VOCAB",
    default="o200k_base",
    show_default=True,
    help=f"Whose contaminated tokens to look for; '{NONE}' for terms only.",
)
@options.wordlists
@click.option(
    "--field",
    "fields",
    metavar="NAME",
    multiple=True,
    help="Scan this field of each record of JSON lines or Parquet (repeatable; a dot "
    "steps into an object).",
)
@click.option("--no-ignore", is_flag=True, help="Scan what .gitignore leaves out, too.")
@click.option(
    "--strength",
    type=options.choice(Strength),
    default=Strength.LIKELY.value,
    show_default=True,
    help="The weakest strength to report.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*(s.value for s in Strength), NEVER]),
    default=Strength.LIKELY.value,
    show_default=True,
    help="Exit with 1 if a hit is at least so strong.",
)
@click.option(
    "--ignore-file",
    metavar="FILE",
    help=f"Accepted hits with reasons [default: {exception.IGNORE_FILE}, if there].",
)
@click.option("--baseline", metavar="FILE", help="Leave out hits that it accepts.")
@click.option("--write-baseline", metavar="FILE", help="Accept all hits, in this file.")
@click.option(
    "--drop-above",
    type=click.FloatRange(0, 1),
    metavar="SCORE",
    help="With --mode corpus: write what scores at most so much (0 to 1) to --clean.",
)
@click.option(
    "--clean",
    metavar="FILE",
    help="Where --drop-above writes the records that stay, or the names of the files.",
)
@click.option(
    "--format", "format_name", type=click.Choice(FORMATS), help="How to write the hits."
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="PATH",
    default=output.STANDARD_OUTPUT,
    help="The file to write ('-' is standard output, the default; its suffix gives the "
    "format if --format does not).",
)
@click.option("--mask", is_flag=True, help="Hide what leaked.")
@click.option(
    "--jobs",
    type=click.IntRange(0, 256),
    default=0,
    metavar="N",
    help="Processes that work at once; 0 is one for each core.  [default: 0]",
)
@options.quiet
@looks.color
def command(
    *,
    paths: tuple[str, ...],
    span: str | None,
    mode: str,
    vocabulary: str,
    fields: tuple[str, ...],
    no_ignore: bool,
    strength: str,
    fail_on: str,
    ignore_file: str | None,
    baseline: str | None,
    write_baseline: str | None,
    drop_above: float | None,
    clean: str | None,
    format_name: str | None,
    target: str,
    mask: bool,
    jobs: int,
    quiet: bool,
    color: bool | None,
    **lists: Unpack[options.WordlistOptions],
) -> None:
    """Find polluted tokens that leaked into text, code and model output.

    PATH is a file, a folder, an archive, or '-' for standard input; without one, the
    folder that you are in. With --git, it says which files count. A comment
    'vocab-audit: ignore' on a line accepts its hits.

    \b
    Examples:
      vocab-audit scan docs src
      vocab-audit scan --git main..HEAD --format github
      vocab-audit scan --mode corpus --field text corpus.jsonl --format jsonl
      some-model | vocab-audit scan - --strength suspect
    """
    if (drop_above is None) != (clean is None) or (clean and mode != Mode.CORPUS):
        message = "--drop-above and --clean belong together, with --mode corpus"
        raise click.UsageError(message)
    if clean == STANDARD_INPUT or (drop_above is not None and math.isnan(drop_above)):
        message = "--clean takes the name of a file, and --drop-above a number"
        raise click.UsageError(message)
    plan = Plan(
        None if vocabulary == NONE else vocabulary,
        options.load_chosen_wordlists(lists),
        Mode(mode),
        Strength(strength),
        jobs or _cores(),
        fields,
    )
    wishes = Wishes(
        format_name or _format_of(target) or "text",
        target,
        Strength(fail_on) if fail_on != NEVER else None,
        _exemptions(ignore_file),
        exception.load_baseline(Path(baseline)) if baseline else frozenset(),
        mask=mask,
        keeps_all=write_baseline is not None,
        quiet=quiet,
        color=color,
    )
    scan = Scanning(plan, wishes)
    part = CleanPart(clean, drop_above) if clean and drop_above is not None else None
    entries = _entries(paths, span, use_ignore=not no_ignore)
    scan.run(entries, lambda: _expected(paths, span, use_ignore=not no_ignore), part)
    if write_baseline:
        output.write(scan.baseline, write_baseline)
    scan.conclude(paths, is_baseline=write_baseline is not None)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _format_of(target: str) -> str | None:
    suffix = Path(target).suffix.lower()
    return _SUFFIXES.get(suffix) or (
        name if (name := options.format_of(target)) in FORMATS else None
    )


def _exemptions(named: str | None) -> tuple[Exemption, ...]:
    path = Path(named or exception.IGNORE_FILE)
    if named is None and not path.is_file():
        return ()
    return exception.load_exemptions(path)


def _entries(
    paths: tuple[str, ...], span: str | None, *, use_ignore: bool
) -> Iterator[Entry]:
    if span is not None:
        for path in paths or (None,):
            yield from git.added(span, path)
        return
    for path in paths or (".",):
        if path == STANDARD_INPUT:
            yield Document(STANDARD_INPUT, _standard_input)
        else:
            yield from walk.documents([path], use_ignore=use_ignore)


def _expected(paths: tuple[str, ...], span: str | None, *, use_ignore: bool) -> int:
    """Bytes to scan, for the remaining time; 0 where nobody can know."""
    if span is not None or STANDARD_INPUT in paths:
        return 0
    found = walk.documents(paths or (".",), use_ignore=use_ignore)
    return sum(entry.size for entry in found if isinstance(entry, Document))


def _standard_input() -> Iterator[bytes]:
    if sys.stdin is None:  # the caller closed it
        message = f"{STANDARD_INPUT}: standard input is closed"
        raise UnreadableError(message)
    try:
        while chunk := os.read(sys.stdin.fileno(), CHUNK_BYTES):
            yield chunk
    except OSError as error:
        message = f"{STANDARD_INPUT}: standard input cannot be read: {error.strerror}"
        raise UnreadableError(message) from None
