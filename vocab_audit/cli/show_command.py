"""``vocab-audit show``: everything known about one token."""

import base64
import json
from contextlib import suppress
from typing import Any, Unpack

import click

from vocab_audit.cli import options
from vocab_audit.errors import SourceError
from vocab_audit.explain import (
    Explanation,
    explain_token,
    find_token,
    tokens_with_bytes,
)
from vocab_audit.judgement import steps
from vocab_audit.report.records import evidence_record, family_record, finding_record
from vocab_audit.report.text import evidence_lines
from vocab_audit.sources import embedded, load
from vocab_audit.vocabulary import Vocabulary, printable

CONTAINING_SHOWN = 10


@click.command("show")
@click.argument("vocabulary", metavar="VOCAB")
@click.argument("token", metavar="TOKEN")
@options.text_or_json
@options.wordlists
def command(
    *,
    vocabulary: str,
    token: str,
    format_name: str,
    **lists: Unpack[options.WordlistOptions],
) -> None:
    """Show everything known about one token of a vocabulary.

    TOKEN is a token id, or the exact text of a token (quote a leading space).

    \b
    Examples:
      vocab-audit show o200k_base 185118
      vocab-audit show o200k_base ' 天天中彩票'
      vocab-audit show gpt-4o 中华人民共和国 --format json
    """
    loaded = load(vocabulary)
    found = find_token(loaded, token)
    wordlist = options.load_chosen_wordlists(lists)
    explanation = explain_token(found, wordlist, loaded)
    content = _content(loaded, explanation)
    if format_name == "json":
        click.echo(json.dumps(content, ensure_ascii=True, indent=2))
    else:
        click.echo("\n".join(_lines(content, explanation)))


def _content(vocabulary: Vocabulary, explanation: Explanation) -> dict[str, Any]:
    token, profile = explanation.token, explanation.profile
    containing = tokens_with_bytes(vocabulary, token.raw)
    return {
        "vocabulary": vocabulary.name,
        "id": token.id,
        "kind": token.kind,
        "rank": token.rank,
        "text": token.text,
        "bytes": base64.b64encode(token.raw).decode(),
        "script": profile.script if profile else None,
        "characters": profile.characters if profile else None,
        "han": profile.han if profile else None,
        "cjk": profile.cjk if profile else None,
        "words": [*explanation.words],
        "finding": explanation.finding and finding_record(explanation.finding),
        "steps": steps(explanation.finding) if explanation.finding else [],
        "remarks": [*map(evidence_record, explanation.remarks)],
        "parts": [part.id for part in explanation.parts],
        "built": [built.id for built in explanation.built],
        "families": [*map(family_record, explanation.families)],
        "containing": [vocabulary.ids[place] for place in containing],
        "elsewhere": _elsewhere(vocabulary, token.raw),
    }


def _elsewhere(vocabulary: Vocabulary, raw: bytes) -> dict[str, int | None]:
    """The id of the same bytes in each embedded vocabulary but this one."""
    places = {}
    for name in ("o200k_base", "cl100k_base", "p50k_base", "r50k_base"):
        if embedded.ENCODINGS[name].table.sha256 == vocabulary.sha256:
            continue
        with suppress(SourceError):  # a damaged one is no part of this answer
            other = embedded.load(name)
            known = raw in other.raws
            places[name] = other.ids[other.raws.index(raw)] if known else None
    return places


def _lines(content: dict[str, Any], explanation: Explanation) -> list[str]:
    token = explanation.token
    lines = [
        f"'{token.display}'",
        f"  vocabulary  {printable(content['vocabulary'])}",
        f"  token id    {token.id}",
        f"  merge rank  {'none' if token.rank is None else token.rank}",
        f"  kind        {token.kind}",
        f"  bytes       {token.raw.hex(' ')} ({len(token.raw)})",
    ]
    profile = explanation.profile
    if profile:
        lines.append(f"  script      {profile.script}")
        lines.append(
            f"  characters  {profile.characters} ({profile.han} Han, {profile.cjk} CJK)"
        )
    else:
        lines.append("  text        none: the bytes are not valid UTF-8")
    if explanation.words:
        words = " | ".join(
            printable(word) for word in explanation.words if word.strip()
        )
        lines.append(f"  words       {words}")
    for name, token_id in content["elsewhere"].items():
        known = "not there" if token_id is None else f"token {token_id}"
        lines.append(f"  {name:<11} {known}")
    others = [i for i in content["containing"] if i != token.id]
    lines.append(f"  contained   in {len(others):,} other tokens{_some(others)}")
    return [*lines, *_lineage(explanation), *_verdict(explanation)]


def _lineage(explanation: Explanation) -> list[str]:
    """What the token was merged from, what from it, and its families."""
    lines = []
    if parts := explanation.parts:
        pieces = " + ".join(f"'{part.display}' ({part.id})" for part in parts)
        lines.append(f"  merged from {pieces}")
    if built := explanation.built:
        ids = [token.id for token in built]
        lines.append(f"  built into  {len(built):,} tokens{_some(ids)}")
    for family in explanation.families:
        root = family.root
        place = "root" if root == explanation.token else f"from '{root.display}'"
        lines.append(
            f"  family      {place}: {family.size:,} members, mostly {family.category}"
        )
    return lines


def _some(ids: list[int]) -> str:
    if not ids:
        return ""
    shown = ", ".join(map(str, ids[:CONTAINING_SHOWN]))
    return f": {shown}{', …' if len(ids) > CONTAINING_SHOWN else ''}"


def _verdict(explanation: Explanation) -> list[str]:
    finding = explanation.finding
    if finding is None:
        return ["  finding     none", *evidence_lines(explanation.remarks)]
    return [
        f"  finding     {finding.category}, {finding.strength}",
        *evidence_lines(finding.evidence),
        f"  rule        {'; '.join(steps(finding))}",
    ]
