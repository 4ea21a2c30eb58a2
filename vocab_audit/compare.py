"""Several vocabularies side by side: what they share, and what contaminates which.

Vocabularies are compared by the bytes of their tokens, whatever their formats. Figures
do not depend on the order in which they are named: only their order does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
from vocab_audit.category import Category
from vocab_audit.changes import Changes, changes
from vocab_audit.coverage import Coverage, coverages
from vocab_audit.encoders import Sample
from vocab_audit.finding import Finding
from vocab_audit.genealogy import Genealogy, genealogy
from vocab_audit.kinship import kinships
from vocab_audit.overlap import Composition, Overlap, overlap
from vocab_audit.ranking import Ranking, rankings
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Wordlist, load_wordlists

NO_LANGUAGE = "und"
"""The language of a finding whose evidence names none (BCP 47: undetermined)."""


@dataclass(frozen=True, slots=True)
class Contamination:
    """Contaminated long tokens of one vocabulary under one length rule.

    Attributes:
        total: Long tokens.
        contaminated: Those of them that are contaminated.
        categories: Contaminated ones by category; every one but boilerplate.
        languages: Contaminated ones by the language of the list that found them,
            as BCP 47 tags, most first.
    """

    total: int
    contaminated: int
    categories: Mapping[Category, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SharedFinding:
    """A token that is flagged in at least one vocabulary.

    Attributes:
        number: Its position in the overlap's columns.
        finding: The strongest finding about it in any vocabulary.
        script: Its dominant script.
        characters: How many characters the headline's rule counts.
        long: Whether it is long under the headline's rule.
        held_by: Places of the vocabularies that have it, ascending.
        contaminated_in: Those where it counts as contaminated.
        introduced_by: Those that have it while none that they were made from has.
    """

    number: int
    finding: Finding
    script: str
    characters: int
    long: bool
    held_by: tuple[int, ...]
    contaminated_in: tuple[int, ...]
    introduced_by: tuple[int, ...]

    @property
    def counted(self) -> bool:
        """Whether a headline counts it: long, and contaminated somewhere."""
        return self.long and bool(self.contaminated_in)

    @property
    def language(self) -> str:
        """The language of the list that found it, as a BCP 47 tag."""
        return language_of(self.finding)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several vocabularies, compared.

    Attributes:
        vocabularies: Those compared, each with a name of its own.
        audits: The audit of each, in the same order.
        overlap: Which tokens which of them have.
        compositions: What each consists of; repeated bytes count once.
        unique: What the tokens consist of that only one of them has.
        shared: What the tokens consist of that all of them have.
        rankings: How far each two agree on the order of what they share.
        genealogy: Which of them are kin.
        findings: Every token that is flagged in any of them, contaminated ones
            first, by category, then by bytes.
        contamination: Counts for each, under each length rule.
        coverages: Characters that are tokens of their own.
        changes: What changed from the base to each other one; empty without a base.
        base: Place of the base, or None.
        samples: Texts, and how many tokens each takes.
    """

    vocabularies: tuple[Vocabulary, ...]
    audits: tuple[Audit, ...]
    overlap: Overlap
    compositions: tuple[Composition, ...]
    unique: tuple[Composition, ...]
    shared: Composition
    rankings: tuple[Ranking, ...]
    genealogy: Genealogy
    findings: tuple[SharedFinding, ...]
    contamination: tuple[Mapping[LengthRule, Contamination], ...]
    coverages: tuple[Coverage, ...]
    changes: tuple[Changes, ...] = ()
    base: int | None = None
    samples: tuple[Sample, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each vocabulary; all differ."""
        return tuple(vocabulary.name for vocabulary in self.vocabularies)

    @property
    def settings(self) -> Settings:
        """What the audits were asked for."""
        return self.audits[0].settings

    @property
    def wordlist(self) -> Wordlist:
        """The terms that were looked for."""
        return self.audits[0].wordlist

    def ranking(self, one: int, other: int) -> Ranking | None:
        """How far two agree, given by their places; None for one and the same."""
        pair = (min(one, other), max(one, other))
        found = (it for it in self.rankings if (it.first, it.second) == pair)
        return next(found, None)

    def position(self, place: int, number: int) -> int | None:
        """Where a token stands in the columns of a vocabulary, or None."""
        return self.overlap.columns[place].place_of.get(number)

    def token_id(self, place: int, number: int) -> int | None:
        """The id of a token in a vocabulary, or None if it is not there."""
        at = self.position(place, number)
        return None if at is None else self.vocabularies[place].ids[at]


def compare_vocabularies(
    vocabularies: Sequence[Vocabulary],
    wordlist: Wordlist | None = None,
    settings: Settings | None = None,
    *,
    base: int | None = None,
) -> Comparison:
    """Compare any number of vocabularies.

    Args:
        vocabularies: What to compare: one at least. Those that have the name of an
            earlier one get a number behind it.
        wordlist: The terms to look for; the package's own if None.
        settings: Rule, threshold and filters; the defaults if None.
        base: Place of the one from which changes to the others are listed.

    Raises:
        ValueError: There is no vocabulary, or none at the base's place.
    """
    if not vocabularies:
        message = "there is no vocabulary to compare"
        raise ValueError(message)
    if base is not None and not 0 <= base < len(vocabularies):
        message = f"no vocabulary stands at the place of the base, {base}"
        raise ValueError(message)
    named = tuple(_renamed(vocabularies))
    audits = tuple(_audits(named, wordlist or load_wordlists(), settings))
    laid = overlap(named)
    ranked = rankings(laid)
    places = range(len(named))
    tree = genealogy(named, kinships(named, laid, ranked))
    compared = Comparison(
        named,
        audits,
        laid,
        tuple(map(laid.shared, places)),
        tuple(map(laid.unique, places)),
        laid.shared(*places),
        ranked,
        tree,
        tuple(_findings(audits, laid, tree)),
        tuple(map(contamination, audits)),
        coverages(laid),
        base=base,
    )
    return replace(compared, changes=tuple(_changes(compared)))


def language_of(finding: Finding) -> str:
    """The language of the list behind a finding, as a BCP 47 tag."""
    tags = (piece.language for piece in finding.evidence)
    return next(filter(None, tags), NO_LANGUAGE)


def contamination(audit: Audit) -> dict[LengthRule, Contamination]:
    """Contaminated long tokens under each rule, by category and by language."""
    counted = [finding for finding in audit.findings if finding.contaminated]
    return {rule: _contamination(audit, counted, rule) for rule in LengthRule}


def _contamination(
    audit: Audit, findings: Sequence[Finding], rule: LengthRule
) -> Contamination:
    long = [finding for finding in findings if audit.is_long(finding, rule)]
    categories = Counter(finding.category for finding in long)
    return Contamination(
        audit.census.long[rule].total,
        audit.census.long[rule].contaminated,
        {it: categories[it] for it in Category if it is not Category.BOILERPLATE},
        dict(Counter(map(language_of, long)).most_common()),
    )


def _renamed(vocabularies: Sequence[Vocabulary]) -> Iterator[Vocabulary]:
    """Give each vocabulary a name of its own."""
    names = {vocabulary.name for vocabulary in vocabularies}
    given = set[str]()
    for vocabulary in vocabularies:
        name, times = vocabulary.name, 1
        while name in given or (times > 1 and name in names):
            times += 1
            name = f"{vocabulary.name} ({times})"
        given.add(name)
        yield vocabulary if times == 1 else replace(vocabulary, name=name)


def _audits(
    vocabularies: Sequence[Vocabulary], wordlist: Wordlist, settings: Settings | None
) -> Iterator[Audit]:
    """Audit each; those with the same columns, such as o200k's, only once."""
    known: list[Audit] = []
    for vocabulary in vocabularies:
        alike = (audit for audit in known if _is_alike(audit.vocabulary, vocabulary))
        if audit := next(alike, None):
            special = len(vocabulary.special_tokens)
            census = replace(audit.census, special=special)
            known.append(replace(audit, vocabulary=vocabulary, census=census))
        else:
            known.append(audit_vocabulary(vocabulary, wordlist, settings))
        yield known[-1]


def _is_alike(one: Vocabulary, other: Vocabulary) -> bool:
    """Whether two say the same of their tokens, and so have the same audit."""
    return (
        one.sha256 == other.sha256
        and one.tokenizer.format == other.tokenizer.format
        and one.ids == other.ids
        and one.ranks == other.ranks
        and one.raws == other.raws
    )


def _findings(
    audits: Sequence[Audit], laid: Overlap, tree: Genealogy
) -> Iterator[SharedFinding]:
    flagged = defaultdict[bytes, list[tuple[int, Finding]]](list)
    for place, audit in enumerate(audits):
        for finding in audit.findings:
            flagged[finding.token.raw].append((place, finding))
    found = [
        _shared_finding(audits, laid, tree, by_place) for by_place in flagged.values()
    ]
    order = [*Category]
    found.sort(
        key=lambda it: (
            not it.counted,
            not it.contaminated_in,
            order.index(it.finding.category),
            it.finding.token.raw,
        )
    )
    yield from found


def _shared_finding(
    audits: Sequence[Audit],
    laid: Overlap,
    tree: Genealogy,
    by_place: Sequence[tuple[int, Finding]],
) -> SharedFinding:
    place, finding = min(by_place, key=lambda it: _precedence(it[1]))
    number = laid.number_of[finding.token.raw]
    holders = laid.holders_of(number)
    audit = audits[place]
    return SharedFinding(
        number,
        finding,
        audit.profile(finding).script,
        audit.characters(finding),
        audit.is_long(finding),
        holders,
        tuple(sorted({at for at, it in by_place if it.contaminated})),
        tuple(at for at in holders if not {*tree.ancestors(at)} & {*holders}),
    )


def _precedence(finding: Finding) -> tuple[bool, int, int, list[str]]:
    """The strongest comes first, whatever the order of the vocabularies."""
    order = [*Category].index(finding.category)
    details = [piece.detail for piece in finding.evidence]
    return not finding.contaminated, finding.strength.order, order, details


def _changes(compared: Comparison) -> Iterator[Changes]:
    base = compared.base
    if base is None:
        return
    for other in range(len(compared.vocabularies)):
        if other != base:
            yield changes(
                compared.vocabularies,
                compared.overlap,
                compared.ranking(base, other),
                base=base,
                other=other,
            )
