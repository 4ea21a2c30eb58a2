"""A page that links every report in a folder: what each found, and a picture of it.

It is made from the data files of the reports alone, holds its pictures, loads nothing,
and is the same for the same reports.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

import msgspec

from vocab_audit.audit import LengthRule, LongCount, Settings
from vocab_audit.category import Category, Strength
from vocab_audit.errors import FormatError
from vocab_audit.files import decode_json, read_file
from vocab_audit.report.shares import fraction
from vocab_audit.report.summary import headline
from vocab_audit.report.web import Picture, environment, picture, policy, template
from vocab_audit.vocabulary import printable

_AUDIT, _COMPARISON = "audit.json", "compare.json"
_ALTERNATIVES: Final = {
    "merge_order": "Contaminated share of long tokens by merge order: {}.",
    "scripts": "Tokens by dominant script: {}.",
    "contamination": "Contaminated long tokens of {}, side by side.",
}
_FILES: Final = (_AUDIT, "findings.csv", _COMPARISON, "tokens.csv", "changes.csv")


class _Vocabulary(msgspec.Struct):
    """What an audit says of its vocabulary."""

    name: str
    sha256: str
    tokens: int


class _Census(msgspec.Struct):
    """How many tokens are long under each rule."""

    long: dict[str, LongCount]


class _Finding(msgspec.Struct):
    """A flagged token."""

    category: Category
    strength: Strength


class _Wordlists(msgspec.Struct):
    """What was looked for."""

    sha256: str
    terms: int


class _Audit(msgspec.Struct):
    """What the page needs of an ``audit.json``."""

    schema: Literal["vocab-audit/audit/1"]
    vocabulary: _Vocabulary
    wordlists: _Wordlists
    settings: Settings
    census: _Census
    findings: list[_Finding]


class _Compared(msgspec.Struct):
    """One vocabulary among others."""

    name: str
    tokens: int
    long: dict[str, LongCount]


class _Overlap(msgspec.Struct):
    """What vocabularies hold together."""

    union: int


class _Rule(msgspec.Struct):
    """The length rule of a comparison."""

    rule: LengthRule
    min_chars: int


class _Comparison(msgspec.Struct):
    """What the page needs of a ``compare.json``."""

    schema: Literal["vocab-audit/compare/1"]
    wordlists: _Wordlists
    settings: _Rule
    vocabularies: list[_Compared]
    overlap: _Overlap


@dataclass(frozen=True, slots=True)
class _Card:
    """A report as the page shows it.

    Attributes:
        title: The name of what it is about.
        says: What it found, a sentence each.
        provenance: What it was made from.
        page: The address of its page.
        links: Name and address of each of its data files.
        picture: A chart of it, or None.
        alt: What the chart shows, without any token's text.
    """

    title: str
    says: list[str]
    provenance: str
    page: str
    links: Mapping[str, str]
    picture: Picture | None
    alt: str


def render(folder: Path) -> str:
    """Render the page of all reports in a folder.

    Args:
        folder: Holds a folder for each report.

    Returns:
        The page; its links are relative to the folder.

    Raises:
        SourceError: A report cannot be read, or is not of a known form.
    """
    from markupsafe import Markup

    from vocab_audit import __version__

    css = template("page.css") + template("gallery.css")
    return (
        environment()
        .from_string(template("gallery.html"))
        .render(
            audits=[*_audits(folder)],
            comparisons=[*_comparisons(folder)],
            css=Markup(css),  # noqa: S704 - our own files, whole
            policy=policy(css),
            version=__version__,
        )
    )


def _audits(folder: Path) -> Iterator[_Card]:
    """Yield the audits, the largest vocabulary first."""
    found = [
        (path.parent, decode_json(path, read_file(path), _Audit))
        for path in folder.glob(f"*/{_AUDIT}")
    ]
    found.sort(key=lambda it: (-it[1].vocabulary.tokens, it[0].name))
    for place, audit in found:
        yield _audit(place, audit)


def _audit(place: Path, audit: _Audit) -> _Card:
    label = audit.settings.rule.label(audit.settings.min_chars)
    try:
        count = audit.census.long[label]
    except KeyError:
        message = f"{place / _AUDIT}: census.long has no {label}, the headline's rule"
        raise FormatError(message) from None
    contaminating = sum(
        finding.category is not Category.BOILERPLATE
        and finding.strength is not Strength.SUSPECT
        for finding in audit.findings
    )
    share = fraction(contaminating, audit.vocabulary.tokens)
    return _card(
        place,
        "merge_order" if count.contaminated else "scripts",
        audit.vocabulary.name,
        [
            headline(count, audit.settings),
            f"{len(audit.findings):,} findings of any length and strength.",
            f"Of all tokens, {share} are certain or likely contamination.",
        ],
        f"sha256 {audit.vocabulary.sha256}; {_lists(audit.wordlists)}",
    )


def _comparisons(folder: Path) -> Iterator[_Card]:
    """Yield the comparisons, by the names of their folders."""
    for path in sorted(folder.glob(f"*/{_COMPARISON}")):
        compared = decode_json(path, read_file(path), _Comparison)
        label = compared.settings.rule.label(compared.settings.min_chars)
        names = [printable(it.name) for it in compared.vocabularies]
        yield _card(
            path.parent,
            "contamination",
            ", ".join(names),
            [
                f"They hold {compared.overlap.union:,} different tokens.",
                *_shares(path, compared, label),
            ],
            _lists(compared.wordlists),
        )


def _shares(path: Path, compared: _Comparison, label: str) -> Iterator[str]:
    for vocabulary in compared.vocabularies:
        if (count := vocabulary.long.get(label)) is None:
            message = f"{path}: {printable(vocabulary.name)} has no long tokens {label}"
            raise FormatError(message)
        share = fraction(count.contaminated, count.total)
        yield f"{printable(vocabulary.name)}: {share} contaminated, rule {label}."


def _lists(wordlists: _Wordlists) -> str:
    return f"{wordlists.terms:,} wordlist terms, sha256 {wordlists.sha256}"


def _card(
    place: Path, chart: str, title: str, says: list[str], provenance: str
) -> _Card:
    drawn = place / "charts" / f"{chart}.png"
    base = quote(place.name)
    return _Card(
        title=printable(title),
        says=[*map(printable, says)],
        provenance=printable(provenance),
        page=f"{base}/index.html",
        links={name: f"{base}/{name}" for name in _FILES if (place / name).is_file()},
        picture=picture(read_file(drawn)) if drawn.is_file() else None,
        alt=_ALTERNATIVES[chart].format(printable(title)),
    )
