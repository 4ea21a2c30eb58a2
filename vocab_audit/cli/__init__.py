"""The command line: one module per subcommand, and one line in :data:`COMMANDS`."""

from typing import Final, NoReturn

import click

from vocab_audit import __version__
from vocab_audit.cli import audit, list as list_, search, show, wordlists
from vocab_audit.cli.exits import run

COMMANDS: Final[dict[str, click.Command]] = {
    "list": list_.command,
    "audit": audit.command,
    "show": show.command,
    "search": search.command,
    "wordlists": wordlists.command,
}
"""Every subcommand by name, in the order of a reader's first questions."""


class _OrderedGroup(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*self.commands]


@click.group(
    cls=_OrderedGroup,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="vocab-audit")
def group() -> None:
    """Audit the vocabularies of language-model tokenizers.

    \b
    Examples:
      vocab-audit audit o200k_base       what is in GPT-4o's vocabulary
      vocab-audit list                   vocabularies known by name
      vocab-audit show o200k_base 8089   everything known about one token
      vocab-audit search o200k_base '彩票|开奖' --min-chars 5

    \b
    Exit codes: 0 passed, 1 violations found, 2 wrong usage, 3 could not run,
    130 interrupted.
    """


def main() -> NoReturn:
    """Run the command line and end the process."""
    run(lambda: group(standalone_mode=False, prog_name="vocab-audit"))
