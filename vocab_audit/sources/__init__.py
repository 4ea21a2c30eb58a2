"""Sources of vocabularies: each loads one from a location.

A member of the family is one module with one public function, ``load``, and one
line in :data:`LOADERS`, which also gives the scheme of its explicit form.
"""

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from vocab_audit.errors import UnknownVocabularyError
from vocab_audit.sources import bpe_ranks, embedded, tiktoken
from vocab_audit.vocabulary import Vocabulary

LOADERS: Final[dict[str, Callable[[str], Vocabulary]]] = {
    "embedded": embedded.load,
    "tiktoken": tiktoken.load,
    "bpe": bpe_ranks.load,
}
"""Every loader by the scheme that names it, as in ``bpe:path/to/file``."""


def load(location: str) -> Vocabulary:
    """Load a vocabulary from any location a user may name.

    In this order: ``scheme:location``, an embedded encoding, a file, a model name,
    an encoding of the installed tiktoken.

    Raises:
        UnknownVocabularyError: Nothing goes by that name; the message suggests
            what is spelled alike.
        SourceError: It is known, but cannot be loaded.
    """
    scheme, colon, rest = location.partition(":")
    explicit = bool(colon) and scheme in LOADERS
    if not (rest if explicit else location):
        message = f"the name of a vocabulary is empty: {location!r}"
        raise UnknownVocabularyError(message)
    if explicit:
        return LOADERS[scheme](rest)
    if location in embedded.ENCODINGS:
        return embedded.load(location)
    is_path = "/" in location or "\\" in location or _exists(location)
    if is_path and not location.startswith("hf:"):
        return bpe_ranks.load(location)
    encoding = tiktoken.encoding_of_model(location) or location
    if encoding in embedded.ENCODINGS:
        return embedded.load(encoding)
    known = tiktoken.names()
    if encoding in known:
        return tiktoken.load(encoding)
    raise UnknownVocabularyError(_unknown(location, known))


def _exists(location: str) -> bool:
    try:
        return Path(location).exists()
    except OSError:  # longer than a file name may be
        return False


def _unknown(location: str, known: list[str]) -> str:
    from tiktoken.model import MODEL_TO_ENCODING

    names = [*dict.fromkeys([*embedded.ENCODINGS, *known, *MODEL_TO_ENCODING])]
    by_folded = {name.casefold(): name for name in names}
    folded = location.casefold()
    near = difflib.get_close_matches(folded, by_folded, n=3, cutoff=0.6)
    hint = (
        f"did you mean {' or '.join(by_folded[name] for name in near)}?"
        if near
        else "and there is no such file"
    )
    return (
        f"unknown encoding or model {location!r}: {hint} (`vocab-audit list` shows "
        "what is known by name; a path may name a file in tiktoken's text format)"
    )
