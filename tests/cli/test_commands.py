import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.conftest import Run, write_tokens
from vocab_audit.cli import COMMANDS
from vocab_audit.sources import embedded


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_in_its_help(
    run_process: Run, name: str
) -> None:
    ended = run_process(name, "--help")
    assert ended.code == 0
    assert f"vocab-audit {name}" in ended.out.partition("Example")[2]


def test_an_unknown_command_ends_with_two(run: Run) -> None:
    ended = run("frobnicate")
    assert ended.code == 2
    assert "No such command" in ended.err


def test_the_list_names_every_embedded_encoding_with_its_digest(run: Run) -> None:
    rows = {row["name"]: row for row in json.loads(run("list", "--format", "json").out)}
    text = run("list").out
    for name, encoding in embedded.ENCODINGS.items():
        assert rows[name]["embedded"]
        assert rows[name]["sha256"] == encoding.table.sha256
        assert name in text
    assert "gpt-4o" in rows["o200k_base"]["models"]


def test_a_token_is_shown_by_id_and_by_text(run: Run) -> None:
    by_id = json.loads(run("show", "o200k_base", "8089", "--format", "json").out)
    by_text = json.loads(
        run("show", "o200k_base", "天天中彩票", "--format", "json").out
    )
    assert by_id == by_text
    assert by_id["words"] == ["天天", "中", "彩票"]
    assert by_id["finding"]["category"] == "gambling"
    assert 2783 in by_id["containing"]
    assert by_id["elsewhere"] == dict.fromkeys(
        ("cl100k_base", "p50k_base", "r50k_base")
    )


def test_showing_a_token_names_its_evidence(run: Run, tmp_path: Path) -> None:
    made = write_tokens(tmp_path / "made.tiktoken", "_日本毛片免费视频观看")
    ended = run("show", made, "0")
    assert ended.code == 0
    assert "'_日本毛片免费视频观看'" in ended.out
    assert "adult" in ended.out
    assert "contains 毛片" in ended.out


def test_a_token_is_shown_in_its_vocabulary(run: Run) -> None:
    shown = json.loads(run("show", "o200k_base", "3738", "--format", "json").out)
    assert shown["text"] == "争霸"
    assert shown["finding"]["strength"] == "suspect"
    [piece] = shown["finding"]["evidence"]
    assert piece["detector"] == "lineage"
    assert "tokens built from it" in piece["detail"]
    assert shown["parts"] == [3614, 3683]
    assert len(shown["built"]) > 30
    assert shown["steps"] == ["the strongest evidence says gambling, suspect"]
    text = run("show", "o200k_base", "187822").out
    assert "merged from ' 大发快三' (6786) + '开奖结果' (19903)" in text
    assert "rule        the strongest evidence says gambling, certain" in text
    assert "family      from " in text


def test_one_detector_alone_and_all_but_one(run: Run) -> None:
    audit = ("audit", "o200k_base", "--format", "json")
    alone = json.loads(run(*audit, "--detector", "wordlist_term").out)
    without = json.loads(run(*audit, "--no-detector", "lineage").out)
    assert alone["settings"]["detectors"] == ["wordlist_term"]
    assert "lineage" not in without["settings"]["detectors"]
    assert not alone["families"]
    assert not without["families"]
    found = {piece["detector"] for it in alone["findings"] for piece in it["evidence"]}
    assert found == {"wordlist_term", "prior"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--detector", "astrology"), "'astrology' is not one of"),
        (
            ("--detector", "lineage", "--no-detector", "lineage"),
            "--no-detector leaves no detector to run",
        ),
    ],
)
def test_detectors_that_do_not_exist_or_are_none_left_are_refused(
    run: Run, options: tuple[str, ...], said: str
) -> None:
    ended = run("audit", "p50k_base", *options)
    assert ended.code == 2
    assert said in ended.err


def test_bytes_that_are_no_text_are_shown_as_bytes(run: Run) -> None:
    shown = json.loads(run("show", "cl100k_base", "128", "--format", "json").out)
    assert shown["text"] is None
    assert shown["kind"] == "byte"
    assert "not valid UTF-8" in run("show", "cl100k_base", "128").out


def test_a_special_token_is_shown_as_such(run: Run) -> None:
    ended = run("show", "cl100k_base", "<|endoftext|>")
    assert "special" in ended.out
    assert "100257" in ended.out


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("天天中彩票怎么领", "none contains it"),
        ("999999", "none"),
        ("菲律宾申", "53332" * 0 + "contain"),
    ],
)
def test_a_token_that_is_not_there_is_an_error(run: Run, token: str, hint: str) -> None:
    ended = run("show", "o200k_base", token)
    assert ended.code == 3
    assert hint in ended.err


def test_search_finds_tokens_by_pattern_and_script(run: Run) -> None:
    ended = run(
        *("search", "o200k_base", "彩票", "--min-chars", "6", "--format", "jsonl"),
        *("--script", "Han"),
    )
    rows = [*map(json.loads, ended.out.splitlines())]
    assert rows
    assert all("彩票" in row["text"] and row["characters"] >= 6 for row in rows)


def test_search_in_flagged_tokens_asks_the_audit(run: Run) -> None:
    every = run("search", "o200k_base", "^久久", "--format", "jsonl").out
    flagged = run("search", "o200k_base", "^久久", "--category", "gambling").out
    assert every
    assert flagged == ""


def test_search_stops_at_its_limit(run: Run) -> None:
    ended = run("search", "r50k_base", "a", "--limit", "3", "--format", "json")
    assert len(json.loads(ended.out)) == 3


def test_a_broken_pattern_is_wrong_usage(run: Run) -> None:
    ended = run("search", "r50k_base", "(")
    assert ended.code == 2
    assert "not a regular expression" in ended.err


def test_a_pattern_that_takes_for_ever_is_stopped(
    run_process: Run, tmp_path: Path
) -> None:
    write_tokens(tmp_path / "slow.tiktoken", b"a" * 60 + b"b")
    ended = run_process("search", "./slow.tiktoken", r"^(a|a)*$")
    assert ended.code in (0, 3)
    assert "Traceback" not in ended.err


def test_the_wordlists_are_listed_with_their_sources(run: Run) -> None:
    ended = run("wordlists")
    assert "zh-Hans" in ended.out
    assert "zh-Hant" in ended.out
    content = json.loads(run("wordlists", "list", "--format", "json").out)
    assert content["sha256"] in ended.out
    assert {term["source"] for term in content["terms"]} <= content["sources"].keys()


def test_the_packaged_wordlists_are_in_order(run_process: Run) -> None:
    ended = run_process("wordlists", "check")
    assert (ended.code, ended.err) == (0, "")


def test_a_wordlist_with_faults_is_a_violation(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gambling.tsv").write_text(
        "term\tmatch\tstrength\tsource\tnote\n"
        "彩票\tanywhere\tcertain\tnobody\t\n"
        "买彩票\tanywhere\tlikely\tnobody\t\n"
    )
    ended = run("wordlists", "check", "--wordlist", "gambling.tsv")
    assert ended.code == 1
    assert "gambling.tsv: 买彩票: is found by 彩票 already" in ended.out


def test_a_text_is_tried_against_the_lists(run: Run) -> None:
    found = run("wordlists", "try", "大发快三开奖结果")
    clean = run("wordlists", "try", "中华人民共和国")
    assert "gambling, certain" in found.out
    assert "no finding" in clean.out


def test_the_version_is_printed(run: Run) -> None:
    from vocab_audit import __version__

    assert __version__ in run("--version").out


def test_the_models_of_each_encoding_are_listed_on_request(run: Run) -> None:
    assert "gpt-3.5-turbo" not in run("list").out
    assert "cl100k_base: " in run("list", "--models").out
    assert "gpt-3.5-turbo" in run("list", "--models").out


def test_a_broken_plugin_of_tiktoken_does_not_hide_the_embedded_ones(
    run_process: Run, tmp_path: Path
) -> None:
    plugins = tmp_path / "plugins" / "tiktoken_ext"
    plugins.mkdir(parents=True)
    (plugins / "broken.py").write_text("raise RuntimeError('no luck')\n")
    ended = run_process("list", PYTHONPATH=str(tmp_path / "plugins"))
    assert ended.code == 0
    assert "o200k_base" in ended.out
    assert "no luck" in ended.err
    quiet = run_process("list", "-q", PYTHONPATH=str(tmp_path / "plugins"))
    assert quiet.err == ""


def test_a_text_is_tried_as_json(run: Run) -> None:
    ended = run("wordlists", "try", "波多野结衣", "--format", "json")
    tried = json.loads(ended.out)
    assert tried["finding"]["category"] == "adult"
    assert "".join(tried["words"]) == tried["text"] == "波多野结衣"


def test_search_prints_a_table_and_counts_on_standard_error(run: Run) -> None:
    ended = run("search", "o200k_base", "^天天中彩票$", "--ignore-case", "--flagged")
    assert ended.out.splitlines()[1].split() == ["8089", "'天天中彩票'", "Han"]
    assert ended.err == "1 token matches\n"


def test_bytes_that_are_no_text_can_be_tried_and_sought(run: Run) -> None:
    tried = run("wordlists", "try", "\udcff")
    assert tried.out == "no finding\n"
    assert "id    187" in " ".join(run("show", "cl100k_base", "\udcff").out.split("\n"))


def test_what_waits_for_the_end_of_the_process_still_runs(
    run_python: Callable[..., CompletedProcess[str]],
) -> None:
    ended = run_python("""
import atexit, sys
atexit.register(print, "the end")
sys.argv = ["vocab-audit", "--version"]
from vocab_audit.cli import main
main()
""")
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[1:] == ["the end"]
