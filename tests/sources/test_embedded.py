import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.decoders import tiktoken_text
from vocab_audit.errors import FormatError, UnknownVocabularyError
from vocab_audit.script import profiles
from vocab_audit.sources import embedded
from vocab_audit.vocabulary import TokenKind, Vocabulary

RANK_FILES = "https://openaipublic.blob.core.windows.net/encodings/"

# tokens, valid UTF-8, and those with at least 1, 2, 3, 4 Han characters
CENSUS = {
    "o200k_base": (199_998, 198_436, 7_534, 4_228, 1_216, 758),
    "cl100k_base": (100_256, 99_483, 840, 238, 23, 7),
    "p50k_base": (50_280, 49_936, 43, 4, 3, 0),
    "r50k_base": (50_256, 49_912, 43, 4, 3, 0),
}

TEXTS = {
    2783: " 天天中彩票",
    8089: "天天中彩票",
    13492: "北京赛车",
    53332: " 国产精品",
    92481: " 菲律宾申博",
    177431: "给主人留下些什么吧",
    181081: " 微信公众号天天中彩票",
    185118: "_日本毛片免费视频观看",
    185946: "波多野结衣",
    187822: " 大发快三开奖结果",
    155245: "中华人民共和国",
    193825: "中国特色社会主义",
    113835: " คาสิโนออนไลน์",
    139508: "【อ่านข้อความเต็ม",
    61584: "출장안마",
    87123: "風吹けば名無し",
    147058: "VIPがお送りします",
    12567: " crusher",
    22595: " бутлуур",
    29244: " مطحنة",
    119089: " XNUMX",
}


@pytest.fixture(scope="module")
def tiktoken_cache(
    vocabularies: dict[str, Vocabulary], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder in which tiktoken finds the files that our data spells."""
    folder = tmp_path_factory.mktemp("cache")
    for name, vocabulary in vocabularies.items():
        url = f"{RANK_FILES}{name}.tiktoken"
        stored = folder / hashlib.sha1(url.encode()).hexdigest()  # noqa: S324
        stored.write_bytes(tiktoken_text(vocabulary.ids, vocabulary.raws))
    return folder


@pytest.mark.parametrize("name", CENSUS)
def test_the_census_of_each_vocabulary_is_the_known_one(
    vocabularies: dict[str, Vocabulary], name: str
) -> None:
    texts = [text for text in vocabularies[name].texts if text is not None]
    han = [profile.han for profile in profiles(texts)]
    at_least = [sum(count >= minimum for count in han) for minimum in range(1, 5)]
    assert (len(vocabularies[name].ids), len(texts), *at_least) == CENSUS[name]


def test_known_ids_of_o200k_base_have_the_known_texts(o200k: Vocabulary) -> None:
    assert {known: o200k.texts[known] for known in TEXTS} == TEXTS


# gpt2 is left out: tiktoken makes it of OpenAI's older files vocab.bpe and
# encoder.json, which nobody has offline; see the test after this one
@pytest.mark.parametrize("name", sorted(embedded.ENCODINGS.keys() - {"gpt2"}))
def test_tiktoken_loads_the_very_same_encoding_from_our_bytes(
    tiktoken_cache: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import tiktoken

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tiktoken_cache))
    monkeypatch.setattr("tiktoken.load.read_file", None)  # no network
    ours, theirs = embedded.load(name), tiktoken.get_encoding(name)
    assert ours.tokenizer.pattern == theirs._pat_str  # noqa: SLF001 - no other name
    raws = theirs.token_byte_values()
    assert sorted(ours.raws) == raws
    ranks = dict(zip(ours.raws, ours.ids, strict=True))
    assert [ranks[raw] for raw in raws] == [*map(theirs.encode_single_token, raws)]
    special = {token.raw.decode(): token.id for token in ours.special_tokens}
    assert len(special) == len(ours.special_tokens)
    assert special.keys() == theirs.special_tokens_set
    assert all(theirs.encode_single_token(text) == special[text] for text in special)
    assert theirs.n_vocab == 1 + max(*ours.ids, *special.values())
    assert all(token.kind is TokenKind.SPECIAL for token in ours.special_tokens)


def test_gpt2_is_r50k_base_with_its_one_special_token(
    vocabularies: dict[str, Vocabulary],
) -> None:
    gpt2, r50k = embedded.load("gpt2"), vocabularies["r50k_base"]
    assert gpt2.raws == r50k.raws
    assert gpt2.ids == r50k.ids
    # tiktoken/model.py: 50,256 ranks and <|endoftext|> behind them
    assert [(token.text, token.id) for token in gpt2.special_tokens] == [
        ("<|endoftext|>", 50_256)
    ]
    assert gpt2.special_tokens == r50k.special_tokens


def test_the_19_holes_of_o200k_base_hold_no_token(o200k: Vocabulary) -> None:
    special = {token.id for token in o200k.special_tokens}
    holes = {*range(200_019)} - special - {*o200k.ids}
    assert holes == {199_998, *range(200_000, 200_018)}
    assert all(o200k.position(hole) is None for hole in holes)


def test_p50k_base_skips_the_id_of_its_special_token(
    vocabularies: dict[str, Vocabulary],
) -> None:
    p50k = vocabularies["p50k_base"]
    assert p50k.position(50_256) is None
    assert (p50k.ids[50_255], p50k.ids[50_256], p50k.ids[-1]) == (
        50_255,
        50_257,
        50_280,
    )


@pytest.mark.parametrize("name", embedded.ENCODINGS)
def test_every_encoding_says_what_it_is(name: str) -> None:
    vocabulary = embedded.load(name)
    text = tiktoken_text(vocabulary.ids, vocabulary.raws)
    assert vocabulary.name == name
    assert vocabulary.origin == "embedded"
    assert vocabulary.sha256 == hashlib.sha256(text).hexdigest()
    ids = [token.id for token in vocabulary.special_tokens]
    assert ids == sorted(ids)


def test_an_unknown_name_is_told_which_names_are_embedded() -> None:
    with pytest.raises(UnknownVocabularyError, match=r"'o300k' .*o200k_base.*gpt2"):
        embedded.load("o300k")


def test_loading_needs_neither_network_nor_tiktoken_nor_a_place_to_write(
    run_python: Callable[..., CompletedProcess[str]],
) -> None:
    script = """
import sys
def watch(event, args):
    if event.startswith("socket.") or event == "open" and args[1] not in ("r", "rb"):
        flags = args[2] if event == "open" else 3
        assert flags & 3 == 0, (event, args)
sys.addaudithook(watch)
import vocab_audit
vocabulary = vocab_audit.load_vocabulary("o200k_base")
print(len(vocabulary.ids), "tiktoken" in sys.modules)
"""
    ended = run_python(script)
    assert ended.stderr == ""
    assert ended.stdout == "199998 False\n"


@given(st.lists(st.binary(max_size=255)))
def test_unpacking_what_was_packed_is_the_identity(raws: list[bytes]) -> None:
    assert embedded.unpack(embedded.pack(raws)) == raws


@pytest.mark.parametrize("token", [b"\xff", b"\xff\x00", b"\xff\xff\x00", b"\x00\xff"])
def test_a_token_that_looks_like_the_separator_is_kept(token: bytes) -> None:
    raws = [b"a", token, token * 3, b""]
    assert embedded.unpack(embedded.pack(raws)) == raws


@cache
def damaged() -> dict[str, bytes]:
    packed = (embedded.DIRECTORY / "p50k_base.bin").read_bytes()
    raws = embedded.unpack(packed)
    middle = len(packed) // 2
    return {
        "empty": b"",
        "a pointer": b"version https://git-lfs.github.com/spec/v1\n",
        "truncated": packed[:-1],
        "half": packed[:middle],
        "one bit": packed[:middle] + bytes([packed[middle] ^ 1]) + packed[middle + 1 :],
        "one token changed": embedded.pack([*raws[:-1], b"?"]),
        "one token less": embedded.pack(raws[:-1]),
        "two tokens swapped": embedded.pack([raws[1], raws[0], *raws[2:]]),
        "only a count": b"\xff",
        "no separator": b"\0" + packed[1:],
        "huge separator": b"\xff" + packed[1:],
        "bytes left over": packed + b"x",
    }


@pytest.mark.parametrize("fault", damaged())
def test_damaged_data_is_an_error_that_names_the_file_and_the_remedy(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p50k_base.bin"
    path.write_bytes(damaged()[fault])
    monkeypatch.setattr(embedded, "DIRECTORY", tmp_path)
    with pytest.raises(FormatError, match="install vocab-audit again") as raised:
        embedded.load("p50k_base")
    assert str(raised.value).startswith(f"{path}: ")


def test_missing_data_is_an_error_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "DIRECTORY", tmp_path)
    with pytest.raises(FormatError, match=r"cl100k_base\.bin: .*damaged"):
        embedded.load("cl100k_base")
