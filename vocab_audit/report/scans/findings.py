"""A scan's hits, as every format tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.category import Strength
from vocab_audit.report.problem import Inspection, Level, Place, Problem, Rule
from vocab_audit.scan.hit import Hit, Kind, masked

RULES = (
    Rule(
        Kind.TOKEN,
        "A contaminated token of a vocabulary leaked into the text.",
        "Write the line again without it, and look at what was generated with it.",
    ),
    Rule(
        Kind.PHRASE,
        "A phrase from spam pages stands where it does not belong.",
        "Write the line again without it, and look at what was generated with it.",
    ),
    Rule(
        Kind.DEBRIS,
        "The header of a model's tool call leaked into the text.",
        "Remove it; the call behind it was probably lost, so check what it should do.",
    ),
    Rule(
        Kind.FRAGMENT,
        "A fragment of a foreign script stands where a tool call or a word should.",
        "Write the line again without it, or mark it with 'vocab-audit: ignore'.",
        level=Level.WARNING,
    ),
    Rule(
        Kind.DOCUMENT,
        "Much of the document is spam.",
        "Leave it out of the corpus, or cut out the part that the report names.",
    ),
)
"""What a scan looks for."""

_LEVELS = {Strength.CERTAIN: Level.WARNING, Strength.LIKELY: Level.WARNING}


@dataclass(frozen=True, slots=True)
class ScanReport:
    """A scan that ended, or was ended.

    Attributes:
        hits: What was found, in order.
        failing: The weakest strength that fails the run; None if none does.
        failures: What could not be scanned, one sentence each.
        counts: Documents, bytes and the like, by name.
        vocabulary: Location of the vocabulary that was used, if one was.
        is_complete: Whether everything was scanned.
        mask: Whether to hide what leaked.
    """

    hits: Sequence[Hit]
    failing: Strength | None
    failures: Sequence[str]
    counts: Mapping[str, int]
    vocabulary: str | None = None
    is_complete: bool = True
    mask: bool = False


def level(hit: Hit, failing: Strength | None) -> Level:
    """What a hit is in a build: an error if it fails the run."""
    if failing is not None and hit.strength.order <= failing.order:
        return Level.ERROR
    return _LEVELS.get(hit.strength, Level.NOTE)


def shown(hit: Hit, *, mask: bool) -> tuple[str, str]:
    """What leaked, and the text around it, as they may be shown."""
    if not mask:
        return hit.text, hit.excerpt
    text = masked(hit.text)
    return text, (hit.masked_excerpt or hit.excerpt).replace(hit.text, text)


def message(hit: Hit, *, mask: bool) -> str:
    """What is wrong, in a sentence or two."""
    text, _ = shown(hit, mask=mask)
    reasons = "; ".join(c.detail for c in hit.clues)
    if mask:
        reasons = ", ".join(clue.name for clue in hit.clues)
    told = [hit.strength, *([hit.category] if hit.category else [])]
    token = "" if hit.token_id is None else f", token {hit.token_id}"
    return f"{text} ({', '.join(told)}{token}): {reasons}"


def inspection(report: ScanReport) -> Inspection:
    """A scan as problems at places."""
    return Inspection(
        "scan",
        RULES,
        [_problem(hit, report) for hit in report.hits],
        report.failures,
        is_complete=report.is_complete,
    )


def record(hit: Hit, *, mask: bool) -> dict[str, object]:
    """A hit as an object, its keys in order."""
    text, excerpt = shown(hit, mask=mask)
    return {
        "path": hit.path,
        "line": hit.line,
        "column": hit.column,
        "end_column": hit.end_column,
        "field": hit.field,
        "rule": hit.kind,
        "strength": hit.strength,
        "score": hit.score,
        "category": hit.category,
        "text": text,
        "token_id": hit.token_id,
        "fingerprint": hit.fingerprint,
        "excerpt": excerpt,
        "clues": [
            {
                "name": clue.name,
                "points": clue.points,
                **({} if mask else {"detail": clue.detail}),
            }
            for clue in hit.clues
        ],
    }


def _problem(hit: Hit, report: ScanReport) -> Problem:
    _, excerpt = shown(hit, mask=report.mask)
    place = Place(hit.path, hit.line, hit.column, hit.end_column, excerpt)
    properties: dict[str, str | int] = {"strength": hit.strength, "score": hit.score}
    if hit.category:
        properties["category"] = hit.category
    if hit.token_id is not None:
        properties["tokenId"] = hit.token_id
    return Problem(
        hit.kind,
        level(hit, report.failing),
        message(hit, mask=report.mask),
        place,
        hit.fingerprint,
        properties,
    )
