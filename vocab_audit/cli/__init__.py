"""The command line: one module per subcommand, and one line in :data:`COMMANDS`."""

import gc
import os
import sys
from importlib import import_module
from typing import Final, NoReturn

import click

from vocab_audit import __version__
from vocab_audit.cli.exits import run

PROGRAM: Final = "vocab-audit"

COMMANDS: Final = {
    "list": "List the vocabularies known by name.",
    "audit": "Audit vocabularies; write a report for each.",
    "compare": "Compare vocabularies; write a report.",
    "show": "Show everything known about one token.",
    "search": "Find tokens by a regular expression.",
    "check": "Pass or fail against policy, baseline and lock; for CI.",
    "baseline": "Write the findings that a check accepts.",
    "lock": "Write a tokenizer's behavioural fingerprint.",
    "evaluate": "Measure an audit against labels.",
    "scan": "Find polluted tokens that leaked into text.",
    "wordlists": "List, check and try the wordlists.",
}
"""Every subcommand by name and in one line, in the order of a reader's questions.

The module ``<name>_command`` holds it, and is imported when it is asked for.
"""


class _LazyGroup(click.Group):
    """A group that imports a command's module only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vocab_audit.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name=PROGRAM)
def group() -> None:
    """Audit the vocabularies of language-model tokenizers.

    \b
    Examples:
      vocab-audit audit o200k_base       what is in GPT-4o's vocabulary
      vocab-audit compare o200k_base cl100k_base
      vocab-audit list                   vocabularies known by name
      vocab-audit show o200k_base 8089   everything known about one token
      vocab-audit search o200k_base '彩票|开奖' --min-chars 5

    \b
    Exit codes: 0 passed, 1 violations found, 2 wrong usage, 3 could not run,
    130 interrupted.
    """


def main() -> NoReturn:
    """Run the command line and end the process."""
    # A vocabulary is hundreds of thousands of objects without a cycle among them,
    # and looking for one every 700 new objects takes a tenth of the time.
    gc.set_threshold(1_000_000)
    run(_run_group)


def _run_group() -> None:
    """Run the group as click would, but leave every error to :mod:`exits`."""
    if "_VOCAB_AUDIT_COMPLETE" in os.environ:  # a shell asks for completions
        group.main(prog_name=PROGRAM)
    with group.make_context(PROGRAM, sys.argv[1:]) as context:
        group.invoke(context)
