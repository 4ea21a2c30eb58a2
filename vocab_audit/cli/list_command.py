"""``vocab-audit list``: the vocabularies known by name."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import click

from vocab_audit.cli import options
from vocab_audit.cli.exits import complain
from vocab_audit.errors import SourceError
from vocab_audit.report.table import Column, table
from vocab_audit.sources import embedded, tiktoken


@dataclass(frozen=True, slots=True)
class Known:
    """One vocabulary that goes by a name.

    Attributes:
        name: The encoding's name.
        embedded: Whether it is in the package.
        models: The models that use it, by tiktoken's table.
        tokens: Ordinary tokens; None where it would have to be loaded to know.
        special: Special tokens; likewise.
        sha256: Digest of its ``.tiktoken`` file; likewise.
    """

    name: str
    embedded: bool
    models: list[str]
    tokens: int | None = None
    special: int | None = None
    sha256: str | None = None


@click.command("list")
@click.option("--models", is_flag=True, help="Show the models that use each one.")
@options.text_or_json
@options.quiet
def command(*, models: bool, format_name: str, quiet: bool) -> None:
    """List the vocabularies that are known by name.

    Embedded ones are in the package and need no network. Others come from plugins
    of the installed tiktoken, which may download them.

    \b
    Examples:
      vocab-audit list
      vocab-audit list --models
      vocab-audit list --format json
    """
    rows = [*_known(quiet=quiet)]
    if format_name == "json":
        click.echo(json.dumps([asdict(row) for row in rows], indent=2))
        return
    click.echo(_table(rows))
    if models:
        for row in rows:
            if row.models:
                click.echo(f"\n{row.name}: {', '.join(row.models)}")


def _table(rows: Iterable[Known]) -> str:
    columns = [
        Column("name"),
        Column("tokens", ">"),
        Column("special", ">"),
        Column("embedded"),
        Column("sha256"),
    ]
    return table(
        columns,
        [
            (
                row.name,
                "-" if row.tokens is None else f"{row.tokens:,}",
                "-" if row.special is None else f"{row.special:,}",
                "yes" if row.embedded else "no",
                row.sha256 or "-",
            )
            for row in rows
        ],
    )


def _known(*, quiet: bool) -> list[Known]:
    models = tiktoken.models_of_encodings()
    rows = [
        Known(
            name,
            embedded=True,
            tokens=encoding.table.tokens,
            special=len(encoding.special),
            sha256=encoding.table.sha256,
            models=models.get(name, []),
        )
        for name, encoding in embedded.ENCODINGS.items()
    ]
    try:
        others = tiktoken.names()
    except SourceError as error:
        if not quiet:
            complain(str(error))
        others = []
    rows += (
        Known(name, embedded=False, models=models.get(name, []))
        for name in sorted(others)
        if name not in embedded.ENCODINGS
    )
    return rows
