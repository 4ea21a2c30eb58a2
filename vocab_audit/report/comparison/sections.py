"""All sections of a report on a comparison, in the order of a reader's questions."""

from collections.abc import Iterator

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import changed, counts, relations, words
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
    yield counts.scripts(comparison)
    yield counts.lengths(comparison)
    yield counts.coverage(comparison)
    if comparison.samples:
        yield counts.samples(comparison)


def title(comparison: Comparison) -> str:
    """What is compared, in one line."""
    names = [words.name(comparison, place) for place in range(len(comparison.names))]
    return words.listing(names)
