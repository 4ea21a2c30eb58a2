"""Audit the vocabularies of language-model tokenizers."""

from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.errors import VocabAuditError
from vocab_audit.finding import Evidence, Finding
from vocab_audit.sources import load as load_vocabulary
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
from vocab_audit.wordlist import Term, Wordlist, load_wordlists

__version__ = "0.1.0"

__all__ = [
    "Audit",
    "Category",
    "Evidence",
    "Finding",
    "LengthRule",
    "Settings",
    "Strength",
    "Term",
    "Token",
    "TokenKind",
    "VocabAuditError",
    "Vocabulary",
    "Wordlist",
    "__version__",
    "audit_vocabulary",
    "load_vocabulary",
    "load_wordlists",
]
