"""What the page's table of findings is made from, ready for JSON.

Names that recur (categories, scripts, details) stand once, and rows point at them. The
page's own script, ``templates/page.js``, knows the order of a row's cells.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vocab_audit.audit import Audit
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Finding
from vocab_audit.merge_tree import MergeTree
from vocab_audit.report import chinese
from vocab_audit.report.languages import language
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.summary import shown
from vocab_audit.sentence import Sentence
from vocab_audit.sources import load
from vocab_audit.vocabulary import printable

REFERENCES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
"""Embedded vocabularies in which the bytes of each flagged token are looked up."""


def findings(audits: Sequence[Audit]) -> dict[str, object]:
    """The findings of all audits, and what their details need.

    Args:
        audits: What to show.
    """
    names, details = _Names(), _Details()
    raws = {finding.token.raw for audit in audits for finding in audit.findings}
    known = _elsewhere(audits, raws)
    rows = [
        row
        for number, audit in enumerate(audits)
        for row in _rows(number, audit, names, details, known)
    ]
    return {
        "vocabularies": [printable(audit.vocabulary.name) for audit in audits],
        "categories": [*Category],
        "strengths": [*Strength],
        "references": [*REFERENCES],
        "families": [[*_families(audit)] for audit in audits],
        "rows": rows,
        "names": names.all,
        "sentences": [[it, chinese.SENTENCES.get(it)] for it in details.patterns],
        "details": details.all,
        "chinese": {**chinese.NAMES, **chinese.SCRIPTS, **chinese.TONGUES},
    }


class _Details:
    """What evidence says, each detail with its number, as a pattern and its words."""

    def __init__(self) -> None:
        self._patterns = _Names()
        self._numbers = dict[tuple[int | str, ...], int]()

    def number(self, detail: str) -> int:
        said = detail if isinstance(detail, Sentence) else Sentence("%s", detail)
        pattern = self._patterns.number(said.pattern)
        key: tuple[int | str, ...] = (pattern, *map(printable, said.words))
        return self._numbers.setdefault(key, len(self._numbers))

    @property
    def patterns(self) -> list[str]:
        return self._patterns.all

    @property
    def all(self) -> list[tuple[int | str, ...]]:
        return [*self._numbers]


class _Names:
    """Texts that recur, each with its number."""

    def __init__(self) -> None:
        self._numbers = dict[str, int]()

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def all(self) -> list[str]:
        return [*self._numbers]


def _rows(
    number: int,
    audit: Audit,
    names: _Names,
    details: _Details,
    known: Sequence[Mapping[bytes, int]],
) -> Iterator[list[object]]:
    """Yield a row per finding, in the order of ``COLUMNS`` in ``templates/page.js``."""
    tree = MergeTree(audit.vocabulary)
    tokens = audit.vocabulary.tokens
    for finding in audit.findings:
        token = finding.token
        place = audit.vocabulary.position(token.id)
        parts = tree.parts(place) if place is not None and tree.exists else None
        yield [
            number,
            token.id,
            token.rank,
            shown(token),
            b64encode(token.raw).decode(),
            [*Category].index(finding.category),
            finding.strength.order,
            names.number(audit.profile(finding).script),
            names.number(language(audit, finding)),
            audit.characters(finding),
            int(audit.is_long(finding)),
            int(is_explicit(finding)),
            [*_evidence(finding, names, details)],
            [[tokens[part].id, shown(tokens[part])] for part in parts or ()],
            [ids.get(token.raw, -1) for ids in known],
            [*map(names.number, _languages(finding))],
            [*map(names.number, _terms(finding))],
        ]


def _evidence(
    finding: Finding, names: _Names, details: _Details
) -> Iterator[list[int]]:
    """Yield detector, detail and explicitness; what several lists say alike, once."""
    seen = dict.fromkeys(
        (
            names.number(piece.detector),
            details.number(piece.detail),
            int((piece.category or finding.category) is Category.ADULT),
        )
        for piece in finding.evidence
    )
    yield from map(list, seen)


def _languages(finding: Finding) -> list[str]:
    """Languages of the evidence, each once."""
    return [*dict.fromkeys(it.language for it in finding.evidence if it.language)]


def _terms(finding: Finding) -> list[str]:
    """Terms that a search would not find in the evidence's own words."""
    said = "\n".join(printable(piece.detail) for piece in finding.evidence)
    terms = (printable(piece.term) for piece in finding.evidence if piece.term)
    return [*dict.fromkeys(term for term in terms if term not in said)]


def _families(audit: Audit) -> Iterator[list[object]]:
    """Yield each family: root, its text, category, members; texts where no row has."""
    in_rows = {finding.token.id for finding in audit.findings}
    for family in audit.families:
        yield [
            family.root.id,
            shown(family.root),
            [*Category].index(family.category),
            [
                member.id if member.id in in_rows else [member.id, shown(member)]
                for member in family.members
            ],
        ]


def _elsewhere(
    audits: Sequence[Audit], raws: Iterable[bytes]
) -> list[dict[bytes, int]]:
    """The id of each flagged token in every reference that has it."""
    wanted = set(raws)
    at_hand = {
        audit.vocabulary.name: audit.vocabulary
        for audit in audits
        if audit.vocabulary.origin == "embedded"
    }
    found: list[dict[bytes, int]] = []
    for name in REFERENCES:
        vocabulary = at_hand.get(name) or load(name)
        pairs = zip(vocabulary.raws, vocabulary.ids, strict=True)
        found.append({raw: identity for raw, identity in pairs if raw in wanted})
    return found
