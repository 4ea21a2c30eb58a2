"""Which file of a folder holds its tokenizer, whoever wrote the folder."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final

from vocab_audit.errors import FormatError

COMPANIONS: Final = MappingProxyType({"vocab.json": ("merges.txt",)})
"""Files that belong to a tokenizer's file, by its name."""

_SLOW_TOKENIZER: Final = (
    "merges.txt",
    "sentencepiece.bpe.model",
    "spiece.model",
    "tokenizer.model",
    "vocab.json",
    "vocab.txt",
)
"""What ``save_pretrained`` may write beside the ``tokenizer.json`` of a tokenizer."""

_NAMES: Final = ("tokenizer.json", "tekken.json", *_SLOW_TOKENIZER)
_PATTERNS: Final = ("*.tiktoken", "*.gguf", "*.model", "*.model.v*", "rwkv_vocab*.txt")


def tokenizer_file(names: Iterable[str], where: str) -> str:
    """The name of the one file that holds a folder's tokenizer.

    Args:
        names: The names of the folder's files.
        where: What to call the folder in an error.

    Raises:
        FormatError: No file or several hold one.

    >>> tokenizer_file(["tokenizer.json", "vocab.json", "merges.txt"], "gpt2/")
    'tokenizer.json'
    """
    found = sorted(name for name in names if _is_candidate(name))
    if "tokenizer.json" in found:
        found = [name for name in found if name not in _SLOW_TOKENIZER]
    elif "vocab.json" in found:
        found = [name for name in found if name not in COMPANIONS["vocab.json"]]
    if len(found) == 1:
        return found[0]
    if not found:
        message = (
            f"{where}: holds no tokenizer's file (such as {', '.join(_NAMES[:2])}, "
            f"tokenizer.model, {', '.join(_PATTERNS[:2])})"
        )
        raise FormatError(message)
    message = (
        f"{where}: holds the files of {len(found):,} tokenizers "
        f"({', '.join(found[:5])}{', …' if len(found) > 5 else ''}); "  # noqa: PLR2004 - as many are named
        "name one of them"
    )
    raise FormatError(message)


def _is_candidate(name: str) -> bool:
    return name in _NAMES or any(fnmatchcase(name, known) for known in _PATTERNS)
