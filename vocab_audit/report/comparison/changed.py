"""The sections on what changed from a base: the release note of a tokenizer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.changes import Changes, SettingChange, SpecialChange
from vocab_audit.compare import Comparison, SharedFinding
from vocab_audit.overlap import Composition
from vocab_audit.report.comparison import counts, words
from vocab_audit.report.comparison.section import Cell, Section, Table, quoted
from vocab_audit.report.table import Column
from vocab_audit.vocabulary import Token, printable

EXAMPLES = 20
"""How many tokens each list shows; all are in changes.csv."""

SETTING_CHARACTERS = 300
"""Characters of a setting that a report for people shows at most."""


@dataclass(frozen=True, slots=True)
class _Note:
    """What changed to one vocabulary, with what is known of the tokens."""

    comparison: Comparison
    changed: Changes
    findings: Mapping[int, SharedFinding]

    @property
    def old(self) -> int:
        return self.changed.base

    @property
    def new(self) -> int:
        return self.changed.other


def sections(comparison: Comparison) -> Iterator[Section]:
    """Yield one section for each vocabulary beside the base."""
    findings = {it.number: it for it in comparison.findings}
    for changed in comparison.changes:
        yield _section(_Note(comparison, changed, findings))


def contaminated_first(
    numbers: Sequence[int], findings: Mapping[int, SharedFinding], place: int
) -> list[int]:
    """Tokens with those first that count as contaminated in a vocabulary.

    Args:
        numbers: Tokens by their positions in the overlap's columns.
        findings: Every flagged token, likewise.
        place: The vocabulary in which they have to be contaminated.
    """

    def is_clean(number: int) -> bool:
        found = findings.get(number)
        return not (found and place in found.contaminated_in)

    return sorted(numbers, key=is_clean)


def _section(note: _Note) -> Section:
    changed = note.changed
    tables = [
        _tokens(note, heading, numbers, place)
        for heading, numbers, place in _lists(note)
        if numbers
    ]
    tables += [*_specials(changed), *_settings(changed)]
    old, new = (words.name(note.comparison, it) for it in (note.old, note.new))
    return Section(
        f"changes-{note.new + 1}",
        f"From {old} to {new}",
        [*_sentences(note)],
        tables,
    )


def _lists(note: _Note) -> Iterator[tuple[str, Sequence[int], int]]:
    """Yield a heading, tokens, and where they may be contaminated."""
    changed = note.changed
    yield "Added", changed.added, note.new
    yield "Removed", changed.removed, note.old
    if changed.is_renumbered:
        return
    if changed.moved == changed.reranked:
        yield "With another id and merge rank", changed.moved, note.new
    else:
        yield "With another id", changed.moved, note.new
        yield "With another merge rank", changed.reranked, note.new


def _sentences(note: _Note) -> Iterator[str]:
    changed = note.changed
    yield words.change_verdict(note.comparison, changed)
    if changed.is_empty:
        return
    for verb, numbers, place, part in (
        ("added", changed.added, note.new, changed.added_composition),
        ("removed", changed.removed, note.old, changed.removed_composition),
    ):
        if numbers:
            yield _what(note, verb, numbers, place, part)
    if changed.is_renumbered:
        yield "Most ids changed, so those that did are not listed."
    if changed.merges:
        merges = changed.merges
        yield (
            f"Merges: {merges.added:,} added, {merges.removed:,} removed, "
            f"{merges.kept:,} kept."
        )
    else:
        yield "Merges: not both files list them."


def _what(
    note: _Note, verb: str, numbers: Sequence[int], place: int, part: Composition
) -> str:
    """One sentence on what came or went: contaminated, numbers, scripts."""
    flagged = [note.findings[number] for number in numbers if number in note.findings]
    count = sum(it.long and place in it.contaminated_in for it in flagged)
    pieces = [f"{words.plural(count, 'contaminated long token')}"]
    if part.numbers:
        pieces.append(f"{words.plural(part.numbers, 'number')} of several digits")
    scripts = words.composition(part) or "none valid UTF-8"
    return f"Of the {verb} ones: {', '.join(pieces)}; by script: {scripts}."


def _tokens(note: _Note, title: str, numbers: Sequence[int], place: int) -> Table:
    columns = [
        Column("token"),
        Column("id before", ">"),
        Column("id after", ">"),
        Column("finding"),
    ]
    ordered = contaminated_first(numbers, note.findings, place)
    rows = [_row(note, number) for number in ordered[:EXAMPLES]]
    shown = f", {len(rows)} of them here" if len(rows) < len(numbers) else ""
    return Table(f"{title}: {len(numbers):,}{shown}", columns, rows)


def _row(note: _Note, number: int) -> list[Cell]:
    laid, found = note.comparison.overlap, note.findings.get(number)
    raw, text = laid.raws[number], laid.texts[number]
    ids = (note.comparison.token_id(it, number) for it in (note.old, note.new))
    return [
        counts.token(found) if found else quoted(raw, text),
        *("–" if it is None else str(it) for it in ids),
        f"{found.finding.category}, {found.finding.strength}" if found else "",
    ]


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
