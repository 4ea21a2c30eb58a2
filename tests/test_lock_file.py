import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vocab_audit.canaries import Canaries
from vocab_audit.columns import Column
from vocab_audit.drift import Drift, drift
from vocab_audit.errors import LockError
from vocab_audit.lock import lock_vocabulary
from vocab_audit.lock_file import dump_lock, load_lock
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary, decode_all

MADE = "vocab.lock"


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    raws = draw(st.lists(st.binary(max_size=4), max_size=12))
    size = len(raws)
    ids = sorted(draw(st.sets(st.integers(0, 99), min_size=size, max_size=size)))

    def column(entries: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.none() | st.lists(entries, min_size=size, max_size=size)

    part = st.sampled_from([*raws, b"other"])
    tokenizer = Tokenizer(
        "tokenizer.json",
        draw(st.none() | st.sampled_from(ModelKind)),
        draw(st.none() | st.text()),
        draw(st.none() | st.lists(st.tuples(part, part))),
        draw(column(st.floats(allow_nan=False))),
        draw(column(st.text(max_size=3))),
        {"decoder": draw(st.sampled_from(["null", '{"type":"Fuse"}', '"x"']))},
    )
    special = [
        Token(100 + place, raw, TokenKind.SPECIAL, None, decode_all([raw])[0], flags)
        for place, (raw, flags) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.binary(min_size=1, max_size=3),
                        st.just(frozenset[str]()) | st.just(frozenset({"lstrip"})),
                    ),
                    max_size=3,
                )
            )
        )
    ]
    return Vocabulary(
        "made",
        "file",
        "0" * 64,
        ids,
        raws,
        decode_all(raws),
        tuple(special),
        tokenizer,
        draw(column(st.integers(0, 2**31 - 1))),
        draw(st.none() | st.frozensets(st.sampled_from(ids or [0]))),
    )


@given(vocabularies())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_loading_what_was_dumped_is_the_identity(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    lock = lock_vocabulary(vocabulary, Canaries("x 1", encodings={"a": (1, 2)}))
    path = tmp_path / MADE
    path.write_text(dump_lock(lock), "utf-8")
    again = load_lock(path)
    assert dump_lock(again) == dump_lock(lock)
    assert drift(again, lock) == Drift(())
    assert again.special_tokens == lock.special_tokens
    columns: list[tuple[Column[Any] | None, Sequence[Any] | None]] = [
        (again.tokens, vocabulary.raws),
        (again.ids, vocabulary.ids),
        (again.ranks, vocabulary.ranks),
        (again.scores, vocabulary.tokenizer.scores),
        (again.merges, vocabulary.tokenizer.merges),
    ]
    for column, entries in columns:
        read = None if column is None else [*column.read()]
        assert read == (None if entries is None else [*entries])


@pytest.fixture(scope="module")
def text(o200k: Vocabulary) -> str:
    return dump_lock(lock_vocabulary(o200k, Canaries(why="not tried")))


def test_a_lock_of_200_000_tokens_is_below_a_megabyte(text: str) -> None:
    assert len(text.encode()) < 1_000_000


def test_a_changed_token_rewrites_one_block(o200k: Vocabulary, text: str) -> None:
    raws = [*o200k.raws]
    raws[100_000] = b"another"
    after = dump_lock(
        lock_vocabulary(replace(o200k, raws=raws), Canaries(why="not tried"))
    )
    changed = [
        line
        for line, other in zip(text.splitlines(), after.splitlines(), strict=True)
        if line != other
    ]
    assert len(changed) == 2, "the digest, and a block"


Break = Callable[[dict[str, Any]], object]

BROKEN: dict[str, tuple[Break, str]] = {
    "a future version": (
        lambda it: it.update(schema="vocab-audit/lock/2"),
        "is a lock of version 2, and this vocab-audit reads version 1: install",
    ),
    "a baseline": (
        lambda it: it.update(schema="vocab-audit/baseline/1"),
        "is no lock: its schema is 'vocab-audit/baseline/1'",
    ),
    "no schema": (lambda it: it.pop("schema"), 'is no lock: it names no "schema"'),
    "no tokens": (lambda it: it.pop("tokens"), "missing required field `tokens`"),
    "an unknown key": (lambda it: it.update(x=1), "unknown field `x`"),
    "a text for a number": (
        lambda it: it["special_tokens"][0].update(id="1"),
        "$.special_tokens[0].id: expected `int`",
    ),
    "no text": (
        lambda it: it["special_tokens"][0].pop("text"),
        "$.special_tokens[0]: has neither text nor bytes",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_malformed_lock_is_an_error_that_names_the_place(
    tmp_path: Path, text: str, name: str
) -> None:
    damage, words = BROKEN[name]
    document = json.loads(text)
    damage(document)
    path = tmp_path / MADE
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(LockError) as caught:
        load_lock(path)
    assert f"{path}: " in str(caught.value)
    assert words in str(caught.value)


DAMAGED: dict[str, tuple[Break, str]] = {
    "another digest": (
        lambda it: it["tokens"].update(sha256="0" * 64),
        "$.tokens: its entries do not fit its count and sha256",
    ),
    "another count": (lambda it: it["tokens"].update(count=5), "do not fit"),
    "a lost block": (lambda it: it["tokens"]["blocks"].pop(), "do not fit"),
    "a damaged block": (
        lambda it: it["tokens"].update(blocks=["QlpoOTFBWSZTWQ=="]),
        "$.tokens: a packed block is",
    ),
    "endless runs": (
        lambda it: it["ids"].update(runs=[[0, 10**15]]),
        "$.ids: its runs are not 0 to 20,000,000 numbers",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_columns_that_are_damaged_are_an_error_when_they_are_compared(
    tmp_path: Path, o200k: Vocabulary, text: str, name: str
) -> None:
    damage, words = DAMAGED[name]
    document = json.loads(text)
    damage(document)
    path = tmp_path / MADE
    path.write_text(json.dumps(document), "utf-8")
    other = replace(o200k, raws=[*o200k.raws[:-1], b"x"], ids=range(1, 199_999))
    with pytest.raises(LockError) as caught:
        drift(load_lock(path), lock_vocabulary(other))
    assert words in str(caught.value)


def test_markers_of_a_merge_conflict_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / MADE
    path.write_text("{\n<<<<<<< HEAD\n", "utf-8")
    with pytest.raises(LockError, match=r"vocab\.lock:2: .* merge conflict"):
        load_lock(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"null"])
def test_what_is_no_json_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / MADE
    path.write_bytes(content)
    with pytest.raises(LockError, match=r"vocab\.lock: "):
        load_lock(path)


def test_a_missing_lock_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(LockError, match="`vocab-audit lock VOCAB -o "):
        load_lock(tmp_path / MADE)
    with pytest.raises(LockError, match="is a directory; name a lock"):
        load_lock(tmp_path)
