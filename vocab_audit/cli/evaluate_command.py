"""``vocab-audit evaluate``: precision and recall of an audit against labels."""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Unpack

import click

from vocab_audit.audit import LengthRule, Settings, audit_vocabulary
from vocab_audit.cli import options
from vocab_audit.cli.exits import Exit
from vocab_audit.evaluate import Evaluation, Judged, Score, evaluate_audit
from vocab_audit.labels import load_labels
from vocab_audit.report.table import Column, shortened, table
from vocab_audit.sources import load


class EvaluateOptions(options.WordlistOptions, options.DetectorOptions):
    """What the shared options hand to this command."""


@click.command("evaluate")
@click.argument("vocabulary", metavar="VOCAB")
@click.option(
    "--labels",
    "labels_path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The labels: a table as in docs/labels.md.",
)
@options.lengths
@options.wordlists
@options.detectors
@click.option("--missed", is_flag=True, help="List the polluted tokens not flagged.")
@click.option("--wrong", is_flag=True, help="List the flagged tokens not polluted.")
@click.option(
    "--fail-under-f1",
    type=click.FloatRange(0, 1),
    metavar="F1",
    help="Exit with 1 if F1 under the headline's rule is below this (0 to 1).",
)
@options.text_or_json
def command(
    *,
    vocabulary: str,
    labels_path: Path,
    rule: str,
    min_chars: int,
    missed: bool,
    wrong: bool,
    fail_under_f1: float | None,
    format_name: str,
    **chosen: Unpack[EvaluateOptions],
) -> None:
    """Measure how right an audit of VOCAB is, against labels that readers made.

    Rows are joined by the tokens' bytes; disputed ones are left out. Flagged is what
    the audit calls certain or likely and not boilerplate.

    \b
    Examples:
      vocab-audit evaluate o200k_base --labels labels.tsv
      vocab-audit evaluate o200k_base --labels labels.tsv --rule han --missed --wrong
      vocab-audit evaluate my.tiktoken --labels labels.tsv --fail-under-f1 0.95
    """
    labels = load_labels(labels_path)
    wordlist = options.load_chosen_wordlists(chosen)
    detectors = options.chosen_detectors(chosen)
    settings = Settings(LengthRule(rule), min_chars, detectors=detectors)
    audit = audit_vocabulary(load(vocabulary), wordlist, settings)
    evaluation = evaluate_audit(audit, labels)
    if format_name == "json":
        click.echo(json.dumps(_content(evaluation), indent=2))
    else:
        click.echo("\n\n".join(_parts(evaluation, missed=missed, wrong=wrong)))
    f1 = evaluation.headline.f1
    if fail_under_f1 is not None and (f1 is None or f1 < fail_under_f1):
        found = "no F1: nothing is polluted" if f1 is None else f"F1 is {f1:.3f}"
        click.echo(f"{found}, and {fail_under_f1:g} was asked for", err=True)
        raise click.exceptions.Exit(Exit.VIOLATIONS)


def _parts(evaluation: Evaluation, *, missed: bool, wrong: bool) -> Iterator[str]:
    settings = evaluation.audit.settings
    counted = evaluation.labels - evaluation.absent - evaluation.disputed
    yield (
        f"{counted:,} of {evaluation.labels:,} labels count ({evaluation.absent:,} "
        f"name no token of this vocabulary, {evaluation.disputed:,} are disputed)"
    )
    label = settings.rule.label(settings.min_chars)
    yield _scores(
        "rule",
        (
            (rule.label(settings.min_chars), score)
            for rule, score in evaluation.rules.items()
        ),
    )
    yield _scores(f"category ({label})", evaluation.categories.items())
    yield _scores(f"script ({label})", evaluation.scripts.items())
    yield _strengths(evaluation)
    yield _confusion(evaluation)
    if missed:
        yield _tokens("polluted, not flagged", evaluation.missed)
    if wrong:
        yield _tokens("flagged, not polluted", evaluation.wrong)


def _scores(heading: str, scores: Iterable[tuple[str, Score]]) -> str:
    columns = [Column(name, ">") for name in ("precision", "recall", "F1")]
    rows = [
        (
            name,
            _share(score.right, score.right + score.wrong),
            _share(score.right, score.right + score.missed),
            "–" if score.f1 is None else f"{score.f1:.3f}",
        )
        for name, score in scores
    ]
    return table([Column(heading), *columns], rows)


def _share(part: int, whole: int) -> str:
    """A share to three places, with its numerator and denominator."""
    return f"{part:,}/{whole:,} = {part / whole:.3f}" if whole else "0/0"


def _strengths(evaluation: Evaluation) -> str:
    lines = [
        f"{strength} findings: polluted {_share(*counts)}"
        for strength, counts in evaluation.strengths.items()
    ]
    lines += [
        f"polluted with strength {strength}: flagged {_share(*counts)}"
        for strength, counts in evaluation.certainty.items()
    ]
    lines.append(
        f"category right where both agree: {_share(*evaluation.category_right)}"
    )
    return "\n".join(lines)


def _confusion(evaluation: Evaluation) -> str:
    """Readers' categories down, the audit's answers across."""
    counts = evaluation.confusion
    answers = sorted({answer for _, answer in counts})
    readings = sorted({reading for reading, _ in counts})
    columns = [Column("readers \\ audit"), *(Column(answer, ">") for answer in answers)]
    rows = [
        (reading, *(f"{counts.get((reading, answer), 0):,}" for answer in answers))
        for reading in readings
    ]
    return table(columns, rows)


def _tokens(heading: str, judged: Sequence[Judged]) -> str:
    columns = [Column("id", ">"), Column(heading), Column("readers"), Column("audit")]
    rows = [
        (
            str(one.token.id),
            shortened(f"'{one.token.display}'"),
            "|".join(sorted(one.label.categories)) or one.label.verdict,
            one.answer,
        )
        for one in judged
    ]
    return table(columns, rows) if rows else f"{heading}: none"


def _content(evaluation: Evaluation) -> dict[str, object]:
    audit = evaluation.audit
    return {
        "vocabulary": {
            "name": audit.vocabulary.name,
            "sha256": audit.vocabulary.sha256,
        },
        "wordlists": {"sha256": audit.wordlist.sha256},
        "settings": {
            "rule": audit.settings.rule,
            "min_chars": audit.settings.min_chars,
        },
        "labels": {
            "total": evaluation.labels,
            "absent": evaluation.absent,
            "disputed": evaluation.disputed,
        },
        "rules": _score_objects(evaluation.rules.items()),
        "categories": _score_objects(evaluation.categories.items()),
        "scripts": _score_objects(evaluation.scripts.items()),
        "strengths": {
            strength: {"polluted": polluted, "total": total}
            for strength, (polluted, total) in evaluation.strengths.items()
        },
        "certainty": {
            str(strength): {"flagged": flagged, "total": total}
            for strength, (flagged, total) in evaluation.certainty.items()
        },
        "category_right": {
            "right": evaluation.category_right[0],
            "total": evaluation.category_right[1],
        },
        "confusion": [
            {"readers": reading, "audit": answer, "tokens": count}
            for (reading, answer), count in evaluation.confusion.items()
        ],
        "missed": [*map(_object, evaluation.missed)],
        "wrong": [*map(_object, evaluation.wrong)],
    }


def _score_objects(scores: Iterable[tuple[str, Score]]) -> dict[str, object]:
    return {
        str(name): {
            "right": score.right,
            "wrong": score.wrong,
            "missed": score.missed,
            "precision": score.precision,
            "recall": score.recall,
            "f1": score.f1,
        }
        for name, score in scores
    }


def _object(one: Judged) -> dict[str, object]:
    return {
        "id": one.token.id,
        "text": one.token.text,
        "bytes": base64.b64encode(one.token.raw).decode(),
        "label": one.label.verdict,
        "categories": sorted(one.label.categories),
        "answer": one.answer,
    }
