"""How many tokens a text takes, counted by the library that a tokenizer is made for.

Vocabularies whose merge ranks and pattern are known are encoded by tiktoken. Others
need the library of their format, where it is installed, and their file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from vocab_audit.errors import FormatError
from vocab_audit.files import read_file
from vocab_audit.vocabulary import Vocabulary

MAX_TEXT_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a text that are encoded at most."""

RANKED_FORMATS: Final = frozenset({"tiktoken", "tekken"})
"""Formats whose ranks and pattern are all that encoding takes."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What became of a text in one vocabulary.

    Attributes:
        tokens: How many tokens it takes, special tokens not counted; None where it
            could not be encoded.
        why: Why it could not; empty where it could.
    """

    tokens: int | None
    why: str = ""

    def bytes_per_token(self, size: int) -> float | None:
        """How many bytes of a text of this size a token stands for."""
        return size / self.tokens if self.tokens else None


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, and how many tokens it takes.

    Attributes:
        name: What to call it: the name of its file.
        size: Its bytes.
        characters: Its code points.
        encoded: What became of it, in the order of the vocabularies.
    """

    name: str
    size: int
    characters: int
    encoded: tuple[Encoded, ...]


def read_text(path: Path) -> str:
    """Read a text in UTF-8.

    Args:
        path: The file, of at most :data:`MAX_TEXT_BYTES`.

    Raises:
        SourceError: It cannot be read.
        FormatError: It is too large, or not in UTF-8; the message says where.
    """
    content = read_file(path, MAX_TEXT_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path}: byte {error.start:,} is not UTF-8; --text takes UTF-8 only"
        raise FormatError(message) from None


def encode(vocabulary: Vocabulary, path: Path | None, text: str) -> Encoded:
    """Count the tokens of a text.

    Args:
        vocabulary: What to encode with.
        path: Its file, or None where it came from none.
        text: What to encode.
    """
    form = vocabulary.tokenizer.format
    if form in RANKED_FORMATS:
        return _guarded(_by_ranks, vocabulary, path, text)
    if form == "tokenizer.json":
        return _with("tokenizers", _by_tokenizers, vocabulary, path, text)
    if form == "sentencepiece":
        return _with("sentencepiece", _by_sentencepiece, vocabulary, path, text)
    return Encoded(
        None, f"no library is known here that encodes {form or 'its format'}"
    )


class _CannotEncodeError(Exception):
    """A vocabulary cannot encode; the message says why."""


_Count = Callable[[Vocabulary, Path | None, str], int]


def _with(
    library: str, count: _Count, vocabulary: Vocabulary, path: Path | None, text: str
) -> Encoded:
    if find_spec(library) is None:
        return Encoded(None, f"{library} is not installed: pip install {library}")
    if path is None:
        return Encoded(None, "it was not loaded from a file")
    return _guarded(count, vocabulary, path, text)


def _guarded(
    count: _Count, vocabulary: Vocabulary, path: Path | None, text: str
) -> Encoded:
    try:
        return Encoded(count(vocabulary, path, text))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except _CannotEncodeError as error:
        return Encoded(None, str(error))
    except BaseException as error:
        if not isinstance(error, Exception) and "Panic" not in type(error).__name__:
            raise
        why = " ".join(f"{type(error).__name__}: {error}".split())
        return Encoded(None, f"its library failed: {why[:200]}")


def _by_ranks(vocabulary: Vocabulary, path: Path | None, text: str) -> int:
    del path
    pattern, ranks = vocabulary.tokenizer.pattern, vocabulary.ranks
    if pattern is None:
        message = "its file names no pattern for its pre-tokenizer"
        raise _CannotEncodeError(message)
    if ranks is None:
        message = "its tokens have no merge ranks"
        raise _CannotEncodeError(message)
    rank_of = dict(zip(vocabulary.raws, ranks, strict=True))
    if missing := sum(bytes([byte]) not in rank_of for byte in range(256)):
        message = f"{missing} of the 256 bytes are no tokens"
        raise _CannotEncodeError(message)
    import tiktoken

    encoding = tiktoken.Encoding(
        "compared", pat_str=pattern, mergeable_ranks=rank_of, special_tokens={}
    )
    return len(encoding.encode_ordinary(text))


def _by_tokenizers(vocabulary: Vocabulary, path: Path | None, text: str) -> int:
    del vocabulary
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(path))
    return len(tokenizer.encode(text, add_special_tokens=False).ids)


def _by_sentencepiece(vocabulary: Vocabulary, path: Path | None, text: str) -> int:
    del vocabulary
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return len(processor.encode(text))
