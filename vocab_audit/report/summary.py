"""What every report says of an audit, computed once: verdict, counts, examples."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vocab_audit.audit import Audit, LengthRule, LongCount, Settings
from vocab_audit.category import Category, Strength
from vocab_audit.families import Family
from vocab_audit.finding import Finding
from vocab_audit.judgement import Level, Prior
from vocab_audit.report.shares import fraction, percentage
from vocab_audit.vocabulary import Token, printable
from vocab_audit.wordlist import Wordlist

EXAMPLES = 20
"""How many of the longest and of the earliest findings a summary shows."""

TOP_SCRIPTS = 8
"""How many scripts a summary counts one by one."""

SHOWN_CHARACTERS = 80
"""How many characters of a token's text a report for people shows."""

_SUBJECTS = {
    LengthRule.HAN: "long Han",
    LengthRule.CJK: "long CJK",
    LengthRule.CHARS: "long Chinese",
    LengthRule.LETTERS: "long",
}
_MEANINGS = {
    LengthRule.HAN: "{n} or more Han characters",
    LengthRule.CJK: "{n} or more characters of Han, Hiragana, Katakana, Hangul or "
    "Bopomofo",
    LengthRule.CHARS: "{n} or more characters, a leading space counted, all of them "
    "Han, spaces or ASCII letters and digits, at least one Han",
    LengthRule.LETTERS: "{n} or more letters of any script, with their marks",
}
_USER_LANGUAGE = "und"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Long tokens under one length rule, and how many are contaminated.

    Attributes:
        label: The rule with its threshold, such as ``cjk>=3``.
        meaning: The rule in words.
        count: Numerator and denominator.
        is_headline: Whether the headline uses this rule.
    """

    label: str
    meaning: str
    count: LongCount
    is_headline: bool

    @property
    def fraction(self) -> str:
        """The counts with their percentage, as in ``812 of 1,603 (50.7 %)``."""
        return fraction(self.count.contaminated, self.count.total)


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """Findings of one category by strength, all strengths present."""

    category: Category
    strengths: Mapping[Strength, int]

    @property
    def total(self) -> int:
        """Findings of the category, whatever their strength."""
        return sum(self.strengths.values())

    @property
    def contaminated(self) -> int:
        """Findings that count in a headline: certain or likely, no boilerplate."""
        if self.category is Category.BOILERPLATE:
            return 0
        return self.total - self.strengths[Strength.SUSPECT]


@dataclass(frozen=True, slots=True)
class Summary:
    """What text, Markdown and HTML all say of one audit.

    Attributes:
        name: What the user calls the vocabulary, made printable.
        verdict: Numerator, denominator and percentage in one clause.
        rule: The rule behind the verdict, with its threshold and its meaning.
        filters: What narrowed the findings, a phrase each; empty by default.
        rules: The counts under every length rule.
        categories: Findings long under the headline's rule, by category and
            strength; every category but boilerplate, zeros included. What is
            certain or likely here adds up to the verdict's numerator.
        boilerplate: The same for boilerplate.
        further: Findings that are long under another rule only.
        longest: Contaminated tokens of the headline with most characters.
        earliest: Those with the smallest merge ranks.
        families: The largest families.
        priors: What the prior is in each script with flagged tokens, a clause each.
        census: What the vocabulary consists of: a label and a number of tokens.
        scripts: The most frequent dominant scripts, likewise, then all others.
        command: The command line that repeats the audit.
    """

    name: str
    verdict: str
    rule: str
    filters: tuple[str, ...]
    rules: tuple[RuleCount, ...]
    categories: tuple[CategoryCount, ...]
    boilerplate: CategoryCount
    further: int
    longest: tuple[Finding, ...]
    earliest: tuple[Finding, ...]
    families: tuple[Family, ...]
    priors: tuple[str, ...]
    census: tuple[tuple[str, int], ...]
    scripts: tuple[tuple[str, int], ...]
    command: str

    @property
    def headline(self) -> str:
        """The verdict with its rule and its filters, in one sentence."""
        return f"{self.verdict} ({'; '.join((self.rule, *self.filters))})."

    @property
    def headline_rule(self) -> RuleCount:
        """The counts under the headline's rule."""
        return next(rule for rule in self.rules if rule.is_headline)


def summarize(audit: Audit, *, examples: int = EXAMPLES) -> Summary:
    """Compute what the reports say of an audit.

    Args:
        audit: What to summarize.
        examples: How many of the longest and of the earliest findings to keep.
    """
    counted = [finding for finding in audit.findings if audit.is_long(finding)]
    *categories, boilerplate = _by_category(counted)
    contaminated = [finding for finding in counted if finding.contaminated]
    return Summary(
        name=printable(audit.vocabulary.name),
        verdict=_verdict(audit.headline, _SUBJECTS[audit.settings.rule]),
        rule=_rule(audit.settings),
        filters=tuple(_filters(audit.settings)),
        rules=tuple(_rules(audit)),
        categories=tuple(categories),
        boilerplate=boilerplate,
        further=len(audit.findings) - len(counted),
        longest=_longest(audit, contaminated)[:examples],
        earliest=_earliest(contaminated)[:examples],
        families=audit.families[:examples],
        priors=tuple(map(_prior, audit.priors.values())),
        census=tuple(_census(audit)),
        scripts=tuple(_scripts(audit.census.scripts)),
        command=_command(audit),
    )


def headline(count: LongCount, settings: Settings) -> str:
    """The verdict on long tokens with its rule and its filters, in one sentence."""
    verdict = _verdict(count, _SUBJECTS[settings.rule])
    return f"{verdict} ({'; '.join((_rule(settings), *_filters(settings)))})."


def shown(token: Token) -> str:
    """A token's text for people, cut short if it is very long."""
    text = token.display
    if len(text) <= SHOWN_CHARACTERS:
        return text
    return f"{text[:SHOWN_CHARACTERS]}… ({len(token.raw):,} bytes)"


def _verdict(count: LongCount, subject: str) -> str:
    part, whole = count.contaminated, count.total
    if not whole:
        return f"There are no {subject} tokens, so none is contaminated: 0 of 0"
    tokens = "token" if whole == 1 else "tokens"
    verb = "is" if part == 1 else "are"
    return (
        f"{part:,} of {whole:,} {subject} {tokens} ({percentage(part, whole)}) "
        f"{verb} contaminated"
    )


def _rule(settings: Settings) -> str:
    label = settings.rule.label(settings.min_chars)
    return f"rule {label}: {_MEANINGS[settings.rule].format(n=settings.min_chars)}"


def _filters(settings: Settings) -> Iterator[str]:
    """Yield what narrowed the findings, but never the denominator."""
    if settings.categories:
        chosen = [category for category in Category if category in settings.categories]
        yield f"only category {_alternatives(chosen)}"
    if settings.languages:
        yield f"only evidence in {_alternatives(sorted(settings.languages))}"
    default = Settings().detectors
    if missing := sorted(default - settings.detectors):
        yield f"without the detector {_alternatives(missing)}"
    if added := sorted(settings.detectors - default):
        yield f"with the detector {_alternatives(added)}"
    if settings.scripts:
        yield f"only findings mainly in {_alternatives(sorted(settings.scripts))}"
    if settings.strength is Strength.LIKELY:
        yield "only findings at least likely"
    if settings.strength is Strength.CERTAIN:
        yield "only certain findings"


def _alternatives(names: list[str] | list[Category]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _rules(audit: Audit) -> Iterator[RuleCount]:
    minimum = audit.settings.min_chars
    for rule in LengthRule:
        yield RuleCount(
            label=rule.label(minimum),
            meaning=_MEANINGS[rule].format(n=minimum),
            count=audit.census.long[rule],
            is_headline=rule is audit.settings.rule,
        )


_LEVELS = {
    Level.FULL: "full: a suspect phrase counts as likely",
    Level.MIXED: "mixed: it changes nothing",
    Level.CLEAN: "clean: a single likely sign counts as suspect",
}


def _prior(prior: Prior) -> str:
    share = fraction(prior.certain, prior.tokens)
    return f"{prior.script}: {share} hold a certain term; {_LEVELS[prior.level]}"


def _by_category(findings: Iterable[Finding]) -> Iterator[CategoryCount]:
    """Yield one count per category; boilerplate is the last."""
    counts = Counter((finding.category, finding.strength) for finding in findings)
    for category in Category:
        yield CategoryCount(
            category, {strength: counts[category, strength] for strength in Strength}
        )


def _longest(audit: Audit, findings: list[Finding]) -> tuple[Finding, ...]:
    def precedence(finding: Finding) -> tuple[int, int]:
        return -audit.characters(finding), finding.token.id

    return tuple(sorted(findings, key=precedence))


def _earliest(findings: list[Finding]) -> tuple[Finding, ...]:
    ranked = [
        (finding.token.rank, finding.token.id, finding)
        for finding in findings
        if finding.token.rank is not None
    ]
    return tuple(finding for *_, finding in sorted(ranked, key=lambda row: row[:2]))


def _census(audit: Audit) -> Iterator[tuple[str, int]]:
    census = audit.census
    yield "ordinary tokens", census.tokens
    yield "special tokens", census.special
    yield "undecodable tokens (not valid UTF-8)", census.undecodable
    for minimum, count in census.han.items():
        plural = "" if minimum == 1 else "s"
        yield f"tokens with at least {minimum} Han character{plural}", count


def _scripts(scripts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    ranked = [*scripts.items()]
    yield from ranked[:TOP_SCRIPTS]
    if others := ranked[TOP_SCRIPTS:]:
        noun = "script" if len(others) == 1 else "scripts"
        yield f"{len(others)} other {noun}", sum(count for _, count in others)


def _command(audit: Audit) -> str:
    options = [*_setting_options(audit.settings), *_wordlist_options(audit.wordlist)]
    return printable(
        shlex.join(["vocab-audit", "audit", audit.vocabulary.name, *options])
    )


def _setting_options(settings: Settings) -> Iterator[str]:
    default = Settings()
    if settings.rule is not default.rule:
        yield from ("--rule", settings.rule)
    if settings.min_chars != default.min_chars:
        yield from ("--min-chars", str(settings.min_chars))
    for category in Category:
        if category in settings.categories:
            yield from ("--category", category)
    for language in sorted(settings.languages):
        yield from ("--language", language)
    for script in sorted(settings.scripts):
        yield from ("--script", script)
    if settings.strength is not default.strength:
        yield from ("--strength", settings.strength)
    yield from _detector_options(settings.detectors, default.detectors)


def _detector_options(chosen: frozenset[str], default: frozenset[str]) -> Iterator[str]:
    if chosen - default:
        for name in sorted(chosen):
            yield from ("--detector", name)
    else:
        for name in sorted(default - chosen):
            yield from ("--no-detector", name)


def _wordlist_options(wordlist: Wordlist) -> Iterator[str]:
    """Yield stand-ins for the user's lists: an audit does not keep their paths."""
    languages = {term.language for term in wordlist.terms}
    if _USER_LANGUAGE in languages:
        if languages == {_USER_LANGUAGE}:
            yield "--no-default-wordlists"
        yield from ("--wordlist", "FILE")
