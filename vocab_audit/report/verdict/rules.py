"""What each rule of a check is about, and what to do where it is violated."""

from typing import Final

from vocab_audit.report.problem import Level, Rule
from vocab_audit.verdict import NOTES
from vocab_audit.verdict import Rule as RuleId

_CONTAMINATED: Final = (
    "Clean the tokenizer's training corpus of such pages and train it again; the "
    "evidence in the message names the term to look for. If the tokenizer cannot "
    "change, accept the finding with `vocab-audit baseline`, or allow the token in the "
    "policy with a reason and the day on which to look again."
)
_CHANGED: Final = (
    "If the change was not intended, restore the tokenizer, or pin the dependency that "
    "carries it. If it was, write the lock again with `vocab-audit lock` and commit it "
    "with the change."
)
_ABOUT: Final = {
    RuleId.ADULT: ("A token comes from pornography or sexual services.", _CONTAMINATED),
    RuleId.GAMBLING: ("A token comes from gambling pages.", _CONTAMINATED),
    RuleId.GAMES: (
        "A token comes from private game servers or gold selling.",
        _CONTAMINATED,
    ),
    RuleId.VIDEO: ("A token comes from pirate streaming pages.", _CONTAMINATED),
    RuleId.SPAM: ("A token comes from other junk pages.", _CONTAMINATED),
    RuleId.BOILERPLATE: ("A token is repeated site furniture.", _CONTAMINATED),
    RuleId.SHARE: (
        "A larger share of the long tokens is contaminated than the policy allows.",
        (
            "Clean the tokenizer's training corpus and train it again; `vocab-audit "
            "audit` lists every token that counts. The policy sets the share under "
            "max-share."
        ),
    ),
    RuleId.SCRIPT: (
        "Fewer tokens are in a script than the policy requires.",
        (
            "Text in this script will take many tokens: add text in it to the "
            "tokenizer's training corpus. The policy sets the number under "
            "required-scripts or required-languages."
        ),
    ),
    RuleId.VOCABULARY: (
        "Tokens, their ids, ranks or scores are not those of the lock.",
        f"{_CHANGED} A model that was trained with the old ids reads other tokens.",
    ),
    RuleId.MERGES: (
        "Merges or their order are not those of the lock.",
        f"{_CHANGED} The same text is cut into other tokens.",
    ),
    RuleId.PATTERN: (
        "The pre-tokenizer's pattern is not that of the lock.",
        f"{_CHANGED} The same text is cut into other words, and so into other tokens.",
    ),
    RuleId.SETTINGS: (
        "A normalizer, decoder or flag is not that of the lock.",
        f"{_CHANGED} Saving a tokenizer with a newer library may change its settings.",
    ),
    RuleId.SPECIAL_TOKENS: (
        "Special or added tokens are not those of the lock.",
        f"{_CHANGED} Prompts and stop tokens depend on their ids and flags.",
    ),
    RuleId.ENCODINGS: (
        "Canary texts are encoded otherwise than in the lock.",
        f"{_CHANGED} If nothing else changed, the library that encodes did.",
    ),
    RuleId.STALE_BASELINE: (
        "The baseline accepts a finding that is there no more.",
        "Take it out with `vocab-audit baseline --prune`, so that it cannot come back.",
    ),
    RuleId.STALE_ALLOWANCE: (
        "An allowance of the policy has expired or covers nothing.",
        "Take it out of the policy, or give it another day on which to look again.",
    ),
    RuleId.NOT_COMPARED: (
        "Part of the lock could not be compared.",
        (
            "Install what the message names, or write the lock again with "
            "`vocab-audit lock`."
        ),
    ),
}

RULES: Final = {
    rule: Rule(
        rule.value,
        *_ABOUT[rule],
        level=Level.NOTE if rule in NOTES else Level.ERROR,
    )
    for rule in RuleId
}
"""Every rule, in the order of a report."""
