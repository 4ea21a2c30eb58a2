import json
from pathlib import Path

from tests.cli.conftest import Run, write_tokens

CHARTS = (
    "contamination",
    "kinship",
    "lengths",
    "overlap",
    "ranks",
    "scripts",
    "sharing",
)


def test_a_report_directory_and_a_summary_are_written(run: Run, tmp_path: Path) -> None:
    ended = run("compare", "p50k_base", "r50k_base", "--base", "r50k_base")
    assert (ended.code, ended.err) == (0, "")
    folder = tmp_path / "reports" / "compare-p50k_base-r50k_base"
    found = {
        it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file()
    }
    charts = {f"charts/{name}.png" for name in CHARTS}
    assert found == charts | {
        *("index.html", "compare.json", "tokens.csv", "changes.csv")
    }
    assert len((folder / "changes.csv").read_text().splitlines()) == 25
    assert "24 tokens added" in ended.out
    assert "begins with all 50,256 tokens" in ended.out
    assert str(Path("reports/compare-p50k_base-r50k_base/index.html")) in ended.out


def test_json_goes_to_standard_output(run: Run, tmp_path: Path) -> None:
    ended = run("compare", "cl100k_base", "r50k_base", "--format", "json")
    written = json.loads(ended.out)
    assert written["schema"] == "vocab-audit/compare/1"
    assert written["overlap"]["pairs"][0]["shared"] == 43_066
    assert written["kinship"] == []
    assert [*tmp_path.iterdir()] == []


def test_two_names_of_one_encoding_keep_what_the_user_calls_them(
    run: Run, tmp_path: Path
) -> None:
    assert run("compare", "gpt-2", "gpt2", "-o", "note.md").out == ""
    note = (tmp_path / "note.md").read_text("utf-8")
    assert "gpt2 is gpt-2: the same tokens, ids and special tokens" in note


def test_a_base_that_is_not_named_is_compared_too(run: Run) -> None:
    ended = run("compare", "p50k_base", "--base", "r50k_base", "--format", "json")
    written = json.loads(ended.out)
    assert written["settings"]["base"] == "r50k_base"
    assert written["changes"][0]["added"]["count"] == 24


def test_some_that_fail_to_load_do_not_stop_the_others(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty.tiktoken").write_bytes(b"")
    names = ("r50k_base", "nonsense", "./empty.tiktoken", "p50k_base")
    ended = run("compare", *names, "--format", "json")
    assert ended.code == 3
    assert [it["name"] for it in json.loads(ended.out)["vocabularies"]] == [
        "r50k_base",
        "p50k_base",
    ]
    assert [line[:6] for line in ended.err.splitlines()] == ["error:"] * 2
    assert "nonsense" in ended.err
    assert "empty.tiktoken" in ended.err


def test_one_that_is_left_alone_is_not_compared(run: Run) -> None:
    ended = run("compare", "r50k_base", "nonsense")
    assert (ended.code, ended.out) == (3, "")
    assert "1 of 2 could be loaded: none to compare" in ended.err


def test_one_vocabulary_is_wrong_usage(run: Run) -> None:
    ended = run("compare", "r50k_base")
    assert ended.code == 2
    assert "vocab-audit audit r50k_base" in ended.err


def test_the_same_vocabulary_twice_shows_no_difference(run: Run) -> None:
    ended = run("compare", "r50k_base", "r50k_base", "--format", "json")
    written = json.loads(ended.out)
    assert [it["name"] for it in written["vocabularies"]] == [
        "r50k_base",
        "r50k_base (2)",
    ]
    assert written["kinship"][0]["relation"] == "same"
    assert all(it["unique"]["tokens"] == 0 for it in written["vocabularies"])


def test_a_file_of_tokens_is_compared_with_an_encoding(
    run: Run, tmp_path: Path
) -> None:
    write_tokens(tmp_path / "mine.tiktoken", b"a", "大发快三".encode(), b" the")
    ended = run("compare", "./mine.tiktoken", "r50k_base", "--format", "json")
    written = json.loads(ended.out)
    (pair,) = written["overlap"]["pairs"]
    assert (pair["first"], pair["shared"]) == ("mine.tiktoken", 2)
    found = [it for it in written["findings"] if "mine.tiktoken" in it["held_by"]]
    assert [it["text"] for it in found] == ["大发快三"]
    assert found[0]["introduced_by"] == ["mine.tiktoken"]


def test_a_text_is_counted_in_each_that_can_encode(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("天天中彩票 is one token.\n", "utf-8")
    write_tokens(tmp_path / "mine.tiktoken", b"a", b"b")
    ended = run(
        *("compare", "r50k_base", "./mine.tiktoken"),
        *("--text", "text.txt", "--format", "json"),
    )
    (text,) = json.loads(ended.out)["texts"]
    assert (text["name"], text["bytes"], text["characters"]) == ("text.txt", 30, 20)
    counts = [it["tokens"] for it in text["encoded"]]
    assert counts == [13, None]
    assert "names no pattern" in text["encoded"][1]["why"]


def test_a_text_that_is_missing_or_not_utf_8_is_an_error(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    for name, why in (("nothing.txt", "cannot read"), ("latin.txt", "byte 3")):
        ended = run("compare", "r50k_base", "p50k_base", "--text", name)
        assert ended.code == 3
        assert name in ended.err
        assert why in ended.err


def test_filters_narrow_the_findings_and_are_named(run: Run) -> None:
    ended = run(
        *("compare", "p50k_base", "r50k_base", "--category", "adult"),
        *("--format", "markdown"),
    )
    assert "Filtered: only category adult." in ended.out
    assert "--category adult" in ended.out
    assert "| gambling | 0/" in ended.out


def test_hostile_tokens_reach_no_terminal(run: Run, hostile: Path) -> None:
    ended = run("compare", hostile, "r50k_base", "--format", "text")
    assert ended.code == 0
    assert not {"\x1b", "\x00", "\u202e", "\u2066"} & {*ended.out}
