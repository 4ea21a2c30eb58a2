import pytest

from vocab_audit.toml_place import Key, line_of

TEXT = """\
fail-on = ["certain"]   # strengths

[tool."vocab-audit".max-share]
cjk = 0.5
[[allow]]
token = "a"
[[allow]]
'token' = "b"
other = { inner = 1 }
a.b = 2
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["fail-on"], 1),
        (["tool", "vocab-audit", "max-share"], 3),
        (["tool", "vocab-audit", "max-share", "cjk"], 4),
        (["allow", 0], 5),
        (["allow", 0, "token"], 6),
        (["allow", 1, "token"], 8),
        (["allow", 1, "other", "inner"], 9),
        (["allow", 1, "a", "b"], 10),
        (["allow", 1, "missing"], 7),
        (["missing"], None),
    ],
)
def test_a_key_is_found_on_its_line(keys: list[Key], line: int | None) -> None:
    assert line_of(TEXT, keys) == line
