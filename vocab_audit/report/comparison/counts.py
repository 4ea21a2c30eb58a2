"""The sections that count tokens: sizes, contamination, and what was brought in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from vocab_audit.audit import LengthRule
from vocab_audit.category import Category
from vocab_audit.compare import Comparison, SharedFinding
from vocab_audit.report.comparison import words
from vocab_audit.report.comparison.section import Cell, Section, Table, quoted
from vocab_audit.report.shares import percentage
from vocab_audit.report.summary import summarize
from vocab_audit.report.table import Column

MANY: Final = 5
"""From so many vocabularies on, columns are headed by numbers."""

EXAMPLES: Final = 10
_MEANING: Final = (
    "Contaminated means certain or likely to come from pages of pornography, gambling, "
    "private game servers, pirate video or spam. Boilerplate does not count."
)


def overview(comparison: Comparison) -> Section:
    """Sizes, what is unique, what is contaminated, what was brought in."""
    minimum = comparison.settings.min_chars
    label = comparison.settings.rule.label(minimum)
    columns = [
        Column("#", ">"),
        Column("vocabulary"),
        Column("format"),
        Column("tokens", ">"),
        Column("only here", ">"),
        Column("special", ">"),
        Column(f"contaminated of long ({label})", ">"),
        Column("brought in", ">"),
    ]
    rows = [_overview_row(comparison, it) for it in range(len(comparison.names))]
    return Section(
        "overview",
        "At a glance",
        [*words.verdicts(comparison), *_repeated(comparison), *_filters(comparison)],
        [Table("The vocabularies", columns, rows)],
    )


def _overview_row(comparison: Comparison, place: int) -> list[str]:
    vocabulary, audit = comparison.vocabularies[place], comparison.audits[place]
    size, unique = comparison.overlap.sizes[place], comparison.unique[place].tokens
    return [
        str(place + 1),
        words.name(comparison, place),
        vocabulary.tokenizer.format or vocabulary.origin,
        f"{len(vocabulary.ids):,}",
        share(unique, size),
        f"{len(vocabulary.special_tokens):,}",
        _of(audit.headline.contaminated, audit.headline.total),
        f"{words.brought_in(comparison, place):,}",
    ]


def _repeated(comparison: Comparison) -> Iterator[str]:
    """Yield a sentence on the vocabularies in which bytes stand more than once."""
    sizes = comparison.overlap.sizes
    parts = [
        f"{words.name(comparison, place)} ({repeated:,})"
        for place, vocabulary in enumerate(comparison.vocabularies)
        if (repeated := len(vocabulary.ids) - sizes[place])
    ]
    if parts:
        yield (
            f"Ids whose bytes another id has already, in {words.listing(parts)}, "
            "count once below."
        )


def _filters(comparison: Comparison) -> Iterator[str]:
    filters = summarize(comparison.audits[0], examples=0).filters
    if filters:
        yield f"Filtered: {'; '.join(filters)}."


def contamination(comparison: Comparison) -> Section:
    """Contaminated of long tokens under each rule, by category and by language."""
    tables = [_rules(comparison), _categories(comparison), _languages(comparison)]
    return Section(
        "contamination",
        "Contamination",
        [_MEANING],
        [table for table in tables if table.rows],
        charts=["contamination"],
    )


def _rules(comparison: Comparison) -> Table:
    minimum = comparison.settings.min_chars
    rows = [
        [
            rule.label(minimum),
            *(
                _of(counts[rule].contaminated, counts[rule].total)
                for counts in comparison.contamination
            ),
        ]
        for rule in LengthRule
    ]
    return Table(
        "Contaminated of long tokens under each length rule",
        [Column("rule"), *headings(comparison)],
        rows,
    )


def _categories(comparison: Comparison) -> Table:
    rule = comparison.settings.rule
    label = rule.label(comparison.settings.min_chars)
    rows = [
        [
            str(category),
            *(
                _of(counts[rule].categories[category], counts[rule].total)
                for counts in comparison.contamination
            ),
        ]
        for category in Category
        if category is not Category.BOILERPLATE
    ]
    columns = [Column("category"), *headings(comparison)]
    return Table(f"By category, of long tokens ({label})", columns, rows)


def _languages(comparison: Comparison) -> Table:
    rule = comparison.settings.rule
    label = rule.label(comparison.settings.min_chars)
    together = Counter[str]()
    for counts in comparison.contamination:
        together.update(counts[rule].languages)
    rows = [
        [
            tag,
            *(
                _of(counts[rule].languages.get(tag, 0), counts[rule].total)
                for counts in comparison.contamination
            ),
        ]
        for tag, _ in sorted(together.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = [Column("language"), *headings(comparison)]
    return Table(
        f"By the language of the wordlist, of long tokens ({label})", columns, rows
    )


def introduced(comparison: Comparison) -> Section:
    """Which vocabulary brought in which contaminated tokens, and who has them now."""
    counted = [it for it in comparison.findings if it.counted]
    tables = [_holders(comparison, counted), *_examples(comparison, counted)]
    return Section(
        "introduced",
        "Who brought in what",
        [
            "A vocabulary brought in a token if it has it and none has that it was "
            "made from. Each token counts once here, in the category of its strongest "
            "evidence."
            if counted
            else "No long token is contaminated in any of them."
        ],
        [table for table in tables if table.rows],
        charts=["sharing"] if len(comparison.names) > 1 else [],
    )


def _holders(comparison: Comparison, counted: Sequence[SharedFinding]) -> Table:
    groups = Counter(it.held_by for it in counted)
    ranked = sorted(groups.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        [
            words.listing([words.name(comparison, place) for place in held]),
            f"{count:,}",
        ]
        for held, count in ranked[:EXAMPLES]
    ]
    if rest := ranked[EXAMPLES:]:
        groups_left = words.plural(len(rest), "other group")
        rows.append([groups_left, f"{sum(count for _, count in rest):,}"])
    columns = [Column("held by exactly"), Column("contaminated tokens", ">")]
    return Table("Which vocabularies hold them", columns, rows)


def _examples(
    comparison: Comparison, counted: Sequence[SharedFinding]
) -> Iterator[Table]:
    columns = [
        Column("token"),
        Column("id", ">"),
        Column("category"),
        Column("strength"),
        Column("also in"),
    ]
    for place in range(len(comparison.names)):
        brought = [it for it in counted if place in it.introduced_by]
        brought.sort(key=lambda it: (-it.characters, it.finding.token.raw))
        rows = [_example(comparison, it, place) for it in brought[:EXAMPLES]]
        shown = f"the {len(rows)} longest of " if len(rows) < len(brought) else ""
        caption = f"{words.name(comparison, place)} brought in: {shown}{len(brought):,}"
        yield Table(caption, columns, rows)


def _example(comparison: Comparison, it: SharedFinding, place: int) -> list[Cell]:
    others = [words.name(comparison, at) for at in it.held_by if at != place]
    return [
        token(it),
        str(comparison.token_id(place, it.number)),
        it.finding.category,
        it.finding.strength,
        words.listing(others) or "–",
    ]


def token(it: SharedFinding) -> Cell:
    """A cell that quotes a flagged token."""
    explicit = it.finding.category is Category.ADULT or any(
        piece.category is Category.ADULT for piece in it.finding.evidence
    )
    raw, text = it.finding.token.raw, it.finding.token.text
    return quoted(raw, text, language=it.language, explicit=explicit)


def headings(comparison: Comparison) -> list[Column]:
    """A column for each vocabulary, headed by its name, or of many by its number."""
    places = range(len(comparison.names))
    if len(places) >= MANY:
        return [Column(str(place + 1), ">") for place in places]
    return [Column(words.name(comparison, place), ">") for place in places]


def share(part: int, whole: int) -> str:
    """A count and its percentage, if there is anything that it is a share of."""
    return f"{part:,} ({percentage(part, whole)})" if whole else f"{part:,}"


def _of(part: int, whole: int) -> str:
    return f"{part:,}/{whole:,}"
