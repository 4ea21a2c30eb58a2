"""The whole vocabulary as a map: a cell for each token in merge order; and families.

What a page needs to draw both, small enough to stand in the page: three columns,
deflated and written as base64. ``templates/map.js`` inflates them in the browser.
"""

import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypedDict

from vocab_audit.audit import Audit
from vocab_audit.category import Category, Strength
from vocab_audit.columns import pack_numbers
from vocab_audit.families import Family
from vocab_audit.finding import Finding
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.summary import shown
from vocab_audit.survey import Survey
from vocab_audit.vocabulary import Vocabulary

_CATEGORIES: Final = tuple(Category)
_STRENGTHS: Final = tuple(Strength)


class FamilyCell(TypedDict):
    """A family as the treemap shows it.

    Attributes:
        root: Token id of the root.
        text: The root, printable and cut short.
        explicit: Whether the text is hidden until it is asked for.
        category: What most members are flagged for, as a place in ``categories``.
        members: Token ids, ascending.
    """

    root: int
    text: str
    explicit: bool
    category: int
    members: list[int]


class VocabularyMap(TypedDict):
    """A map of all ordinary tokens; every column is in merge order.

    Attributes:
        tokens: How many cells there are.
        categories: Names of the categories.
        strengths: Names of the strengths, strongest first.
        scripts: Names of the dominant scripts, most tokens first; None stands for
            bytes that are not valid UTF-8.
        ids: Token ids: packed differences, as of ``columns.pack_numbers``.
        flags: A packed byte for each token, as of :func:`flags`.
        script: A packed byte for each token: its place in ``scripts``.
        families: Largest first.
    """

    tokens: int
    categories: list[str]
    strengths: list[str]
    scripts: list[str | None]
    ids: str
    flags: str
    script: str
    families: list[FamilyCell]


def vocabulary_map(audit: Audit) -> VocabularyMap:
    """Draw the map of an audited vocabulary.

    Args:
        audit: What to draw.

    Returns:
        A value that ``json.dumps`` writes as it is; texts are not escaped for HTML.
    """
    order = audit.vocabulary.merge_order
    names, script = _scripts(audit.vocabulary)
    findings = {finding.token.id: finding for finding in audit.findings}
    return {
        "tokens": len(order),
        "categories": [*_CATEGORIES],
        "strengths": [*_STRENGTHS],
        "scripts": names,
        "ids": pack_numbers([audit.vocabulary.ids[place] for place in order]),
        "flags": _packed(flags(audit)),
        "script": _packed(bytes(script[place] for place in order)),
        "families": [*_families(audit.families, findings)],
    }


def flags(audit: Audit) -> bytes:
    """What each token is flagged for, in merge order.

    Returns:
        A byte for each ordinary token: 0 where it is no finding, otherwise
        ``1 + 3 * category + strength``, both as places in their enumerations.
    """
    vocabulary = audit.vocabulary
    by_place = bytearray(len(vocabulary.ids))
    for finding in audit.findings:
        place = vocabulary.position(finding.token.id)
        if place is not None:
            by_place[place] = _flag(finding)
    return bytes(by_place[place] for place in vocabulary.merge_order)


def _flag(finding: Finding) -> int:
    category = _CATEGORIES.index(finding.category)
    return 1 + len(_STRENGTHS) * category + _STRENGTHS.index(finding.strength)


def _scripts(vocabulary: Vocabulary) -> tuple[list[str | None], bytes]:
    """Names of the dominant scripts, and for each position a place among them."""
    named: list[str | None] = [None] * len(vocabulary.ids)
    profiles = Survey(vocabulary.texts).select(lambda _: True)
    in_ascii = zip(profiles.ascii_places, profiles.ascii_words, strict=True)
    for place, letters in in_ascii:
        named[place] = "Latin" if letters else "Common"
    for place, profile in profiles.outside_ascii.items():
        named[place] = profile.script
    names = _most_frequent_first(named)
    numbers = {name: number for number, name in enumerate(names)}
    return names, bytes(map(numbers.__getitem__, named))


def _most_frequent_first(named: Sequence[str | None]) -> list[str | None]:
    counts: dict[str | None, int] = {}
    for name in named:
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name or ""))


def _families(
    families: Iterable[Family], findings: Mapping[int, Finding]
) -> Iterator[FamilyCell]:
    for family in families:
        root = findings.get(family.root.id)
        yield {
            "root": family.root.id,
            "text": shown(family.root),
            "explicit": is_explicit(family) or (root is not None and is_explicit(root)),
            "category": _CATEGORIES.index(family.category),
            "members": [member.id for member in family.members],
        }


def _packed(column: bytes) -> str:
    """A column of bytes for the page, deflated; ``columns.unpack_sizes`` reads it."""
    return b64encode(zlib.compress(column, 9)).decode()
