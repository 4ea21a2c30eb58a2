"""``vocab-audit check``: pass or fail against policy, baseline and lock."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from vocab_audit.baseline import Baseline, load_baseline
from vocab_audit.cli import looks, options, output
from vocab_audit.cli.exits import Exit, complain
from vocab_audit.cli.policies import (
    chosen_policy,
    chosen_vocabularies,
    policy_option,
    wordlists_of,
)
from vocab_audit.cli.progress import Progress
from vocab_audit.drift import lock_again
from vocab_audit.errors import LockError, SourceError
from vocab_audit.lock import Lock
from vocab_audit.lock_file import load_lock
from vocab_audit.places import file_of
from vocab_audit.policy import Policy
from vocab_audit.report.verdict import FORMATS, Checked, render
from vocab_audit.sources import load
from vocab_audit.verdict import Rule, check
from vocab_audit.wordlist import Wordlist

Also = tuple[str, str]
"""A format, and the file to write it to."""


def _also(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[Also, ...]:
    """Take FORMAT=PATH apart."""
    pairs = [value.partition("=") for value in values]
    for name, equals, path in pairs:
        if name not in FORMATS or not equals or not path:
            message = f"write FORMAT=PATH, where FORMAT is one of {', '.join(FORMATS)}"
            raise click.BadParameter(message, context, parameter)
    return tuple((name, path) for name, _, path in pairs)


@click.command("check")
@click.argument("vocabularies", metavar="[VOCAB]...", nargs=-1)
@policy_option
@click.option(
    "--baseline",
    "baseline_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Accepted findings, as `vocab-audit baseline` writes them. [default: the "
    "policy's]",
)
@click.option(
    "--lock",
    "lock_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The fingerprint that VOCAB must still have, as `vocab-audit lock` writes "
    "it. [default: the policy's]",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What to write.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    default=output.STANDARD_OUTPUT,
    show_default=True,
    help="Where to write it ('-' is standard output).",
)
@click.option(
    "--also",
    metavar="FORMAT=FILE",
    multiple=True,
    callback=_also,
    help="Write this format to this file as well (repeatable).",
)
@click.option(
    "--exit-zero",
    is_flag=True,
    help="Exit with 0 where violations are found, for jobs that upload the result.",
)
@options.quiet
@looks.color
def command(
    *,
    vocabularies: tuple[str, ...],
    policy_path: Path | None,
    baseline_path: Path | None,
    lock_path: Path | None,
    format_name: str,
    target: str,
    also: tuple[Also, ...],
    exit_zero: bool,
    quiet: bool,
    color: bool | None,
) -> None:
    """Hold the vocabulary of one or more tokenizers to a policy.

    Without a policy, certain and likely findings of every category but boilerplate
    fail. What the baseline accepts passes; what is not as in the lock fails, and the
    message says what changed.

    \b
    Examples:
      vocab-audit check tokenizer.json
      vocab-audit check tokenizer.json --baseline baseline.json --lock vocab.lock
      vocab-audit check --format github --also sarif=check.sarif --also junit=check.xml
      vocab-audit check o200k_base --format sarif -o check.sarif --exit-zero

    \b
    Exit codes: 0 passed, 1 violations found, 2 wrong usage, 3 could not run.
    """
    policy = _with_files(chosen_policy(policy_path), baseline_path, lock_path)
    names = chosen_vocabularies(vocabularies, policy)
    if policy.lock and len(names) > 1:
        message = (
            f"a lock is of one vocabulary, and here are {len(names)}: check each in a "
            "run of its own, with its own --lock"
        )
        raise click.UsageError(message)
    _refuse_inputs([target, *(path for _, path in also)], names, policy)
    with Progress(quiet=quiet) as progress:
        checks, failures = _check_all(names, policy, progress)
    told = [str(failure) for failure in failures]
    try:
        _print(checks, told, format_name, target, color=color)
        for other_format, path in also:
            output.write(render(checks, other_format, told), path)
    finally:  # what cannot be written does not hide what cannot be loaded
        for failure in told:
            complain(failure)
    if failures:
        raise click.exceptions.Exit(Exit.COULD_NOT_RUN)
    if not exit_zero and not all(checked.verdict.passed for checked in checks):
        raise click.exceptions.Exit(Exit.VIOLATIONS)


def _with_files(
    policy: Policy, baseline_path: Path | None, lock_path: Path | None
) -> Policy:
    return replace(
        policy,
        baseline=baseline_path or policy.baseline,
        lock=lock_path or policy.lock,
    )


def _refuse_inputs(targets: list[str], names: list[str], policy: Policy) -> None:
    """See that nothing is written over what is checked, or is checked with.

    Raises:
        click.UsageError: Something is.
    """
    inputs = [policy.path, policy.baseline, policy.lock]
    for name in names:
        with suppress(SourceError):  # loading it will say so
            inputs.append(file_of(name))
    for target in targets:
        if any(output.is_same_file(target, path) for path in inputs):
            message = f"{target}: is read by this check; write to another file"
            raise click.UsageError(message)


def _check_all(
    names: list[str], policy: Policy, progress: Progress
) -> tuple[list[Checked], list[SourceError]]:
    """Check each vocabulary; one that does not load does not stop the others."""
    baseline = load_baseline(policy.baseline) if policy.baseline else Baseline()
    lock = load_lock(policy.lock) if policy.lock else None
    wordlist = wordlists_of(policy)
    checks, failures = list[Checked](), list[SourceError]()
    for name in names:
        progress.say(f"checking {name}")
        try:
            checks.append(_check(name, policy, wordlist, baseline, lock))
        except SourceError as error:
            failures.append(error)
    return [*_stale_everywhere(checks)], failures


def _check(
    name: str, policy: Policy, wordlist: Wordlist, baseline: Baseline, lock: Lock | None
) -> Checked:
    vocabulary, path = load(name), file_of(name)
    try:
        current = lock_again(lock, vocabulary, path) if lock else None
        verdict = check(
            vocabulary,
            policy,
            wordlist=wordlist,
            baseline=baseline,
            lock=lock,
            current=current,
        )
    except LockError as error:
        known = str(policy.lock)
        message = str(error) if known in str(error) else f"{known}: {error}"
        raise LockError(message) from None
    return Checked(name, verdict, path)


def _stale_everywhere(checks: list[Checked]) -> Iterator[Checked]:
    """Of several vocabularies, one at least must have what a baseline accepts."""
    stale = [
        {it.key for it in checked.verdict.notes if it.rule is Rule.STALE_BASELINE}
        for checked in checks
    ]
    everywhere = set.intersection(*stale) if stale else set[str]()
    for checked in checks:
        notes = tuple(
            it
            for it in checked.verdict.notes
            if it.rule is not Rule.STALE_BASELINE or it.key in everywhere
        )
        yield replace(checked, verdict=replace(checked.verdict, notes=notes))


def _print(
    checks: list[Checked],
    failures: list[str],
    format_name: str,
    target: str,
    *,
    color: bool | None,
) -> None:
    if format_name == "text" and target == output.STANDARD_OUTPUT:
        from vocab_audit.report.verdict import text

        styled = looks.wants_color(color)
        click.echo(text.render(checks, color=styled), nl=False, color=styled)
        return
    output.write(render(checks, format_name, failures), target)
