"""How often a scan is wrong: alarms in clean texts, and leaks that it does not find.

Usage: python benchmarks/scan_corpora.py FOLDER [FOLDER ...] [--inject N]

Every text under the folders is taken for clean: hits at each strength are counted in
both modes, and those at least likely are listed. Then a contaminated token of three
characters or more of o200k_base is put into a random line of N texts (1,500), in
four shapes, and it is counted how often that line is reported, by the text's script;
a Latin token in a Latin text, which only debris gives away, counts apart.

The figures in ``docs/decisions`` are from the packages and Debian documents that
stand there. Random choices are seeded.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from vocab_audit import Strength, audit_vocabulary, load_vocabulary, load_wordlists
from vocab_audit.scan import alphabet
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.plan import Mode, Plan
from vocab_audit.scan.run import Run
from vocab_audit.scan.stream import StreamScanner
from vocab_audit.scan.walk import documents
from vocab_audit.vocabulary import printable

SHAPES: dict[str, Callable[[str], str]] = {
    "alone": lambda token: f" {token.strip()} ",
    "header": lambda token: (
        f' analysis to=functions.read code {token.strip()}json{{"path":"a"}}'
    ),
    "payload": lambda token: f'{token.strip()}json{{"a":1}}',
    "line end": lambda token: token,
}
MIN_CHARACTERS, MAX_BYTES = 300, 200_000
MIN_LETTERS = 200


def main() -> None:
    """Count alarms and finds, and print them."""
    arguments = sys.argv[1:]
    count = 1500
    if "--inject" in arguments:
        place = arguments.index("--inject")
        count = int(arguments[place + 1])
        del arguments[place : place + 2]
    for mode in Mode:
        _count_alarms(arguments, mode)
    _count_finds([*_texts(arguments)], count)


def _count_alarms(folders: list[str], mode: Mode) -> None:
    plan = Plan("o200k_base", load_wordlists(), mode, Strength.SUSPECT)
    counts = Counter[str]()
    with Run(plan) as run:
        for outcome in run.scan(documents(folders, use_ignore=False)):
            strength = (
                outcome.strength if isinstance(outcome, Hit) else outcome.score.strength
            )
            if strength is None:
                continue
            counts[strength] += 1
            if strength is not Strength.SUSPECT and isinstance(outcome, Hit):
                place = f"{outcome.path}:{outcome.line}:{outcome.column}"
                click.echo(printable(f"  {strength} {place} {outcome.text[:60]!r}"))
            elif strength is not Strength.SUSPECT and not isinstance(outcome, Hit):
                click.echo(printable(f"  {strength} {outcome.score.path}"))
        megabytes = run.progress.scanned / 1e6
        found = counts["certain"] + counts["likely"]
        click.echo(
            f"{mode}: {run.progress.documents:,} documents, {megabytes:,.1f} MB, "
            f"{dict(counts)}; at least likely: {20 * found / megabytes:.2f} per 20 MB"
        )


def _texts(folders: list[str]) -> Iterator[str]:
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                if path.stat().st_size > MAX_BYTES:
                    continue
                try:
                    text = path.read_text("utf-8")
                except UnicodeDecodeError:
                    continue
                if len(text) >= MIN_CHARACTERS and "\0" not in text:
                    yield text


def _count_finds(texts: list[str], count: int) -> None:
    chance = random.Random(7)  # noqa: S311 - a sample, not a secret
    tokens = _tokens()
    lexicon = Lexicon("o200k_base", load_wordlists())
    finds = defaultdict[tuple[str, str], list[bool]](list)
    for text in chance.sample(texts, min(count, len(texts))):
        lines = text.split("\n")
        place = chance.choice([n for n, line in enumerate(lines) if line.strip()])
        for shape, make in SHAPES.items():
            token = chance.choice(tokens)
            line = _injected(lines[place], make(token), shape, chance)
            changed = "\n".join([*lines[:place], line, *lines[place + 1 :]])
            scanner = StreamScanner(lexicon)
            hits = [*scanner.feed(changed), *scanner.close()]
            found = any(hit.line == place + 1 for hit in hits)
            finds[_where(text, token), shape].append(found)
            finds["all", shape].append(found)
    for (script, shape), tried in sorted(finds.items()):
        click.echo(f"{script:14} {shape:8} {sum(tried):5} of {len(tried):5}")


def _tokens() -> list[str]:
    audit = audit_vocabulary(load_vocabulary("o200k_base"), load_wordlists())
    texts = [f.token.text or "" for f in audit.findings if f.contaminated]
    return [text for text in texts if len(text.strip()) >= 3]  # noqa: PLR2004 - as said


def _injected(line: str, leak: str, shape: str, chance: random.Random) -> str:
    spaces = [n for n, character in enumerate(line) if character == " "]
    place = chance.choice(spaces or [len(line)])
    if shape == "line end":
        place = len(line)
    return line[:place] + leak + line[place:]


def _where(text: str, token: str) -> str:
    """The text's script, and that of the token where both are Latin."""
    script = _script(text)
    is_same = script == "Latin" and not alphabet.letters(token.encode())
    return "Latin in Latin" if is_same else script


def _script(text: str) -> str:
    letters = alphabet.letters(text.encode())
    frequent = max(letters, key=letters.__getitem__, default="Latin")
    return frequent if letters.get(frequent, 0) >= MIN_LETTERS else "Latin"


if __name__ == "__main__":
    main()
