"""Sources of vocabularies: each loads one from a location.

A member of the family is one module with one public function, ``load``, and one
line in :data:`LOADERS`, which also gives the scheme of its explicit form.
"""

import os
from importlib import import_module
from pathlib import Path
from typing import Final

from vocab_audit.errors import FormatError, SourceError, UnknownVocabularyError
from vocab_audit.folder import tokenizer_file
from vocab_audit.sources import embedded
from vocab_audit.vocabulary import Vocabulary

LOADERS: Final = {
    "embedded": "embedded",
    "tiktoken": "tiktoken",
    "bpe": "bpe_ranks",
    "tekken": "tekken",
    "rwkv": "rwkv",
    "tokenizer-json": "tokenizer_json",
    "vocab-json": "vocab_json",
    "vocab-txt": "wordpiece",
    "sentencepiece": "sentencepiece",
    "gguf": "gguf",
    "hf": "hub",
}
"""The module of every loader by the scheme that names it, as in ``bpe:path/to/file``.

A module is imported when it is asked for.
"""


def load(location: str) -> Vocabulary:
    """Load a vocabulary from any location a user may name.

    In this order: ``scheme:location``, an embedded encoding, a file or a folder, a
    model name, an encoding of the installed tiktoken. What format a file is in is
    told by its content.

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
        return _load(scheme, rest)
    if location in embedded.ENCODINGS:
        return embedded.load(location)
    if "/" in location or "\\" in location or _exists(location):
        return _load_path(Path(location))
    from vocab_audit.sources import tiktoken

    encoding = tiktoken.encoding_of_model(location) or location
    if encoding in embedded.ENCODINGS:
        return embedded.load(encoding)
    known = tiktoken.names()
    if encoding in known:
        return tiktoken.load(encoding)
    raise UnknownVocabularyError(_unknown(location, known))


def _load(scheme: str, location: str) -> Vocabulary:
    module = import_module(f"{__name__}.{LOADERS[scheme]}")
    vocabulary: Vocabulary = module.load(location)
    return vocabulary


def _load_path(path: Path) -> Vocabulary:
    if _is_folder(path):
        path /= tokenizer_file(_files(path), str(path))
    from vocab_audit.signature import format_of

    try:
        return _load(format_of(path), str(path))
    except MemoryError:
        message = f"{path}: takes more memory than there is"
        raise FormatError(message) from None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # opening it will say what is wrong
        return False


def _files(folder: Path) -> list[str]:
    """The names of a folder's files.

    Raises:
        SourceError: The folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file()]
    except OSError as error:
        message = f"{folder}: cannot read this folder: {error.strerror}"
        raise SourceError(message) from None
    return names


def _exists(location: str) -> bool:
    try:
        return os.path.lexists(location)
    except (OSError, ValueError):  # longer than a file name may be, or with a NUL
        return False


def _unknown(location: str, known: list[str]) -> str:
    import difflib

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
        "what is known by name; a path may name a tokenizer's file or folder)"
    )
