"""check, baseline and lock as a build server runs them."""

import json
import os
import shutil
import stat
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import junitparser
import pytest
from sarif import loader

from tests.cli.conftest import Run, write_tokens
from vocab_audit.report.verdict import FORMATS
from vocab_audit.report.verdict.json import schema
from vocab_audit.sources import embedded

SUBSET = Path(__file__).parents[1] / "report" / "sarif_subset.json"
TOKENS = ("the", "大发快三", "毛片网站", "中华人民共和国", "_日本毛片免费视频观看")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return write_tokens(tmp_path / "made.tiktoken", *TOKENS)


def test_a_failed_check_names_tokens_reasons_and_what_to_do(
    run: Run, made: Path
) -> None:
    ended = run("check", made.name)
    assert ended.code == 1
    assert "made.tiktoken: FAILED: 3 findings fail" in ended.out
    assert "token 1 '大发快三' is gambling, certain: contains 大发快三" in ended.out
    assert "what to do: Clean the tokenizer's training corpus" in ended.out
    assert "\x1b[" not in ended.out
    assert "\x1b[31m" in run("check", made.name, "--color").out


def test_a_clean_vocabulary_passes(run: Run, tmp_path: Path) -> None:
    write_tokens(tmp_path / "clean.tiktoken", "the", "中华人民共和国")
    ended = run("check", "clean.tiktoken")
    assert (ended.code, ended.out) == (0, "clean.tiktoken: passed: 0 findings fail\n")


def test_exit_zero_is_for_uploaders_and_hides_no_failure_to_run(
    run: Run, made: Path
) -> None:
    assert run("check", made.name, "--exit-zero").code == 0
    assert run("check", made.name, "nowhere/x.tiktoken", "--exit-zero").code == 3


def test_one_that_does_not_load_does_not_hide_the_others(run: Run, made: Path) -> None:
    ended = run("check", "nowhere/x.tiktoken", made.name, "--format", "json")
    assert ended.code == 3
    report = json.loads(ended.out)
    assert [it["location"] for it in report["checks"]] == ["made.tiktoken"]
    assert "nowhere/x.tiktoken" in report["failures"][0]
    assert "nowhere/x.tiktoken" in ended.err


def test_a_baseline_lets_only_new_findings_fail(run: Run, made: Path) -> None:
    written = run("baseline", made.name, "-o", "b.json")
    assert (written.code, written.out) == (0, "")
    assert "b.json: accepts 3 findings (3 added, 0 removed)" in written.err
    assert run("check", made.name, "--baseline", "b.json").code == 0
    write_tokens(made, "第一", *TOKENS, "北京赛车")
    ended = run("check", made.name, "--baseline", "b.json")
    assert ended.code == 1
    assert "1 finding fails, 3 accepted by the baseline" in ended.out
    assert "北京赛车" in ended.out
    assert "大发快三" not in ended.out


def test_pruning_takes_out_what_went_away_and_accepts_nothing_new(
    run: Run, made: Path, tmp_path: Path
) -> None:
    run("baseline", made.name, "-o", "b.json")
    write_tokens(made, "the", "大发快三", "北京赛车")
    ended = run("check", made.name, "--baseline", "b.json")
    assert "stale-baseline  2× " in ended.out
    assert run("baseline", made.name, "-o", "b.json", "--prune").code == 0
    kept = json.loads((tmp_path / "b.json").read_text("utf-8"))["findings"]
    assert [it["text"] for it in kept] == ["大发快三"]


def test_a_baseline_of_several_vocabularies_is_stale_only_if_all_lack_it(
    run: Run, made: Path, tmp_path: Path
) -> None:
    write_tokens(tmp_path / "other.tiktoken", "北京赛车")
    run("baseline", made.name, "other.tiktoken", "-o", "b.json")
    both = run("check", made.name, "other.tiktoken", "--baseline", "b.json")
    assert (both.code, "stale" in both.out) == (0, False)
    assert "stale" in run("check", made.name, "--baseline", "b.json").out


def test_a_lock_holds_a_tokenizer_to_what_it_was(run: Run, made: Path) -> None:
    assert run("lock", made.name, "-o", "vocab.lock").code == 0
    policy = made.with_name("p.toml")
    policy.write_text('fail-on = []\nlock = "vocab.lock"\n', "utf-8")
    ended = run("check", made.name, "--policy", policy.name)
    assert "passed: 0 findings fail, nothing changed since the lock" in ended.out
    write_tokens(made, *TOKENS[:2], *TOKENS[3:], "new")
    ended = run("check", made.name, "--policy", policy.name)
    assert ended.code == 1
    assert "changed-vocabulary" in ended.out
    assert "1 token added, 'new'" in ended.out
    assert "1 token removed, '毛片网站'" in ended.out


def test_an_embedded_encoding_is_locked_with_its_canary_texts(
    run: Run, tmp_path: Path
) -> None:
    ended = run("lock", "r50k_base", "-o", "vocab.lock")
    assert "canary texts encoded by tiktoken" in ended.err
    lock = json.loads((tmp_path / "vocab.lock").read_text("utf-8"))
    import tiktoken

    encoding = tiktoken.Encoding(
        "oracle",
        pat_str=embedded.ENCODINGS["r50k_base"].pattern,
        mergeable_ranks=dict(
            zip(
                embedded.load("r50k_base").raws,
                embedded.load("r50k_base").ids,
                strict=True,
            )
        ),
        special_tokens={},
    )
    from vocab_audit.canaries import canary_texts

    assert lock["encodings"] == {
        name: encoding.encode_ordinary(text) for name, text in canary_texts().items()
    }
    (tmp_path / "vocab-audit.toml").write_text("fail-on = []\n", "utf-8")
    assert run("check", "r50k_base", "--lock", "vocab.lock").code == 0
    other = run("check", "p50k_base", "--lock", "vocab.lock")
    assert other.code == 1
    assert "24 tokens added" in other.out
    assert "changed-encodings" in other.out


def test_the_policy_of_the_folder_says_what_to_check(
    run_process: Run, made: Path
) -> None:
    made.with_name("vocab-audit.toml").write_text(
        'vocabularies = ["made.tiktoken"]\nbaseline = "b.json"\nlock = "v.lock"\n',
        "utf-8",
    )
    assert run_process("baseline").code == 0
    assert run_process("lock").code == 0
    assert run_process("check").code == 0


def test_every_format_is_written_and_read_back(
    run: Run, made: Path, tmp_path: Path
) -> None:
    also = [f"--also={name}=out.{name}" for name in FORMATS]
    assert run("check", made.name, *also).code == 1
    texts = {name: (tmp_path / f"out.{name}").read_text("utf-8") for name in FORMATS}

    log = json.loads(texts["sarif"])
    subset = json.loads(SUBSET.read_text("utf-8"))
    jsonschema.Draft202012Validator(subset).validate(log)
    shutil.copy(tmp_path / "out.sarif", tmp_path / "again.sarif")
    records = loader.load_sarif_file(str(tmp_path / "again.sarif")).get_records()
    assert [(it["Location"], it["Line"], it["Severity"]) for it in records] == [
        ("made.tiktoken", 3, "error"),
        ("made.tiktoken", 5, "error"),
        ("made.tiktoken", 2, "error"),
    ]

    suite = junitparser.JUnitXml.fromfile(str(tmp_path / "out.junit"))
    assert (suite.failures, suite.errors) == (3, 0)
    failing = [
        case
        for each in suite
        for case in each
        if any(isinstance(it, junitparser.Failure) for it in case.result)
    ]
    assert {case.classname for case in failing} == {
        "vocab-audit check.contaminated-adult",
        "vocab-audit check.contaminated-gambling",
    }

    assert (
        texts["github"]
        .splitlines()[2]
        .startswith(
            "::error title=vocab-audit contaminated-gambling,file=made.tiktoken,"
        )
    )
    assert "## ❌ vocab-audit check: made\\.tiktoken failed" in texts["markdown"]
    report = json.loads(texts["json"])
    jsonschema.Draft202012Validator(schema()).validate(report)
    assert [it["rule"] for it in report["checks"][0]["violations"]] == [
        "contaminated-adult",
        "contaminated-adult",
        "contaminated-gambling",
    ]
    assert "made.tiktoken: FAILED: 3 findings fail" in texts["text"]


def test_fingerprints_in_sarif_do_not_move_with_ids(run: Run, made: Path) -> None:
    def fingerprints() -> set[str]:
        log = json.loads(run("check", made.name, "--format", "sarif").out)
        return {
            it["partialFingerprints"]["vocabAudit/v1"]
            for it in log["runs"][0]["results"]
        }

    before = fingerprints()
    write_tokens(made, *reversed(TOKENS))
    assert fingerprints() == before
    assert len(before) == 3


def test_hostile_tokens_stay_harmless_in_every_format(
    run: Run, hostile: Path, tmp_path: Path
) -> None:
    names = ("markdown", "github", "junit", "sarif")
    also = [f"--also={name}=out.{name}" for name in names]
    texts = {"text": run("check", hostile, *also).out}
    texts |= {name: (tmp_path / f"out.{name}").read_text("utf-8") for name in names}
    for name, text in texts.items():
        assert text.replace("\n", "").isprintable(), name
    assert "<" not in texts["markdown"].replace("\\<", "")
    ET.fromstring(texts["junit"].encode())  # noqa: S314 - our own


BAD: list[tuple[tuple[str, ...], int, str]] = [
    (("check",), 2, "name a vocabulary, or list some under the key 'vocabularies'"),
    (("check", "r50k_base", "--also", "sarif"), 2, "write FORMAT=PATH"),
    (("check", "r50k_base", "--also", "x=y"), 2, "write FORMAT=PATH"),
    (("check", "r50k_base", "gpt2", "--lock", "l"), 2, "a lock is of one vocabulary"),
    (("check", "r50k_base", "--policy", "none.toml"), 3, "none.toml: cannot read"),
    (("check", "r50k_base", "--policy", "bad.toml"), 3, "bad.toml:2: categories: 'x'"),
    (("check", "r50k_base", "--baseline", "none"), 3, "`vocab-audit baseline VOCAB -o"),
    (("check", "r50k_base", "--lock", "none.lock"), 3, "`vocab-audit lock VOCAB -o"),
    (("check", "r50k_base", "--lock", "new.lock"), 3, "new.lock: is a lock of version"),
    (("check", "r50k_base", "--baseline", "new.json"), 3, "a baseline of version 2"),
    (("check", "r50k_base", "--baseline", "cut.json"), 3, "cut.json:2: holds the mark"),
    (("check", "r50k_base", "-o", "."), 3, "is a directory"),
    (("baseline", "r50k_base"), 2, "name a file with -o"),
    (("baseline", "r50k_base", "-o", "-", "--prune"), 2, "--prune takes findings out"),
    (("baseline", "r50k_base", "-o", "cut.json", "--prune"), 3, "merge conflict"),
    (("lock", "r50k_base"), 2, "name a file with -o"),
    (("lock", "r50k_base", "-o", "no/such/folder"), 3, "cannot write here"),
    (("baseline", "r50k_base", "-o", "circle"), 3, "circle: cannot write here: Too m"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), BAD)
def test_bad_input_is_one_line_and_the_right_code(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "bad.toml").write_text('\ncategories = ["x"]\n', "utf-8")
    (tmp_path / "cut.json").write_text(
        '{\n=======\n"schema": "vocab-audit/baseline/1"}\n', "utf-8"
    )
    (tmp_path / "circle").symlink_to("circle")
    for kind, name in (("lock", "new.lock"), ("baseline", "new.json")):
        text = f'{{"schema": "vocab-audit/{kind}/2"}}'
        (tmp_path / name).write_text(text, "utf-8")
    ended = run(*arguments)
    assert ended.code == code
    [line] = [it for it in ended.err.splitlines() if it.startswith("error: ")]
    assert words in line
    assert "Traceback" not in ended.err


def test_two_policies_are_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "vocab-audit.toml").write_text("", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.vocab-audit]\n", "utf-8")
    ended = run("check", "r50k_base")
    assert ended.code == 3
    assert "holds two policies" in ended.err


def test_a_lock_of_another_kind_is_an_error_that_names_the_lock(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "rwkv.txt").write_text("1 'a' 1\n2 'b' 1\n", "utf-8")
    run("lock", "rwkv:rwkv.txt", "-o", "vocab.lock")
    ended = run("check", "r50k_base", "--lock", "vocab.lock")
    assert ended.code == 3
    assert "vocab.lock: the lock is of 'rwkv.txt', whose kind is longest_match" in (
        ended.err
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
def test_what_cannot_be_replaced_stays_as_it_was(
    run: Run, made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    before = '{"schema": "vocab-audit/baseline/1", "findings": []}'
    (folder / "b.json").write_text(before, "utf-8")
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    ended = run("baseline", made.name, "-o", "folder/b.json")
    folder.chmod(stat.S_IRWXU)
    assert ended.code == 3
    assert (folder / "b.json").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("lock", "-o", "made.tiktoken"), 3),
        (("baseline", "-o", "made.tiktoken"), 3),
        (("baseline", "-o", "vocab.lock"), 3),
        (("lock", "-o", "vocab-audit.toml"), 3),
        (("check", "-o", "./made.tiktoken"), 2),
        (("check", "--also", "sarif=link"), 2),
        (("check", "--lock", "vocab.lock", "--also", "junit=vocab.lock"), 2),
        (("check", "-o", "vocab-audit.toml"), 2),
    ],
)
def test_what_a_command_reads_is_never_overwritten(
    run: Run, made: Path, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    run("lock", made.name, "-o", "vocab.lock")
    (tmp_path / "link").symlink_to(made)
    (tmp_path / "vocab-audit.toml").write_text("min-chars = 3\n", "utf-8")
    before = {it: it.read_bytes() for it in tmp_path.iterdir()}
    ended = run(arguments[0], made.name, *arguments[1:])
    assert ended.code == code, ended.err
    assert {it: it.read_bytes() for it in tmp_path.iterdir()} == before


def test_a_damaged_lock_or_baseline_may_be_written_again(
    run: Run, made: Path, tmp_path: Path
) -> None:
    for kind in ("lock", "baseline"):
        conflict = f'{{\n<<<<<<< HEAD\n "schema": "vocab-audit/{kind}/1",\n'
        for content in ("", conflict):
            (tmp_path / kind).write_text(content, "utf-8")
            assert run(kind, made.name, "-o", kind).code == 0


def test_nothing_is_overwritten_before_its_replacement_is_complete(
    run: Run, made: Path, tmp_path: Path
) -> None:
    run("lock", made.name, "-o", "vocab.lock")
    before = (tmp_path / "vocab.lock").read_bytes()
    made.write_bytes(b"broken")
    assert run("lock", "bpe:made.tiktoken", "-o", "vocab.lock").code == 3
    assert (tmp_path / "vocab.lock").read_bytes() == before
    assert {it.name for it in tmp_path.iterdir()} == {"made.tiktoken", "vocab.lock"}
