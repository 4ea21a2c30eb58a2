import pytest

from vocab_audit.errors import FormatError
from vocab_audit.folder import tokenizer_file


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["tokenizer.json"], "tokenizer.json"),
        (["config.json", "model.safetensors", "tokenizer.json"], "tokenizer.json"),
        (["merges.txt", "tokenizer.json", "vocab.json"], "tokenizer.json"),
        (["tokenizer.json", "tokenizer.model"], "tokenizer.json"),
        (["merges.txt", "tokenizer_config.json", "vocab.json"], "vocab.json"),
        (["vocab.txt", "special_tokens_map.json"], "vocab.txt"),
        (["tokenizer.model", "params.json"], "tokenizer.model"),
        (["tokenizer.model.v3", "params.json"], "tokenizer.model.v3"),
        (["qwen.tiktoken", "tokenization_qwen.py"], "qwen.tiktoken"),
        (["model-q4.gguf", "README.md"], "model-q4.gguf"),
        (["tekken.json", "params.json"], "tekken.json"),
        (["rwkv_vocab_v20230424.txt"], "rwkv_vocab_v20230424.txt"),
    ],
)
def test_the_tokenizers_file_of_a_folder_is_found(
    names: list[str], chosen: str
) -> None:
    assert tokenizer_file(names, "here") == chosen
    assert tokenizer_file(reversed(names), "here") == chosen


@pytest.mark.parametrize("names", [[], ["config.json", "README.md", "tokens.txt"]])
def test_a_folder_without_one_is_an_error_that_says_what_was_looked_for(
    names: list[str],
) -> None:
    with pytest.raises(FormatError, match=r"^here: holds no .*tokenizer\.json"):
        tokenizer_file(names, "here")


@pytest.mark.parametrize(
    "names",
    [
        ["a.tiktoken", "b.tiktoken"],
        ["tekken.json", "tokenizer.json"],
        ["a.gguf", "tokenizer.json", "vocab.json"],
        ["tokenizer.model", "vocab.txt"],
    ],
)
def test_a_folder_with_several_is_an_error_that_names_them(names: list[str]) -> None:
    with pytest.raises(FormatError, match=r"files of 2 tokenizers .*; name one"):
        tokenizer_file(names, "here")


def test_only_some_of_very_many_are_named() -> None:
    names = [f"{number}.gguf" for number in range(1000)]
    with pytest.raises(FormatError, match=r"of 1,000 tokenizers .*, …\)") as caught:
        tokenizer_file(names, "here")
    assert len(str(caught.value)) < 200
