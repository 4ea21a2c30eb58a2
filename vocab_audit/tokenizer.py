"""What a file says of a tokenizer beyond the bytes of its tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class ModelKind(StrEnum):
    """How a tokenizer builds tokens from text.

    ``bpe`` merges pairs (https://arxiv.org/abs/1508.07909), ``unigram`` takes the
    most probable pieces (https://arxiv.org/abs/1804.10959), ``wordpiece`` and
    ``longest_match`` take the longest piece that fits, within a word or anywhere,
    and ``wordlevel`` knows whole words only.
    """

    BPE = "bpe"
    UNIGRAM = "unigram"
    WORDPIECE = "wordpiece"
    WORDLEVEL = "wordlevel"
    LONGEST_MATCH = "longest_match"


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A tokenizer around its vocabulary, as found in its file.

    Attributes:
        format: The form of the file: ``tiktoken``, ``tokenizer.json``,
            ``sentencepiece``, ``tekken``, ``gguf``, …; empty where there is none.
        kind: How it builds tokens; None where nothing says so.
        pattern: The regular expression of its pre-tokenizer, in the syntax of the
            library that the file is for; None where it has none or names none.
        merges: The pairs that BPE merges, in bytes, first merged first; None where
            the format lists none (in tiktoken's, the ranks imply them).
        scores: Log probability or merge score of each token, parallel to the
            vocabulary's ids; None where the format has none.
        pieces: Each token as the file spells it, parallel to the vocabulary's ids;
            None where the file holds bytes.
        settings: Everything else that changes how text is encoded or decoded, by
            the file's own names (``normalizer``, ``decoder``, ``byte_fallback``,
            ``ignore_merges``, …), each as canonical JSON: sorted keys, no spaces.
    """

    format: str = ""
    kind: ModelKind | None = None
    pattern: str | None = None
    merges: Sequence[tuple[bytes, bytes]] | None = None
    scores: Sequence[float] | None = None
    pieces: Sequence[str] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
