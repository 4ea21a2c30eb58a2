import json
from pathlib import Path

import pytest

from vocab_audit import files, sources
from vocab_audit.errors import FormatError

_CONFIG = {
    "pattern": ".",
    "num_vocab_tokens": 3,
    "default_vocab_size": 3,
    "default_num_special_tokens": 0,
    "version": "v3",
}
_TOO_MANY = {
    "a.tiktoken": "IQ== 0\nIg== 1\nIw== 2\n",
    "rwkv_vocab.txt": "1 'a' 1\n2 'b' 1\n3 'c' 1\n",
    "vocab.txt": "[UNK]\na\n##b\n",
    "tekken.json": json.dumps(
        {
            "config": _CONFIG,
            "vocab": [
                {"rank": 0, "token_bytes": "IQ==", "token_str": "!"},
                {"rank": 1, "token_bytes": "Ig==", "token_str": '"'},
                {"rank": 2, "token_bytes": "Iw==", "token_str": "#"},
            ],
        }
    ),
    "tokenizer.json": (
        '{"version": "1.0", "added_tokens": [], "model": '
        '{"type": "WordLevel", "vocab": {"a": 0, "b": 1, "c": 2}, "unk_token": "a"}}'
    ),
    "unigram.json": (
        '{"version": "1.0", "added_tokens": [], "model": '
        '{"type": "Unigram", "vocab": [["a", -1.0], ["b", -2.0], ["c", -3.0]]}}'
    ),
}


@pytest.mark.parametrize("name", _TOO_MANY)
def test_no_format_may_list_more_tokens_than_any_tokenizer_has(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_text(_TOO_MANY[name], encoding="utf-8")
    monkeypatch.setattr(files, "MAX_TOKENS", 3)
    assert len(sources.load(str(path)).ids) > 1
    monkeypatch.setattr(files, "MAX_TOKENS", 2)
    with pytest.raises(FormatError, match=f"{name}: lists 3 tokens; at most 2 are"):
        sources.load(str(path))
