import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mistral_common.tokens.tokenizers.tekken import Tekkenizer

from vocab_audit.errors import FormatError
from vocab_audit.sources import tekken
from vocab_audit.tokenizer import ModelKind
from vocab_audit.vocabulary import TokenKind

DATA = Path(str(files("mistral_common"))) / "data"
FILES = ["tekken_240718.json", "tekken_240911.json"]

Write = Callable[[object], Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes JSON, or text as it is, and returns its path, the same each time."""
    path = tmp_path_factory.mktemp("mistral") / "tekken.json"

    def write_content(content: object) -> Path:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    return write_content


def made(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A small file, with some of its keys or its config's changed."""
    config = {
        "pattern": ".",
        "num_vocab_tokens": 3,
        "default_vocab_size": 4,
        "default_num_special_tokens": 2,
        "version": "v11",
    }
    vocab = [
        {"rank": 0, "token_bytes": "YQ==", "token_str": "a"},
        {"rank": 1, "token_bytes": "/w==", "token_str": None},
        {"rank": 2, "token_bytes": "YWE=", "token_str": "aa"},
    ]
    specials = [{"rank": 1, "token_str": "</s>", "is_control": True}]
    content: dict[str, Any] = {
        "config": config
        | {key: changes.pop(key) for key in [*changes] if key in config},
        "vocab": vocab,
        "special_tokens": specials,
    }
    return content | changes


@pytest.mark.parametrize("name", FILES)
def test_every_id_is_what_mistral_common_says(name: str) -> None:
    path = DATA / name
    ours, theirs = tekken.load(str(path)), Tekkenizer.from_file(path)
    ordinary = {token.id: token.raw for token in ours.tokens}
    special = {token.id: token.raw.decode() for token in ours.special_tokens}
    assert len(ordinary) + len(special) == theirs.n_words
    assert theirs.n_words == 131_072
    assert all(ordinary[i] == theirs.id_to_byte_piece(i) for i in ordinary)
    assert all(special[i] == theirs.id_to_piece(i) for i in special)
    assert {i for i in range(theirs.n_words) if theirs.is_special(i)} == special.keys()


def test_ranks_count_from_the_first_token_behind_the_special_ones() -> None:
    vocabulary = tekken.load(str(DATA / FILES[0]))
    first = vocabulary.tokens[0]
    assert (first.id, first.rank, first.raw) == (1000, 0, b"\0")
    assert vocabulary.name == "data/" + FILES[0] or vocabulary.name == FILES[0]
    assert vocabulary.tokenizer.kind is ModelKind.BPE
    assert vocabulary.tokenizer.pattern is not None
    assert vocabulary.gaps == 0


def test_only_the_used_part_is_read(write: Write) -> None:
    vocabulary = tekken.load(str(write(made())))
    assert [*vocabulary.ids] == [2, 3]
    assert vocabulary.raws == [b"a", b"\xff"]
    assert vocabulary.texts == ["a", None]


def test_a_special_token_that_the_file_does_not_name_is_unused(write: Write) -> None:
    special = tekken.load(str(write(made()))).special_tokens
    assert [(token.id, token.text, token.kind) for token in special] == [
        (0, "<SPECIAL_0>", TokenKind.UNUSED),
        (1, "</s>", TokenKind.CONTROL),
    ]


def test_a_special_token_that_is_no_control_token_is_an_added_one(write: Write) -> None:
    listed = [{"rank": 0, "token_str": "x", "is_control": False}]
    special = tekken.load(str(write(made(special_tokens=listed)))).special_tokens
    assert special[0].kind is TokenKind.ADDED


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "not the JSON"),
        ("{", "not the JSON"),
        ('{"config":' + "[" * 100_000, "not the JSON"),
        (made(vocab={}), r"Expected `array`, got `object` - at `\$\.vocab`"),
        (made(vocab=[{"rank": 0}]), r"`token_bytes` - at `\$\.vocab\[0\]`"),
        (made(vocab=[]), "leaves room for 2 tokens, and the file lists 0"),
        (made(default_vocab_size=2), "leaves room for 0 tokens"),
        (made(default_vocab_size=2**40), "leaves room for 1099511627774 tokens"),
        (made(default_vocab_size=-1), "leaves room for -3 tokens"),
        (made(default_num_special_tokens=-1), "default_num_special_tokens is -1"),
        (
            made(default_num_special_tokens=2**40, default_vocab_size=2**40 + 1),
            "default_num_special_tokens is 1099511627776",
        ),
        (
            made(vocab=[{"rank": 1, "token_bytes": "YQ=="}] * 2),
            r"vocab\[0\]\.rank is 1; it must be 0",
        ),
        (
            made(vocab=[{"rank": 0, "token_bytes": "YQ=="}] * 2),
            r"vocab\[1\]\.rank is 0; it must be 1",
        ),
        (
            made(vocab=[{"rank": i, "token_bytes": "?"} for i in range(2)]),
            r"vocab\[0\]\.token_bytes is not the base64",
        ),
        (
            made(vocab=[{"rank": i, "token_bytes": "é"} for i in range(2)]),
            r"vocab\[0\]\.token_bytes is not the base64",
        ),
        (
            made(vocab=[{"rank": i, "token_bytes": ""} for i in range(2)]),
            r"vocab\[0\]\.token_bytes is not the base64 of 1 to",
        ),
        (
            made(special_tokens=[{"rank": 2, "token_str": "x"}]),
            r"special_tokens\[0\]\.rank is 2; it must be from 0 to 1",
        ),
        (
            made(special_tokens=[{"rank": 0, "token_str": "x"}] * 2),
            r"special_tokens\[1\]\.rank is 0; .* each stands once",
        ),
    ],
)
def test_a_malformed_file_is_an_error_that_names_the_place(
    write: Write, content: object, fault: str
) -> None:
    path = write(content)
    with pytest.raises(FormatError, match=rf"^{re.escape(str(path))}: .*{fault}"):
        tekken.load(str(path))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=9,
)


@given(st.sampled_from(["config", "vocab", "special_tokens"]), JSON)
def test_any_json_in_a_place_is_read_or_refused(
    write: Write, key: str, value: object
) -> None:
    path = write(made(**{key: value}))
    try:
        vocabulary = tekken.load(str(path))
    except FormatError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - both ends are right
    else:
        assert len(vocabulary.ids) == 2
