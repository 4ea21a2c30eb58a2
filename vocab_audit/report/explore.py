"""What the page's table of findings is made from, ready for JSON.

Names that recur (categories, scripts, details) stand once, and rows point at them. The
page's own script, ``templates/page.js``, knows the order of a row's cells.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.audit import Audit
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence, Finding
from vocab_audit.merge_tree import MergeTree
from vocab_audit.report import chinese
from vocab_audit.report.languages import language
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.summary import shown
from vocab_audit.segmenter import Segmenter
from vocab_audit.sentence import Sentence
from vocab_audit.sources import load
from vocab_audit.vocabulary import printable

REFERENCES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
"""Embedded vocabularies in which the bytes of each flagged token are looked up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as a row of the table.

    Attributes:
        place: Which of the audits it is of.
        audit: That audit.
        finding: What it says of one of the audit's tokens.
        more: Cells behind those that every row has.
    """

    place: int
    audit: Audit
    finding: Finding
    more: Sequence[object] = ()


def findings(audits: Sequence[Audit]) -> dict[str, object]:
    """The findings of all audits, and what their details need.

    Args:
        audits: What to show.
    """
    entries = [
        Entry(place, audit, finding)
        for place, audit in enumerate(audits)
        for finding in audit.findings
    ]
    known = _elsewhere(audits, (entry.finding.token.raw for entry in entries))
    families = [[*_families(audit)] for audit in audits]
    return table(audits, entries, dict(zip(REFERENCES, known, strict=True)), families)


def table(
    audits: Sequence[Audit],
    entries: Sequence[Entry],
    references: Mapping[str, Mapping[bytes, int]],
    families: Sequence[Sequence[object]],
) -> dict[str, object]:
    """What ``templates/page.js`` makes a table from.

    Args:
        audits: What the entries are of.
        entries: The rows, in order.
        references: Vocabularies by name, with the id of each flagged token they have.
        families: The families of each audit.
    """
    names, details = _Names(), _Details()
    segmenter = Segmenter(
        entry.finding.token.text or "" for entry in entries if _is_cut(entry)
    )
    trees = {
        place: MergeTree(audits[place].vocabulary)
        for place in {entry.place for entry in entries}
    }
    rows = [
        [
            *_token(entry, names),
            [*_evidence(entry.finding, names, details)],
            _parts(entry, trees[entry.place]),
            [ids.get(entry.finding.token.raw, -1) for ids in references.values()],
            [*map(names.number, _languages(entry.finding))],
            [*map(names.number, _terms(entry.finding))],
            _words(entry, segmenter),
            entry.finding.fingerprint,
            *entry.more,
        ]
        for entry in entries
    ]
    return {
        "vocabularies": [printable(audit.vocabulary.name) for audit in audits],
        "categories": [*Category],
        "strengths": [*Strength],
        "references": [*map(printable, references)],
        "families": families,
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


def _token(entry: Entry, names: _Names) -> Iterator[object]:
    """Yield the first cells of a row, as ``COLUMNS`` in ``templates/page.js`` says."""
    audit, finding = entry.audit, entry.finding
    token, profile = finding.token, audit.profile(finding)
    yield from (entry.place, token.id, token.rank, shown(token))
    yield b64encode(token.raw).decode()
    yield [*Category].index(finding.category)
    yield finding.strength.order
    yield names.number(profile.script)
    yield names.number(language(audit, finding))
    yield from (audit.characters(finding), profile.han, profile.cjk)
    yield int(audit.is_long(finding))
    yield int(is_explicit(finding))


def _evidence(
    finding: Finding, names: _Names, details: _Details
) -> Iterator[list[int]]:
    """Yield detector, detail and flags; what several lists say alike, once.

    The flags are 1 where the detail is explicit and 2 where it begins with the term.
    """
    seen = dict.fromkeys(
        (
            names.number(piece.detector),
            details.number(piece.detail),
            int((piece.category or finding.category) is Category.ADULT)
            + 2 * int(_begins_with_term(piece)),
        )
        for piece in finding.evidence
    )
    yield from map(list, seen)


def _begins_with_term(piece: Evidence) -> bool:
    return isinstance(piece.detail, Sentence) and piece.detail.words[:1] == (
        piece.term,
    )


def _parts(entry: Entry, tree: MergeTree) -> list[tuple[int, str]]:
    """Id and text of the two tokens that a token was merged from, if it was."""
    vocabulary = entry.audit.vocabulary
    place = vocabulary.position(entry.finding.token.id)
    parts = tree.parts(place) if place is not None and tree.exists else None
    tokens = [vocabulary.tokens[part] for part in parts or ()]
    return [(token.id, shown(token)) for token in tokens]


def _is_cut(entry: Entry) -> bool:
    """Whether the page says how a token is cut into words."""
    token = entry.finding.token
    has_han = entry.audit.profile(entry.finding).han > 0
    return has_han and token.text is not None and shown(token) == token.display


def _words(entry: Entry, segmenter: Segmenter) -> list[int]:
    """How many characters of the shown text each of jieba's words has, in order."""
    if not _is_cut(entry):
        return []
    words = segmenter.words(entry.finding.token.text or "")
    return [len(printable(word)) for word in words]


def _languages(finding: Finding) -> list[str]:
    """Languages of the evidence, each once."""
    return [*dict.fromkeys(it.language for it in finding.evidence if it.language)]


def _terms(finding: Finding) -> list[str]:
    """Terms that no detail begins with."""
    others = (it for it in finding.evidence if it.term and not _begins_with_term(it))
    return [*dict.fromkeys(printable(piece.term or "") for piece in others)]


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
