"""Audit the vocabularies of language-model tokenizers.

The public names are imported when they are asked for, so that the command line
starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
    from vocab_audit.baseline import Baseline, load_baseline
    from vocab_audit.category import Category, Strength
    from vocab_audit.compare import Comparison, compare_vocabularies
    from vocab_audit.errors import VocabAuditError
    from vocab_audit.finding import Evidence, Finding
    from vocab_audit.lock import Lock, lock_vocabulary
    from vocab_audit.lock_file import load_lock
    from vocab_audit.policy import Policy
    from vocab_audit.policy_file import load_policy
    from vocab_audit.scan.lexicon import Lexicon
    from vocab_audit.scan.stream import StreamScanner
    from vocab_audit.sources import load as load_vocabulary
    from vocab_audit.verdict import Verdict, check
    from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
    from vocab_audit.wordlist import Term, Wordlist, load_wordlists

__version__ = "0.1.0"

_HOMES = {
    "Audit": "audit:Audit",
    "Baseline": "baseline:Baseline",
    "Category": "category:Category",
    "Comparison": "compare:Comparison",
    "Evidence": "finding:Evidence",
    "Finding": "finding:Finding",
    "LengthRule": "audit:LengthRule",
    "Lexicon": "scan.lexicon:Lexicon",
    "Lock": "lock:Lock",
    "Policy": "policy:Policy",
    "Settings": "audit:Settings",
    "StreamScanner": "scan.stream:StreamScanner",
    "Strength": "category:Strength",
    "Term": "wordlist:Term",
    "Token": "vocabulary:Token",
    "TokenKind": "vocabulary:TokenKind",
    "Verdict": "verdict:Verdict",
    "VocabAuditError": "errors:VocabAuditError",
    "Vocabulary": "vocabulary:Vocabulary",
    "Wordlist": "wordlist:Wordlist",
    "audit_vocabulary": "audit:audit_vocabulary",
    "check": "verdict:check",
    "compare_vocabularies": "compare:compare_vocabularies",
    "load_baseline": "baseline:load_baseline",
    "load_lock": "lock_file:load_lock",
    "load_policy": "policy_file:load_policy",
    "load_vocabulary": "sources:load",
    "load_wordlists": "wordlist:load_wordlists",
    "lock_vocabulary": "lock:lock_vocabulary",
}

__all__ = [
    "Audit",
    "Baseline",
    "Category",
    "Comparison",
    "Evidence",
    "Finding",
    "LengthRule",
    "Lexicon",
    "Lock",
    "Policy",
    "Settings",
    "StreamScanner",
    "Strength",
    "Term",
    "Token",
    "TokenKind",
    "Verdict",
    "VocabAuditError",
    "Vocabulary",
    "Wordlist",
    "__version__",
    "audit_vocabulary",
    "check",
    "compare_vocabularies",
    "load_baseline",
    "load_lock",
    "load_policy",
    "load_vocabulary",
    "load_wordlists",
    "lock_vocabulary",
]


def __getattr__(name: str) -> object:
    """Import a public name from its module (PEP 562)."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(f"vocab_audit.{module}"), attribute)
