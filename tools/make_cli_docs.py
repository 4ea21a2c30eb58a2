"""Write docs/cli.md from the help texts of the commands; a test compares the two."""

from collections.abc import Iterator
from pathlib import Path

import click

from vocab_audit.cli import group

TARGET = Path(__file__).parents[1] / "docs" / "cli.md"
WIDTH = 88


def page() -> str:
    """The page: the help text of each command, in order."""
    parts = ["# Commands\n\nMade from the help texts by `make docs`.\n"]
    for command, context in _commands(
        group, group.make_context("vocab-audit", [], resilient_parsing=True)
    ):
        context.terminal_width = WIDTH
        context.max_content_width = WIDTH
        help_text = command.get_help(context)
        parts.append(f"## `{context.command_path}`\n\n```text\n{help_text}\n```\n")
    return "\n".join(parts)


def _commands(
    command: click.Command, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child:
                yield from _commands(
                    child, click.Context(child, parent=context, info_name=name)
                )


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
