"""Audit the vocabularies of language-model tokenizers.

The public names are imported when they are asked for, so that the command line
starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
    from vocab_audit.category import Category, Strength
    from vocab_audit.compare import Comparison, compare_vocabularies
    from vocab_audit.errors import VocabAuditError
    from vocab_audit.finding import Evidence, Finding
    from vocab_audit.scan.lexicon import Lexicon
    from vocab_audit.scan.stream import StreamScanner
    from vocab_audit.sources import load as load_vocabulary
    from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
    from vocab_audit.wordlist import Term, Wordlist, load_wordlists

__version__ = "0.1.0"

_HOMES = {
    "Audit": "audit:Audit",
    "Category": "category:Category",
    "Comparison": "compare:Comparison",
    "Evidence": "finding:Evidence",
    "Finding": "finding:Finding",
    "LengthRule": "audit:LengthRule",
    "Lexicon": "scan.lexicon:Lexicon",
    "Settings": "audit:Settings",
    "StreamScanner": "scan.stream:StreamScanner",
    "Strength": "category:Strength",
    "Term": "wordlist:Term",
    "Token": "vocabulary:Token",
    "TokenKind": "vocabulary:TokenKind",
    "VocabAuditError": "errors:VocabAuditError",
    "Vocabulary": "vocabulary:Vocabulary",
    "Wordlist": "wordlist:Wordlist",
    "audit_vocabulary": "audit:audit_vocabulary",
    "compare_vocabularies": "compare:compare_vocabularies",
    "load_vocabulary": "sources:load",
    "load_wordlists": "wordlist:load_wordlists",
}

__all__ = [
    "Audit",
    "Category",
    "Comparison",
    "Evidence",
    "Finding",
    "LengthRule",
    "Lexicon",
    "Settings",
    "StreamScanner",
    "Strength",
    "Term",
    "Token",
    "TokenKind",
    "VocabAuditError",
    "Vocabulary",
    "Wordlist",
    "__version__",
    "audit_vocabulary",
    "compare_vocabularies",
    "load_vocabulary",
    "load_wordlists",
]


def __getattr__(name: str) -> object:
    """Import a public name from its module (PEP 562)."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(f"vocab_audit.{module}"), attribute)
