import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import MANY, Run, write_tokens

DATA = {"audit.json", "findings.csv", "index.html"}
REPORT = DATA | {
    "charts/categories.png",
    "charts/families.png",
    "charts/lengths.png",
    "charts/longest.png",
    "charts/merge_order.png",
    "charts/scripts.png",
    "charts/vocabulary_map.png",
}


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_the_report_directory_holds_page_data_and_charts(
    run: Run, tmp_path: Path
) -> None:
    ended = run("audit", "r50k_base")
    assert ended.code == 0
    assert ended.err == ""
    assert files(tmp_path / "reports" / "r50k_base") == REPORT
    assert str(Path("reports/r50k_base/index.html")) in ended.out
    assert names(tmp_path / "reports") == {"r50k_base"}


def test_the_summary_gives_numerator_denominator_and_rule(run: Run) -> None:
    ended = run("audit", "cl100k_base", "--format", "text")
    assert "0 of 47 long CJK tokens" in ended.out
    assert "cjk>=3" in ended.out


def test_json_goes_to_standard_output_without_a_report(
    run: Run, tmp_path: Path
) -> None:
    ended = run("audit", "o200k_base", "--format", "json", "-o", "-")
    audit = json.loads(ended.out)
    assert audit["schema"] == "vocab-audit/audit/1"
    assert audit["census"]["long"]["cjk>=3"]["total"] == 1603
    assert "lineage" in audit["settings"]["detectors"]
    assert audit["families"]
    assert list(tmp_path.iterdir()) == []


def test_the_suffix_of_the_output_gives_the_format(run: Run, tmp_path: Path) -> None:
    ended = run("audit", "r50k_base", "-o", "out.json")
    assert ended.code == 0
    assert ended.out == ""
    assert json.loads((tmp_path / "out.json").read_text())["vocabulary"]["name"] == (
        "r50k_base"
    )
    assert names(tmp_path) == {"out.json"}


def test_every_audit_of_several_is_written(run: Run, tmp_path: Path) -> None:
    ended = run("audit", "r50k_base", "p50k_base", "-o", "out", "--charts", "none")
    assert ended.code == 0
    assert names(tmp_path / "out") == {"p50k_base", "r50k_base"}


def test_one_that_fails_to_load_does_not_stop_the_others(
    run: Run, tmp_path: Path
) -> None:
    ended = run("audit", "nonsense", "r50k_base", "--charts", "none")
    assert ended.code == 3
    assert files(tmp_path / "reports" / "r50k_base") == DATA
    assert "nonsense" in ended.err.splitlines()[-1]


def test_an_unknown_name_suggests_the_nearest(run: Run) -> None:
    ended = run("audit", "o200k_bas")
    assert ended.code == 3
    assert "did you mean o200k_base" in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err


def test_a_model_name_stands_for_its_encoding(run: Run) -> None:
    ended = run("audit", "gpt-2", "--format", "json")
    assert json.loads(ended.out)["vocabulary"]["name"] == "gpt2"


def test_fail_on_ends_with_one_only_if_something_is_so_strong(
    run: Run, hostile: Path
) -> None:
    dirty = run("audit", hostile, "--format", "jsonl", "--fail-on", "certain")
    clean = run(
        *("audit", "p50k_base", "--format", "jsonl"),
        *("--script", "Han", "--fail-on", "likely"),
    )
    assert (dirty.code, clean.code) == (1, 0)


def test_an_output_folder_that_is_a_file_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    ended = run("audit", "r50k_base", "-o", "taken")
    assert ended.code == 3
    assert "taken" in ended.err
    assert "is a file" in ended.err
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    ended = run("audit", "r50k_base", "-o", "locked")
    assert ended.code == 3
    assert "locked" in ended.err


def test_a_place_that_nobody_can_write_to_is_named(run: Run) -> None:
    ended = run("audit", "r50k_base", "-o", "/proc/nowhere")
    assert ended.code == 3
    assert "/proc" in ended.err
    assert "Traceback" not in ended.err
    assert "0 of 7" in ended.out  # the audit itself is not lost


def test_a_format_cannot_be_written_over_a_directory(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    ended = run("audit", "r50k_base", "--format", "json", "-o", "folder")
    assert ended.code == 3
    assert "is a directory" in ended.err


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("gambling.tsv", "term\tmatch\n", "gambling.tsv:1: the header must be"),
        (
            "gambling.tsv",
            "term\tmatch\tstrength\tsource\tnote\n彩票\tsometimes\tcertain\tx\t\n",
            "gambling.tsv:2: match is 'sometimes'",
        ),
        ("mine.txt", "彩\n \na" + "b" * 300, "mine.txt:3: a term may have at most"),
    ],
)
def test_a_malformed_wordlist_is_named_with_its_line(
    run: Run, tmp_path: Path, name: str, content: str, complaint: str
) -> None:
    (tmp_path / name).write_text(content)
    ended = run("audit", "r50k_base", "--wordlist", name)
    assert ended.code == 3
    assert complaint in ended.err
    assert not (tmp_path / "reports").exists()


def test_a_missing_wordlist_is_named(run: Run) -> None:
    ended = run("audit", "r50k_base", "--wordlist", "nowhere.tsv")
    assert ended.code == 3
    assert "nowhere.tsv: cannot read this wordlist" in ended.err


def test_a_list_of_ones_own_is_used_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("不存在\n")
    ended = run(
        *("audit", "cl100k_base", "--format", "jsonl"),
        *("--no-default-wordlists", "--wordlist", "games=mine.txt"),
        *("--detector", "wordlist_term"),
    )
    [finding] = map(json.loads, ended.out.splitlines())
    assert (finding["text"], finding["category"]) == ("不存在", "games")


def test_filters_narrow_the_findings(run: Run, tmp_path: Path) -> None:
    texts = ("毛片网站", "天天中彩票", "国产自拍", "порно видео")
    audit = ("audit", write_tokens(tmp_path / "made.tiktoken", *texts))
    every = run(*audit, "--format", "jsonl")
    some = run(
        *(*audit, "--format", "jsonl"),
        *("--category", "adult", "--strength", "certain", "--script", "han"),
    )
    found = [json.loads(line)["text"] for line in every.out.splitlines()]
    assert found == [*texts]  # of the others: likely, gambling, Cyrillic
    assert [json.loads(line)["text"] for line in some.out.splitlines()] == ["国产自拍"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--category", "food"),
        ("--script", "Klingon"),
        ("--language", "xx"),
        ("--min-chars", "0"),
        ("--format", "pdf"),
    ],
)
def test_wrong_usage_ends_with_two(run: Run, arguments: tuple[str, str]) -> None:
    ended = run("audit", "r50k_base", *arguments)
    assert ended.code == 2
    assert arguments[0] in ended.err


def test_hostile_tokens_reach_no_page_and_no_terminal_raw(
    run: Run, hostile: Path, tmp_path: Path
) -> None:
    ended = run("audit", hostile)
    assert ended.code == 0
    page = (tmp_path / "reports" / hostile.name / "index.html").read_text()
    assert "<img src=x" not in page
    for text in (page, ended.out):
        assert not {"\x00", "\x1b", "\u202e", "\u2066"} & set(text)


def test_no_color_means_no_escapes(run: Run) -> None:
    colored = run("audit", "r50k_base", "--format", "text", "--color")
    plain = run("audit", "r50k_base", "--format", "text", NO_COLOR="1")
    assert "\x1b[" in colored.out
    assert "\x1b[" not in plain.out


def test_nothing_needs_a_home_or_a_cache(run_process: Run, tmp_path: Path) -> None:
    nowhere = "/nonexistent"
    ended = run_process(
        *("audit", "r50k_base", "-o", "out"),
        HOME=nowhere,
        XDG_CACHE_HOME=nowhere,
        TIKTOKEN_CACHE_DIR=nowhere,
        MPLCONFIGDIR=nowhere,
    )
    assert ended.code == 0
    assert ended.err == ""
    assert files(tmp_path / "out" / "r50k_base") == REPORT


def test_a_reader_that_leaves_early_hears_nothing(tmp_path: Path, many: Path) -> None:
    command = f"{sys.executable} -m vocab_audit audit {many.name} --format jsonl"
    process = subprocess.run(  # noqa: S602 - a pipe is what is tested
        f"{command} | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert process.stdout.count("\n") == 1
    assert process.stderr == ""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_nobody_reads_ends_with_141(
    tmp_path: Path, many: Path, unbuffered: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "vocab_audit", "audit", many.name, "--format=jsonl"],
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(writer)
    assert (process.returncode, process.stderr) == (141, b"")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_everything_is_written_into_a_pipe_or_the_run_fails(
    run_process: Run, many: Path, unbuffered: str
) -> None:
    ended = run_process("audit", many, "--format", "json", PYTHONUNBUFFERED=unbuffered)
    assert ended.code == 0
    assert len(json.loads(ended.out)["findings"]) == MANY


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_file_that_may_grow_no_further_ends_with_three(
    tmp_path: Path, many: Path, unbuffered: str
) -> None:
    command = f"{sys.executable} -m vocab_audit audit {many.name} --format json"
    process = subprocess.run(  # noqa: S602 - the shell sets the limit
        f"ulimit -f 100; {command} > cut.json",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    assert process.returncode == 3
    assert "standard output: cannot write" in process.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize(
    "arguments", [("list",), ("audit", "r50k_base", "--format", "json")]
)
def test_a_full_disk_behind_standard_output_ends_with_three(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "vocab_audit", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            check=False,
        )
    assert process.returncode == 3
    assert process.stderr.startswith("error: standard output: cannot write")
    assert process.stderr.count("\n") == 1


def test_a_closed_standard_error_does_not_change_the_exit_code(tmp_path: Path) -> None:
    process = subprocess.run(  # noqa: S602 - a closed stream is what is tested
        f"{sys.executable} -m vocab_audit audit nonsense 2>&-",
        shell=True,
        cwd=tmp_path,
        check=False,
    )
    assert process.returncode == 3


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_a_signal_ends_the_run_and_leaves_nothing_half_written(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "vocab_audit", "audit", "r50k_base", "-o", "out"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        # unmeasured: an exception out of a signal handler may leave coverage's own
        # lock taken, and then the process waits for it for ever
        env={k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")},
        start_new_session=True,
    )
    out = tmp_path / "out"
    deadline = time.monotonic() + 60
    while not names(out) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert ("interrupted" in err) == (number == signal.SIGINT)
    assert "Traceback" not in err
    assert names(out) == set()


def test_an_earlier_report_is_replaced_and_other_files_are_kept(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "reports" / "r50k_base"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "audit.json").write_text("old")
    assert run("audit", "r50k_base").code == 0
    assert files(folder) == REPORT | {"notes.txt"}
    assert (folder / "audit.json").read_text() != "old"


def test_a_format_can_be_written_into_a_pipe(run_process: Run) -> None:
    ended = run_process("audit", "r50k_base", "--format", "csv", "-o", "/dev/stdout")
    assert ended.code == 0
    assert ended.out.startswith("vocabulary,id,rank,")


def test_a_report_into_a_folder_below_a_file_is_an_error(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    ended = run("audit", "r50k_base", "-o", "file/below")
    assert ended.code == 3
    assert "file" in ended.err
    assert "Traceback" not in ended.err


def test_vocabularies_of_one_name_get_reports_of_their_own(
    run: Run, hostile: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    content = hostile.read_bytes().splitlines(keepends=True)
    (other / hostile.name).write_bytes(b"".join(content[:3]))
    vocabularies = (hostile, other / hostile.name)
    ended = run("audit", *vocabularies, "-o", "out", "--charts", "none")
    assert ended.code == 0
    first, second = sorted(names(tmp_path / "out"))
    assert first == hostile.name
    assert second.startswith(f"{hostile.name}-")
    assert ended.out.count("Report: ") == 2


def test_two_names_of_one_vocabulary_are_audited_once(run: Run) -> None:
    names = ("davinci", "r50k_base", "davinci")
    ended = run("audit", *names, "--format", "json")
    assert json.loads(ended.out)["schema"] == "vocab-audit/audit/1"


def test_a_dash_without_a_format_prints_the_summary_alone(
    run: Run, tmp_path: Path
) -> None:
    ended = run("audit", "r50k_base", "-o", "-")
    assert "0 of 7 long CJK tokens" in ended.out
    assert names(tmp_path) == set()


def test_control_characters_in_names_are_shown_escaped(run: Run) -> None:
    ended = run("audit", "a/x\x1b]0;title\x07")
    assert ended.code == 3
    assert "\x1b" not in ended.err
    assert "a/x\\x1b]0;title\\x07" in ended.err


def test_no_wordlist_at_all_is_wrong_usage(run: Run) -> None:
    ended = run("audit", "r50k_base", "--no-default-wordlists")
    assert ended.code == 2
    assert "--wordlist" in ended.err


@pytest.mark.parametrize("name", ["", "bpe:"])
def test_an_empty_name_is_named_so(run: Run, name: str) -> None:
    ended = run("audit", name)
    assert ended.code == 3
    assert "is empty" in ended.err


def test_a_directory_in_place_of_the_page_stops_before_anything_is_replaced(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "reports" / "r50k_base"
    (folder / "index.html").mkdir(parents=True)
    (folder / "audit.json").write_text("old")
    ended = run("audit", "r50k_base", "--charts", "none")
    assert ended.code == 3
    assert "index.html: is a directory" in ended.err
    assert (folder / "audit.json").read_text() == "old"


def test_a_broken_link_in_place_of_the_report_is_named(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "r50k_base").symlink_to("nowhere")
    ended = run("audit", "r50k_base")
    assert ended.code == 3
    assert "r50k_base: is a broken link" in ended.err


def test_a_link_and_the_permissions_of_an_output_file_are_kept(
    run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "private.json"
    target.write_text("old")
    target.chmod(0o600)
    (tmp_path / "link.json").symlink_to(target)
    assert run("audit", "r50k_base", "-o", "link.json").code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert target.read_text().startswith("{")
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_terminal_that_knows_no_chinese_gets_escapes(
    run_process: Run, tmp_path: Path
) -> None:
    made = write_tokens(tmp_path / "made.tiktoken", "天天中彩票")
    ended = run_process("show", made, "0", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")
    assert ended.code == 0
    assert "\\u5929\\u5929" in ended.out


def test_a_report_that_cannot_be_written_does_not_hide_what_did_not_load(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("mine")
    ended = run("audit", "nonsense", "r50k_base", "-o", "taken")
    assert ended.code == 3
    assert "'nonsense'" in ended.err
    assert "taken: is a file" in ended.err
