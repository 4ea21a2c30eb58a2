"""The options by which commands find policy, baseline and wordlists."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from vocab_audit.policy import Policy
from vocab_audit.policy_file import find_policy, load_policy
from vocab_audit.wordlist import Wordlist, load_wordlists

Command = TypeVar("Command", bound=Callable[..., Any])


def policy_option(command: Command) -> Command:
    """The option --policy."""
    return click.option(
        "--policy",
        "policy_path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The policy: TOML as in docs/check.md. [default: vocab-audit.toml, or "
        "[tool.vocab-audit] in pyproject.toml, here or in the nearest folder above]",
    )(command)


def chosen_policy(path: Path | None) -> Policy:
    """The policy that the user named, or the one that is found, or the default.

    Raises:
        PolicyError: It cannot be read, or there are two.
    """
    return load_policy(path or find_policy(Path.cwd()))


def chosen_vocabularies(named: tuple[str, ...], policy: Policy) -> list[str]:
    """What the user named, or else what the policy names; each once.

    Raises:
        click.UsageError: Neither names anything.
    """
    if not (named or policy.vocabularies):
        message = (
            "name a vocabulary, or list some under the key 'vocabularies' of a policy"
        )
        raise click.UsageError(message)
    return [*dict.fromkeys(named or policy.vocabularies)]


def wordlists_of(policy: Policy) -> Wordlist:
    """The wordlists that a policy comes to.

    Raises:
        WordlistError: One of them cannot be read.
    """
    return load_wordlists(policy.wordlists, packaged=policy.default_wordlists)
