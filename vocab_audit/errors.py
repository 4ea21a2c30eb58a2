"""The errors that vocab-audit raises on purpose, drawn as a tree.

::

    VocabAuditError            anything a user can mend
    ├── SourceError            a vocabulary could not be had
    │   ├── UnknownVocabularyError    no such name
    │   ├── UnavailableError          known, but out of reach (network, extra)
    │   └── FormatError               the file is not what it should be
    ├── NoSuchTokenError       a vocabulary does not have that token
    ├── WordlistError          a wordlist could not be read
    ├── LabelError             labels could not be read
    ├── PolicyError            a policy could not be read
    ├── BaselineError          a baseline could not be read
    ├── LockError              a lock could not be read, or is of something else
    ├── InstallationError      part of the installation is missing or damaged
    └── OutputError            a report could not be written

Anything else that escapes is a bug and keeps its traceback.
"""


class VocabAuditError(Exception):
    """A failure that the user can mend; the message says how."""


class SourceError(VocabAuditError):
    """A vocabulary could not be loaded."""


class UnknownVocabularyError(SourceError):
    """No vocabulary goes by that name."""


class UnavailableError(SourceError):
    """The vocabulary is known, but what it needs is out of reach."""


class FormatError(SourceError):
    """A file is not a vocabulary, or is a damaged one."""


class NoSuchTokenError(VocabAuditError):
    """The vocabulary has no such token; the message suggests some."""


class WordlistError(VocabAuditError):
    """A wordlist is missing or malformed."""


class LabelError(VocabAuditError):
    """A table of labels is missing or malformed."""


class PolicyError(VocabAuditError):
    """A policy is missing or malformed, or there are two."""


class BaselineError(VocabAuditError):
    """A baseline is missing or malformed."""


class LockError(VocabAuditError):
    """A lock is missing or malformed, or of a tokenizer of another kind."""


class InstallationError(VocabAuditError):
    """Part of the installation is missing or damaged."""


class OutputError(VocabAuditError):
    """A result could not be written where the user wants it."""
