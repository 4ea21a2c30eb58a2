"""OpenAI's vocabularies, inside the package.

``tools/embed_vocabularies.py`` makes the files from the ``.tiktoken`` files that
OpenAI publishes. Each holds the size of a separator (1 byte), the separator, and each
token's bytes with the separator behind them. They must be the very files that spell
the ``.tiktoken`` texts whose sha256 tiktoken expects.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from vocab_audit.errors import FormatError, UnknownVocabularyError
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary, decode_all

DIRECTORY = Path(__file__).parents[1] / "embedded"


@dataclass(frozen=True, slots=True)
class RankTable:
    """One ``.tiktoken`` file of OpenAI's.

    Attributes:
        file: Name of the packed file, without its suffix.
        packed: Digest of the packed file, which is sooner checked than the text.
        sha256: Digest of the ``.tiktoken`` text.
        tokens: How many tokens of the packed file belong to it, from the first on.
        hole: A rank that no token has, because a special token has that id.
    """

    file: str
    packed: str
    sha256: str
    tokens: int
    hole: int | None = None

    @property
    def ids(self) -> range | tuple[int, ...]:
        """The ranks, ascending."""
        if self.hole is None:
            return range(self.tokens)
        return (*range(self.hole), *range(self.hole + 1, self.tokens + 1))


@dataclass(frozen=True, slots=True)
class Encoding:
    """A rank table with the special tokens of one encoding.

    Attributes:
        table: The ordinary tokens.
        pattern: The pattern of its pre-tokenizer, as tiktoken spells it.
        special: Special tokens and their ids.
    """

    table: RankTable
    pattern: str
    special: dict[str, int] = field(default_factory=dict)


_PACKED_P50K = "ea72c9e4480255e02c5011562ada1645de3306f51814dca7657eae832dca51b8"
R50K = RankTable(
    "p50k_base",  # whose first ranks are all of r50k's
    _PACKED_P50K,
    "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
    50_256,
)
P50K = RankTable(
    "p50k_base",
    _PACKED_P50K,
    "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
    50_280,
    hole=50_256,
)
CL100K = RankTable(
    "cl100k_base",
    "00d3880d83ca122d8792d1297630a6408e910099449ce8a6de5321383bd2fd22",
    "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    100_256,
)
O200K = RankTable(
    "o200k_base",
    "b325c1265cb3b7fb38bd148de1f08627b1ad9103467f6df44ecd6e872a5bbd5d",
    "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    199_998,
)

_LETTERS = r"\p{Lm}\p{Lo}\p{M}"
_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_R50K_PATTERN = (
    r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++"
    r"|\s++$|\s+(?!\S)|\s"
)
_CL100K_PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
_O200K_PATTERN = (
    rf"[^\r\n\p{{L}}\p{{N}}]?[\p{{Lu}}\p{{Lt}}{_LETTERS}]*[\p{{Ll}}{_LETTERS}]+"
    rf"{_CONTRACTION}"
    rf"|[^\r\n\p{{L}}\p{{N}}]?[\p{{Lu}}\p{{Lt}}{_LETTERS}]+[\p{{Ll}}{_LETTERS}]*"
    rf"{_CONTRACTION}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

END_OF_TEXT = "<|endoftext|>"
_HARMONY = {
    "<|startoftext|>": 199_998,
    "<|return|>": 200_002,
    "<|constrain|>": 200_003,
    "<|channel|>": 200_005,
    "<|start|>": 200_006,
    "<|end|>": 200_007,
    "<|message|>": 200_008,
    "<|call|>": 200_012,
}
_O200K_SPECIAL = {END_OF_TEXT: 199_999, "<|endofprompt|>": 200_018}


def _harmony_special() -> dict[str, int]:
    taken = {*_HARMONY.values(), _O200K_SPECIAL[END_OF_TEXT]}
    reserved = {
        f"<|reserved_{token_id}|>": token_id
        for token_id in range(200_000, 201_088)
        if token_id not in taken
    }
    return _HARMONY | _O200K_SPECIAL | reserved


ENCODINGS = {
    "o200k_base": Encoding(O200K, _O200K_PATTERN, _O200K_SPECIAL),
    "o200k_harmony": Encoding(O200K, _O200K_PATTERN, _harmony_special()),
    "cl100k_base": Encoding(
        CL100K,
        _CL100K_PATTERN,
        {
            END_OF_TEXT: 100_257,
            "<|fim_prefix|>": 100_258,
            "<|fim_middle|>": 100_259,
            "<|fim_suffix|>": 100_260,
            "<|endofprompt|>": 100_276,
        },
    ),
    "p50k_base": Encoding(P50K, _R50K_PATTERN, {END_OF_TEXT: 50_256}),
    "p50k_edit": Encoding(
        P50K,
        _R50K_PATTERN,
        {
            END_OF_TEXT: 50_256,
            "<|fim_prefix|>": 50_281,
            "<|fim_middle|>": 50_282,
            "<|fim_suffix|>": 50_283,
        },
    ),
    "r50k_base": Encoding(R50K, _R50K_PATTERN, {END_OF_TEXT: 50_256}),
    "gpt2": Encoding(R50K, _R50K_PATTERN, {END_OF_TEXT: 50_256}),
}
"""Every embedded encoding by its tiktoken name, newest first."""


def load(location: str) -> Vocabulary:
    """Load an embedded encoding.

    Args:
        location: A key of :data:`ENCODINGS`.

    Raises:
        UnknownVocabularyError: No embedded encoding has that name.
        FormatError: The packed file is missing or damaged.
    """
    encoding = ENCODINGS.get(location)
    if encoding is None:
        message = f"{location!r} is not embedded; these are: {', '.join(ENCODINGS)}"
        raise UnknownVocabularyError(message)
    table = encoding.table
    path = DIRECTORY / f"{table.file}.bin"
    try:
        packed = path.read_bytes()
        raws = unpack(packed)[: table.tokens]
    except (OSError, ValueError) as error:
        raise FormatError(_damaged(path, str(error))) from None
    if hashlib.sha256(packed).hexdigest() != table.packed:
        raise FormatError(_damaged(path, "its sha256 is not the expected one"))
    return Vocabulary(
        location,
        "embedded",
        table.sha256,
        table.ids,
        raws,
        decode_all(raws),
        _special_tokens(encoding.special),
        Tokenizer("tiktoken", ModelKind.BPE, encoding.pattern),
        ranks=table.ids,
    )


def pack(raws: list[bytes]) -> bytes:
    """Pack tokens for embedding; the inverse of :func:`unpack`.

    Args:
        raws: The bytes of each token.
    """
    separator = b"\xff\x00"
    while any(separator in raw for raw in raws):
        separator = b"\xff" + separator
    tokens = b"".join(raw + separator for raw in raws)
    return bytes([len(separator)]) + separator + tokens


def unpack(packed: bytes) -> list[bytes]:
    """Unpack what :func:`pack` made.

    Raises:
        ValueError: The content is truncated or malformed.
    """
    start = 1 + packed[0] if packed else 0
    *raws, rest = packed[start:].split(packed[1:start])
    if rest:
        message = "its last token has no end"
        raise ValueError(message)
    return raws


def _special_tokens(special: dict[str, int]) -> tuple[Token, ...]:
    return tuple(
        Token(token_id, text.encode(), TokenKind.SPECIAL, None, text)
        for text, token_id in sorted(special.items(), key=lambda item: item[1])
    )


def _damaged(path: Path, why: str) -> str:
    return (
        f"{path}: the embedded vocabulary is damaged ({why}); "
        "install vocab-audit again: pip install --force-reinstall vocab-audit"
    )
