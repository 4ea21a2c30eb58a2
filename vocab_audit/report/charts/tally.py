"""The numbers that the charts draw, counted once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocab_audit.audit import Audit, LengthRule
from vocab_audit.families import Family
from vocab_audit.finding import Finding
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.summary import CategoryCount, summarize
from vocab_audit.report.vocabulary_map import flags
from vocab_audit.script import CJK_SCRIPTS

LENGTH_BINS = 12
"""Lengths that have a bar of their own; longer tokens share one more."""

RANK_BINS = 10
"""Parts of equal size into which the merge order is cut."""

TOP_SCRIPTS = 20
"""Scripts that have a row of their own."""

LONGEST = 20
"""Flagged tokens whose text is shown."""


@dataclass(frozen=True, slots=True)
class Share:
    """Long tokens, and how many of them were flagged.

    Attributes:
        contaminated: Flagged as certain or likely, not as boilerplate.
        other: Flagged as suspect or as boilerplate.
        total: All of them, flagged or not.
    """

    contaminated: int = 0
    other: int = 0
    total: int = 0

    def __add__(self, more: "Share") -> "Share":
        return Share(
            self.contaminated + more.contaminated,
            self.other + more.other,
            self.total + more.total,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted under the headline's rule.

    Attributes:
        name: The vocabulary's name.
        rule: The rule with its threshold, such as ``cjk>=3``.
        length_rule: The rule alone.
        filters: What narrowed the findings, a phrase each.
        long: All long tokens.
        categories: Findings by category and strength, most first, boilerplate last.
        lengths: Long tokens by length, in the characters that the rule counts,
            ascending; no gaps. The last one stands for itself and all above if
            ``lengths_open``.
        lengths_open: Whether some tokens are longer than the last length.
        ranks: Long tokens by tenth of the merge order, earliest first.
        edges: Token ids where the tenths begin, and the last token id.
        scripts: Tokens by dominant script, most first; None stands for all others.
        tokens: Ordinary tokens.
        undecodable: Those of them whose bytes are not valid UTF-8.
        cjk: Tokens whose dominant script is Chinese, Japanese or Korean.
        longest: The flagged tokens with most characters, with their length.
        flagged: All flagged tokens.
        cells: A byte for each ordinary token in merge order, as of
            ``vocabulary_map.flags``.
        ids: Token ids, parallel to ``cells``.
        families: Roots and what was built from them, largest first, each with
            whether the root's text is explicit.
    """

    name: str
    rule: str
    length_rule: LengthRule
    filters: tuple[str, ...]
    long: Share
    categories: tuple[CategoryCount, ...]
    lengths: Mapping[int, Share]
    lengths_open: bool
    ranks: tuple[Share, ...]
    edges: tuple[int, ...]
    scripts: tuple[tuple[str | None, int], ...]
    tokens: int
    undecodable: int
    cjk: int
    longest: tuple[tuple[Finding, int], ...]
    flagged: int
    cells: bytes
    ids: Sequence[int]
    families: tuple[tuple[Family, bool], ...]


def tally(audit: Audit) -> Tally:
    """Count what the charts draw."""
    findings = [finding for finding in audit.findings if audit.is_long(finding)]
    shares, places = _long_tokens(audit, findings)
    lengths, is_open = _lengths(shares, audit.settings.min_chars)
    summary = summarize(audit, examples=0)
    categories = sorted(summary.categories, key=lambda count: -count.total)
    return Tally(
        name=audit.vocabulary.name,
        rule=audit.settings.rule.label(audit.settings.min_chars),
        length_rule=audit.settings.rule,
        filters=summary.filters,
        long=sum(lengths.values(), Share()),
        categories=(*categories, summary.boilerplate),
        lengths=lengths,
        lengths_open=is_open,
        ranks=_ranks(places, len(audit.vocabulary.ids)),
        edges=_edges(audit),
        scripts=_scripts(audit),
        tokens=audit.census.tokens,
        undecodable=audit.census.undecodable,
        cjk=sum(audit.census.scripts.get(script, 0) for script in CJK_SCRIPTS),
        longest=_longest(audit, findings),
        flagged=len(findings),
        cells=flags(audit),
        ids=[audit.vocabulary.ids[place] for place in audit.vocabulary.merge_order],
        families=_families(audit),
    )


def _families(audit: Audit) -> tuple[tuple[Family, bool], ...]:
    explicit = {it.token.id for it in audit.findings if is_explicit(it)}
    return tuple(
        (family, is_explicit(family) or family.root.id in explicit)
        for family in audit.families
    )


def _long_tokens(
    audit: Audit, findings: list[Finding]
) -> tuple[dict[int, Share], dict[int, Share]]:
    """All long tokens, by length and by place in the vocabulary."""
    rule = audit.settings.rule
    flagged = {
        audit.vocabulary.position(finding.token.id): finding.contaminated
        for finding in findings
    }
    by_length = defaultdict[int, Share](Share)
    by_place: dict[int, Share] = {}
    for place, profile in audit.long_tokens():
        contaminated = flagged.get(place)
        share = Share(contaminated is True, contaminated is False, 1)
        by_place[place] = share
        by_length[rule.characters(profile)] += share
    return by_length, by_place


def _lengths(shares: Mapping[int, Share], first: int) -> tuple[dict[int, Share], bool]:
    """Fill the gaps between lengths, and put the longest tokens together."""
    longest = max(shares, default=first)
    last = min(longest, first + LENGTH_BINS)
    filled = dict.fromkeys(range(first, last + 1), Share())
    for length, share in shares.items():
        filled[min(length, last)] += share
    return filled, longest > last


def _ranks(places: Mapping[int, Share], tokens: int) -> tuple[Share, ...]:
    bins = [Share()] * RANK_BINS
    for place, share in places.items():
        bins[place * RANK_BINS // tokens] += share
    return tuple(bins)


def _edges(audit: Audit) -> tuple[int, ...]:
    ids = audit.vocabulary.ids
    if not ids:
        return (0,) * (RANK_BINS + 1)
    starts = (-(-tenth * len(ids) // RANK_BINS) for tenth in range(RANK_BINS))
    return (*(ids[min(place, len(ids) - 1)] for place in starts), ids[-1])


def _scripts(audit: Audit) -> tuple[tuple[str | None, int], ...]:
    ranked = [*audit.census.scripts.items()]
    rest = sum(count for _, count in ranked[TOP_SCRIPTS:])
    shown: list[tuple[str | None, int]] = [*ranked[:TOP_SCRIPTS]]
    return (*shown, (None, rest)) if rest else tuple(shown)


def _longest(audit: Audit, findings: list[Finding]) -> tuple[tuple[Finding, int], ...]:
    measured = [(it, audit.characters(it)) for it in findings]
    measured.sort(key=lambda pair: (-pair[1], pair[0].strength.order, pair[0].token.id))
    return tuple(measured[:LONGEST])
