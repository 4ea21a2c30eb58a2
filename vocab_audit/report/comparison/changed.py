"""The sections on what changed from a base: the release note of a tokenizer."""

from collections.abc import Iterator, Sequence

from vocab_audit.changes import Changes, SettingChange, SpecialChange
from vocab_audit.compare import Comparison, SharedFinding
from vocab_audit.report.comparison import counts, words
from vocab_audit.report.comparison.section import Cell, Section, Table, quoted
from vocab_audit.report.table import Column
from vocab_audit.vocabulary import Token, printable

EXAMPLES = 20
"""How many tokens each list shows; all are in changes.csv."""

SETTING_CHARACTERS = 300
"""Characters of a setting that a report for people shows at most."""


def sections(comparison: Comparison) -> Iterator[Section]:
    """Yield one section for each vocabulary beside the base."""
    by_number = {it.number: it for it in comparison.findings}
    for changed in comparison.changes:
        yield _section(comparison, changed, by_number)


def contaminated_first(
    numbers: Sequence[int], by_number: dict[int, SharedFinding], place: int
) -> list[int]:
    """Tokens with those first that count as contaminated in a vocabulary.

    Args:
        numbers: Tokens by their positions in the overlap's columns.
        by_number: Every flagged token.
        place: Where they have to be contaminated.
    """

    def is_clean(number: int) -> bool:
        found = by_number.get(number)
        return not (found and place in found.contaminated_in)

    return sorted(numbers, key=is_clean)


def _section(
    comparison: Comparison, changed: Changes, by_number: dict[int, SharedFinding]
) -> Section:
    lists = (
        ("Added", changed.added, changed.other),
        ("Removed", changed.removed, changed.base),
        ("With another id", changed.moved, changed.other),
        ("With another merge rank", changed.reranked, changed.other),
    )
    tables = [
        _tokens(comparison, changed, by_number, title, numbers, place)
        for title, numbers, place in lists
        if numbers
    ]
    tables += [*_specials(changed), *_settings(changed)]
    old, new = (words.name(comparison, it) for it in (changed.base, changed.other))
    return Section(
        f"changes-{changed.other + 1}",
        f"What changed from {old} to {new}",
        [*_sentences(comparison, changed, by_number)],
        tables,
    )


def _sentences(
    comparison: Comparison, changed: Changes, by_number: dict[int, SharedFinding]
) -> Iterator[str]:
    yield words.change_verdict(comparison, changed)
    for verb, numbers, place in (
        ("added", changed.added, changed.other),
        ("removed", changed.removed, changed.base),
    ):
        flagged = [by_number[number] for number in numbers if number in by_number]
        count = sum(it.long and place in it.contaminated_in for it in flagged)
        tokens = words.plural(count, "contaminated long token")
        yield f"Of the {verb} tokens: {tokens}."
    for verb, part in (
        ("Added", changed.added_composition),
        ("Removed", changed.removed_composition),
    ):
        if part.tokens:
            numbers = f", {part.numbers:,} numbers of several digits"
            yield (
                f"{verb} by script: {words.composition(part)}"
                f"{numbers if part.numbers else ''}."
            )
    if changed.merges:
        merges = changed.merges
        yield (
            f"Merges: {merges.added:,} added, {merges.removed:,} removed, "
            f"{merges.kept:,} kept."
        )
    else:
        yield "Merges: not both files list them; in tiktoken’s form the ranks imply them."


def _tokens(
    comparison: Comparison,
    changed: Changes,
    by_number: dict[int, SharedFinding],
    title: str,
    numbers: Sequence[int],
    place: int,
) -> Table:
    columns = [
        Column("token"),
        Column("id before", ">"),
        Column("id after", ">"),
        Column("finding"),
    ]
    ordered = contaminated_first(numbers, by_number, place)
    rows = [
        _row(comparison, changed, by_number.get(number), number)
        for number in ordered[:EXAMPLES]
    ]
    shown = f", {len(rows)} of them here" if len(rows) < len(numbers) else ""
    return Table(f"{title}: {len(numbers):,}{shown}", columns, rows)


def _row(
    comparison: Comparison, changed: Changes, found: SharedFinding | None, number: int
) -> list[Cell]:
    raws, texts = comparison.overlap.raws, comparison.overlap.texts
    cell = counts.token(found) if found else quoted(raws[number], texts[number])
    ids = (comparison.token_id(it, number) for it in (changed.base, changed.other))
    finding = f"{found.finding.category}, {found.finding.strength}" if found else ""
    return [cell, *("–" if it is None else str(it) for it in ids), finding]


def _specials(changed: Changes) -> Iterator[Table]:
    if not changed.specials:
        return
    rows = [_special_row(it) for it in changed.specials[:EXAMPLES]]
    shown = f", {len(rows)} of them here" if len(rows) < len(changed.specials) else ""
    columns = [Column("token"), Column("before"), Column("after")]
    caption = f"Special tokens that changed: {len(changed.specials):,}{shown}"
    yield Table(caption, columns, rows)


def _special_row(change: SpecialChange) -> list[Cell]:
    token = change.before or change.after
    raw, text = (token.raw, token.text) if token else (b"", "")
    return [quoted(raw, text), _special(change.before), _special(change.after)]


def _special(token: Token | None) -> str:
    if token is None:
        return "–"
    return ", ".join([f"id {token.id}", token.kind, *sorted(token.flags)])


def _settings(changed: Changes) -> Iterator[Table]:
    if changed.settings:
        rows = [_setting_row(change) for change in changed.settings]
        columns = [Column("what"), Column("before"), Column("after")]
        yield Table("What else changed of the tokenizer", columns, rows)


def _setting_row(change: SettingChange) -> list[str]:
    return [printable(change.name), _setting(change.before), _setting(change.after)]


def _setting(value: str | None) -> str:
    if value is None:
        return "not said"
    shown = printable(value)
    if len(shown) <= SETTING_CHARACTERS:
        return shown
    return f"{shown[:SETTING_CHARACTERS]}… ({len(value):,} characters)"
