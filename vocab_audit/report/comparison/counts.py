"""The sections that count: sizes, contamination, scripts, lengths, coverage, text."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from vocab_audit.audit import LengthRule
from vocab_audit.category import Category
from vocab_audit.compare import Comparison, SharedFinding
from vocab_audit.overlap import Composition
from vocab_audit.report.comparison import words
from vocab_audit.report.comparison.section import Cell, Section, Table, quoted
from vocab_audit.report.summary import percentage, summarize
from vocab_audit.report.table import Column

MANY: Final = 5
"""From so many vocabularies on, columns are headed by numbers."""

TOP_SCRIPTS: Final = 15
EXAMPLES: Final = 10
_MEANING: Final = (
    "Contaminated means certain or likely to come from pages of pornography, gambling, "
    "private game servers, pirate video or spam. Boilerplate does not count."
)
_LEVELS: Final = (
    "Characters that are one token. Text in others falls apart into bytes. Han levels "
    "are those of China’s Table of General Standard Chinese Characters (2013): 1 for "
    "common use, 2 for publishing, 3 for names and terms."
)
LENGTH_EDGES: Final = (1, 2, 3, 4, 5, 7, 9, 13, 17, 33)
"""Where each span of lengths begins, in characters."""


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
        _share(unique, size),
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
        [Column("rule"), *_headings(comparison)],
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
    columns = [Column("category"), *_headings(comparison)]
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
    columns = [Column("language"), *_headings(comparison)]
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


def scripts(comparison: Comparison) -> Section:
    """Tokens by dominant script: all, and those that only one vocabulary has."""
    together = Counter[str]()
    for part in comparison.compositions:
        together.update(part.scripts)
    top = [name for name, _ in together.most_common(TOP_SCRIPTS)]
    tables = [
        _script_table(
            comparison, "Tokens by dominant script", comparison.compositions, top
        )
    ]
    if len(comparison.names) > 1:
        caption = "Tokens that only one of them has"
        unique = _script_table(comparison, caption, comparison.unique, top)
        tables.append(replace(unique, brief=False))
    return Section("scripts", "Scripts", tables=tables, charts=["scripts"])


def _script_table(
    comparison: Comparison,
    caption: str,
    parts: Sequence[Composition],
    top: Sequence[str],
) -> Table:
    rows = [
        [
            script.replace("_", " "),
            *(_share(part.scripts.get(script, 0), part.tokens) for part in parts),
        ]
        for script in top
    ]
    rest = [
        sum(count for script, count in part.scripts.items() if script not in top)
        for part in parts
    ]
    if any(rest):
        rows.append(["other scripts", *map(_share, rest, map(_size, parts))])
    undecodable = [part.undecodable for part in parts]
    rows.append(["not valid UTF-8", *map(_share, undecodable, map(_size, parts))])
    rows.append(["all", *(f"{part.tokens:,}" for part in parts)])
    return Table(caption, [Column("script"), *_headings(comparison)], rows)


def _size(part: Composition) -> int:
    return part.tokens


def lengths(comparison: Comparison) -> Section:
    """Tokens by number of characters."""
    parts = comparison.compositions
    spans = zip(LENGTH_EDGES, (*LENGTH_EDGES[1:], None), strict=True)
    rows = [
        [
            _span(first, after),
            *(_share(_between(p.lengths, first, after), p.tokens) for p in parts),
        ]
        for first, after in spans
    ]
    columns = [Column("characters"), *_headings(comparison)]
    longest = ["longest", *(str(max(p.lengths, default=0)) for p in parts)]
    mean = ["mean", *(f"{_mean(p.lengths):.2f}" for p in parts)]
    caption = "Tokens by length in characters (those that are valid UTF-8)"
    return Section(
        "lengths",
        "Lengths",
        tables=[Table(caption, columns, [*rows, mean, longest], brief=False)],
        charts=["lengths"],
    )


def _span(first: int, after: int | None) -> str:
    if after is None:
        return f"{first}+"
    return str(first) if after == first + 1 else f"{first}–{after - 1}"


def _between(found: Mapping[int, int], first: int, after: int | None) -> int:
    return sum(
        count
        for length, count in found.items()
        if length >= first and (after is None or length < after)
    )


def _mean(found: Mapping[int, int]) -> float:
    total = sum(found.values())
    return sum(length * n for length, n in found.items()) / total if total else 0


def coverage(comparison: Comparison) -> Section:
    """Characters that are tokens of their own."""
    rows = [
        [it.name, f"{it.characters:,}", *(_share(n, it.characters) for n in it.single)]
        for it in comparison.coverages
    ]
    columns = [Column("characters"), Column("there are", ">"), *_headings(comparison)]
    return Section(
        "coverage",
        "Coverage",
        [_LEVELS],
        [Table("Characters that are tokens of their own", columns, rows)],
    )


def samples(comparison: Comparison) -> Section:
    """How many tokens a text takes in each vocabulary."""
    columns = [Column("vocabulary"), Column("tokens", ">"), Column("bytes/token", ">")]
    tables = [
        Table(
            f"{sample.name}: {sample.size:,} bytes, {sample.characters:,} characters",
            [*columns, Column("")],
            [
                [
                    words.name(comparison, place),
                    "–" if it.tokens is None else f"{it.tokens:,}",
                    f"{each:.3f}" if (each := it.bytes_per_token(sample.size)) else "–",
                    it.why,
                ]
                for place, it in enumerate(sample.encoded)
            ],
        )
        for sample in comparison.samples
    ]
    return Section("text", "A text in tokens", tables=tables)


def _headings(comparison: Comparison) -> list[Column]:
    places = range(len(comparison.names))
    if len(places) >= MANY:
        return [Column(str(place + 1), ">") for place in places]
    return [Column(words.name(comparison, place), ">") for place in places]


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({percentage(part, whole)})" if whole else f"{part:,}"


def _of(part: int, whole: int) -> str:
    return f"{part:,}/{whole:,}"
