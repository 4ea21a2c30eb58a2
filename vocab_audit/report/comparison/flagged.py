"""The flagged tokens of a comparison, as the table of its page has them.

It is the table of :mod:`explore`; a row also says who holds the token, and who brought
it in.
"""

from collections.abc import Iterator
from dataclasses import replace

from vocab_audit.compare import Comparison, SharedFinding
from vocab_audit.report import explore
from vocab_audit.report.explore import Entry


def table(comparison: Comparison) -> dict[str, object]:
    """What ``templates/page.js`` makes the table from.

    A row shows a token as it is in the first of the vocabularies that brought it in.

    Args:
        comparison: What to show.
    """
    entries = [*_entries(comparison)]
    holders = {
        name: {
            it.finding.token.raw: token_id
            for it in comparison.findings
            if (token_id := comparison.token_id(place, it.number)) is not None
        }
        for place, name in enumerate(comparison.names)
    }
    families = [()] * len(comparison.audits)
    made = explore.table(comparison.audits, entries, holders, families)
    return {**made, "compared": True}


def _entries(comparison: Comparison) -> Iterator[Entry]:
    for it in comparison.findings:
        place = it.introduced_by[0]
        at = comparison.position(place, it.number)
        if at is None:  # who brought a token in holds it
            continue
        token = comparison.vocabularies[place].tokens[at]
        yield Entry(
            place,
            comparison.audits[place],
            replace(it.finding, token=token),
            _more(it),
        )


def _more(it: SharedFinding) -> tuple[object, ...]:
    """The last cells of a row, as ``COLUMNS`` in ``templates/page.js`` says."""
    return [*it.introduced_by], [*it.contaminated_in], it.language
