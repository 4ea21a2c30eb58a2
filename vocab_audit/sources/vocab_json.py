"""The older pair of files for BPE: ``vocab.json`` and ``merges.txt`` beside it.

GPT-2 came with it (https://github.com/openai/gpt-2, ``encoder.py``), then RoBERTa, CLIP
and others. Neither file says how pieces spell bytes nor which tokens are special: the
pieces themselves tell, as ``docs/formats.md`` has it.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from vocab_audit.decoders import (
    BYTE_LEVEL,
    METASPACE,
    ByteLevel,
    Fallback,
    Replace,
    Step,
    fallback_bytes,
    special_kind,
)
from vocab_audit.errors import SourceError
from vocab_audit.merges import Pair
from vocab_audit.pieces import (
    File,
    Handmade,
    PieceTable,
    assemble,
    merge_raws,
    open_pieces,
    read_table,
    show,
)
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary

END_OF_WORD: Final = "</w>"
"""What the first BPE vocabularies write behind a piece that ends a word."""


def load(location: str) -> Vocabulary:
    """Read a ``vocab.json`` and the ``merges.txt`` beside it.

    Args:
        location: Path of the ``vocab.json``.

    Raises:
        SourceError: A file cannot be read.
        FormatError: One is missing or malformed; the message names it and the place.
    """
    file = open_pieces(location)
    table = read_table(file, "$", file.json)
    merges = _merges_beside(file)
    pairs = _pairs(merges)
    handmade = _handmade(table, pairs)
    vocabulary = assemble(
        file,
        table,
        handmade,
        _steps([piece for piece in table.pieces if table.id_of[piece] not in handmade]),
        Tokenizer("vocab.json", ModelKind.BPE),
        read_merges=partial(_merge_raws, merges, pairs),
    )
    len(vocabulary.tokenizer.merges or ())  # so that an error comes out here
    return vocabulary


def _merges_beside(file: File) -> File:
    """The file of merges: ``gpt2-merges.txt`` beside ``gpt2-vocab.json``."""
    named = Path(file.path.name.replace("vocab", "merges")).with_suffix(".txt")
    beside = file.path.with_name(named.name)
    try:
        return open_pieces(str(beside))
    except SourceError as error:
        what = f"its merges are missing ({error})"
        raise file.error("", what) from None


def _pairs(merges: File) -> list[list[str]]:
    """The two pieces of each line, the comment on the first line as an empty list."""
    try:
        lines = merges.content.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        line = merges.content.count(b"\n", 0, error.start) + 1
        raise merges.error(f"line {line}", f"not UTF-8: {error.reason}") from None
    if lines[0].startswith("#version"):
        lines[0] = ""
    pairs = [line.removesuffix("\r").split(" ") if line else [] for line in lines]
    for number, pair in enumerate(pairs, 1):
        if pair and (len(pair) != 2 or not all(pair)):  # noqa: PLR2004 - a pair
            what = f"{show(' '.join(pair))} is not two pieces with a space between them"
            raise merges.error(f"line {number}", what)
    return pairs


def _merge_raws(
    merges: File, pairs: Sequence[Sequence[str]], raw_of: Mapping[str, bytes]
) -> list[Pair]:
    raws, bad = merge_raws([pair for pair in pairs if pair], raw_of, "")
    if bad is None:
        return raws
    number = [number for number, pair in enumerate(pairs, 1) if pair][bad]
    shown = show(" ".join(pairs[number - 1]))
    what = f"{shown} does not name two pieces that make a third of the vocabulary"
    raise merges.error(f"line {number}", what)


def _handmade(table: PieceTable, pairs: Sequence[Sequence[str]]) -> dict[int, Handmade]:
    """The pieces that no merge makes and that have the name of a special token."""
    made = {*map("".join, pairs)}
    kinds = {
        piece: special_kind(piece)
        for piece in table.pieces
        if piece[0:1] in {"<", "["} and piece not in made
    }
    return {
        table.id_of[piece]: Handmade(piece, kind)
        for piece, kind in kinds.items()
        if kind is not None
    }


def _steps(pieces: Sequence[str]) -> list[Step]:
    """How the pieces that were learned spell bytes."""
    steps = list[Step]()
    characters = {*"".join(pieces).replace(END_OF_WORD, "")}
    byte_level = {*BYTE_LEVEL} <= {*pieces} or (
        BYTE_LEVEL[ord(" ")] in characters and characters <= {*BYTE_LEVEL}
    )
    if any(piece.endswith(END_OF_WORD) for piece in pieces):
        space = BYTE_LEVEL[ord(" ")] if byte_level else " "
        steps.append(Replace(END_OF_WORD, space))
    if byte_level:
        return [*steps, ByteLevel()]
    if any(piece.startswith(METASPACE) for piece in pieces):
        steps.append(Replace(METASPACE, " "))
    if len(fallback_bytes(pieces)) > 200:  # noqa: PLR2004 - nearly all of 256
        steps.append(Fallback())
    return steps
