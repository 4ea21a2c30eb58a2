"""Canary texts: what a tokenizer makes of them tells whether it behaves as before.

A text is encoded by the library that the tokenizer's file is made for: tiktoken where
merge ranks and a pattern are known, ``tokenizers`` and ``sentencepiece`` where they are
installed.
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from vocab_audit.errors import InstallationError
from vocab_audit.vocabulary import Vocabulary

CANARY_FILE: Final = Path(__file__).with_suffix(".toml")

LARGE_BYTES: Final = 4 * 1024 * 1024
"""A ``tokenizer.json`` of more bytes than these is encoded with aside."""

_NO_DROPOUT: Final = frozenset({"null", "0", "0.0"})
_Encode = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Canaries:
    """Token ids of the canary texts.

    Attributes:
        encoder: The library that encoded them, and its version; empty if none did.
        why: Why none did; empty if one did.
        encodings: Token ids by the name of the text.
    """

    encoder: str = ""
    why: str = ""
    encodings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def canary_texts() -> dict[str, str]:
    """The canary texts by name.

    Raises:
        InstallationError: They are missing or damaged.
    """
    try:
        texts = tomllib.loads(CANARY_FILE.read_text("utf-8"))
        return {str(name): str(text) for name, text in texts.items()}
    except (OSError, ValueError) as error:
        message = (
            f"{CANARY_FILE}: the canary texts are damaged ({error}); install "
            "vocab-audit again: pip install --force-reinstall vocab-audit"
        )
        raise InstallationError(message) from None


def encode_canaries(vocabulary: Vocabulary, path: Path | None) -> Canaries:
    """Encode the canary texts.

    Args:
        vocabulary: What to encode with.
        path: Its file, or None where it came from none.
    """
    form = vocabulary.tokenizer.format
    library, open_encoder = _ENCODERS.get(form, ("", None))
    if open_encoder is None:
        return Canaries(why=f"no library here encodes {form or 'this format'}")
    if find_spec(library) is None:
        return Canaries(why=f"{library} is not installed: pip install {library}")
    try:
        encode = open_encoder(vocabulary, path)
        encodings = {name: tuple(encode(text)) for name, text in canary_texts().items()}
    except _CannotEncodeError as error:
        return Canaries(why=str(error))
    except (KeyboardInterrupt, SystemExit, MemoryError, InstallationError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and "Panic" not in type(error).__name__:
            raise
        why = " ".join(f"{type(error).__name__}: {error}".split())
        return Canaries(why=f"{library} cannot load it: {why[:200]}")
    return Canaries(_versioned(library), encodings=encodings)


@contextmanager
def encoding_aside(
    vocabulary: Vocabulary, path: Path | None
) -> Iterator[Callable[[], Canaries]]:
    """Encode the canary texts while something else is done.

    ``tokenizers`` takes as long to load a large file as we take to read it, and lets
    no other thread run meanwhile: a process of its own loads it. Where that cannot
    be, the texts are encoded when they are asked for, with the same outcome.

    Args:
        vocabulary: What to encode with.
        path: Its file, or None where it came from none.

    Yields:
        What waits for the encodings, and gives what ``encode_canaries()`` gives.
    """
    process = _begin(path) if path and _is_slow(vocabulary, path) else None
    with process or nullcontext():
        try:
            yield lambda: _told_by(process) or encode_canaries(vocabulary, path)
        finally:
            if process is not None:
                process.kill()


def _is_slow(vocabulary: Vocabulary, path: Path) -> bool:
    tokenizer = vocabulary.tokenizer
    return (
        tokenizer.format == "tokenizer.json"
        and tokenizer.settings.get("dropout", "null") in _NO_DROPOUT
        and (os.cpu_count() or 1) > 1
        and path.stat().st_size > LARGE_BYTES
    )


def _begin(path: Path) -> "subprocess.Popen[bytes] | None":
    # -P: nothing in the folder where the user happens to be is imported
    program = [sys.executable, "-P", "-c", _PROGRAM, str(path)]
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and program
            program,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, ValueError):
        return None


_PROGRAM: Final = """
import json, sys, tokenizers
from vocab_audit.canaries import canary_texts
encode = tokenizers.Tokenizer.from_file(sys.argv[1]).encode
print(json.dumps({name: encode(text).ids for name, text in canary_texts().items()}))
"""


def _told_by(process: "subprocess.Popen[bytes] | None") -> Canaries | None:
    """What a process says the encodings are; None where it cannot say."""
    import msgspec

    if process is None:
        return None
    told, _ = process.communicate()
    try:
        encodings = msgspec.json.decode(told, type=dict[str, tuple[int, ...]])
    except msgspec.MsgspecError:
        return None
    return Canaries(_versioned("tokenizers"), encodings=encodings)


def encoder_of(vocabulary: Vocabulary) -> str:
    """The library that encodes for a vocabulary, and its version; empty if none."""
    library, _ = _ENCODERS.get(vocabulary.tokenizer.format, ("", None))
    return _versioned(library) if library and find_spec(library) else ""


def _versioned(library: str) -> str:
    return f"{library} {getattr(import_module(library), '__version__', '')}"


class _CannotEncodeError(Exception):
    """A vocabulary cannot encode; the message says why."""


def _by_ranks(vocabulary: Vocabulary, path: Path | None) -> _Encode:
    del path
    pattern, ranks = vocabulary.tokenizer.pattern, vocabulary.ranks
    if pattern is None:
        message = "its file names no pattern for a pre-tokenizer"
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
        "canaries", pat_str=pattern, mergeable_ranks=rank_of, special_tokens={}
    )
    if vocabulary.ids == ranks:
        return encoding.encode_ordinary
    id_of = dict(zip(ranks, vocabulary.ids, strict=True))
    return lambda text: [id_of[rank] for rank in encoding.encode_ordinary(text)]


def _by_tokenizers(vocabulary: Vocabulary, path: Path | None) -> _Encode:
    if vocabulary.tokenizer.settings.get("dropout", "null") not in _NO_DROPOUT:
        message = "its dropout makes it encode the same text otherwise each time"
        raise _CannotEncodeError(message)
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(_known(path))
    return lambda text: list(tokenizer.encode(text).ids)


def _by_sentencepiece(vocabulary: Vocabulary, path: Path | None) -> _Encode:
    del vocabulary
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=_known(path))
    return lambda text: list(processor.encode(text))


def _known(path: Path | None) -> str:
    if path is None:
        message = "it was not loaded from a file"
        raise _CannotEncodeError(message)
    return str(path)


_ENCODERS: Final[
    dict[str, tuple[str, Callable[[Vocabulary, Path | None], _Encode]]]
] = {
    "tiktoken": ("tiktoken", _by_ranks),
    "tekken": ("tiktoken", _by_ranks),
    "tokenizer.json": ("tokenizers", _by_tokenizers),
    "sentencepiece": ("sentencepiece", _by_sentencepiece),
}
"""The library and what opens an encoder, by the format of the file."""
