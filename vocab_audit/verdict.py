"""Whether a tokenizer passes: its vocabulary against policy, baseline and lock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from vocab_audit.audit import Audit, LengthRule, LongCount, audit_vocabulary
from vocab_audit.baseline import Accepted, Baseline
from vocab_audit.category import Category
from vocab_audit.drift import Part, drift
from vocab_audit.finding import Finding
from vocab_audit.lock import Lock, lock_vocabulary
from vocab_audit.policy import Allowance, Policy
from vocab_audit.vocabulary import Vocabulary, printable
from vocab_audit.wordlist import Wordlist, load_wordlists


class Rule(StrEnum):
    """What a check looks at, in the order of a report.

    The values are the rule ids of SARIF and JUnit and the anchors in docs/check.md;
    they never change.
    """

    ADULT = "contaminated-adult"
    GAMBLING = "contaminated-gambling"
    GAMES = "contaminated-games"
    VIDEO = "contaminated-video"
    SPAM = "contaminated-spam"
    BOILERPLATE = "contaminated-boilerplate"
    SHARE = "contaminated-share"
    SCRIPT = "missing-script"
    VOCABULARY = "changed-vocabulary"
    MERGES = "changed-merges"
    PATTERN = "changed-pattern"
    SETTINGS = "changed-settings"
    SPECIAL_TOKENS = "changed-special-tokens"
    ENCODINGS = "changed-encodings"
    STALE_BASELINE = "stale-baseline"
    STALE_ALLOWANCE = "stale-allowance"
    NOT_COMPARED = "not-compared"


NOTES = frozenset({Rule.STALE_BASELINE, Rule.STALE_ALLOWANCE, Rule.NOT_COMPARED})
"""Rules that are only remarked on and never fail."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that a check saw.

    Attributes:
        rule: What it looked at.
        message: What it saw, in one printable line.
        finding: The finding that it is about, if it is about one.
        key: What it is known by in any release, besides the rule.
    """

    rule: Rule
    message: str
    finding: Finding | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to.

    Attributes:
        audit: The audit of the vocabulary.
        policy: What it was held to.
        violations: What fails, in the order of :class:`Rule`, findings by token id.
        notes: What does not fail and should be known.
        accepted: Findings that the baseline accepts, by token id.
        allowed: Findings that the policy allows, by token id.
        compared_with: The name of the vocabulary that was locked, if there is a lock.
    """

    audit: Audit
    policy: Policy
    violations: tuple[Observation, ...]
    notes: tuple[Observation, ...]
    accepted: tuple[Finding, ...]
    allowed: tuple[Finding, ...]
    compared_with: str | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """What was checked."""
        return self.audit.vocabulary

    @property
    def passed(self) -> bool:
        """Whether nothing fails."""
        return not self.violations


def check(
    vocabulary: Vocabulary,
    policy: Policy | None = None,
    *,
    wordlist: Wordlist | None = None,
    baseline: Baseline | None = None,
    lock: Lock | None = None,
    current: Lock | None = None,
    today: date | None = None,
) -> Verdict:
    """Hold a tokenizer's vocabulary to a policy, a baseline and a lock.

    Args:
        vocabulary: What to check.
        policy: What fails; by default certain and likely findings of every category
            but boilerplate.
        wordlist: The terms to look for; by default those that the policy names.
        baseline: Findings that are accepted.
        lock: The fingerprint that the tokenizer must still have.
        current: The fingerprint that it has, if encodings of canary texts are to be
            compared too; by default it is taken without them.
        today: The day by which allowances expire; by default the current one, UTC.

    Raises:
        WordlistError: A wordlist of the policy cannot be read.
        LockError: The lock is of a tokenizer of another kind, or is damaged.

    >>> from vocab_audit import load_vocabulary
    >>> verdict = check(load_vocabulary("o200k_base"))
    >>> verdict.passed, len(verdict.violations) > 500
    (False, True)
    """
    policy = policy or Policy()
    if wordlist is None:
        wordlist = load_wordlists(policy.wordlists, packaged=policy.default_wordlists)
    audit = audit_vocabulary(vocabulary, wordlist, policy.settings)
    return judge(
        audit, policy, baseline=baseline, lock=lock, current=current, today=today
    )


def judge(
    audit: Audit,
    policy: Policy,
    *,
    baseline: Baseline | None = None,
    lock: Lock | None = None,
    current: Lock | None = None,
    today: date | None = None,
) -> Verdict:
    """Hold an audit to a policy, a baseline and a lock, as :func:`check` does."""
    baseline = baseline or Baseline()
    today = today or datetime.now(tz=UTC).date()
    failing = [finding for finding in audit.findings if policy.fails(finding)]
    allowed = [it for it in failing if _allowance(policy, it, today) is not None]
    kept = {finding.token.id for finding in allowed}
    unallowed = [finding for finding in failing if finding.token.id not in kept]
    new = [finding for finding in unallowed if finding not in baseline]
    violations = [
        *_findings(new, policy, baseline, today),
        *_shares(audit, policy, allowed),
        *_scripts(audit, policy),
    ]
    notes = [
        *_stale_baseline(baseline, failing),
        *_stale_allowances(policy, audit.findings, today),
    ]
    if lock is not None:
        change = drift(lock, current or lock_vocabulary(audit.vocabulary))
        violations += (
            Observation(_RULE_OF_PART[it.part], it.message, key=it.message)
            for it in change.changes
        )
        notes += (Observation(Rule.NOT_COMPARED, note) for note in change.notes)
    return Verdict(
        audit,
        policy,
        tuple(_in_order(violations)),
        tuple(_in_order(notes)),
        tuple(finding for finding in unallowed if finding in baseline),
        tuple(allowed),
        lock.name if lock else None,
    )


_RULE_OF_CATEGORY = {it: Rule(f"contaminated-{it}") for it in Category}
_RULE_OF_PART = {part: Rule(f"changed-{part}") for part in Part}


def _in_order(seen: Iterable[Observation]) -> list[Observation]:
    order = [*Rule]
    return sorted(seen, key=lambda it: order.index(it.rule))


def _allowance(policy: Policy, finding: Finding, today: date) -> Allowance | None:
    return next(
        (it for it in policy.allowances if it.covers(finding) and it.in_force(today)),
        None,
    )


def _findings(
    new: Sequence[Finding], policy: Policy, baseline: Baseline, today: date
) -> Iterator[Observation]:
    for finding in new:
        token = finding.token
        message = (
            f"token {token.id} '{token.display}' is {finding.category}, "
            f"{finding.strength}: {finding.evidence[0].detail}"
        )
        expired = [it for it in policy.allowances if it.covers(finding)]
        for allowance in expired:
            message += (
                f"; it was allowed until {allowance.expires} ({allowance.reason}), and "
                f"today is {today}"
            )
        if others := baseline.categories_of(finding):
            message += f"; the baseline accepts it as {' and '.join(others)} only"
        yield Observation(
            _RULE_OF_CATEGORY[finding.category],
            printable(message),
            finding,
            finding.fingerprint,
        )


def _shares(
    audit: Audit, policy: Policy, allowed: Sequence[Finding]
) -> Iterator[Observation]:
    for rule, most in policy.max_share.items():
        count = audit.census.long[rule]
        spared = sum(it.contaminated and audit.is_long(it, rule) for it in allowed)
        contaminated = count.contaminated - spared
        if count.total and contaminated / count.total > most:
            yield Observation(
                Rule.SHARE,
                _share_message(rule, audit, LongCount(count.total, contaminated), most),
                key=rule,
            )


def _share_message(
    rule: LengthRule, audit: Audit, count: LongCount, most: float
) -> str:
    share = count.contaminated / count.total
    return (
        f"{count.contaminated:,} of {count.total:,} tokens are contaminated under the "
        f"rule {rule}>={audit.settings.min_chars} ({share:.2%}); at most {most:.2%} "
        "may be"
    )


def _scripts(audit: Audit, policy: Policy) -> Iterator[Observation]:
    for script, least in policy.required_scripts.items():
        found = audit.census.scripts.get(script, 0)
        if found < least:
            message = (
                f"{found:,} tokens are in the script {script}; there must be "
                f"{least:,} or more"
            )
            yield Observation(Rule.SCRIPT, message, key=script)


def _stale_baseline(
    baseline: Baseline, failing: Sequence[Finding]
) -> Iterator[Observation]:
    gone = baseline.without(Baseline.of(failing))
    for one in sorted(gone.accepted):
        shown = _shown(one)
        message = (
            f"the baseline accepts '{shown}' as {one.category}, and it is found no more"
        )
        yield Observation(Rule.STALE_BASELINE, message, key=f"{one.category} {shown}")


def _shown(one: Accepted) -> str:
    return printable(one.raw.decode("utf-8", "backslashreplace"))


def _stale_allowances(
    policy: Policy, findings: Sequence[Finding], today: date
) -> Iterator[Observation]:
    for allowance in policy.allowances:
        shown = printable(allowance.raw.decode("utf-8", "backslashreplace"))
        covers = any(allowance.covers(finding) for finding in findings)
        what = None
        if not covers:
            what = "is for a token that is found no more"
        elif not allowance.in_force(today):
            what = f"has expired on {allowance.expires}"
        if what:
            message = f"{allowance.place}: the allowance of '{shown}' {what}"
            yield Observation(Rule.STALE_ALLOWANCE, printable(message), key=shown)
