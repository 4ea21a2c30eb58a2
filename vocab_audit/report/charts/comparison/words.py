"""What the charts of a comparison say in words: titles, subtitles, descriptions."""

from vocab_audit.compare import Comparison
from vocab_audit.kinship import Relation
from vocab_audit.overlap import members
from vocab_audit.report.charts import typeface
from vocab_audit.report.charts.comparison.relations import pair_of_ranks
from vocab_audit.report.charts.page import Heading
from vocab_audit.report.comparison.words import listing, plural, ratio
from vocab_audit.report.shares import fraction, percentage
from vocab_audit.report.summary import summarize

DIGITS = 8
"""Of each sha256."""

NAMED = 4
"""Vocabularies whose digests a chart holds."""

NAME_COLUMNS = 40


def headings(comparison: Comparison) -> dict[str, Heading]:
    """Title, subtitle and source of each chart, by name."""
    source = _source(comparison)
    return {
        name: Heading(title, subtitle, source)
        for name, (title, subtitle) in _texts(comparison).items()
    }


def alternatives(comparison: Comparison) -> dict[str, str]:
    """One or two sentences for each chart, by name; no token's text."""
    return {
        name: f"{title}. {subtitle}"
        for name, (title, subtitle) in _texts(comparison).items()
    }


def _texts(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {
        "kinship": (_kinship(comparison), "Indented under what each was made from."),
        "contamination": _contamination(comparison),
        "overlap": _overlap(comparison),
        "sharing": _sharing(comparison),
        "ranks": _ranks(comparison),
        "scripts": _scripts(comparison),
        "lengths": _lengths(comparison),
    }


def _source(comparison: Comparison) -> str:
    from vocab_audit import __version__

    wordlist = comparison.wordlist
    vocabularies = comparison.vocabularies
    digests = "sha256 " + " ".join(it.sha256[:DIGITS] for it in vocabularies)
    if len(vocabularies) > NAMED:
        digests = f"{len(vocabularies)} vocabularies, their sha256 in compare.json"
    return (
        f"vocab-audit {__version__} · {digests} · {len(wordlist.terms):,} wordlist "
        f"terms, sha256 {wordlist.sha256[:DIGITS]}"
    )


def _name(comparison: Comparison, place: int) -> str:
    return typeface.legible(comparison.names[place], NAME_COLUMNS)


def _kinship(comparison: Comparison) -> str:
    made = [it for it in comparison.genealogy.parents if it]
    stems = [
        it
        for it in comparison.genealogy.kinships
        if it.relation is Relation.COMMON_STEM
    ]
    count = len(comparison.names)
    if not made and not stems:
        return f"No kinship is claimed between any of {count} vocabularies"
    return (
        f"{len(made)} of {count} vocabularies "
        f"{'was' if len(made) == 1 else 'were'} made from another one here"
    )


def _contamination(comparison: Comparison) -> tuple[str, str]:
    settings = comparison.settings
    rule = settings.rule.label(settings.min_chars)
    places = range(len(comparison.names))
    headlines = [audit.headline for audit in comparison.audits]
    worst = max(places, key=lambda it: headlines[it].contaminated)
    count = headlines[worst]
    filters = summarize(comparison.audits[0], examples=0).filters
    if count.contaminated:
        share = fraction(count.contaminated, count.total)
        title = f"{_name(comparison, worst)}: {share} long tokens are contaminated"
    else:
        title = "No long token is contaminated in any of them"
    return title, "; ".join(
        [
            f"Bars: share of long tokens, rule {rule}. Numbers: contaminated tokens",
            *filters,
        ]
    ) + "."


def _overlap(comparison: Comparison) -> tuple[str, str]:
    union, shared = len(comparison.overlap.raws), comparison.shared.tokens
    share = f"{shared:,} of {union:,} different tokens ({percentage(shared, union)})"
    return (
        f"{share} are in all {len(comparison.names)} vocabularies",
        "Percent of each one's tokens (rows) that the others have (columns).",
    )


def _sharing(comparison: Comparison) -> tuple[str, str]:
    regions = [*comparison.overlap.regions.items()]
    subtitle = "Tokens by the vocabularies that hold them: a dot for each holder."
    if not regions:
        return "There are no tokens", subtitle
    held, part = regions[0]
    holders = [_name(comparison, place) for place in members(held)]
    whose = f"only in {listing(holders)}"
    if len(holders) > 3:  # noqa: PLR2004 - a title is short
        whose = f"in the same {len(holders)} of them"
    if len(holders) == len(comparison.names):
        whose = "in all of them"
    return f"The largest group: {plural(part.tokens, 'token')} {whose}", subtitle


def _ranks(comparison: Comparison) -> tuple[str, str]:
    pair = pair_of_ranks(comparison)
    ranking = comparison.ranking(*pair) if pair else None
    if not pair or not ranking or not ranking.shared:
        return "Nothing is shared, so there is no order to compare", "0 shared tokens."
    first, second = (_name(comparison, it) for it in pair)
    order = ratio(ranking.in_order, ranking.shared)
    spearman = "undefined" if ranking.spearman is None else f"{ranking.spearman:.3f}"
    subtitle = (
        f"Density of {plural(ranking.shared, 'shared token')}; rank correlation "
        f"{spearman} (Spearman). At the edges: contaminated long tokens that only one "
        "has."
    )
    title = f"{first} and {second}: {order} of the shared tokens in the same order"
    return title, subtitle


def _scripts(comparison: Comparison) -> tuple[str, str]:
    def latin(place: int) -> float:
        part = comparison.compositions[place]
        return part.scripts.get("Latin", 0) / (part.tokens or 1)

    places = range(len(comparison.names))
    least, most = min(places, key=latin), max(places, key=latin)
    subtitle = "Percent of tokens by dominant script; darker is more, on a log scale."
    if latin(most) == latin(least):
        return f"Latin is {100 * latin(most):.0f} % of the tokens", subtitle
    low = f"{100 * latin(least):.0f} % of the tokens of {_name(comparison, least)}"
    high = f"{100 * latin(most):.0f} % of {_name(comparison, most)}"
    return f"Latin is {low} and {high}", subtitle


def _lengths(comparison: Comparison) -> tuple[str, str]:
    def mean(place: int) -> float:
        found = comparison.compositions[place].lengths
        total = sum(found.values())
        return sum(at * n for at, n in found.items()) / total if total else 0

    places = range(len(comparison.names))
    least, most = min(places, key=mean), max(places, key=mean)
    subtitle = "Share of decodable tokens of each length; the line is the mean."
    if f"{mean(least):.2f}" == f"{mean(most):.2f}":
        return f"Tokens have {mean(most):.2f} characters in the mean", subtitle
    low = f"{mean(least):.2f} ({_name(comparison, least)})"
    high = f"{mean(most):.2f} ({_name(comparison, most)})"
    return f"Characters of a token in the mean: from {low} to {high}", subtitle
