"""``vocab-audit scan`` as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from vocab_audit.cli import scanning
from vocab_audit.cli.scanning import Scanning, Wishes
from vocab_audit.scan.document import Document
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.plan import Plan
from vocab_audit.wordlist import Wordlist

TERMS = ("scan", "--vocabulary", "none")  # which saves an audit
LEAK = 'run 大发快三json{"a": 1}\n'


@pytest.fixture(scope="module")
def lexicon_of_terms(packaged: Wordlist) -> Lexicon:
    return Lexicon(None, packaged)


@pytest.fixture(autouse=True)
def lexicons(
    packaged: Wordlist, lexicon_of_terms: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Makes the lexicon of the packaged terms once for all runs in this process."""
    make = Plan.lexicon

    def lexicon(plan: Plan) -> Lexicon:
        is_made = plan.vocabulary is None and plan.wordlist == packaged
        return lexicon_of_terms if is_made else make(plan)

    monkeypatch.setattr(Plan, "lexicon", lexicon)


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    path = tmp_path / "leak.md"
    path.write_text(f"first\n{LEAK}", "utf-8")
    return path


def test_a_leak_is_a_violation_with_its_place(run: Run, leak: Path) -> None:
    ended = run("scan", leak.name)
    assert ended.code == 1
    assert ended.out.startswith("leak.md:2:5: certain leaked-token\n")
    assert "1 hit; 1 documents" in ended.err


def test_only_what_is_printed_is_coloured(run: Run, leak: Path, tmp_path: Path) -> None:
    assert "\x1b[" in run(*TERMS, leak.name, "--color").out
    assert "\x1b[" not in run(*TERMS, leak.name, "--no-color").out
    run(*TERMS, leak.name, "--color", "-o", "out.txt")
    written = (tmp_path / "out.txt").read_text("utf-8")
    assert "大发快三" in written
    assert "\x1b[" not in written


def test_hits_that_are_not_listed_are_counted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "MAX_HITS", 2)
    path = tmp_path / "many.md"
    path.write_text(LEAK * 5, "utf-8")
    report = json.loads(run(*TERMS, str(path), "--format", "json").out)
    assert (len(report["hits"]), report["counts"]["unlisted"]) == (2, 3)


def test_what_is_clean_passes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "clean.md").write_text("Nothing to see.\n")
    ended = run(*TERMS, "-q")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_the_suffix_of_the_output_gives_the_format(
    run: Run, leak: Path, tmp_path: Path
) -> None:
    assert run(*TERMS, leak.name, "-o", "out.sarif").code == 1
    log = json.loads((tmp_path / "out.sarif").read_text("utf-8"))
    [result] = log["runs"][0]["results"]
    assert result["ruleId"] == "leaked-phrase"


def test_standard_input_is_scanned(run_process: Run) -> None:
    ended = run_process(*TERMS, "-", stdin=LEAK)
    assert ended.code == 1
    assert ended.out.startswith("-:1:5:")


@pytest.mark.parametrize(("fail_on", "code"), [("certain", 1), ("never", 0)])
def test_the_user_says_what_fails(
    run: Run, leak: Path, fail_on: str, code: int
) -> None:
    assert run(*TERMS, leak.name, "--fail-on", fail_on).code == code


def test_a_baseline_accepts_what_is_known_wherever_its_line_goes(
    run: Run, leak: Path
) -> None:
    assert run(*TERMS, leak.name, "--write-baseline", "known.json").code == 0
    leak.write_text(f"more\n\n{leak.read_text('utf-8')}", "utf-8")
    accepted = run(*TERMS, leak.name, "--baseline", "known.json")
    assert (accepted.code, accepted.out) == (0, "")
    assert "1 hits accepted" in accepted.err
    leak.write_text(f"{LEAK}stop 北京赛车 now\n", "utf-8")
    assert "北京赛车" in run(*TERMS, leak.name, "--baseline", "known.json").out


def test_an_ignore_file_accepts_until_it_expires(
    run: Run, leak: Path, tmp_path: Path
) -> None:
    rules = tmp_path / ".vocab-audit-ignore.toml"
    entry = '[[ignore]]\npath = "leak.md"\nreason = "a quotation"\nexpires = '
    rules.write_text(f"{entry}9999-12-31\n")
    assert run(*TERMS, leak.name).code == 0
    rules.write_text(f"{entry}2001-01-01\n")
    ended = run(*TERMS, leak.name)
    assert ended.code == 1
    assert "expired on 2001-01-01" in ended.err


def test_what_the_user_named_and_cannot_be_read_is_an_error(run: Run) -> None:
    ended = run(*TERMS, "nowhere.md")
    assert ended.code == 3
    assert "nowhere.md: No such file" in ended.err


def test_only_added_lines_of_a_range_are_scanned(run: Run, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(  # noqa: S603 - our own repository
            ["git", *identity, *arguments],  # noqa: S607 - the user's git
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    (tmp_path / "a.md").write_text(f"old 北京赛车 leak\n{'line' * 9}\n", "utf-8")
    git("add", ".")
    git("commit", "-qm", "one")
    (tmp_path / "a.md").write_text(
        f"old 北京赛车 leak\n{'line' * 9}\nmore\n{LEAK}", "utf-8"
    )
    (tmp_path / "ü b.md").write_text(LEAK, "utf-8")
    git("add", ".")
    git("commit", "-qm", "two")
    ended = run(*TERMS, "--git", "HEAD~1..HEAD", "--format", "jsonl")
    rows = [*map(json.loads, ended.out.splitlines())]
    assert [(row["path"], row["line"]) for row in rows] == [("a.md", 4), ("ü b.md", 1)]
    assert run(*TERMS, "--git=--output=x").code == 3
    assert "bad revision" in run(*TERMS, "--git", "nowhere").err


def test_records_are_scanned_by_field_and_the_clean_part_is_written(
    run: Run, tmp_path: Path
) -> None:
    spam = "大发快三开奖结果，天天中彩票官方网站，北京赛车pk10，时时彩计划群。" * 4
    news = "国家体育总局彩票管理中心近日发布通知，要求各地加强彩票销售场所管理。" * 4
    rows = [{"text": text} for text in (news, spam, news)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "corpus.jsonl").write_text("\n".join([*lines, "{"]) + "\n", "utf-8")
    ended = run(
        *TERMS,
        *("--mode", "corpus", "--field", "text", "corpus.jsonl"),
        *("--format", "jsonl", "--drop-above", "0.25", "--clean", "clean.jsonl"),
    )
    scores = [*map(json.loads, ended.out.splitlines())]
    assert ended.code == 1
    assert [row["strength"] for row in scores] == [None, "certain", None]
    assert [row["line"] for row in scores] == [1, 2, 3]
    assert (tmp_path / "clean.jsonl").read_text("utf-8") == f"{lines[0]}\n{lines[2]}\n"
    assert "corpus.jsonl:4: not a line of JSON" in ended.err
    hits = run(*TERMS, "--mode", "corpus", "--field", "text", "corpus.jsonl").out
    assert hits.startswith("corpus.jsonl:2:1 [text]: certain spam-document\n")


def test_options_that_do_not_go_together_are_wrong_usage(run: Run) -> None:
    assert run(*TERMS, "--drop-above", "0.5").code == 2


def test_jobs_change_nothing(run_process: Run, tmp_path: Path) -> None:
    filler = "plain words in a line of text\n" * 60_000
    for number in range(6):
        leaks = f"{LEAK}stop 北京赛车 now\n"
        (tmp_path / f"{number}.md").write_text(leaks + filler + leaks, "utf-8")
    alone = run_process(*TERMS, "--jobs", "1", "--format", "jsonl")
    together = run_process(*TERMS, "--jobs", "3", "--format", "jsonl")
    assert len(alone.out.splitlines()) == 24
    assert alone.out == together.out
    assert alone.code == together.code == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_scan_keeps_what_was_judged_and_says_so(jobs: int) -> None:
    """It is interrupted once a hit is out: before, the phrases may not be there."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "vocab_audit", *TERMS, "-", "--jobs", str(jobs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1"},
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(LEAK.encode() + b"plain words\n" * 400_000)
        process.stdin.flush()
        first = process.stdout.readline().decode()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert first.startswith("-:1:")
    assert "the results are partial" in said


def test_what_workers_judged_before_an_interruption_is_written(
    tmp_path: Path, packaged: Wordlist
) -> None:
    filler, out = b"plain words\n" * 90_000, tmp_path / "out.json"

    def read() -> Iterator[bytes]:
        yield from [filler] * 9  # so much that there are workers
        yield LEAK.encode()
        yield from [filler] * 4
        raise KeyboardInterrupt

    plan = Plan(None, packaged, jobs=2)
    wishes = Wishes(
        *("json", str(out), None, (), frozenset()),
        mask=False,
        keeps_all=False,
        quiet=True,
        color=False,
    )
    with pytest.raises(KeyboardInterrupt):
        Scanning(plan, wishes).run([Document("x", read)], lambda: 0, None)
    scan = json.loads(out.read_text("utf-8"))
    assert not scan["complete"]
    assert [hit["line"] for hit in scan["hits"]] == [9 * 90_000 + 1]


def test_a_scan_interrupted_before_it_knows_the_phrases_says_that(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def read() -> Iterator[bytes]:
        yield b""
        raise KeyboardInterrupt

    wishes = Wishes(
        *("text", "-", None, (), frozenset()),
        mask=False,
        keeps_all=False,
        quiet=True,
        color=False,
    )
    with pytest.raises(KeyboardInterrupt):
        Scanning(Plan(None, Wordlist((), (), "")), wishes).run(
            [Document("x", read)], int, None
        )
    assert "phrases to look for were still being prepared" in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_the_scan_quietly(tmp_path: Path) -> None:
    (tmp_path / "many.md").write_text(LEAK * 3_000, "utf-8")
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "vocab_audit", *TERMS, "many.md", "--jobs", "1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1"},
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_a_closed_standard_input_is_said_to_be_closed(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m vocab_audit scan - <&-'
    ended = subprocess.run(  # noqa: S603 - written here
        ["/bin/sh", "-c", command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert "standard input is closed" in ended.stderr


def test_an_archive_that_the_user_named_must_be_readable_to_its_last_file(
    run: Run, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("a.md", LEAK)
    content = bytearray((tmp_path / "a.zip").read_bytes())
    content[6] |= 1  # encrypted, both here
    content[content.index(b"PK\1\2") + 8] |= 1  # and in the list
    (tmp_path / "a.zip").write_bytes(content)
    ended = run(*TERMS, "a.zip")
    assert ended.code == 3
    assert "a.zip!/a.md: encrypted" in ended.err


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(  # noqa: S603 - written here
        ["git", "-c", "user.name=n", "-c", "user.email=e", *arguments],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
    )


def test_paths_say_which_lines_of_a_range_count(run: Run, tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    (tmp_path / "kept.md").write_text("1\n2\n3\n")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "1")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text(LEAK)
    (tmp_path / "kept.md").write_text(f"{LEAK}1\n2\n3\n{LEAK}")
    (tmp_path / "other.md").write_text(LEAK)
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "2")
    _git(tmp_path, "config", "diff.interHunkContext", "9")
    _git(tmp_path, "config", "diff.relative", "true")
    ended = run(*TERMS, "--git", "HEAD~1..HEAD", "sub", "kept.md")
    places = [line.split(": ")[0] for line in ended.out.splitlines()[::3]]
    assert places == ["sub/a.md:1:5", "kept.md:1:5", "kept.md:5:5"]


def test_a_long_added_line_hides_nothing(run: Run, tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "commit", "-qm", "1", "--allow-empty")
    filler = "x" * ((1 << 20) - 1)
    (tmp_path / "a.md").write_text(f"{filler}diff --git {LEAK}{LEAK}", "utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "2")
    ended = run(*TERMS, "--git", "HEAD~1..HEAD")
    assert "\na.md:2:5: " in ended.out
    assert ended.out.startswith("a.md:1:")


def test_no_repository_is_said_to_be_none(run: Run) -> None:
    ended = run(*TERMS, "--git", "HEAD~1..HEAD")
    assert ended.code == 3
    assert "not a git repository" in ended.err


CORPUS = (*TERMS, "--mode", "corpus", "--field", "text", "c.jsonl")
SPAM = "大发快三 天天中彩票 北京赛车 彩神争霸 大发快三开奖 天天中彩票"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [{"text": "fine words"}, {"text": SPAM}, {"other": 1}]
    path = tmp_path / "c.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def test_a_record_without_text_stays_in_the_clean_part(run: Run, corpus: Path) -> None:
    run(*CORPUS, "--drop-above", "0.2", "--clean", "out")
    rows = corpus.read_text().splitlines()
    made = corpus.with_name("out")
    assert made.read_text().splitlines() == [rows[0], rows[2]]
    assert made.stat().st_mode & 0o777 == corpus.stat().st_mode & 0o777


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("target", "code"), [("folder", 3), ("pipe", 3), ("no/where", 3), ("-", 2)]
)
def test_the_clean_part_replaces_nothing_but_a_file(
    run: Run, tmp_path: Path, target: str, code: int
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    ended = run(*CORPUS, "--drop-above", "0.2", "--clean", target)
    assert ended.code == code
    assert "--clean" in ended.err or "cannot write here" in ended.err
    assert {path.name for path in tmp_path.iterdir()} == {"c.jsonl", "folder", "pipe"}


def test_the_clean_part_does_not_list_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("fine words\n")
    (tmp_path / "list").write_text("old\n")
    run(*TERMS, "--mode", "corpus", "--drop-above", "0.2", "--clean", "list")
    assert (tmp_path / "list").read_text() == "a.md\n"


@pytest.mark.usefixtures("corpus")
def test_a_baseline_holds_for_scores_too(run: Run) -> None:
    every = (*CORPUS, "--format", "jsonl")
    assert run(*every).code == 1
    assert run(*every, "--write-baseline", "known.json").code == 0
    ended = run(*every, "--baseline", "known.json")
    assert ended.code == 0
    assert len(ended.out.splitlines()) == 3
