"""How right an audit is: its findings against labels that readers made.

A token counts as *polluted* by its label, and as *flagged* where the audit calls it
contaminated: certain or likely, and not boilerplate. Disputed labels are left out, and
so are labels of tokens that the vocabulary does not have.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vocab_audit.audit import Audit, LengthRule
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Finding
from vocab_audit.labels import Label, Verdict
from vocab_audit.script import Profile, profiles
from vocab_audit.vocabulary import Token

CLEAN = "clean"
MISSED = "not flagged"


@dataclass(frozen=True, slots=True)
class Score:
    """Right and wrong answers to one question, in tokens.

    Attributes:
        right: Flagged, and polluted.
        wrong: Flagged, and not polluted.
        missed: Polluted, and not flagged.
    """

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Of what is flagged, how much is polluted; None where nothing is flagged."""
        flagged = self.right + self.wrong
        return self.right / flagged if flagged else None

    @property
    def recall(self) -> float | None:
        """Of what is polluted, how much is flagged; None where nothing is."""
        polluted = self.right + self.missed
        return self.right / polluted if polluted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN)."""
        answers = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / answers if answers else None


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled token of the vocabulary, with what the audit says of it.

    Attributes:
        token: The token.
        label: What readers said.
        profile: What it is written in.
        finding: What the audit says; None if nothing.
    """

    token: Token
    label: Label
    profile: Profile
    finding: Finding | None

    @property
    def polluted(self) -> bool:
        """Whether readers call it contaminated."""
        return self.label.verdict is Verdict.POLLUTED

    @property
    def flagged(self) -> bool:
        """Whether the audit does."""
        return self.finding is not None and self.finding.contaminated

    @property
    def answer(self) -> str:
        """The category that the audit gives it, or ``suspect``, or ``not flagged``."""
        if self.finding is None:
            return MISSED
        if self.finding.strength is Strength.SUSPECT:
            return Strength.SUSPECT
        return self.finding.category


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An audit, measured against labels.

    Attributes:
        audit: What was measured.
        labels: Labels in the file.
        absent: Labels of tokens that the vocabulary does not have.
        disputed: Labels on which readers differ, of the rest.
        rules: The score over tokens that are long under each length rule.
        categories: The score for each category over tokens that are long under the
            headline's rule; boilerplate only where some label is.
        scripts: The score for each dominant script, likewise.
        strengths: For each strength of a finding how many findings are polluted by
            their label, and how many there are.
        certainty: For each strength of a label how many of the polluted tokens are
            flagged, and how many there are.
        category_right: Of tokens that are flagged and polluted, how many have a
            category that the readers named, and how many there are.
        confusion: Tokens by the readers' category (or clean) and the audit's answer.
        missed: Polluted tokens that are not flagged, by id.
        wrong: Flagged tokens that are not polluted, by id.
    """

    audit: Audit
    labels: int
    absent: int
    disputed: int
    rules: Mapping[LengthRule, Score]
    categories: Mapping[Category, Score]
    scripts: Mapping[str, Score]
    strengths: Mapping[Strength, tuple[int, int]]
    certainty: Mapping[int, tuple[int, int]]
    category_right: tuple[int, int]
    confusion: Mapping[tuple[str, str], int]
    missed: tuple[Judged, ...]
    wrong: tuple[Judged, ...]

    @property
    def headline(self) -> Score:
        """The score under the rule of the audit's headline."""
        return self.rules[self.audit.settings.rule]


def evaluate_audit(audit: Audit, labels: Mapping[bytes, Label]) -> Evaluation:
    """Measure an audit against labels.

    Args:
        audit: Findings; narrow it by nothing but rule and threshold.
        labels: What readers said, by the tokens' bytes.
    """
    found = _join(audit, labels)
    judged = [one for one in found if one.label.verdict is not Verdict.DISPUTED]
    settings = audit.settings

    def long(rule: LengthRule) -> list[Judged]:
        return [o for o in judged if rule.includes(o.profile, settings.min_chars)]

    counted = long(settings.rule)
    right = [one for one in counted if one.flagged and one.polluted]
    agreeing = [
        one for one in right if one.finding and one.finding.category in _named(one)
    ]
    scripts = Counter(one.profile.script for one in counted if _matters(one))
    return Evaluation(
        audit=audit,
        labels=len(labels),
        absent=len(labels) - len({one.token.raw for one in found}),
        disputed=len(found) - len(judged),
        rules={rule: _score(long(rule)) for rule in LengthRule},
        categories={
            category: _of_category(counted, category)
            for category in Category
            if category is not Category.BOILERPLATE or _has_boilerplate(judged)
        },
        scripts={
            script: _score(one for one in counted if one.profile.script == script)
            for script, _ in scripts.most_common()
        },
        strengths={strength: _precision(counted, strength) for strength in Strength},
        certainty=_certainty(counted),
        category_right=(len(agreeing), len(right)),
        confusion=_confusion(counted),
        missed=tuple(one for one in counted if one.polluted and not one.flagged),
        wrong=tuple(one for one in counted if one.flagged and not one.polluted),
    )


def _join(audit: Audit, labels: Mapping[bytes, Label]) -> list[Judged]:
    """The labelled tokens of the vocabulary that have a text, by id."""
    vocabulary = audit.vocabulary
    places = [place for place, raw in enumerate(vocabulary.raws) if raw in labels]
    tokens = [vocabulary.tokens[place] for place in places]
    tokens = [token for token in tokens if token.text is not None]
    found = {finding.token.id: finding for finding in audit.findings}
    written = profiles(token.text or "" for token in tokens)
    return [
        Judged(token, labels[token.raw], profile, found.get(token.id))
        for token, profile in zip(tokens, written, strict=True)
    ]


def _named(one: Judged) -> frozenset[Category]:
    return one.label.categories


def _matters(one: Judged) -> bool:
    return one.polluted or one.flagged


def _score(judged: Iterable[Judged]) -> Score:
    counts = Counter((one.flagged, one.polluted) for one in judged)
    return Score(counts[True, True], counts[True, False], counts[False, True])


def _of_category(judged: Iterable[Judged], category: Category) -> Score:
    """The score of one category: a label with several counts for whichever is found."""
    counts = Counter[tuple[bool, bool]]()
    for one in judged:
        is_answer = one.answer == category
        is_named = _is_labelled(one, category)
        is_found = is_named and one.answer in _named(one) and not is_answer
        counts[is_answer, is_named and not is_found] += 1
    return Score(counts[True, True], counts[True, False], counts[False, True])


def _has_boilerplate(judged: Iterable[Judged]) -> bool:
    return any(one.label.verdict is Verdict.BOILERPLATE for one in judged)


def _is_labelled(one: Judged, category: Category) -> bool:
    if category is Category.BOILERPLATE:
        return one.label.verdict is Verdict.BOILERPLATE
    return one.polluted and category in _named(one)


def _precision(judged: Iterable[Judged], strength: Strength) -> tuple[int, int]:
    polluted = [
        one.polluted
        for one in judged
        if one.finding
        and one.finding.strength is strength
        and one.finding.category is not Category.BOILERPLATE
    ]
    return sum(polluted), len(polluted)


def _certainty(judged: Iterable[Judged]) -> dict[int, tuple[int, int]]:
    flagged = Counter[int]()
    there = Counter[int]()
    for one in judged:
        if one.polluted and one.label.strength is not None:
            there[one.label.strength] += 1
            flagged[one.label.strength] += one.flagged
    return {key: (flagged[key], there[key]) for key in sorted(there, reverse=True)}


def _confusion(judged: Iterable[Judged]) -> dict[tuple[str, str], int]:
    counts = Counter((_reading(one), one.answer) for one in judged)
    return dict(sorted(counts.items()))


def _reading(one: Judged) -> str:
    """What readers call a token, in a word or in several categories."""
    if one.label.verdict is Verdict.CLEAN:
        return CLEAN
    return "|".join(c for c in Category if c in _named(one)) or one.label.verdict
