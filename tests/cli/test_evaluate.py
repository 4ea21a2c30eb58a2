import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run, write_tokens

HEADER = "token_id\tbytes_base64\tlabel\tcategory\tstrength\n"


@pytest.fixture
def labels(tmp_path: Path) -> Callable[..., Path]:
    def write(**verdicts: str) -> Path:
        path = tmp_path / "labels.tsv"
        lines = (
            f"0\t{base64.b64encode(text.encode()).decode()}\t{verdict}\tgambling\t3\n"
            for text, verdict in verdicts.items()
        )
        path.write_text(HEADER + "".join(lines))
        return path

    return write


@pytest.fixture
def made(tmp_path: Path) -> str:
    texts = ("北京赛车", "天天中彩票", "中华人民共和国")
    return str(write_tokens(tmp_path / "made.tiktoken", *texts))


def test_a_real_vocabulary_is_measured(run: Run, labels: Callable[..., Path]) -> None:
    path = labels(北京赛车="polluted", 中华人民共和国="clean", 天天中彩票="clean")
    ended = run("evaluate", "o200k_base", "--labels", path, "--wrong", "--missed")
    assert (ended.code, ended.err) == (0, "")
    assert "3 of 3 labels count" in ended.out
    [line] = [line for line in ended.out.splitlines() if line.startswith("cjk>=3 ")]
    assert line.split() == ["cjk>=3", "1/2", "=", "0.500", "1/1", "=", "1.000", "0.667"]
    assert "'天天中彩票'" in ended.out
    assert "polluted, not flagged: none" in ended.out


def test_json_holds_the_figures(
    run_process: Run, made: str, labels: Callable[..., Path]
) -> None:
    path = labels(北京赛车="polluted", 天天中彩票="clean")
    ended = run_process("evaluate", made, "--labels", path, "--format", "json")
    content = json.loads(ended.out)
    assert content["rules"]["cjk"]["precision"] == 0.5
    assert content["wrong"][0]["text"] == "天天中彩票"


@pytest.mark.parametrize(("floor", "code"), [("0.6", 0), ("0.7", 1)])
def test_a_floor_for_f1_is_a_gate(
    run: Run, made: str, labels: Callable[..., Path], floor: str, code: int
) -> None:
    path = labels(北京赛车="polluted", 天天中彩票="clean")
    ended = run("evaluate", made, "--labels", path, "--fail-under-f1", floor)
    assert ended.code == code
    assert ended.err == ("F1 is 0.667, and 0.7 was asked for\n" if code else "")


def test_no_f1_is_below_any_floor(
    run: Run, made: str, labels: Callable[..., Path]
) -> None:
    path = labels(中华人民共和国="clean")
    ended = run("evaluate", made, "--labels", path, "--fail-under-f1", "0")
    assert (ended.code, ended.err) == (
        1,
        "no F1: nothing is polluted, and 0 was asked for\n",
    )


def test_unreadable_labels_are_an_error(run: Run, made: str, tmp_path: Path) -> None:
    ended = run("evaluate", made, "--labels", tmp_path / "none.tsv")
    assert ended.code == 3
    assert ended.err.startswith("error: ")
    assert "none.tsv: cannot read this file" in ended.err
