"""WordPiece's ``vocab.txt``: one piece a line, its id the number of the line.

BERT came with one (https://github.com/google-research/bert, ``tokenization.py``). The
file names no special tokens; they are known by the names that BERT gave them.
"""

from collections.abc import Iterator
from typing import Final

from vocab_audit.decoders import MAX_TOKEN_BYTES, DropPrefix, special_kind
from vocab_audit.files import check_count
from vocab_audit.pieces import File, Handmade, PieceTable, assemble, open_pieces, show
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary

PREFIX: Final = "##"
"""What marks a piece that continues a word."""


def load(location: str) -> Vocabulary:
    """Read a ``vocab.txt``.

    Args:
        location: Path of the file.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the line.
    """
    file = open_pieces(location)
    id_of = dict[str, int]()
    for number, piece in enumerate(_lines(file)):
        if piece in id_of:
            first = f"line {id_of[piece] + 1}"
            raise file.error(f"line {number + 1}", f"{show(piece)} is {first} already")
        id_of[piece] = number
    kinds = {number: special_kind(piece) for piece, number in id_of.items()}
    pieces = [*id_of]
    return assemble(
        file,
        PieceTable([*id_of.values()], pieces, id_of),
        {i: Handmade(pieces[i], kind) for i, kind in kinds.items() if kind},
        [DropPrefix(PREFIX)],
        Tokenizer(
            "vocab.txt",
            ModelKind.WORDPIECE,
            settings={"continuing_subword_prefix": f'"{PREFIX}"'},
        ),
    )


def _lines(file: File) -> Iterator[str]:
    """The lines, without their ends; a last line may have none."""
    check_count(file.path, file.content.count(b"\n"))
    lines = file.content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        place = f"line {number}"
        try:
            piece = line.removesuffix(b"\r").decode()
        except UnicodeDecodeError as error:
            raise file.error(place, f"not UTF-8: {error.reason}") from None
        if not piece or len(line) > MAX_TOKEN_BYTES or "\0" in piece:
            what = f"{show(piece)} is not a piece (a line of text, one piece each)"
            raise file.error(place, what)
        yield piece
