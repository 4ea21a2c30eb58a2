"""Detectors: each reads a vocabulary and yields evidence.

A member of the family is one module with one public function, ``detect``, and one
line in :data:`DETECTORS`; its name is the name of its module.
"""

from typing import Final

from vocab_audit.detectors import lineage, wordlist_term
from vocab_audit.resources import Detector

DETECTORS: Final[dict[str, Detector]] = {
    "wordlist_term": wordlist_term.detect,
    "lineage": lineage.detect,
}
"""Every detector by name, in the order in which they run."""

LAST: Final = frozenset({"lineage"})
"""Those that run last: they build on what the evidence of the others adds up to."""

OPT_IN: Final[frozenset[str]] = frozenset()
"""Those that run only where they are asked for, because they are slow."""
