"""The rule on texts: what leaked is found, and what belongs where it is is not."""

import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from vocab_audit.category import Strength
from vocab_audit.scan.hit import Hit, Kind
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.stream import StreamScanner
from vocab_audit.wordlist import packaged_files

HERE = Path(__file__).parent
LEAKS = tomllib.loads((HERE / "leaks.toml").read_text("utf-8"))["leak"]
CLEAN = tomllib.loads((HERE / "clean.toml").read_text("utf-8"))["clean"]
KNOWN = {file.language for file in packaged_files()}

Scan = Callable[..., list[Hit]]


@pytest.fixture
def scan(lexicon: Lexicon) -> Scan:
    def scan(text: str, weakest: Strength = Strength.LIKELY) -> list[Hit]:
        scanner = StreamScanner(lexicon, weakest=weakest)
        return [*scanner.feed(text), *scanner.close()]

    return scan


def test_the_leaks_are_many_and_in_many_languages() -> None:
    assert len(LEAKS) >= 60
    assert len({leak["language"] for leak in LEAKS}) >= 10


@pytest.mark.parametrize("leak", LEAKS, ids=range(len(LEAKS)))
def test_a_leak_is_found(scan: Scan, leak: dict[str, str]) -> None:
    if leak.get("needs", "zh-Hans") not in KNOWN:
        pytest.skip(f"there is no wordlist in {leak['needs']} yet")
    assert scan(leak["text"])


@pytest.mark.parametrize("clean", CLEAN, ids=[clean["why"] for clean in CLEAN])
def test_what_belongs_where_it_is_is_no_leak(scan: Scan, clean: dict[str, str]) -> None:
    assert scan(clean["text"]) == []


def test_a_word_of_its_language_is_none_and_the_same_word_in_code_is_one(
    scan: Scan,
) -> None:
    assert scan("他每个星期都去买彩票，希望有一天能中大奖，改变自己的生活。") == []
    [hit] = scan("const rows = load(); 大发快三json{")
    assert hit.strength is Strength.CERTAIN
    assert hit.kind is Kind.TOKEN


def test_a_hit_says_where_it_is_and_which_token_it_holds(scan: Scan) -> None:
    [hit] = scan('ok\nrun 天天中彩票json{"a": 1}\n')
    assert (hit.line, hit.column, hit.end_column) == (2, 5, 10)
    assert hit.text == "天天中彩票"
    assert hit.token_id == 2783
    assert hit.excerpt == 'run 天天中彩票json{"a": 1}'
    assert hit.score == sum(clue.points for clue in hit.clues)


@pytest.mark.parametrize("before", ["see ", "the site"])
def test_a_latin_token_with_arguments_is_one_and_without_is_a_word(
    scan: Scan, before: str
) -> None:
    [hit] = scan(f'{before}sildenafiljson{{"path": 1}} of it')
    assert (hit.text, hit.column) == ("sildenafil", 1 + len(before))
    assert hit.kind is Kind.TOKEN
    assert scan(f'{before}sildenafil {{"path": 1}} of it') == []
    assert scan(f'{before}plainjson{{"path": 1}} of it') == []


def test_a_line_full_of_leaks_is_many_hits_of_bounded_size(scan: Scan) -> None:
    hits = scan("大发快三 a " * 20_000, Strength.SUSPECT)
    assert len(hits) > 100
    assert all(len(hit.text) <= 400 for hit in hits)
    assert all(a.end_column <= b.column for a, b in pairwise(hits))


def test_a_fingerprint_names_the_token_and_not_the_line(scan: Scan) -> None:
    [first] = scan("run 大发快三 now\n")
    [second] = scan("one\ntwo\nstop 大发快三 then\n")
    [other] = scan("stop 北京赛车 then\n")
    assert first.fingerprint == second.fingerprint != other.fingerprint


def test_debris_without_any_foreign_letter_is_found_in_ascii(scan: Scan) -> None:
    [hit] = scan("Now I look.\nassistant to=functions.read {}\n")
    assert hit.kind is Kind.DEBRIS
    assert hit.category is None


def test_chinese_that_japanese_does_not_write_is_out_of_place_in_japanese(
    scan: Scan,
) -> None:
    japanese = "設定ファイルを編集した後、サービスを再起動してください。" * 3
    assert scan(f"{japanese}大发快三开奖 {japanese}")
    assert scan(f"{japanese}開発環境 {japanese}") == []
