import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sentencepiece as reference
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.model_files import (
    OPTIONS,
    mistral_models,
    model,
    piece,
    score,
    sized,
    train,
    trained,
    varint,
)
from vocab_audit import typed_pieces
from vocab_audit.errors import FormatError
from vocab_audit.protobuf import Message
from vocab_audit.sources import sentencepiece
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary

Write = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a file and returns its path, the same one each time."""
    path = tmp_path_factory.mktemp("pieces") / "my.model"

    def write_content(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write_content


@pytest.fixture(scope="module")
def small() -> bytes:
    """A model of some 10 KB with every kind of piece."""
    return train(**OPTIONS["bpe with every kind of piece"] | {"vocab_size": 700})


def all_tokens(vocabulary: Vocabulary) -> list[Token]:
    tokens = [*vocabulary.tokens, *vocabulary.special_tokens]
    return sorted(tokens, key=lambda token: token.id)


def assert_is_what_the_library_reads(path: Path) -> None:
    vocabulary = sentencepiece.load(str(path))
    library = reference.SentencePieceProcessor(model_file=str(path))
    tokens = all_tokens(vocabulary)
    size = library.get_piece_size()
    assert [token.id for token in tokens] == [*range(size)]
    assert vocabulary.tokenizer.pieces == library.id_to_piece([*vocabulary.ids])
    assert vocabulary.tokenizer.scores == library.get_score([*vocabulary.ids])
    assert vocabulary.byte_ids == frozenset(filter(library.is_byte, range(size)))
    anchors = [t for t in vocabulary.tokens if t.text and t.text.strip().isalpha()]
    anchor = min(anchors, key=lambda token: " " in (token.text or ""))
    before, after = library.decode([anchor.id]), anchor.text or ""
    for token in tokens:
        piece = library.id_to_piece(token.id)
        if library.is_unknown(token.id):
            assert (token.kind, token.text) == (TokenKind.UNKNOWN, piece)
        elif library.is_control(token.id):
            assert (token.kind, token.text) == (TokenKind.CONTROL, piece)
        elif library.is_byte(token.id):
            assert token.kind is TokenKind.BYTE
            assert f"<0x{token.raw[0]:02X}>" == piece
        else:
            decoded = library.decode([anchor.id, token.id, anchor.id])
            assert decoded == before + token.raw.decode() + after
            assert token.text == token.raw.decode()


@pytest.mark.parametrize("path", mistral_models(), ids=lambda path: path.name)
def test_every_id_of_a_published_model_is_what_sentencepiece_reads(path: Path) -> None:
    assert_is_what_the_library_reads(path)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_id_of_a_trained_model_is_what_sentencepiece_reads(
    write: Write, name: str
) -> None:
    assert_is_what_the_library_reads(write(trained(name)))


def test_every_type_of_piece_is_what_sentencepiece_reads(write: Write) -> None:
    typed = [piece(text, b"\x18" + varint(n)) for n, text in enumerate("▁cUDV", 1)]
    path = write(model(*typed, piece("abc", score(-1.5)), piece("▁▁x▁")))
    assert_is_what_the_library_reads(path)
    kinds = [token.kind for token in sentencepiece.load(str(path)).special_tokens]
    assert kinds == ["unknown", "control", "added", "unused"]


def test_each_type_of_piece_is_a_kind_of_token(write: Write) -> None:
    name = "bpe with every kind of piece"
    vocabulary = sentencepiece.load(str(write(trained(name))))
    found = {token.text: token.kind for token in vocabulary.special_tokens}
    assert found == {
        "[UNK]": TokenKind.UNKNOWN,
        "<s>": TokenKind.CONTROL,
        "</s>": TokenKind.CONTROL,
        "<pad>": TokenKind.CONTROL,
        "<ctrl>": TokenKind.CONTROL,
        "▁ctrl": TokenKind.CONTROL,
        "  ": TokenKind.ADDED,
        "[tool]": TokenKind.ADDED,
        "彩票": TokenKind.ADDED,
        "<0x41>x": TokenKind.ADDED,
        "<unused3>": TokenKind.UNUSED,
    }
    assert vocabulary.byte_ids is not None
    assert len(vocabulary.byte_ids) == 256


@pytest.mark.parametrize(
    ("name", "kind", "ranked"),
    [
        ("unigram", ModelKind.UNIGRAM, False),
        ("bpe", ModelKind.BPE, True),
        ("word", ModelKind.WORDLEVEL, False),
        ("char", ModelKind.LONGEST_MATCH, False),
    ],
)
def test_only_bpe_has_ranks(
    write: Write, name: str, kind: ModelKind, *, ranked: bool
) -> None:
    vocabulary = sentencepiece.load(str(write(trained(name))))
    assert vocabulary.tokenizer.kind is kind
    assert vocabulary.ranks == (vocabulary.ids if ranked else None)


def test_settings_are_those_that_the_model_was_trained_with(write: Write) -> None:
    name = "bpe with every kind of piece"
    settings = sentencepiece.load(str(write(trained(name)))).tokenizer.settings
    assert settings["trainer_spec.model_type"] == '"BPE"'
    assert settings["trainer_spec.byte_fallback"] == "true"
    assert settings["trainer_spec.split_digits"] == "true"
    assert settings["trainer_spec.pad_id"] == "3"
    assert settings["trainer_spec.unk_surface"] == '" ?? "'
    assert settings["trainer_spec.unk_piece"] == '"[UNK]"'
    assert settings["normalizer_spec.name"] == '"identity"'
    assert settings["normalizer_spec.add_dummy_prefix"] == "false"
    assert settings["normalizer_spec.remove_extra_whitespaces"] == "false"
    assert settings["normalizer_spec.escape_whitespaces"] == "true"


def test_a_setting_that_the_file_leaves_out_has_its_default(write: Write) -> None:
    settings = sentencepiece.load(str(write(model(piece("a"))))).tokenizer.settings
    assert settings["trainer_spec.model_type"] == '"UNIGRAM"'
    assert settings["trainer_spec.pad_id"] == "-1"
    assert settings["trainer_spec.unk_surface"] == '" \u2047 "'
    assert settings["trainer_spec.split_by_number"] == "true"


def test_a_normalizer_is_named_by_the_digest_of_its_rules(write: Write) -> None:
    nfkc = sentencepiece.load(str(write(trained("unigram"))))
    folded = sentencepiece.load(str(write(trained("whitespace within pieces"))))
    key = "normalizer_spec.precompiled_charsmap"
    one, other = nfkc.tokenizer.settings[key], folded.tokenizer.settings[key]
    assert one != other
    assert re.fullmatch(r'\{"bytes":\d{6},"sha256":"[0-9a-f]{64}"\}', one)


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=200),
            st.none() | st.floats(width=32, allow_nan=False),
            st.none() | st.integers(1, 5),
            st.booleans(),
        ),
        min_size=1,
    )
)
def test_pieces_read_as_written_in_whichever_layout(
    write: Write, rows: list[tuple[str, float | None, int | None, bool]]
) -> None:
    parts = []
    for text, value, number, is_turned in rows:
        fields = [sized(1, text.encode())]
        fields += [score(value)] if value is not None else []
        fields += [b"\x18" + varint(number)] if number is not None else []
        parts.append(sized(1, b"".join(fields[::-1] if is_turned else fields)))
    path = write(model(*parts))
    vocabulary = sentencepiece.load(str(path))
    names = [token.text for token in all_tokens(vocabulary)]
    spaced = [
        text
        if number in {2, 3} and kind.kind is not TokenKind.UNUSED
        else text.replace("▁", " ")
        for (text, _, number, _), kind in zip(rows, all_tokens(vocabulary), strict=True)
    ]
    assert names == spaced
    assert vocabulary.tokenizer.scores == [
        rows[token_id][1] or 0.0 for token_id in vocabulary.ids
    ]


def test_what_nobody_knows_is_passed_over(write: Write) -> None:
    unknown = sized(4, b"self-test") + sized(9, b"") + b"\x50\x07" + b"\x5d" + b"1234"
    unknown += b"\x61" + bytes(8) + sized(2**29 - 1, b"extension")
    inner = piece("b", sized(7, b"more"), b"\x80\x01\x01")
    vocabulary = sentencepiece.load(str(write(model(unknown, piece("a"), inner))))
    assert vocabulary.raws == [b"a", b"b"]


def test_of_a_field_that_stands_twice_the_last_one_counts(write: Write) -> None:
    twice = sized(1, sized(1, b"a") + sized(1, b"b") + score(1) + score(2))
    specs = sized(2, b"\x18\x02") + sized(2, b"\x18\x01") + sized(3, sized(1, b"x"))
    vocabulary = sentencepiece.load(str(write(twice + specs)))
    assert (vocabulary.raws, vocabulary.tokenizer.scores) == ([b"b"], [2.0])
    assert vocabulary.tokenizer.kind is ModelKind.UNIGRAM


def test_a_nul_in_a_piece_is_a_byte_as_any_other(write: Write) -> None:
    vocabulary = sentencepiece.load(str(write(model(piece("a\0▁b"), piece("▁c")))))
    assert vocabulary.raws == [b"a\0 b", b" c"]
    assert vocabulary.tokenizer.pieces == ["a\0▁b", "▁c"]


def test_a_piece_may_stand_twice(write: Write) -> None:
    vocabulary = sentencepiece.load(str(write(model(piece("a"), piece("a")))))
    assert (vocabulary.ids, vocabulary.raws) == ([0, 1], [b"a", b"a"])


def test_infinite_scores_are_scores(write: Write) -> None:
    both = piece("a", score(math.inf)), piece("b", score(-math.inf))
    scores = sentencepiece.load(str(write(model(*both)))).tokenizer.scores
    assert scores == [math.inf, -math.inf]


MALFORMED = {
    "nothing": (b"", "byte 0: ends after 0 pieces"),
    "no pieces": (model(), "the file holds no tokens"),
    "no trainer_spec": (piece("a", score(0)), "byte 10: ends after 1 pieces"),
    "a number of 11 bytes": (b"\xff" * 11, "byte 0: a number has more than 64 bits"),
    "a number of 65 bits": (b"\xff" * 9 + b"\x02", "byte 0: a number has more than 64"),
    "a number that is cut off": (piece("a") + b"\x80", "byte 5: a number is cut off"),
    "field 0": (b"\x02\x00", "byte 0: 0 is not the number of a field"),
    "a group": (b"\x0b\x0c", "byte 0: field 1 has the wire type 3"),
    "a group's end": (b"\x0c", "byte 0: field 1 has the wire type 4"),
    "more than there is": (
        b"\x0a\xff\xff\xff\xff\x7f",
        "byte 0: field 1 has 34,359,738,367 bytes, but 0 are left",
    ),
    "a piece beyond its message": (
        sized(1, b"\x0a\x05ab") + b"more",
        "byte 2: field 1 has 5 bytes, but 2 are left",
    ),
    "a piece that is a number": (b"\x08\x01", "byte 1: a piece is a number, not bytes"),
    "a text that is a number": (
        sized(1, b"\x08\x01"),
        "byte 3: the text of a piece is",
    ),
    "a score that is a number": (
        piece("a", b"\x10\x01"),
        "byte 6: the score of a piece is a number, not a 4-byte number",
    ),
    "a type that is bytes": (piece("a", sized(3, b"x")), "byte 7: the type of a piece"),
    "a spec that is a number": (b"\x10\x01", "byte 1: trainer_spec is a number"),
    "a setting that is bytes": (
        model(piece("a"), sized(2, sized(35, b"x"))),
        "byte 10: trainer_spec.byte_fallback is bytes, not a number",
    ),
    "a setting that is not UTF-8": (
        model(piece("a"), sized(3, sized(1, b"\xff"))),
        "byte 9: normalizer_spec.name is not valid UTF-8",
    ),
    "a model type": (
        piece("a") + sized(2, b"\x18\x05"),
        "trainer_spec.model_type is 5; known are 1 to 4",
    ),
    "an empty piece": (model(piece("a"), piece("")), "byte 7: piece 1 is empty"),
    "a piece without text": (model(sized(1, score(0))), "byte 2: piece 0 is empty"),
    "a piece that is not UTF-8": (
        model(piece("a"), piece(b"\xff\xfe"), piece("b")),
        "token 1 is not valid UTF-8",
    ),
    "half a character": (
        model(piece(b"\xe4\xbd"), piece(b"\xa0")),
        "token 0 is not valid UTF-8",
    ),
    "a type": (model(piece("a", b"\x18\x07")), "token 0 has the type 7"),
    "a large type": (
        model(piece("a", b"\x18\xff\xff\x03")),
        "token 0 has the type 255",
    ),
    "a score that is no number": (
        model(piece("a", score(1)), piece("b", score(math.nan))),
        r"token 1 has a score that is not a number \(NaN\)",
    ),
    "a byte that is none": (
        model(piece("<0x4G>\x1b", b"\x18\x06")),
        r"token 0 is of type byte, but '<0x4G>\\x1b' spells none",
    ),
    "another format": (b'{"version": "1.0"}', "byte 0: field 15 has the wire type 3"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_an_error_that_names_file_and_place(
    write: Write, name: str
) -> None:
    content, message = MALFORMED[name]
    path = write(content)
    with pytest.raises(FormatError, match=f"^{re.escape(str(path))}: {message}") as e:
        sentencepiece.load(str(path))
    assert str(e.value).isprintable()
    assert len(str(e.value)) < len(str(path)) + 200


def test_a_file_cut_off_anywhere_is_an_error(write: Write, small: bytes) -> None:
    for sixteenth in range(16):
        path = write(small[: len(small) * sixteenth // 16])
        with pytest.raises(FormatError, match=f"^{re.escape(str(path))}: byte "):
            sentencepiece.load(str(path))


def test_pieces_and_their_number_have_limits(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typed_pieces, "MAX_PIECE_BYTES", 300)
    with pytest.raises(FormatError, match="token 1 has 301 bytes; at most 300"):
        sentencepiece.load(str(write(model(piece("a"), piece("x" * 301)))))
    monkeypatch.setattr(sentencepiece, "MAX_PIECES", 3)
    for one in (piece("a", score(0)), piece("a")):
        assert len(sentencepiece.load(str(write(model(one * 3)))).ids) == 3
        with pytest.raises(FormatError, match=r"byte \d+: more than 3 pieces"):
            sentencepiece.load(str(write(model(one * 9))))


def test_fields_that_are_no_common_piece_have_a_limit(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = sized(1, score(0) + sized(1, b"a"))  # three fields, in the wrong order
    path = write(model(piece("a") * 99, odd * 10))
    monkeypatch.setattr(Message.__init__, "__defaults__", (31,))
    assert len(sentencepiece.load(str(path)).ids) == 109
    monkeypatch.setattr(Message.__init__, "__defaults__", (30,))
    with pytest.raises(FormatError, match=r"byte \d+: more than 200,000 fields"):
        sentencepiece.load(str(path))


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_crashes(
    write: Write, small: bytes, data: st.DataObject
) -> None:
    content = bytearray(small)
    places = data.draw(st.lists(st.integers(0, len(small) - 1), max_size=6))
    for place in places:
        content[place] = data.draw(st.integers(0, 255))
    path = write(bytes(content))
    try:
        vocabulary = sentencepiece.load(str(path))
    except FormatError as error:
        refusal = str(error)
    else:
        refusal = f"{path}: "
        assert len(vocabulary.ids) == len(vocabulary.raws) == len(vocabulary.texts)
    assert refusal.startswith(f"{path}: ")
    assert refusal.isprintable()
