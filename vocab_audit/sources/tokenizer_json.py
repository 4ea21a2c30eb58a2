"""Hugging Face's ``tokenizer.json``: a whole tokenizer in one file.

Its model is BPE, Unigram, WordPiece or WordLevel
(https://huggingface.co/docs/tokenizers/api/models); ``docs/formats.md`` says how each
spelling is read.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from vocab_audit.decoders import (
    ByteLevel,
    Fallback,
    Step,
    byte_level_piece,
    is_unused,
    unused_pieces,
)
from vocab_audit.merges import Pair
from vocab_audit.pieces import (
    MAX_ID,
    File,
    Handmade,
    PieceTable,
    assemble,
    decode_at,
    merge_raws,
    open_pieces,
    read_table,
    show,
)
from vocab_audit.spelling import (
    Part,
    decoder_steps,
    marks_of,
    pattern_of,
    undoing_steps,
)
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import TokenKind, Vocabulary

_KINDS: Final = {
    "BPE": ModelKind.BPE,
    "Unigram": ModelKind.UNIGRAM,
    "WordPiece": ModelKind.WORDPIECE,
    "WordLevel": ModelKind.WORDLEVEL,
}
_UNKNOWN: Final = {ModelKind.WORDPIECE: "[UNK]", ModelKind.WORDLEVEL: "<unk>"}
_TABLES: Final = frozenset({"type", "vocab", "merges"})


@dataclass(frozen=True, slots=True)
class _Added:
    """An entry of ``added_tokens``."""

    id: int
    content: str
    special: bool
    single_word: bool
    lstrip: bool
    rstrip: bool
    normalized: bool

    @property
    def kind(self) -> TokenKind:
        if is_unused(self.content):
            return TokenKind.UNUSED
        return TokenKind.SPECIAL if self.special else TokenKind.ADDED

    @property
    def flags(self) -> frozenset[str]:
        names = ("lstrip", "rstrip", "normalized", "single_word")
        return frozenset(name for name in names if getattr(self, name))


@dataclass(frozen=True, slots=True)
class _Model:
    """The model, its tables still as JSON in the file's own bytes."""

    kind: ModelKind
    vocab: memoryview
    merges: memoryview
    flags: Mapping[str, bytes]


_CHAIN: Final = ("normalizer", "pre_tokenizer", "post_processor", "decoder")
_LIMITS: Final = ("truncation", "padding")


def load(location: str) -> Vocabulary:
    """Read a ``tokenizer.json``.

    Args:
        location: Path of the file.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is not in this format; the message names the place.
    """
    file = open_pieces(location)
    model, added, settings = _split(file)
    chain = {name: _parts(file, name, settings[name]) for name in _CHAIN}
    table, scores = _table(file, model)
    prefix = _affix(file, model, "continuing_subword_prefix")
    settings = {**model.flags, **settings}
    tokenizer = Tokenizer(
        "tokenizer.json",
        model.kind,
        pattern_of(chain["pre_tokenizer"]),
        scores=scores,
        settings={key: _canonical(file, key, settings[key]) for key in settings},
    )
    return assemble(
        file,
        table,
        _handmade(file, model, table, added, chain),
        _steps(file, model, chain, prefix),
        tokenizer,
        read_merges=partial(_merges, file, model.merges, prefix)
        if model.kind is ModelKind.BPE
        else None,
    )


def _split(file: File) -> tuple[_Model, list[_Added], dict[str, bytes]]:
    """The model, the added tokens and the rest of the chain, as JSON."""
    import msgspec

    null = msgspec.Raw(b"null")

    class Top(msgspec.Struct):
        model: dict[str, msgspec.Raw]
        added_tokens: list[_Added] = []
        normalizer: msgspec.Raw = null
        pre_tokenizer: msgspec.Raw = null
        post_processor: msgspec.Raw = null
        decoder: msgspec.Raw = null
        truncation: msgspec.Raw = null
        padding: msgspec.Raw = null

    top = decode_at(file, "$", file.json, Top)
    parts = {name: bytes(getattr(top, name)) for name in (*_CHAIN, *_LIMITS)}
    if "vocab" not in top.model:
        raise file.error("$.model", "has no vocab")
    vocab = memoryview(top.model["vocab"])
    merges = memoryview(top.model.get("merges", msgspec.Raw(b"[]")))
    if bytes(merges[:1]) != b"[":
        raise file.error("$.model.merges", "Expected `array`")
    flags = {key: bytes(top.model[key]) for key in top.model if key not in _TABLES}
    if "type" in top.model:
        kind = _named_kind(file, bytes(top.model["type"]))
    else:
        kind = _guessed_kind(top.model, vocab)
    return _Model(kind, vocab, merges, flags), top.added_tokens, parts


def _named_kind(file: File, raw: bytes) -> ModelKind:
    name = decode_at(file, "$.model.type", raw, str)
    if name not in _KINDS:
        what = f"{show(name)} is none of {', '.join(_KINDS)}"
        raise file.error("$.model.type", what)
    return _KINDS[name]


def _guessed_kind(keys: Mapping[str, object], vocab: memoryview) -> ModelKind:
    """The kind of a model without a type, as the first versions wrote them."""
    if "merges" in keys:
        return ModelKind.BPE
    if bytes(vocab[:1]) == b"[":
        return ModelKind.UNIGRAM
    by_words = "max_input_chars_per_word" in keys
    return ModelKind.WORDPIECE if by_words else ModelKind.WORDLEVEL


def _parts(file: File, name: str, raw: bytes) -> list[Part]:
    if raw == b"null":
        return []
    return [*decode_at(file, f"$.{name}", raw, Part).leaves()]


def _canonical(file: File, key: str, raw: bytes) -> str:
    """A setting as JSON with sorted keys and without spaces."""
    import msgspec

    place = f"$.{key}" if key in {*_CHAIN, *_LIMITS} else f"$.model.{show(key)[1:-1]}"
    value = decode_at(file, place, raw, object)
    return msgspec.json.encode(value, order="sorted").decode()


def _table(file: File, model: _Model) -> tuple[PieceTable, list[float] | None]:
    """The pieces of the model, and their scores."""
    place = "$.model.vocab"
    if model.kind is not ModelKind.UNIGRAM:
        return read_table(file, place, model.vocab), None
    rows = decode_at(file, place, model.vocab, list[tuple[str, float]])
    pieces = [piece for piece, _ in rows]
    ids = [*range(len(rows))]
    table = PieceTable(ids, pieces, dict(zip(pieces, ids, strict=True)))
    return table, [score for _, score in rows]


def _affix(file: File, model: _Model, key: str) -> str:
    """What the model writes before or behind a piece; empty where it writes nothing."""
    default = "##" if model.kind is ModelKind.WORDPIECE and "prefix" in key else ""
    raw = model.flags.get(key, b"null")
    if raw == b"null":
        return default
    return decode_at(file, f"$.model.{key}", raw, str)


def _unknown(file: File, model: _Model, table: PieceTable) -> tuple[int, str] | None:
    """Id and name of the token for text that has none, if the model has one."""
    if model.kind is ModelKind.UNIGRAM:
        raw = model.flags.get("unk_id", b"null")
        if raw == b"null":
            return None
        unk_id = decode_at(file, "$.model.unk_id", raw, int)
        if not 0 <= unk_id < len(table.ids):
            what = f"{unk_id} is not an id of its {len(table.ids):,} pieces"
            raise file.error("$.model.unk_id", what)
        return unk_id, table.pieces[unk_id]
    raw = model.flags.get("unk_token", b"null")
    name = (
        _UNKNOWN.get(model.kind, "")
        if raw == b"null"
        else decode_at(file, "$.model.unk_token", raw, str)
    )
    return (table.id_of[name], name) if name in table.id_of else None


def _handmade(
    file: File,
    model: _Model,
    table: PieceTable,
    added: Sequence[_Added],
    chain: Mapping[str, Sequence[Part]],
) -> dict[int, Handmade]:
    """Every token that was put there by hand, by id."""
    handmade = {
        table.id_of[piece]: Handmade(piece, TokenKind.UNUSED)
        for piece in unused_pieces(table.id_of)
    }
    for token_id, name in marks_of(chain["post_processor"]).items():
        if table.id_of.get(name) == token_id:
            handmade[token_id] = Handmade(name, TokenKind.SPECIAL)
    contents = dict[int, str]()
    by_bytes = any(part.type == "ByteLevel" for part in chain["normalizer"])
    for place, token in enumerate(added):
        if token.content:
            _check_added(file, table, contents, place, token)
            contents[token.id] = content = token.content
            if by_bytes and token.normalized:  # it is looked for in spelled text
                content = byte_level_piece(content)
            handmade[token.id] = Handmade(content, token.kind, token.flags)
    unknown = _unknown(file, model, table)
    if unknown is not None:
        token_id, name = unknown
        flags = handmade[token_id].flags if token_id in handmade else frozenset[str]()
        handmade[token_id] = Handmade(name, TokenKind.UNKNOWN, flags)
    return handmade


def _check_added(
    file: File,
    table: PieceTable,
    contents: Mapping[int, str],
    index: int,
    token: _Added,
) -> None:
    """An added token has an id of its own, or that of the same piece."""
    known = table.id_of.get(token.content, token.id)
    at = bisect_left(table.ids, token.id)
    owner = table.pieces[at] if table.ids[at : at + 1] == [token.id] else token.content
    owner = contents.get(token.id, owner)
    if not 0 <= token.id <= MAX_ID:
        what = f"id {token.id} of {show(token.content)} is not one of 0 to {MAX_ID}"
    elif known != token.id:
        shown = show(token.content)
        what = f"{shown} has id {token.id} here and {known} in $.model.vocab"
    elif owner != token.content:
        both = f"{show(token.content)} and {show(owner)}"
        what = f"{both} have the same id {token.id}"
    else:
        return
    raise file.error(f"$.added_tokens[{index}]", what)


def _steps(
    file: File, model: _Model, chain: Mapping[str, Sequence[Part]], prefix: str
) -> list[Step]:
    """What turns a piece into bytes."""
    try:
        steps = decoder_steps(chain["decoder"])
    except ValueError as error:
        raise file.error("$.decoder", str(error)) from None
    if not steps:
        suffix = _affix(file, model, "end_of_word_suffix")
        before = (chain["normalizer"], chain["pre_tokenizer"])
        steps = undoing_steps(*before, prefix, suffix)
    raw = model.flags.get("byte_fallback", b"null")
    falls_back = raw != b"null" and decode_at(file, "$.model.byte_fallback", raw, bool)
    if falls_back and not {ByteLevel(), Fallback()} & {*steps}:
        steps.append(Fallback())
    return steps


def _merges(
    file: File, raw: memoryview, prefix: str, raw_of: Mapping[str, bytes]
) -> list[Pair]:
    """The merges in bytes, spelled as pairs or as one string with a space."""
    place = "$.model.merges"
    pairs: Sequence[Sequence[str]]
    if bytes(raw[1:1000]).lstrip()[:1] == b"[":
        pairs = decode_at(file, place, raw, list[tuple[str, str]])
    else:
        lines = decode_at(file, place, raw, list[str])
        pairs = [line.split(" ") for line in lines]
    merges, bad = merge_raws(pairs, raw_of, prefix)
    if bad is None:
        return merges
    what = f"{show(' '.join(pairs[bad]))} does not name two pieces that make a third"
    raise file.error(f"{place}[{bad}]", what)
