"""Files of pieces for tests: SentencePiece models, and GGUF files written by hand."""

import io
import re
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import sentencepiece

from vocab_audit.sources import embedded

_WORD = re.compile(r" ?(?:[A-Za-z]+|[0-9]+|[.,:;!?()]+|[\u4e00-\u57ff]+)")


@cache
def corpus() -> tuple[str, ...]:
    """Lines of English and Chinese words: those that o200k_base knows, in its order."""
    texts = embedded.load("o200k_base").texts[300:40_000]
    words = [text for text in texts if text and _WORD.fullmatch(text)]
    return tuple("".join(line) for line in batched(words, 12))


def batched(words: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (words[at : at + size] for at in range(0, len(words), size))


def train(**options: object) -> bytes:
    """A SentencePiece model, trained on the corpus."""
    made = io.BytesIO()
    arguments: dict[str, Any] = {
        "sentence_iterator": iter(corpus()),
        "model_writer": made,
        "minloglevel": 2,
        "hard_vocab_limit": False,
        "num_threads": 1,
        "character_coverage": 0.98,
        "seed_sentencepiece_size": 4_000,
        "num_sub_iterations": 1,
        "shrinking_factor": 0.5,
    }
    sentencepiece.SentencePieceTrainer.train(**arguments | options)
    return made.getvalue()


OPTIONS: dict[str, dict[str, str | int | bool | list[str]]] = {
    "unigram": {"model_type": "unigram", "vocab_size": 1_500},
    "bpe": {"model_type": "bpe", "vocab_size": 1_500},
    "word": {"model_type": "word", "vocab_size": 1_500},
    "char": {"model_type": "char", "vocab_size": 1_500},
    "unigram with byte fallback": {
        "model_type": "unigram",
        "vocab_size": 1_500,
        "byte_fallback": True,
    },
    "bpe with every kind of piece": {
        "model_type": "bpe",
        "vocab_size": 1_500,
        "byte_fallback": True,
        "split_digits": True,
        "allow_whitespace_only_pieces": True,
        "remove_extra_whitespaces": False,
        "add_dummy_prefix": False,
        "normalization_rule_name": "identity",
        "user_defined_symbols": ["▁▁", "<unused3>", "[tool]", "彩票", "<0x41>x"],
        "control_symbols": ["<ctrl>", "▁ctrl"],
        "pad_id": 3,
        "unk_surface": " ?? ",
        "unk_piece": "[UNK]",
    },
    "suffixes in place of prefixes": {
        "model_type": "unigram",
        "vocab_size": 1_500,
        "treat_whitespace_as_suffix": True,
    },
    "whitespace within pieces": {
        "model_type": "bpe",
        "vocab_size": 1_500,
        "split_by_whitespace": False,
        "split_by_unicode_script": False,
        "split_by_number": False,
        "normalization_rule_name": "nfkc_cf",
    },
}


@cache
def trained(name: str) -> bytes:
    """A model trained with the options of that name."""
    return train(**OPTIONS[name])


def mistral_models() -> list[Path]:
    """The SentencePiece models that mistral-common ships."""
    data = Path(str(files("mistral_common"))) / "data"
    return [path for path in sorted(data.iterdir()) if ".model" in path.name]


Value = (
    bool | int | float | str | bytes | list[str] | list[bytes] | list[int] | list[float]
)


def varint(number: int) -> bytes:
    """A number as protobuf writes it."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def sized(number: int, content: bytes) -> bytes:
    """A field of bytes."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def piece(text: str | bytes, *rest: bytes) -> bytes:
    """A piece of a SentencePiece model, with its further fields."""
    raw = text.encode() if isinstance(text, str) else text
    return sized(1, sized(1, raw) + b"".join(rest))


def score(value: float) -> bytes:
    """The field that holds the score of a piece."""
    return b"\x15" + struct.pack("<f", value)


def model(*parts: bytes) -> bytes:
    """A SentencePiece model of these fields and an empty trainer_spec."""
    return b"".join(parts) + sized(2, b"")


class Gguf:
    """Packs a GGUF header as its specification has it, and as no writer would."""

    def __init__(self, version: int = 3, order: str = "<") -> None:
        self.version = version
        self.order = order
        self.entries = list[bytes]()

    def size(self, number: int) -> bytes:
        return struct.pack(self.order + ("I" if self.version == 1 else "Q"), number)

    def string(self, text: str | bytes) -> bytes:
        raw = text.encode() if isinstance(text, str) else text
        return self.size(len(raw)) + raw

    def entry(self, key: str | bytes, kind: int, content: bytes) -> "Gguf":
        """Add a value as it is written."""
        head = self.string(key) + struct.pack(self.order + "I", kind)
        self.entries.append(head + content)
        return self

    def text(self, key: str | bytes, text: str | bytes) -> "Gguf":
        return self.entry(key, 8, self.string(text))

    def number(self, key: str, kind: int, code: str, number: float) -> "Gguf":
        return self.entry(key, kind, struct.pack(self.order + code, number))

    def array(self, key: str, kind: int, count: int, content: bytes) -> "Gguf":
        head = struct.pack(self.order + "I", kind) + self.size(count)
        return self.entry(key, 9, head + content)

    def strings(self, key: str, texts: Sequence[str | bytes]) -> "Gguf":
        return self.array(key, 8, len(texts), b"".join(map(self.string, texts)))

    def numbers(self, key: str, kind: int, code: str, items: Sequence[float]) -> "Gguf":
        content = struct.pack(f"{self.order}{len(items)}{code}", *items)
        return self.array(key, kind, len(items), content)

    def pack(self, keys: int | None = None) -> bytes:
        count = len(self.entries) if keys is None else keys
        head = b"GGUF" + struct.pack(self.order + "I", self.version)
        return head + self.size(0) + self.size(count) + b"".join(self.entries)
