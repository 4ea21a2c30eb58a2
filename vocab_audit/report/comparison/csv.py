"""The flagged tokens of a comparison as CSV: one row each, and who holds it.

RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), but with LF at line ends.
"""

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

from vocab_audit.changes import Changes
from vocab_audit.compare import Comparison, SharedFinding
from vocab_audit.report.cells import guarded
from vocab_audit.report.comparison.changed import contaminated_first
from vocab_audit.vocabulary import printable

COLUMNS = (
    "text",
    "bytes_base64",
    "script",
    "characters",
    "long",
    "category",
    "strength",
    "language",
    "contaminated_in",
    "held_by",
    "introduced_by",
    "fingerprint",
)
"""Behind them, one column for each vocabulary holds the token's id there."""

CHANGE_COLUMNS = (
    "base",
    "vocabulary",
    "change",
    "text",
    "bytes_base64",
    "id_before",
    "id_after",
    "rank_before",
    "rank_after",
    "category",
    "strength",
    "contaminated",
)


def render(comparison: Comparison) -> str:
    """Render a header line, and a row for each token that is flagged in any of them.

    Text cells are for eyes; ``bytes_base64`` holds the token exactly.

    Args:
        comparison: What to render.
    """
    ids = [f"id in {name}" for name in comparison.names]
    rows = (_cells(comparison, it) for it in comparison.findings)
    return _written([*COLUMNS, *map(guarded, ids)], rows)


def changes(comparison: Comparison) -> str:
    """Render a row for each token that changed from the base, contaminated ones first.

    Where most ids changed, those that did are left out.

    Args:
        comparison: What to render; without a base there are no rows.
    """
    findings = {it.number: it for it in comparison.findings}
    rows = (
        row
        for changed in comparison.changes
        for row in _changed(comparison, changed, findings)
    )
    return _written(CHANGE_COLUMNS, rows)


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return output.getvalue()


def _cells(comparison: Comparison, it: SharedFinding) -> list[object]:
    places = range(len(comparison.names))
    return [
        guarded(it.finding.token.display),
        b64encode(it.finding.token.raw).decode(),
        it.script,
        it.characters,
        _yes(said=it.long),
        it.finding.category,
        it.finding.strength,
        it.language,
        _names(comparison, it.contaminated_in),
        _names(comparison, it.held_by),
        _names(comparison, it.introduced_by),
        it.finding.fingerprint,
        *(comparison.token_id(place, it.number) for place in places),
    ]


def _changed(
    comparison: Comparison, changed: Changes, findings: dict[int, SharedFinding]
) -> Iterator[list[object]]:
    moved = [] if changed.is_renumbered else _moved(changed)
    for change, numbers, place in (
        ("added", changed.added, changed.other),
        ("removed", changed.removed, changed.base),
        ("moved", moved, changed.other),
    ):
        for number in contaminated_first(numbers, findings, place):
            found = findings.get(number)
            yield [
                guarded(comparison.names[changed.base]),
                guarded(comparison.names[changed.other]),
                change,
                guarded(_display(comparison, number)),
                b64encode(comparison.overlap.raws[number]).decode(),
                comparison.token_id(changed.base, number),
                comparison.token_id(changed.other, number),
                _rank(comparison, changed.base, number),
                _rank(comparison, changed.other, number),
                found.finding.category if found else "",
                found.finding.strength if found else "",
                _yes(said=bool(found and place in found.contaminated_in)),
            ]


def _moved(changed: Changes) -> list[int]:
    return [*dict.fromkeys((*changed.moved, *changed.reranked))]


def _rank(comparison: Comparison, place: int, number: int) -> int | None:
    at = comparison.position(place, number)
    ranks = comparison.vocabularies[place].ranks
    return None if at is None or ranks is None else ranks[at]


def _display(comparison: Comparison, number: int) -> str:
    text, raw = comparison.overlap.texts[number], comparison.overlap.raws[number]
    return printable(raw.decode("utf-8", "backslashreplace") if text is None else text)


def _names(comparison: Comparison, places: Iterable[int]) -> str:
    return guarded("; ".join(comparison.names[place] for place in places))


def _yes(*, said: bool) -> str:
    return "yes" if said else "no"
