"""What the parts of a ``tokenizer.json`` say of how its pieces spell bytes.

A tokenizer of Hugging Face's library is a chain of parts (normalizer, pre-tokenizer,
model, post-processor, decoder), each a JSON object with a type
(https://huggingface.co/docs/tokenizers/components). Only the decoder says what a piece
stands for; where there is none, what was done to the text on its way in is undone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vocab_audit.decoders import (
    METASPACE,
    ByteLevel,
    DropPrefix,
    Fallback,
    Replace,
    Step,
    Strip,
)

MAX_PARTS: Final = 32
"""Parts that a decoder may have at most; each may go through all pieces."""
GPT2_PATTERN: Final = (
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
)
"""The pattern that the part ``ByteLevel`` splits by."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What a template puts into a text: the ids of a special token and their names."""

    ids: list[int]
    tokens: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Any part of the chain; each type has some of these keys."""

    type: str
    decoders: "list[Part]" = field(default_factory=list)
    normalizers: "list[Part]" = field(default_factory=list)
    pretokenizers: "list[Part]" = field(default_factory=list)
    processors: "list[Part]" = field(default_factory=list)
    pattern: dict[str, str] | None = None
    content: str = ""
    prefix: str = "##"
    suffix: str = "</w>"
    replacement: str = METASPACE
    prepend: str = ""
    start: int = 0
    stop: int = 0
    pad_token: str = "<pad>"  # noqa: S105 - the library's own default
    word_delimiter_token: str = "|"  # noqa: S105 - the library's own default
    cleanup: bool = True
    use_regex: bool = True
    sep: tuple[str, int] | None = None
    cls: tuple[str, int] | None = None
    special_tokens: dict[str, Marked] = field(default_factory=dict)

    def leaves(self) -> "Iterator[Part]":
        """The parts that a sequence is made of, in order."""
        if self.type != "Sequence":
            yield self
        for inner in (
            *self.decoders,
            *self.normalizers,
            *self.pretokenizers,
            *self.processors,
        ):
            yield from inner.leaves()

    @property
    def replaced(self) -> str:
        """The text that this part replaces or splits by; empty where it is none."""
        return (self.pattern or {}).get("String", "")


def decoder_steps(decoder: Sequence[Part]) -> list[Step]:
    """The steps of a decoder that reach a token in the middle of a text.

    Once the tokens are joined, only replacing does.

    Raises:
        ValueError: It has a part that is not known, or one that replaces by a
            regular expression, or more parts than are read.
    """
    if len(decoder) > MAX_PARTS:
        message = f"it has {len(decoder)} parts; at most {MAX_PARTS} are read"
        raise ValueError(message)
    steps = list[Step]()
    joined = False
    for part in decoder:
        if part.type not in _STEPS:
            message = f"unknown type {part.type[:40]!r}"
            raise ValueError(message)
        new = _STEPS[part.type](part)
        steps += [step for step in new if not joined or isinstance(step, Replace)]
        joined = joined or part.type in {"Fuse", "ByteLevel"}
    return steps


def _replace(part: Part) -> list[Step]:
    if not part.replaced:
        message = "it replaces something else than a text"
        raise ValueError(message)
    return [Replace(part.replaced, part.content)]


def _ctc(part: Part) -> list[Step]:
    steps = [Replace(part.pad_token, "")]
    if part.cleanup:
        steps.append(Replace(part.word_delimiter_token, " "))
    return [*steps]


_STEPS: Final[Mapping[str, Callable[[Part], list[Step]]]] = {
    "BPEDecoder": lambda part: [Replace(part.suffix, " ")] if part.suffix else [],
    "ByteFallback": lambda _: [Fallback()],
    "ByteLevel": lambda _: [ByteLevel()],
    "CTC": _ctc,
    "Fuse": lambda _: [],
    "Metaspace": lambda part: [Replace(part.replacement, " ")],
    "Replace": _replace,
    "Strip": lambda part: [Strip(part.content, part.start, part.stop)],
    "WordPiece": lambda part: [DropPrefix(part.prefix)],
}
"""What each type of decoder does to a token."""


def undoing_steps(
    normalizer: Sequence[Part],
    pre_tokenizer: Sequence[Part],
    prefix: str,
    suffix: str,
) -> list[Step]:
    """The steps that undo what was done to a text before it was looked up.

    Args:
        normalizer: The parts of the normalizer.
        pre_tokenizer: The parts of the pre-tokenizer.
        prefix: What the model writes before a piece that continues a word.
        suffix: What the model writes behind a piece that ends a word.
    """
    steps = list[Step]()
    if prefix:
        steps.append(DropPrefix(prefix))
    if suffix:
        steps.append(Replace(suffix, ""))
    before = [*normalizer, *pre_tokenizer]
    if any(part.type == "ByteLevel" for part in before):
        return [*steps, ByteLevel()]
    marks = [part.replacement for part in pre_tokenizer if part.type == "Metaspace"]
    marks += [
        part.content
        for part in normalizer
        if part.type == "Replace" and part.replaced == " " and part.content
    ]
    return [*steps, *(Replace(mark, " ") for mark in dict.fromkeys(marks))]


def pattern_of(pre_tokenizer: Sequence[Part]) -> str | None:
    """The regular expression that a pre-tokenizer splits by.

    None where several of its parts split by one: no single one is the pattern then,
    and neither is any way to join them.
    """
    patterns = list[str]()
    for part in pre_tokenizer:
        if part.type == "ByteLevel" and part.use_regex:
            patterns.append(GPT2_PATTERN)
        elif part.type == "Split" and part.pattern and "Regex" in part.pattern:
            patterns.append(part.pattern["Regex"])
    return patterns[0] if len(patterns) == 1 else None


def marks_of(post_processor: Sequence[Part]) -> Mapping[int, str]:
    """The tokens that a post-processor puts into texts, by id."""
    marks = dict[int, str]()
    for part in post_processor:
        for name, token_id in filter(None, (part.sep, part.cls)):
            marks[token_id] = name
        for marked in part.special_tokens.values():
            marks |= zip(marked.ids, marked.tokens, strict=False)
    return marks
