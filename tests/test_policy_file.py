import base64
from datetime import date
from pathlib import Path

import pytest

from vocab_audit.audit import LengthRule
from vocab_audit.category import Category, Strength
from vocab_audit.errors import PolicyError
from vocab_audit.policy import Allowance, Policy
from vocab_audit.policy_file import find_policy, load_policy

FULL = """\
fail-on = ["certain"]
categories = ["gambling", "boilerplate"]
rule = "han"
min-chars = 4
required-languages = ["th", "zh-Hans"]
vocabularies = ["o200k_base", "here.json"]
wordlists = ["gambling=terms.txt"]
default-wordlists = false
baseline = "baseline.json"
lock = "locks/vocab.lock"

[max-share]
cjk = 0.01

[required-scripts]
thai = 7

[[allow]]
token = " 彩票"
category = "gambling"
reason = "a legal lottery"
expires = 2027-01-31

[[allow]]
bytes = "/w=="
reason = "a byte"
expires = 2027-02-01
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    write(tmp_path / "here.json", "")
    write(tmp_path / "terms.txt", "")
    path = write(tmp_path / "vocab-audit.toml", FULL)
    policy = load_policy(path)
    assert policy.fail_on == {Strength.CERTAIN}
    assert policy.categories == {Category.GAMBLING, Category.BOILERPLATE}
    assert (policy.settings.rule, policy.settings.min_chars) == (LengthRule.HAN, 4)
    assert policy.required_scripts == {"Thai": 7, "Han": 1}
    assert policy.max_share == {LengthRule.CJK: 0.01}
    assert policy.vocabularies == ("o200k_base", str(tmp_path / "here.json"))
    assert policy.wordlists == (f"gambling={tmp_path / 'terms.txt'}",)
    assert not policy.default_wordlists
    assert policy.baseline == tmp_path / "baseline.json"
    assert policy.lock == tmp_path / "locks" / "vocab.lock"
    assert policy.allowances == (
        Allowance(
            " 彩票".encode(),
            "a legal lottery",
            date(2027, 1, 31),
            Category.GAMBLING,
            f"{path}:18",
        ),
        Allowance(b"\xff", "a byte", date(2027, 2, 1), None, f"{path}:24"),
    )


def test_a_table_of_pyproject_is_a_policy(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[tool.vocab-audit]\nmin-chars = 5\n'
    path = write(tmp_path / "pyproject.toml", text)
    assert find_policy(tmp_path) == path
    assert load_policy(path).settings.min_chars == 5


def test_without_a_file_the_policy_is_the_default(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[project]\nname = "x"\n')
    (tmp_path / ".git").mkdir()
    assert find_policy(tmp_path) is None
    assert load_policy() == Policy()
    assert Category.BOILERPLATE not in Policy().categories
    assert Policy().fail_on == {Strength.CERTAIN, Strength.LIKELY}


def test_the_nearest_policy_above_is_found_within_a_repository(tmp_path: Path) -> None:
    path = write(tmp_path / "vocab-audit.toml", "")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_policy(inner) == path
    (tmp_path / "a" / ".git").mkdir()
    assert find_policy(inner) is None


def test_two_policies_are_an_error(tmp_path: Path) -> None:
    write(tmp_path / "vocab-audit.toml", "")
    write(tmp_path / "pyproject.toml", "[tool.vocab-audit]\n")
    with pytest.raises(PolicyError, match="holds two policies"):
        find_policy(tmp_path)


def test_a_named_pyproject_must_have_the_table(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "[tool.ruff]\n")
    with pytest.raises(PolicyError, match=r"no table \[tool\.vocab-audit\]"):
        load_policy(path)


BROKEN = [
    ('fail_on = ["certain"]', ":1: fail_on: no such key; did you mean 'fail-on'?"),
    ('a = 1\nb = "', ":2: not TOML: "),
    (
        '\ncategories = ["gamling"]',
        ":2: categories: 'gamling' is not a category; did you mean 'gambling'?",
    ),
    ('fail-on = ["x"]', "'x' is not a strength; there are certain, likely, suspect"),
    ('fail-on = "certain"', ":1: fail-on: must be a list of texts, not 'certain'"),
    ("fail-on = [1]", ":1: fail-on: must be a list of texts"),
    ('rule = "hann"', ":1: rule: 'hann' is not a length rule; did you mean 'han'?"),
    ("min-chars = 0", "min-chars: must be a whole number from 1 to 1,000, not 0"),
    ("min-chars = true", "min-chars: must be a whole number"),
    ("min-chars = 2.5", "min-chars: must be a whole number"),
    ("[max-share]\ncjk = 50", ":2: max-share.cjk: must be a share from 0 to 1, not 50"),
    ("[max-share]\ncjk = true", ":2: max-share.cjk: must be a share"),
    ("[max-share]\nckj = 0.5", ":2: max-share.ckj: no such key; did you mean 'cjk'?"),
    ("max-share = 0.5", ":1: max-share: must be a table, not 0.5"),
    ("[required-scripts]\nTai = 5", ":2: required-scripts.Tai: is no Unicode script"),
    ("[required-scripts]\nthaii = 5", "no Unicode script; did you mean 'Thai'?"),
    ("[required-scripts]\nThai = 0", ":2: required-scripts.Thai: must be a whole"),
    ('required-languages = ["fr"]', "'fr' is no language that is known by its script"),
    ("default-wordlists = 1", "default-wordlists: must be true or false, not 1"),
    ("a = 1\n<<<<<<< HEAD\nb = 2", ":2: holds the markers of a merge conflict"),
    (
        'baseline = "a"\nlock = "a"',
        ":2: lock: names the same file as the key 'baseline'",
    ),
    ('baseline = ""', "baseline: must be a text that is not empty, not ''"),
    ("allow = 1", ":1: allow: must be an array of tables: write [[allow]]"),
    (
        '[[allow]]\nreason = "r"\nexpires = 2027-01-01',
        ":1: allow[0]: must name either a token or, in base64, its bytes",
    ),
    (
        '[[allow]]\ntoken = "t"\nexpires = 2027-01-01',
        ":1: allow[0]: needs the key 'reason', why the token may be there",
    ),
    (
        '[[allow]]\ntoken = "t"\nreason = "r"',
        ":1: allow[0]: needs the key 'expires', such as 2027-01-31",
    ),
    (
        '[[allow]]\ntoken = "t"\nreason = "r"\nexpires = "2027-01-01"',
        ":4: allow[0].expires: must be a date without quotes, such as 2027-01-31",
    ),
    (
        '[[allow]]\ntoken = "t"\nreason = "r"\nexpires = 2027-01-01T10:00:00',
        "such as 2027-01-31, not 2027-01-01 10:00:00",
    ),
    (
        '[[allow]]\nbytes = "!"\nreason = "r"\nexpires = 2027-01-01',
        ":2: allow[0].bytes: must be base64, not '!'",
    ),
    (
        '[[allow]]\ntoken = "t"\nreson = "r"\nexpires = 2027-01-01',
        ":3: allow[0].reson: no such key; did you mean 'reason'?",
    ),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_broken_policy_is_an_error_that_names_file_line_and_key(
    tmp_path: Path, text: str, words: str
) -> None:
    path = write(tmp_path / "vocab-audit.toml", text)
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("content", [b"\xff", base64.b64encode(b"x" * 99), b"[" * 9999])
def test_what_is_no_toml_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vocab-audit.toml"
    path.write_bytes(content)
    with pytest.raises(PolicyError):
        load_policy(path)


def test_a_policy_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="No such file"):
        load_policy(tmp_path / "none.toml")
    with pytest.raises(PolicyError, match="is a directory; name a policy"):
        load_policy(tmp_path)
