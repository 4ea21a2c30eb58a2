"""What the page's table is made from says the same as the audit."""

import json
from collections.abc import Callable
from typing import Any

from vocab_audit import Audit, Vocabulary, audit_vocabulary
from vocab_audit.report import explore
from vocab_audit.segmenter import Segmenter
from vocab_audit.wordlist import Term, Wordlist

WORDS = -2


def rows_of(audit: Audit) -> list[Any]:
    found = json.loads(json.dumps(explore.findings([audit])))
    return list(found["rows"])


def test_a_token_with_han_is_cut_as_jieba_cuts_it(
    vocabularies: dict[str, Vocabulary],
) -> None:
    audit = audit_vocabulary(vocabularies["o200k_base"])
    some = audit.findings[::29]
    by_id = {row[1]: row for row in rows_of(audit)}
    cut = 0
    for finding in some:
        row, text = by_id[finding.token.id], finding.token.text or ""
        expected = [len(word) for word in Segmenter([text]).words(text)]
        has_han = audit.profile(finding).han > 0
        assert row[WORDS] == (expected if has_han else [])
        cut += has_han
    assert cut > len(some) / 2


def test_words_are_measured_in_what_is_shown_and_not_of_what_is_cut_short(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> None:
    wordlist = Wordlist((make_term("彩票"),), (), "f" * 64)
    tokens = ("天天中彩票\u200b网", f"彩票{'网' * 100}")
    rows = rows_of(audit_vocabulary(make_vocabulary(*tokens), wordlist))
    shown = "天天中彩票\\u200b网"
    assert rows[0][3] == shown
    assert sum(rows[0][WORDS]) == len(shown)
    assert rows[1][WORDS] == []
