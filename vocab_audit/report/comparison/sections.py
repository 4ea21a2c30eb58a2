"""All sections of a report on a comparison, in the order of a reader's questions."""

from collections.abc import Iterator

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import changed, counts, makeup, relations, words
from vocab_audit.report.comparison.section import Section


def sections(comparison: Comparison) -> Iterator[Section]:
    """Yield every section that has something to say."""
    yield counts.overview(comparison)
    yield relations.kinship(comparison)
    yield from changed.sections(comparison)
    yield counts.contamination(comparison)
    yield counts.introduced(comparison)
    yield relations.overlap(comparison)
    if comparison.rankings:
        yield relations.order(comparison)
    yield makeup.scripts(comparison)
    yield makeup.lengths(comparison)
    yield makeup.coverage(comparison)
    if comparison.samples:
        yield makeup.samples(comparison)


def title(comparison: Comparison) -> str:
    """What is compared, in one line."""
    names = [words.name(comparison, place) for place in range(len(comparison.names))]
    return words.listing(names)
