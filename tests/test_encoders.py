"""How many tokens a text takes, against the libraries themselves."""

from dataclasses import replace
from pathlib import Path

import pytest
import tiktoken
import tokenizers

from vocab_audit import encoders
from vocab_audit.encoders import MAX_TEXT_BYTES, Encoded, encode, read_text
from vocab_audit.errors import FormatError, SourceError
from vocab_audit.tokenizer import Tokenizer
from vocab_audit.vocabulary import Vocabulary

TEXT = "The quick brown fox 天天中彩票 <|endoftext|> 12345\n\tπ = 3.14159\n" * 20


@pytest.mark.parametrize(
    "name", ["o200k_base", "cl100k_base", "p50k_base", "r50k_base"]
)
def test_embedded_encodings_count_as_tiktoken_counts(
    vocabularies: dict[str, Vocabulary], name: str
) -> None:
    vocabulary = vocabularies[name]
    ranks = dict(zip(vocabulary.raws, vocabulary.ids, strict=True))
    pattern = vocabulary.tokenizer.pattern
    assert pattern
    reference = tiktoken.Encoding(
        "it", pat_str=pattern, mergeable_ranks=ranks, special_tokens={}
    )
    found = encode(vocabulary, None, TEXT)
    assert found == Encoded(len(reference.encode_ordinary(TEXT)))
    assert found.bytes_per_token(len(TEXT.encode()))


def test_a_tokenizer_json_counts_as_its_library_counts(
    vocabularies: dict[str, Vocabulary], tmp_path: Path
) -> None:
    letters = {letter: at for at, letter in enumerate(sorted({*TEXT}))}
    made = tokenizers.Tokenizer(tokenizers.models.BPE(letters, [], unk_token=None))
    made.save(str(tmp_path / "tokenizer.json"))
    vocabulary = replace(
        vocabularies["r50k_base"], tokenizer=Tokenizer("tokenizer.json")
    )
    found = encode(vocabulary, tmp_path / "tokenizer.json", TEXT)
    assert found.tokens == len(TEXT)


@pytest.mark.parametrize(
    ("tokenizer", "why"),
    [
        (Tokenizer("tiktoken"), "names no pattern"),
        (Tokenizer("tiktoken", pattern="("), "library failed"),
        (Tokenizer("tokenizer.json"), "not loaded from a file"),
        (Tokenizer("gguf"), "no library is known here that encodes gguf"),
        (Tokenizer(), "its format"),
    ],
)
def test_what_cannot_encode_says_why(
    vocabularies: dict[str, Vocabulary], tokenizer: Tokenizer, why: str
) -> None:
    vocabulary = replace(vocabularies["r50k_base"], tokenizer=tokenizer)
    found = encode(vocabulary, None, "text")
    assert found.tokens is None
    assert why in found.why
    assert found.bytes_per_token(4) is None


def test_a_vocabulary_without_all_bytes_or_ranks_does_not_encode(
    vocabularies: dict[str, Vocabulary],
) -> None:
    whole = vocabularies["r50k_base"]
    short = replace(whole, ids=whole.ids[9:], raws=whole.raws[9:], ranks=range(50_247))
    assert encode(short, None, "text").why == "9 of the 256 bytes are no tokens"
    assert "no merge ranks" in encode(replace(whole, ranks=None), None, "text").why


def test_a_library_that_is_missing_is_named(
    vocabularies: dict[str, Vocabulary], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "find_spec", lambda _: None)
    vocabulary = replace(
        vocabularies["r50k_base"], tokenizer=Tokenizer("sentencepiece")
    )
    assert "pip install sentencepiece" in encode(vocabulary, None, "a").why


def test_a_damaged_file_fails_in_its_library(
    vocabularies: dict[str, Vocabulary], tmp_path: Path
) -> None:
    path = tmp_path / "tokenizer.model"
    path.write_bytes(b"\0nonsense")
    vocabulary = replace(
        vocabularies["r50k_base"], tokenizer=Tokenizer("sentencepiece")
    )
    assert "library failed" in encode(vocabulary, path, "a").why


def test_a_text_is_read_as_utf_8_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfok")
    assert read_text(path) == "ok"
    path.write_bytes(b"ok\xff")
    with pytest.raises(FormatError, match="byte 2 is not UTF-8"):
        read_text(path)
    with pytest.raises(SourceError, match="cannot read"):
        read_text(tmp_path / "nothing")
    monkeypatch.setattr(encoders, "MAX_TEXT_BYTES", 2)
    with pytest.raises(FormatError, match="larger"):
        read_text(path)
    assert MAX_TEXT_BYTES > 2
