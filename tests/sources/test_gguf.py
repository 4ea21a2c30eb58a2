import hashlib
import io
import math
import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import gguf as reference
import pytest
import sentencepiece as sentencepiece_library
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.model_files import (
    OPTIONS,
    Gguf,
    mistral_models,
    model,
    piece,
    score,
    trained,
)
from vocab_audit import gguf_header, typed_pieces
from vocab_audit.decoders import BYTE_LEVEL
from vocab_audit.errors import FormatError
from vocab_audit.sources import gguf, sentencepiece
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary

Write = Callable[[bytes], Path]

MODEL = "tokenizer.ggml.model"
TOKENS = "tokenizer.ggml.tokens"
SCORES = "tokenizer.ggml.scores"
TYPES = "tokenizer.ggml.token_type"
MERGES = "tokenizer.ggml.merges"
LITTLE, BIG = reference.GGUFEndian.LITTLE, reference.GGUFEndian.BIG


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a file and returns its path, the same one each time."""
    path = tmp_path_factory.mktemp("gguf") / "my.gguf"

    def write_content(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write_content


def all_tokens(vocabulary: Vocabulary) -> list[Token]:
    tokens = [*vocabulary.tokens, *vocabulary.special_tokens]
    return sorted(tokens, key=lambda token: token.id)


def written(
    path: Path,
    model: str,
    tokens: Sequence[str] | Sequence[bytes],
    types: Sequence[int],
    *,
    scores: Sequence[float] | None = None,
    merges: Sequence[str] | None = None,
    order: reference.GGUFEndian = LITTLE,
) -> Path:
    """A GGUF file with a tensor, written by the reference library."""
    import numpy as np

    writer = reference.GGUFWriter(path, "llama", endianess=order)
    writer.add_name("a model")
    writer.add_tokenizer_model(model)
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    if scores is not None:
        writer.add_token_scores(scores)
    if merges is not None:
        writer.add_token_merges(merges)
    writer.add_bos_token_id(1)
    writer.add_add_bos_token(value=True)
    writer.add_string("tokenizer.huggingface.json", '{"model": {}}')
    writer.add_tensor("token_embd.weight", np.ones((4, 32), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def contents(path: Path, key: str) -> list[str | int | float]:
    """An array of the metadata as the reference library reads it."""
    field = reference.GGUFReader(path).get_field(key)
    assert field is not None
    return [*field.contents()]


@cache
def sentencepiece_rows(
    path: Path,
) -> tuple[list[str], list[int], list[float]]:
    """Pieces, types and scores, as converters take them from the library."""
    library = sentencepiece_library.SentencePieceProcessor(model_file=str(path))
    ids = [*range(library.get_piece_size())]
    tests = [
        (library.is_unknown, 2),
        (library.is_control, 3),
        (library.is_unused, 5),
        (library.is_byte, 6),
    ]
    types = [next((n for test, n in tests if test(i)), 1) for i in ids]
    return library.id_to_piece(ids), types, library.get_score(ids)


@pytest.mark.parametrize("order", [LITTLE, BIG], ids=["little", "big"])
@pytest.mark.parametrize("model", ["llama", "t5"])
def test_a_sentencepiece_model_in_gguf_has_the_tokens_of_the_model(
    tmp_path: Path, model: str, order: reference.GGUFEndian
) -> None:
    original = mistral_models()[0]
    pieces, types, scores = sentencepiece_rows(original)
    path = tmp_path / "a.gguf"
    written(path, model, pieces, types, scores=scores, order=order)
    vocabulary, expected = gguf.load(str(path)), sentencepiece.load(str(original))
    assert vocabulary.ids == expected.ids
    assert vocabulary.raws == expected.raws
    assert vocabulary.texts == expected.texts
    assert vocabulary.special_tokens == expected.special_tokens
    assert vocabulary.byte_ids == expected.byte_ids
    assert vocabulary.tokenizer.pieces == expected.tokenizer.pieces
    assert vocabulary.tokenizer.scores == expected.tokenizer.scores
    is_bpe = model == "llama"
    assert vocabulary.tokenizer.kind is (ModelKind.BPE if is_bpe else ModelKind.UNIGRAM)
    assert vocabulary.ranks == (vocabulary.ids if is_bpe else None)


@pytest.mark.parametrize("name", OPTIONS)
def test_a_trained_model_in_gguf_is_what_gguf_reads(tmp_path: Path, name: str) -> None:
    original, path = tmp_path / "a.model", tmp_path / "a.gguf"
    original.write_bytes(trained(name))
    written(path, "t5", *sentencepiece_rows(original)[:2])
    tokens = all_tokens(gguf.load(str(path)))
    rows = zip(contents(path, TOKENS), contents(path, TYPES), tokens, strict=True)
    for piece_read, number, token in rows:
        assert isinstance(piece_read, str)
        if number == 6:
            assert f"<0x{token.raw.hex().upper()}>" == piece_read
        elif number in {2, 3} and token.kind is not TokenKind.UNUSED:
            assert token.text == piece_read
        else:
            assert token.text == piece_read.replace("▁", " ")


def spell_byte_level(raw: bytes) -> str:
    return "".join(BYTE_LEVEL[byte] for byte in raw)


@pytest.mark.parametrize("order", [LITTLE, BIG], ids=["little", "big"])
def test_a_byte_level_vocabulary_in_gguf_has_the_tokens_it_was_written_from(
    tmp_path: Path, vocabularies: dict[str, Vocabulary], order: reference.GGUFEndian
) -> None:
    known = vocabularies["r50k_base"]
    pieces = [*map(spell_byte_level, known.raws)]
    size = len(pieces)
    added = ["<|endoftext|>", "<|im Ġ|>", "  ▁", f"[PAD{size + 3}]", f"[PAD{size + 4}]"]
    types = [1] * size + [3, 3, 4, 5, 1]
    pairs = [(raw[:1], raw[1:]) for raw in known.raws if len(raw) > 1]
    merges = [f"{spell_byte_level(a)} {spell_byte_level(b)}" for a, b in pairs]
    path = written(
        tmp_path / "a.gguf", "gpt2", pieces + added, types, merges=merges, order=order
    )
    vocabulary = gguf.load(str(path))
    assert vocabulary.ids == [*known.ids]
    assert vocabulary.raws == known.raws
    assert vocabulary.texts == known.texts
    assert vocabulary.ranks == vocabulary.ids
    assert vocabulary.byte_ids is None
    assert vocabulary.tokenizer.kind is ModelKind.BPE
    assert vocabulary.tokenizer.scores is None
    assert vocabulary.tokenizer.merges is not None
    assert [*vocabulary.tokenizer.merges] == pairs
    assert [(token.text, token.kind) for token in vocabulary.special_tokens] == [
        ("<|endoftext|>", TokenKind.CONTROL),
        ("<|im Ġ|>", TokenKind.CONTROL),
        ("  ▁", TokenKind.ADDED),
        (f"[PAD{size + 3}]", TokenKind.UNUSED),
        (f"[PAD{size + 4}]", TokenKind.UNUSED),
    ]


FLAVOURS = {
    "gpt2": (["!", "Ġthe", "æĸ", "<|end|>", "[PAD4]"], [1, 1, 1, 3, 5]),
    "llama": (["<unk>", "<s>", "<0x0A>", "▁a", "▁▁"], [2, 3, 6, 1, 4]),
    "gemma4": (["<pad>", "<eos>", "<0xFF>", "▁a", "\n\n"], [3, 3, 6, 1, 1]),
    "t5": (["<pad>", "</s>", "<unk>", "▁a", "b"], [3, 3, 2, 1, 1]),
    "bert": (["[PAD]", "[UNK]", "▁[unused0]", "▁the", "ing"], [3, 2, 1, 1, 1]),
    "rwkv": (["<s>", "\\x00", "\\n\\n", "é", "[PAD4]"], [3, 1, 1, 1, 5]),
}
STANDS_FOR: dict[str, list[bytes]] = {
    "gpt2": [b"!", b" the", b"\xe6\x96", b"<|end|>", b"[PAD4]"],
    "llama": [b"<unk>", b"<s>", b"\n", b" a", b"  "],
    "gemma4": [b"<pad>", b"<eos>", b"\xff", b" a", b"\n\n"],
    "t5": [b"<pad>", b"</s>", b"<unk>", b" a", b"b"],
    "bert": [b"[PAD]", b"[UNK]", b"[unused0]", b"the", b"ing"],
    "rwkv": [b"<s>", b"\0", b"\n\n", "é".encode(), b"[PAD4]"],
}


@pytest.mark.parametrize("model", FLAVOURS)
def test_pieces_types_and_scores_are_what_gguf_reads(
    tmp_path: Path, model: str
) -> None:
    tokens, types = FLAVOURS[model]
    scores = [-1.5, 0.0, 3.25, -1000.0, 7.0]
    path = written(tmp_path / "a.gguf", model, tokens, types, scores=scores)
    vocabulary = gguf.load(str(path))
    spelled, numbers = contents(path, TOKENS), contents(path, TYPES)
    assert [token.raw for token in all_tokens(vocabulary)] == STANDS_FOR[model]
    assert vocabulary.tokenizer.pieces == [spelled[i] for i in vocabulary.ids]
    found = contents(path, SCORES)
    assert vocabulary.tokenizer.scores == [found[i] for i in vocabulary.ids]
    learned = [number in {1, 6} for number in numbers]
    learned[2] = learned[2] and model != "bert"  # [unused0] is of type normal
    assert vocabulary.ids == [i for i, is_learned in enumerate(learned) if is_learned]


def test_every_spelling_of_a_byte_string_in_rwkv_is_undone(write: Write) -> None:
    raws = [bytes([byte]) for byte in range(256)] + [b"'\"\\", b"\\x41", "中".encode()]
    spelled = [repr(raw)[2:-1] for raw in raws]
    path = write(Gguf().text(MODEL, "rwkv").strings(TOKENS, spelled).pack())
    vocabulary = gguf.load(str(path))
    assert vocabulary.raws == raws
    assert vocabulary.byte_ids is None
    assert vocabulary.tokenizer.kind is ModelKind.LONGEST_MATCH


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("version", [1, 2, 3])
def test_all_versions_and_byte_orders_read_alike(
    write: Write, version: int, order: str
) -> None:
    made = Gguf(version, order).text("general.name", "x").text(MODEL, "llama")
    for kind, code in enumerate("BbHhIif?", 0):
        made.number(f"tokenizer.a{kind}", kind, code, 1)
    for kind, code in enumerate("Qqd", 10):
        made.number(f"tokenizer.a{kind}", kind, code, 1)
        made.numbers(f"general.b{kind}", kind, code, [1, 2])
    made.strings(TOKENS, ["▁a", "b"]).numbers(SCORES, 6, "f", [-0.5, 2])
    made.numbers(TYPES, 5, "i", [1, 3]).strings("general.tags", ["x", "yy"])
    made.numbers("tokenizer.ggml.suppress", 5, "i", [7, -1])
    head = made.pack()
    vocabulary = gguf.load(str(write(head + b"tensors")))
    assert (vocabulary.raws, vocabulary.tokenizer.scores) == ([b" a"], [-0.5])
    assert [token.text for token in vocabulary.special_tokens] == ["b"]
    assert vocabulary.sha256 == hashlib.sha256(head).hexdigest()
    settings = vocabulary.tokenizer.settings
    assert settings["tokenizer.ggml.suppress"] == "[7,-1]"
    assert settings["tokenizer.a0"] == settings["tokenizer.a11"] == "1"
    assert settings["tokenizer.a6"] == settings["tokenizer.a12"] == "1.0"
    assert settings["tokenizer.a7"] == "true"
    assert len(settings) == 13


def test_settings_are_every_key_of_the_tokenizer_that_is_no_table(write: Write) -> None:
    made = Gguf().text(MODEL, "gpt2").text("tokenizer.ggml.pre", "qwen2")
    made.strings(TOKENS, ["a"]).strings(MERGES, ["a b"]).text("general.name", "x")
    made.text("tokenizer.huggingface.json", "{}").text("tokenizer.chat", "y" * 5_000)
    made.numbers("tokenizer.ggml.precompiled_charsmap", 0, "B", [0, 255, 3])
    made.numbers("tokenizer.ggml.odd", 6, "f", [math.nan, math.inf])
    made.strings("tokenizer.ggml.languages", ["zh", "é", b"\xff"])
    settings = gguf.load(str(write(made.pack()))).tokenizer.settings
    digest = hashlib.sha256(b"\0\xff\3").hexdigest()
    assert settings == {
        "tokenizer.chat": '{"bytes":5000,"sha256":"'
        + hashlib.sha256(b"y" * 5_000).hexdigest()
        + '"}',
        "tokenizer.ggml.languages": '["zh","é","\\\\xff"]',
        "tokenizer.ggml.model": '"gpt2"',
        "tokenizer.ggml.odd": '["nan","inf"]',
        "tokenizer.ggml.pre": '"qwen2"',
        "tokenizer.ggml.precompiled_charsmap": f'{{"bytes":3,"sha256":"{digest}"}}',
    }


def test_without_types_the_ids_of_special_tokens_tell_them(write: Write) -> None:
    made = Gguf().text(MODEL, "gpt2").strings(TOKENS, ["a", "<s>", "<unk>", "[PAD3]"])
    made.number("tokenizer.ggml.bos_token_id", 4, "I", 1)
    made.number("tokenizer.ggml.eos_token_id", 4, "I", 99)
    made.number("tokenizer.ggml.unknown_token_id", 4, "I", 2)
    vocabulary = gguf.load(str(write(made.pack())))
    assert vocabulary.raws == [b"a"]
    kinds = [token.kind for token in vocabulary.special_tokens]
    assert kinds == [TokenKind.CONTROL, TokenKind.UNKNOWN, TokenKind.UNUSED]


@pytest.mark.parametrize("number", [0, 1])
def test_byte_tokens_that_no_type_tells_are_told_if_there_are_256(
    write: Write, number: int
) -> None:
    spelled = [f"<0x{byte:02X}>" for byte in range(256)]
    for tokens, expected in ((spelled, 256), (spelled[1:], 0)):
        made = Gguf().text(MODEL, "llama").strings(TOKENS, ["a", *tokens])
        made.numbers(TYPES, 5, "i", [number] * (len(tokens) + 1))
        vocabulary = gguf.load(str(write(made.pack())))
        assert vocabulary.byte_ids is not None
        assert len(vocabulary.byte_ids) == expected


def test_an_empty_token_fills_up_the_table(write: Write) -> None:
    path = write(Gguf().text(MODEL, "gpt2").strings(TOKENS, ["a", "", "b"]).pack())
    vocabulary = gguf.load(str(path))
    assert (vocabulary.ids, vocabulary.gaps) == ([0, 2], 0)
    assert [token.kind for token in vocabulary.special_tokens] == [TokenKind.UNUSED]


def test_merges_are_those_of_the_flavour(write: Write) -> None:
    made = Gguf().text(MODEL, "gemma4").strings(TOKENS, ["a"])
    made.strings(MERGES, ["▁ a", "\n \n", "Ġ x", "  y"])
    merges = gguf.load(str(write(made.pack()))).tokenizer.merges
    assert merges is not None
    assert [*merges] == [
        (b" ", b"a"),
        (b"\n", b"\n"),
        ("Ġ".encode(), b"x"),
        (b" ", b"y"),
    ]


def test_forty_gigabytes_of_tensors_cost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.gguf"
    path.write_bytes(Gguf().text(MODEL, "gpt2").strings(TOKENS, ["a"]).pack())
    small = gguf.load(str(path))
    os.truncate(path, 40 * 1024**3)
    sizes = list[int]()

    class Counted(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            sizes.append(size or -1)
            return super().read(size) or b""

    monkeypatch.setattr(gguf_header, "open_file", Counted)
    assert gguf.load(str(path)) == small
    assert 0 < sum(sizes) <= 2 * 1024 * 1024


def test_a_file_that_shrinks_while_it_is_read_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shrinking(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return (super().read(size) or b"")[:20]

    monkeypatch.setattr(gguf_header, "open_file", Shrinking)
    monkeypatch.setattr(gguf_header, "_CHUNK_BYTES", 20)
    path = write(Gguf().text("k", "x" * 99).pack())
    with pytest.raises(FormatError, match="the file ends in k; it was cut while"):
        gguf.load(str(path))


def test_a_header_larger_than_what_is_read_at_once_is_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gguf"
    made = Gguf().text(MODEL, "gpt2").text("general.note", "x" * 999)
    made.strings("general.tags", ["y" * 77] * 40).strings(TOKENS, ["a", "bc" * 99] * 50)
    path.write_bytes(made.pack())
    whole = gguf.load(str(path))
    for size in range(1, 90, 8):
        monkeypatch.setattr(gguf_header, "_CHUNK_BYTES", size)
        assert gguf.load(str(path)) == whole


def headed(keys: int, content: bytes = b"") -> bytes:
    return Gguf().pack(keys) + content


def tables(model: str = "llama", tokens: Sequence[str | bytes] = ("a", "b")) -> Gguf:
    return Gguf().text(MODEL, model).strings(TOKENS, tokens)


HUGE = (1 << 63) - 1
GIGA = 1_000_000_000
MALFORMED = {
    "nothing": (b"", "byte 0: this is not a GGUF file"),
    "three bytes": (b"GGU", "byte 0: this is not a GGUF file"),
    "another format": (b"PK\x03\x04" + bytes(99), "byte 0: this is not a GGUF file"),
    "zeros": (bytes(999), "byte 0: this is not a GGUF file"),
    "no version": (b"GGUF", "byte 4: the version takes 4 bytes, but 0 are left"),
    "version 4": (b"GGUF\4\0\0\0" + bytes(99), "byte 4: version 4 of GGUF; 1 to 3"),
    "version 0": (b"GGUF" + bytes(99), "byte 4: version 0 of GGUF; 1 to 3"),
    "no counts": (b"GGUF\3\0\0\0", "byte 8: the number of tensors takes 8 bytes"),
    "a billion keys": (headed(GIGA), "byte 16: 1,000,000,000 keys; at most 65,536"),
    "keys that are not there": (headed(1), "byte 24: the size of a key takes 8 bytes"),
    "a huge key": (
        headed(1, Gguf().size(HUGE) + bytes(99)),
        "byte 24: a key of 9,223,372,036,854,775,807 bytes; at most 65,535",
    ),
    "a key that is not UTF-8": (
        Gguf().text(b"\xff", "").text("\x1b[31m", "").pack(),
        "byte 24: a key is not valid UTF-8",
    ),
    "a key that stands twice": (
        Gguf().text("a\x1b", "").text("a\x1b", "").pack(),
        r"byte 46: a\\x1b stands a second time as a key",
    ),
    "a key that takes up a page": (
        Gguf().entry("\0" * 9999, 99, b"").pack(),
        r"byte 10031: (\\x00){15}… has the type 99; known are 0 to 12",
    ),
    "a gigabyte of text": (
        Gguf().entry("k", 8, Gguf().size(GIGA)).pack() + bytes(99),
        "byte 45: k takes 1,000,000,000 bytes, but 99 are left",
    ),
    "2 ** 63 - 1 bytes of text": (
        Gguf().entry("k", 8, Gguf().size(HUGE)).pack(),
        "byte 45: k takes 9,223,372,036,854,775,807 bytes, but 0 are left",
    ),
    "a gigabyte of numbers": (
        Gguf().array("k", 0, GIGA, b"").pack() + bytes(99),
        "byte 49: k takes 1,000,000,000 bytes, but 99 are left",
    ),
    "2 ** 63 - 1 numbers": (
        Gguf().array("k", 12, HUGE, b"").pack(),
        "byte 49: k takes 73,786,976,294,838,206,456 bytes",
    ),
    "a billion strings": (
        Gguf().array("k", 8, GIGA, b"").pack() + bytes(99),
        "byte 37: k has 1,000,000,000 strings; at most 4,194,304",
    ),
    "more strings than there is room for": (
        Gguf().array("k", 8, 1000, bytes(7999)).pack(),
        "byte 49: k takes 8,000 bytes, but 7,999 are left",
    ),
    "a string beyond the file": (
        Gguf().array("k", 8, 2, Gguf().string("ab") + Gguf().size(HUGE)).pack(),
        "byte 67: k takes 9,223,372,036,854,775,807 bytes",
    ),
    "fewer strings than announced": (
        Gguf().array("k", 8, 2, Gguf().string("ab" * 9)).pack(),
        "byte 75: k takes 8 bytes, but 0 are left",
    ),
    "arrays of arrays": (
        Gguf().array("k", 9, 1, bytes(99)).pack(),
        "byte 37: k is an array of arrays, which is not read",
    ),
    "an array of nobody knows what": (
        Gguf().array("k", 13, 1, bytes(99)).pack(),
        "byte 37: k is an array of values of the type 13",
    ),
    "a value of nobody knows what": (
        Gguf().entry("k", 13, bytes(99)).pack(),
        "byte 33: k has the type 13; known are 0 to 12",
    ),
    "an empty key": (
        Gguf().entry("", 99, b"").pack(),
        "byte 32: the empty key has the type 99; known are 0 to 12",
    ),
    "half a number": (
        Gguf().entry("k", 10, bytes(7)).pack(),
        "byte 37: k takes 8 bytes, but 7 are left",
    ),
    "a text that is not UTF-8": (
        Gguf().text("tokenizer.x", b"\xff").pack(),
        "byte 43: tokenizer.x is not valid UTF-8",
    ),
    "no vocabulary": (
        Gguf().text("general.name", "x").pack(),
        "tokenizer.ggml.model is missing: the file holds no vocabulary",
    ),
    "no tokens": (
        Gguf().text(MODEL, "none").pack(),
        "tokenizer.ggml.tokens is missing: the file holds no vocabulary",
    ),
    "an empty list of tokens": (tables(tokens=[]).pack(), "the file holds no tokens"),
    "nothing but empty tokens": (
        tables(tokens=["", ""]).pack(),
        "the file holds no tokens: all 2 are empty",
    ),
    "a model that is a number": (
        Gguf().number(MODEL, 4, "I", 1).pack(),
        "tokenizer.ggml.model is no string",
    ),
    "a model that nobody knows": (
        tables("x\x1b" * 99).pack(),
        r"tokenizer.ggml.model is '(x\\x1b){20}'; known are gpt2, llama",
    ),
    "tokens that are numbers": (
        Gguf().text(MODEL, "gpt2").numbers(TOKENS, 4, "I", [1]).pack(),
        "tokenizer.ggml.tokens is no array of strings",
    ),
    "tokens that are a text": (
        Gguf().text(MODEL, "gpt2").text(TOKENS, "a b").pack(),
        "tokenizer.ggml.tokens is no array of strings",
    ),
    "a token that is not UTF-8": (
        tables(tokens=["a", b"\xc3"]).pack(),
        "token 1 is not valid UTF-8",
    ),
    "types that are texts": (
        tables().strings(TYPES, ["1", "1"]).pack(),
        "tokenizer.ggml.token_type is no array of integers",
    ),
    "too few types": (
        tables().numbers(TYPES, 5, "i", [1]).pack(),
        "tokenizer.ggml.token_type has 1 items for 2 tokens",
    ),
    "too many types": (
        tables().numbers(TYPES, 5, "i", [1, 1, 1]).pack(),
        "tokenizer.ggml.token_type has 3 items for 2 tokens",
    ),
    "a type that nobody knows": (
        tables().numbers(TYPES, 5, "i", [1, -7]).pack(),
        "tokenizer.ggml.token_type gives token 1 the type -7; known are 0 to 6",
    ),
    "too few scores": (
        tables().numbers(SCORES, 6, "f", [1]).pack(),
        "tokenizer.ggml.scores has 1 items for 2 tokens",
    ),
    "scores that are integers": (
        tables().numbers(SCORES, 5, "i", [1, 1]).pack(),
        "tokenizer.ggml.scores is no array of floating-point numbers",
    ),
    "a score that is no number": (
        tables().numbers(SCORES, 6, "f", [1, math.nan]).pack(),
        r"token 1 has a score that is not a number \(NaN\)",
    ),
    "bytes that are none": (
        tables(tokens=["a", "<0xFFF>"]).numbers(TYPES, 5, "i", [1, 6]).pack(),
        "token 1 is of type byte, but '<0xFFF>' spells none",
    ),
    "merges that are a text": (
        tables().text(MERGES, "a b").pack(),
        "tokenizer.ggml.merges is no array of strings",
    ),
    "a merge of one piece": (
        tables().strings(MERGES, ["a b", "ab"]).pack(),
        "tokenizer.ggml.merges has merge 1 that is not two pieces",
    ),
    "a merge with nothing": (
        tables().strings(MERGES, ["a "]).pack(),
        "tokenizer.ggml.merges has merge 0 that is not two pieces",
    ),
    "a merge that is not UTF-8": (
        tables().strings(MERGES, [b"a \xff"]).pack(),
        "tokenizer.ggml.merges has a merge that is not valid UTF-8",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_an_error_that_names_file_and_place(
    write: Write, name: str
) -> None:
    content, message = MALFORMED[name]
    path = write(content)
    with pytest.raises(FormatError, match=f"^{re.escape(str(path))}: {message}") as e:
        gguf.load(str(path))
    assert str(e.value).isprintable()
    assert len(str(e.value)) < len(str(path)) + 250


def test_a_header_that_announces_what_only_a_sparse_file_has_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "sparse.gguf"
    path.write_bytes(Gguf().array("k", 0, 30 * 1024**3, b"").pack())
    os.truncate(path, 40 * 1024**3)
    with pytest.raises(FormatError, match=r"at most 134,217,728 bytes of metadata"):
        gguf.load(str(path))


def test_tokens_have_limits(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_pieces, "MAX_PIECE_BYTES", 3)
    with pytest.raises(FormatError, match="token 1 has 4 bytes; at most 3 are read"):
        gguf.load(str(write(tables(tokens=["abc", "abcd"]).pack())))
    monkeypatch.setattr(gguf, "MAX_PIECES", 2)
    assert len(gguf.load(str(write(tables(tokens=["a"] * 2).pack()))).ids) == 2
    with pytest.raises(FormatError, match=r"ggml.tokens has 3; at most 2 are read"):
        gguf.load(str(write(tables(tokens=["a"] * 3).pack())))


@cache
def small() -> bytes:
    """A small file with every table."""
    made = tables("gpt2", [*BYTE_LEVEL, "Ġa", "<s>", "[PAD258]"]).text("k", "name")
    made.numbers(TYPES, 5, "i", [1] * 257 + [3, 5]).strings(MERGES, ["Ġ a"])
    made.numbers(SCORES, 6, "f", [1.5] * 259).number("tokenizer.x", 7, "?", 1)
    return made.pack()


def test_a_file_cut_off_anywhere_is_an_error(write: Write) -> None:
    content = small()
    for sixteenth in range(16):
        path = write(content[: len(content) * sixteenth // 16])
        with pytest.raises(FormatError, match=f"^{re.escape(str(path))}: byte "):
            gguf.load(str(path))


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_crashes(
    write: Write, data: st.DataObject
) -> None:
    content = bytearray(small())
    places = data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6))
    for place in places:
        content[place] = data.draw(st.integers(0, 255))
    path = write(bytes(content))
    try:
        vocabulary = gguf.load(str(path))
    except FormatError as error:
        refusal = str(error)
    else:
        refusal = f"{path}: "
        assert len(vocabulary.ids) == len(vocabulary.raws) == len(vocabulary.texts)
        merges = vocabulary.tokenizer.merges
        assert merges is None or len([*merges]) == len(merges)
    assert refusal.startswith(f"{path}: ")
    assert refusal.isprintable()


SCORED = st.tuples(
    st.text(min_size=1, max_size=9), st.floats(width=32, allow_nan=False)
)


@given(st.lists(SCORED, min_size=1))
def test_one_vocabulary_reads_alike_from_gguf_and_from_sentencepiece(
    write: Write, rows: list[tuple[str, float]]
) -> None:
    spm = model(*(piece(text, score(value)) for text, value in rows))
    expected = sentencepiece.load(str(write(spm)))
    made = tables("llama", [text for text, _ in rows])
    made.numbers(SCORES, 6, "f", [value for _, value in rows])
    found = gguf.load(str(write(made.pack())))
    assert (found.ids, found.raws, found.texts) == (
        expected.ids,
        expected.raws,
        expected.texts,
    )
    assert found.special_tokens == expected.special_tokens
    assert found.tokenizer.scores == expected.tokenizer.scores
