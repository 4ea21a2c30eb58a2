import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer as HuggingFaceTokenizer
from tokenizers import models

from vocab_audit.detectors import reachability
from vocab_audit.finding import Evidence
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary

Run = Callable[..., dict[str, Evidence]]

UNREACHABLE = {
    " I'": " I + '",
    "\n//": "\\n + //",
    "\r\n//": "\\r\\n + //",
    "\n///": "\\n + ///",
    "\n\n//": "\\n\\n + //",
    "\n//\n//": "\\n + //\\n//",
    " 亚洲AV": " 亚洲 + AV",
    "\r\n\r\n//": "\\r\\n\\r\\n + //",
    "无码AV": "无码 + AV",
    "\n\n\n//": "\\n\\n\\n + //",
    " 天天中彩票APP": " 天天中彩票 + APP",
    "亚洲AV": "亚洲 + AV",
}
"""The tokens of o200k_base that are valid UTF-8 and never produced."""


@pytest.fixture(scope="module")
def found(
    vocabularies: dict[str, Vocabulary], evidence_of: Run
) -> dict[str, dict[str, Evidence]]:
    return {
        name: evidence_of(reachability.detect, vocabularies[name])
        for name in ("o200k_base", "r50k_base")
    }


def test_o200k_base_has_exactly_twelve_unreachable_tokens(
    found: dict[str, dict[str, Evidence]],
) -> None:
    details = {
        token: f"is never produced: the pre-tokenizer cuts it into {pieces}"
        for token, pieces in UNREACHABLE.items()
    }
    assert {text: piece.detail for text, piece in found["o200k_base"].items()} == (
        details
    )


def test_it_remarks_and_flags_nothing(found: dict[str, dict[str, Evidence]]) -> None:
    pieces = found["o200k_base"].values()
    assert {(piece.category, piece.strength) for piece in pieces} == {(None, None)}


@pytest.mark.parametrize("name", ["o200k_base", "r50k_base"])
def test_tiktoken_agrees_on_every_token(
    name: str,
    found: dict[str, dict[str, Evidence]],
    vocabularies: dict[str, Vocabulary],
) -> None:
    import tiktoken

    vocabulary = vocabularies[name]
    encoding = tiktoken.Encoding(
        "made",
        pat_str=vocabulary.tokenizer.pattern or "",
        mergeable_ranks=dict(zip(vocabulary.raws, vocabulary.ids, strict=True)),
        special_tokens={},
    )
    unreachable = {
        text
        for token_id, text in zip(vocabulary.ids, vocabulary.texts, strict=True)
        if text is not None and encoding.encode_ordinary(text) != [token_id]
    }
    assert unreachable == found[name].keys()


pieces = st.text(st.sampled_from("abcd"), min_size=1, max_size=3)


def made(merges: list[tuple[str, str]], **settings: str) -> Vocabulary:
    """A byte-level vocabulary of the letters a to d and what the merges make."""
    texts = [*"abcd", *dict.fromkeys(left + right for left, right in merges)]
    raws = [text.encode() for text in texts]
    tokenizer = Tokenizer(
        "tokenizer.json",
        ModelKind.BPE,
        merges=[(left.encode(), right.encode()) for left, right in merges],
        settings=settings,
    )
    ids = range(len(raws))
    return Vocabulary(
        "made", "file", "0", ids, raws, texts, tokenizer=tokenizer, ranks=ids
    )


SHADOWED = [("b", "c"), ("a", "b"), ("ab", "c"), ("c", "d"), ("ab", "cd")]
"""The first merge takes b from the others: abc is a + bc, abcd is a + bc + d."""


def test_a_token_whose_merges_an_earlier_one_prevents_is_unreachable(
    evidence_of: Run,
) -> None:
    vocabulary = made(SHADOWED)
    found = evidence_of(reachability.detect, vocabulary)
    assert {text: piece.detail for text, piece in found.items()} == {
        "abc": "is never produced: the merges stop at a + bc",
        "abcd": "is never produced: the merges stop at a + bc + d",
    }


@given(st.lists(st.tuples(pieces, pieces), min_size=1, max_size=8, unique=True))
def test_tokenizers_agrees_on_the_tokens_of_any_merges(
    evidence_of: Run, pairs: list[tuple[str, str]]
) -> None:
    known = {*"abcd"}
    merges = []
    for left, right in pairs:  # a merge is of pieces that there are
        if {left, right} <= known:
            merges.append((left, right))
            known.add(left + right)
    vocabulary = made(merges)
    ids = {text: place for place, text in enumerate(vocabulary.texts) if text}
    reference = HuggingFaceTokenizer(models.BPE(vocab=ids, merges=merges))
    unreachable = {text for text in ids if reference.encode(text).tokens != [text]}
    assert evidence_of(reachability.detect, vocabulary).keys() == unreachable


def test_where_whole_words_are_looked_up_first_no_merge_is_missing(
    evidence_of: Run,
) -> None:
    vocabulary = made(SHADOWED, ignore_merges=json.dumps(obj=True))
    assert evidence_of(reachability.detect, vocabulary) == {}


def test_where_bytes_are_a_fallback_merges_begin_with_characters(
    evidence_of: Run,
) -> None:
    texts = ["彩", "票", "彩票"]
    merges = [("彩".encode(), "票".encode())]
    vocabulary = Vocabulary(
        "made",
        "file",
        "0",
        range(3),
        [text.encode() for text in texts],
        texts,
        tokenizer=Tokenizer("tokenizer.json", ModelKind.BPE, merges=merges),
        ranks=range(3),
        byte_ids=frozenset(),
    )
    assert evidence_of(reachability.detect, vocabulary) == {}


@pytest.mark.parametrize("kind", [None, ModelKind.UNIGRAM, ModelKind.WORDPIECE])
def test_other_tokenizers_than_merging_ones_are_left_alone(
    kind: ModelKind | None, evidence_of: Run
) -> None:
    vocabulary = made(SHADOWED)
    other = replace(vocabulary, tokenizer=replace(vocabulary.tokenizer, kind=kind))
    assert evidence_of(reachability.detect, other) == {}


def test_a_vocabulary_without_ranks_and_merges_is_left_alone(evidence_of: Run) -> None:
    vocabulary = replace(
        made(SHADOWED), tokenizer=Tokenizer(kind=ModelKind.BPE), ranks=None
    )
    assert evidence_of(reachability.detect, vocabulary) == {}


@pytest.mark.parametrize(
    "pattern", ["(", "(?P<a>", "x" * 5_000, "", "(?=a)", r"\p{Nonsense}"]
)
def test_a_pattern_that_cannot_be_used_cuts_nothing(
    pattern: str, evidence_of: Run
) -> None:
    vocabulary = made([("a", "b")])
    tokenizer = replace(vocabulary.tokenizer, pattern=pattern)
    found = evidence_of(reachability.detect, replace(vocabulary, tokenizer=tokenizer))
    assert found == {}


def test_a_hostile_pattern_and_hostile_tokens_are_bounded_in_time(
    evidence_of: Run,
) -> None:
    texts = [*"ab", *("a" * size + "!" for size in range(400, 500))]
    tokenizer = Tokenizer("tokenizer.json", ModelKind.BPE, r"(?:a+)+$")
    vocabulary = Vocabulary(
        "made",
        "file",
        "0",
        range(len(texts)),
        [text.encode() for text in texts],
        texts,
        tokenizer=tokenizer,
        ranks=range(len(texts)),
    )
    started = time.process_time()
    evidence_of(reachability.detect, vocabulary)
    assert time.process_time() - started < 5
