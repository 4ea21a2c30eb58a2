"""The plugin in a project of its own, run by a pytest of its own."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = """\
import pytest

@pytest.mark.parametrize("name", ["one.tiktoken", "two.tiktoken"])
def test_clean(vocab_audit, name):
    verdict = vocab_audit.assert_clean(name, baseline="baseline.json")
    assert verdict.passed

def test_unchanged(vocab_audit):
    vocab_audit.assert_unchanged("one.tiktoken", lock="vocab.lock")
"""
UNUSED = """\
import sys

def test_nothing_heavy_is_imported_by_the_plugin():
    heavy = {"audit", "sources", "matcher", "verdict", "lock", "report", "cli"}
    assert "vocab_audit.pytest_plugin" in sys.modules
    assert not {f"vocab_audit.{name}" for name in heavy} & {*sys.modules}
    assert not {"click", "msgspec", "tiktoken", "jieba", "matplotlib"} & {*sys.modules}
"""

pytest_plugins = ("pytester",)

Pytest = Callable[..., tuple[int, str]]


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    tmp_path = pytester.path
    write_tokens(tmp_path / "one.tiktoken", "the", "大发快三", "中华人民共和国")
    write_tokens(tmp_path / "two.tiktoken", "the", "毛片网站")
    (tmp_path / "test_vocabularies.py").write_text(TESTS, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", "utf-8")
    return tmp_path


def write_tokens(path: Path, *texts: str) -> None:
    lines = [
        f"{b64encode(text.encode()).decode()} {rank}\n"
        for rank, text in enumerate(texts)
    ]
    path.write_text("".join(lines), "ascii")


@pytest.fixture
def run_pytest(pytester: pytest.Pytester, project: Path) -> Pytest:
    """Runs a pytest inside this one, or with workers as a process of its own."""

    def run_pytest(*arguments: str, alone: bool = False) -> tuple[int, str]:
        options = ("-p", "no:cacheprovider", "-q", *arguments)
        options = (*options, "-p", "no:anyio", "-p", "no:hypothesispytest")
        if not alone and "-n" not in arguments:
            ended = pytester.runpytest_inprocess(*options)
            return ended.ret, f"{ended.stdout}{ended.stderr}"
        process = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "pytest", *options],
            cwd=project,
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return process.returncode, process.stdout + process.stderr

    return run_pytest


@pytest.mark.parametrize(("writers", "readers"), [((), ("-n", "2")), (("-n", "2"), ())])
def test_what_an_update_writes_passes_with_and_without_xdist(
    run_pytest: Pytest,
    project: Path,
    writers: tuple[str, ...],
    readers: tuple[str, ...],
) -> None:
    code, output = run_pytest("--vocab-audit-update", *writers)
    assert code == 0, output
    assert f"vocab-audit: wrote {project / 'vocab.lock'}" in output
    accepted = json.loads((project / "baseline.json").read_text("utf-8"))["findings"]
    assert [it["text"] for it in accepted] == ["毛片网站", "大发快三"]
    code, output = run_pytest(*readers)
    assert code == 0, output
    assert "3 passed" in output


def test_a_failure_reads_like_an_assertion(run_pytest: Pytest, project: Path) -> None:
    run_pytest("--vocab-audit-update")
    write_tokens(project / "one.tiktoken", "the", "中华人民共和国", "北京赛车")
    code, output = run_pytest("-n", "1")
    assert code == 1
    assert "2 failed, 1 passed" in output
    assert "AssertionError: one.tiktoken: FAILED: 1 finding fails" in output
    assert "token 2 '北京赛车' is gambling, certain: contains 北京赛车" in output
    assert "AssertionError: one.tiktoken is not what vocab.lock locks:" in output
    assert "1 token added, '北京赛车'" in output
    assert "1 token removed, '大发快三'" in output
    assert "If this was intended: pytest --vocab-audit-update" in output
    assert "pytest_plugin.py" not in output, "the traceback ends in the test"


def test_a_policy_of_the_root_folder_is_used(run_pytest: Pytest, project: Path) -> None:
    (project / "vocab-audit.toml").write_text(
        'categories = ["adult"]\nlock = "vocab.lock"\n', "utf-8"
    )
    (project / "test_vocabularies.py").write_text(
        "def test_clean(vocab_audit):\n    vocab_audit.assert_clean('one.tiktoken')\n",
        "utf-8",
    )
    code, output = run_pytest("--vocab-audit-update")
    assert code == 0, output
    assert (project / "vocab.lock").exists()
    assert run_pytest()[0] == 0


def test_what_an_update_cannot_mend_still_fails(
    run_pytest: Pytest, project: Path
) -> None:
    (project / "vocab-audit.toml").write_text("[required-scripts]\nThai = 3\n", "utf-8")
    code, output = run_pytest("--vocab-audit-update")
    assert code == 1
    assert "0 tokens are in the script Thai" in output


def test_an_error_is_told_in_one_line(run_pytest: Pytest) -> None:
    code, output = run_pytest("-k", "unchanged")
    assert code == 1
    assert "LockError" in output
    assert "`vocab-audit lock VOCAB -o" in output
    assert "committed.py" not in output, "the traceback ends in the test"


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_an_update_that_cannot_write_fails_and_writes_the_rest(
    run_pytest: Pytest, project: Path, workers: tuple[str, ...]
) -> None:
    (project / "vocab.lock").write_text("not ours", "utf-8")
    code, output = run_pytest("--vocab-audit-update", *workers)
    assert code == 1
    assert f"cannot write {project / 'vocab.lock'}: is no lock" in output
    assert "INTERNALERROR" not in output
    assert (project / "vocab.lock").read_text("utf-8") == "not ours"
    assert (project / "baseline.json").exists()


def test_an_unused_plugin_costs_nothing(run_pytest: Pytest, project: Path) -> None:
    (project / "test_vocabularies.py").write_text(UNUSED, "utf-8")
    code, output = run_pytest(alone=True)
    assert code == 0, output
