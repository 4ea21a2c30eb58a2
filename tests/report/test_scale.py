from collections.abc import Callable
from dataclasses import replace

import pytest

from vocab_audit.audit import Audit, LengthRule, Settings
from vocab_audit.category import Strength
from vocab_audit.report import scale


@pytest.fixture(scope="module")
def audit(audited: Callable[[str], Audit]) -> Audit:
    return audited(scale.REFERENCE)


def test_the_counts_for_scale_are_those_of_an_audit(audit: Audit) -> None:
    assert dict(audit.census.long) == scale.COUNTS


@pytest.mark.parametrize("rule", LengthRule)
def test_a_default_audit_is_held_against_the_same_rule(
    audit: Audit, rule: LengthRule
) -> None:
    vocabulary = replace(audit.vocabulary, name="other")
    other = replace(audit, vocabulary=vocabulary, settings=Settings(rule=rule))
    assert scale.reference(other) == scale.COUNTS[rule]


@pytest.mark.parametrize(
    "settings", [Settings(min_chars=4), Settings(strength=Strength.CERTAIN)]
)
def test_another_audit_is_held_against_nothing(
    audit: Audit, settings: Settings
) -> None:
    vocabulary = replace(audit.vocabulary, name="other")
    other = replace(audit, vocabulary=vocabulary, settings=settings)
    assert scale.reference(other) is None


def test_the_reference_is_not_held_against_itself(audit: Audit) -> None:
    assert scale.reference(audit) is None
