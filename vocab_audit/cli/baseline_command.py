"""``vocab-audit baseline``: write the findings that a check accepts."""

from pathlib import Path

import click

from vocab_audit.audit import audit_vocabulary
from vocab_audit.baseline import Baseline, dump_baseline, load_baseline
from vocab_audit.cli import options, output
from vocab_audit.cli.policies import (
    chosen_policy,
    chosen_vocabularies,
    policy_option,
    wordlists_of,
)
from vocab_audit.cli.progress import Progress
from vocab_audit.committed import refuse_to_replace
from vocab_audit.errors import BaselineError
from vocab_audit.policy import Policy
from vocab_audit.sources import load
from vocab_audit.verdict import judge


@click.command("baseline")
@click.argument("vocabularies", metavar="[VOCAB]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    help="Where to write it ('-' is standard output). [default: the policy's baseline]",
)
@click.option(
    "--prune",
    is_flag=True,
    help="Only take out of the file what is found no more; accept nothing new.",
)
@policy_option
@options.quiet
def command(
    *,
    vocabularies: tuple[str, ...],
    target: str | None,
    prune: bool,
    policy_path: Path | None,
    quiet: bool,
) -> None:
    """Write the findings that fail today, so that a check fails on new ones only.

    Findings are known by category and token bytes, never by token id. What the policy
    allows is not written.

    \b
    Examples:
      vocab-audit baseline tokenizer.json -o baseline.json
      vocab-audit baseline tokenizer.json -o baseline.json --prune
      vocab-audit check tokenizer.json --baseline baseline.json
    """
    policy = chosen_policy(policy_path)
    names = chosen_vocabularies(vocabularies, policy)
    target = target or (str(policy.baseline) if policy.baseline else None)
    if target is None:
        message = "name a file with -o, or under the key 'baseline' of a policy"
        raise click.UsageError(message)
    if target != output.STANDARD_OUTPUT:
        refuse_to_replace(Path(target), "baseline")
    before = _before(target, prune=prune)
    with Progress(quiet=quiet) as progress:
        progress.say(f"auditing {', '.join(names)}")
        found = _found(names, policy)
    after = before.pruned(found) if prune else found
    output.write(dump_baseline(after), target)
    if not quiet:
        click.echo(_told(before, after, target), err=True)


def _before(target: str, *, prune: bool) -> Baseline:
    """What the file accepts now.

    Raises:
        click.UsageError: It is to be pruned, and is no file.
        BaselineError: It is to be pruned, and cannot be read.
    """
    if prune and target == output.STANDARD_OUTPUT:
        message = "--prune takes findings out of a file: name it with -o"
        raise click.UsageError(message)
    if prune:
        return load_baseline(Path(target))
    try:
        return load_baseline(Path(target))
    except BaselineError:  # it is about to be replaced by a good one
        return Baseline()


def _found(names: list[str], policy: Policy) -> Baseline:
    """The findings that would fail without a baseline."""
    wordlist, found = wordlists_of(policy), Baseline()
    for name in names:
        audit = audit_vocabulary(load(name), wordlist, policy.settings)
        verdict = judge(audit, policy)
        failing = (it.finding for it in verdict.violations if it.finding)
        found = found.joined(Baseline.of(failing))
    return found


def _told(before: Baseline, after: Baseline, target: str) -> str:
    added = len(after.without(before).accepted)
    removed = len(before.without(after).accepted)
    return (
        f"{target}: accepts {len(after.accepted):,} findings "
        f"({added:,} added, {removed:,} removed)"
    )
