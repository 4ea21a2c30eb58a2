"""``vocab-audit wordlists``: the lists, their provenance, and what they say."""

import json
from collections import defaultdict
from dataclasses import asdict
from typing import Unpack

import click

from vocab_audit.category import Strength
from vocab_audit.cli import options
from vocab_audit.cli.exits import Exit
from vocab_audit.explain import explain_text
from vocab_audit.report.records import finding_record
from vocab_audit.report.table import Column, table
from vocab_audit.report.text import evidence_lines
from vocab_audit.vocabulary import printable
from vocab_audit.wordlist import Term, Wordlist, load_citations
from vocab_audit.wordlist_check import check


@click.group(
    "wordlists",
    invoke_without_command=True,
)
@click.pass_context
def command(context: click.Context) -> None:
    """List, check and try the wordlists; by itself, list them.

    \b
    Examples:
      vocab-audit wordlists list
      vocab-audit wordlists check
      vocab-audit wordlists try ' 大发快三开奖结果'
    """
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@command.command("list")
@options.wordlists
@options.text_or_json
def list_command(*, format_name: str, **lists: Unpack[options.WordlistOptions]) -> None:
    """List the wordlists: terms by strength, and where they are documented.

    \b
    Example:
      vocab-audit wordlists list --format json
    """
    wordlist = options.load_chosen_wordlists(lists)
    citations = load_citations()
    if format_name == "json":
        content = {
            "sha256": wordlist.sha256,
            "terms": [term._asdict() for term in wordlist.terms],
            "negatives": [negative._asdict() for negative in wordlist.negatives],
            "sources": {key: asdict(one) for key, one in citations.items()},
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    click.echo(_overview(wordlist))
    used = {term.source for term in wordlist.terms}
    click.echo("\nSources:")
    for key, citation in citations.items():
        if key in used:
            where = f" {citation.url}" if citation.url else ""
            click.echo(f"  {key}: {citation.title} ({citation.licence}){where}")


def _overview(wordlist: Wordlist) -> str:
    lists = defaultdict[tuple[str, str], list[Term]](list)
    for term in wordlist.terms:
        lists[term.language, term.category].append(term)
    strengths = [*Strength]
    columns = [Column("language"), Column("category"), Column("terms", ">")]
    columns += [Column(strength, ">") for strength in strengths]
    rows = [
        (
            language,
            category,
            str(len(terms)),
            *(str(sum(term.strength is s for term in terms)) for s in strengths),
        )
        for (language, category), terms in sorted(lists.items())
    ]
    return (
        f"{table(columns, rows)}\n\n{len(wordlist.terms):,} terms, "
        f"{len(wordlist.negatives):,} negatives, sha256 {wordlist.sha256}"
    )


@command.command("check")
@options.wordlists
def check_command(
    **lists: Unpack[options.WordlistOptions],
) -> None:
    """Check the form of the wordlists; exit with 1 if anything is wrong.

    \b
    Examples:
      vocab-audit wordlists check
      vocab-audit wordlists check --no-default-wordlists --wordlist gambling.tsv
    """
    wordlist = options.load_chosen_wordlists(lists)
    faults = check(wordlist, load_citations())
    for fault in faults:
        click.echo(fault)
    if faults:
        click.echo(f"{len(faults):,} faults", err=True)
        raise click.exceptions.Exit(Exit.VIOLATIONS)
    click.echo(
        f"{len(wordlist.terms):,} terms and {len(wordlist.negatives):,} negatives "
        "are in order"
    )


@command.command("try")
@click.argument("text", metavar="TEXT")
@options.wordlists
@options.text_or_json
def try_command(
    *,
    text: str,
    format_name: str,
    **lists: Unpack[options.WordlistOptions],
) -> None:
    """Say what the wordlists would make of a token with this text.

    \b
    Examples:
      vocab-audit wordlists try 大发快三
      vocab-audit wordlists try 可乐 --wordlist spam=mine.txt
    """
    wordlist = options.load_chosen_wordlists(lists)
    explanation = explain_text(text, wordlist)
    finding = explanation.finding
    if format_name == "json":
        content = {
            "text": text,
            "words": [*explanation.words],
            "finding": finding and finding_record(finding),
        }
        click.echo(json.dumps(content, indent=2))
        return
    if explanation.words:
        click.echo(f"words: {' | '.join(map(printable, explanation.words))}")
    if finding is None:
        click.echo("no finding")
        return
    click.echo(f"{finding.category}, {finding.strength}:")
    click.echo("\n".join(evidence_lines(finding.evidence)))
