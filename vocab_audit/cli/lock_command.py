"""``vocab-audit lock``: write a tokenizer's behavioural fingerprint."""

from dataclasses import replace
from pathlib import Path

import click

from vocab_audit.canaries import encoding_aside
from vocab_audit.cli import options, output
from vocab_audit.cli.policies import chosen_policy, chosen_vocabularies, policy_option
from vocab_audit.cli.progress import Progress
from vocab_audit.committed import refuse_to_replace
from vocab_audit.lock import Lock, lock_vocabulary
from vocab_audit.lock_file import dump_lock
from vocab_audit.places import file_of
from vocab_audit.sources import load
from vocab_audit.vocabulary import printable


@click.command("lock")
@click.argument("vocabulary", metavar="[VOCAB]", required=False)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    help="Where to write it ('-' is standard output). [default: the policy's lock]",
)
@policy_option
@options.quiet
def command(
    *,
    vocabulary: str | None,
    target: str | None,
    policy_path: Path | None,
    quiet: bool,
) -> None:
    """Write the fingerprint of a tokenizer: all that decides how text is encoded.

    Commit the file. `vocab-audit check` then says what changed: tokens, ids, ranks or
    scores, merges and their order, pattern, normalizer, decoder, flags, special tokens,
    and the encodings of canary texts where the library that encodes is installed.

    \b
    Examples:
      vocab-audit lock tokenizer.json -o vocab.lock
      vocab-audit check tokenizer.json --lock vocab.lock
    """
    policy = chosen_policy(policy_path)
    names = chosen_vocabularies((vocabulary,) if vocabulary else (), policy)
    target = target or (str(policy.lock) if policy.lock else None)
    if target is None:
        message = "name a file with -o, or under the key 'lock' of a policy"
        raise click.UsageError(message)
    if len(names) > 1:
        message = f"a lock is of one vocabulary: name one of {', '.join(names)}"
        raise click.UsageError(message)
    if target != output.STANDARD_OUTPUT:
        refuse_to_replace(Path(target), "lock")
    with Progress(quiet=quiet) as progress:
        progress.say(f"locking {names[0]}")
        loaded = load(names[0])
        with encoding_aside(loaded, file_of(names[0])) as canaries:
            lock = lock_vocabulary(loaded)
            lock = replace(lock, canaries=canaries())
    output.write(dump_lock(lock), target)
    if not quiet:
        click.echo(printable(_told(lock, target)), err=True)


def _told(lock: Lock, target: str) -> str:
    merges = f", {lock.merges.count:,} merges" if lock.merges else ""
    canaries = lock.canaries
    encoded = (
        f"{len(canaries.encodings)} canary texts encoded by {canaries.encoder}"
        if canaries.encodings
        else f"no canary texts ({canaries.why})"
    )
    return (
        f"{target}: {lock.tokens.count:,} tokens{merges}, "
        f"{len(lock.special_tokens):,} special tokens, {encoded}"
    )
