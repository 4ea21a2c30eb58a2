"""How charts are asked for, and what is masked where."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Run, write_tokens

EXPLICIT = "日本毛片免费视频观看"
GAMBLING = "天天中彩票"
CHARTS = {"categories", "lengths", "longest", "merge_order", "scripts"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A file in tiktoken's text format with one explicit token."""
    texts = [EXPLICIT, GAMBLING, "中华人民共和国"]
    return write_tokens(tmp_path / "small.tiktoken", *texts)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return write_tokens(tmp_path / "other.tiktoken", "the", "中华人民共和国")


def charts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "charts").iterdir()}


def test_charts_are_written_as_what_is_asked_for(
    run: Run, tmp_path: Path, small: Path
) -> None:
    assert run("audit", small, "--charts", "SVG, png").code == 0
    drawn = charts(tmp_path / "reports" / "small.tiktoken")
    assert drawn.keys() >= {
        f"{name}.{suffix}" for name in CHARTS for suffix in ("png", "svg")
    }
    assert drawn["longest.svg"].startswith(b"<?xml")
    assert drawn["longest.png"].startswith(b"\x89PNG")


def test_with_svg_alone_the_page_keeps_its_pictures(
    run: Run, tmp_path: Path, small: Path
) -> None:
    run("audit", small, "--charts", "svg")
    folder = tmp_path / "reports" / "small.tiktoken"
    assert {Path(name).suffix for name in charts(folder)} == {".svg"}
    assert "data:image/png" in (folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("command", ["audit", "compare"])
def test_without_charts_a_report_has_none_anywhere(
    run: Run, tmp_path: Path, small: Path, other: Path, command: str
) -> None:
    two = [other] if command == "compare" else []
    assert run(command, small, *two, "--charts", "none").code == 0
    [folder] = (tmp_path / "reports").iterdir()
    assert not (folder / "charts").exists()
    assert "data:image" not in (folder / "index.html").read_text("utf-8")


def test_the_resolution_is_that_of_the_files_not_of_the_page(
    run: Run, tmp_path: Path, small: Path
) -> None:
    run("audit", small, "--dpi", "100")
    folder = tmp_path / "reports" / "small.tiktoken"
    with Image.open(io.BytesIO(charts(folder)["lengths.png"])) as image:
        assert image.width == 860
        assert round(image.info["dpi"][0]) == 100
    page = (folder / "index.html").read_text("utf-8")
    assert 'width="1290"' in page
    assert 'width="860"' not in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--charts", "gif"), "'gif' is not one of png, svg, png,svg and none"),
        (("--charts", "none,png"), "'none,png' is not one of"),
        (("--charts", ""), "'' is not one of"),
        (("--dpi", "49"), "49 is not in the range 50<=x<=600"),
        (("--dpi", "601"), "601 is not in the range 50<=x<=600"),
        (("--mask", "--format", "json"), "--mask: json holds every string whole"),
        (("--mask", "-o", "findings.csv"), "--mask: csv holds every string whole"),
    ],
)
def test_what_cannot_be_drawn_or_hidden_is_wrong_usage(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    ended = run("audit", "r50k_base", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_charts_are_masked_unless_they_are_told_not_to_be(
    run: Run, tmp_path: Path, small: Path
) -> None:
    drawn, hides = {}, {}
    for option in ("", "--no-mask"):
        target = tmp_path / f"out{option}"
        run("audit", small, "--charts", "svg", *filter(None, [option]), "-o", target)
        folder = target / "small.tiktoken"
        drawn[option] = charts(folder)["longest.svg"].decode()
        hides[option] = '<figure class="xf">' in (folder / "index.html").read_text()
    assert f"<!-- {EXPLICIT} -->" in drawn["--no-mask"]  # what outlines spell
    assert EXPLICIT[1:] not in drawn[""]
    assert f"<!-- 日{'●' * 9} -->" in drawn[""]
    assert GAMBLING in drawn[""]
    assert hides == {"": False, "--no-mask": True}  # a masked picture needs no switch


@pytest.mark.parametrize("format_name", ["text", "markdown"])
def test_texts_hide_explicit_strings_when_they_are_told_to(
    run: Run, small: Path, other: Path, format_name: str
) -> None:
    for command in (["audit", small], ["compare", small, other]):
        plain = run(*command, "--format", format_name)
        masked = run(*command, "--format", format_name, "--mask")
        assert plain.code == masked.code == 0
        assert EXPLICIT in plain.out
        assert EXPLICIT[1:] not in masked.out
        assert f"日{'●' * 9}" in masked.out
        assert GAMBLING in masked.out


def test_data_of_a_masked_report_stay_whole(
    run: Run, tmp_path: Path, small: Path
) -> None:
    ended = run("audit", small, "--mask", "--charts", "none")
    folder = tmp_path / "reports" / "small.tiktoken"
    audit = json.loads((folder / "audit.json").read_text("utf-8"))
    assert EXPLICIT in [finding["text"] for finding in audit["findings"]]
    assert EXPLICIT[1:] not in ended.out


def test_a_report_is_the_same_in_another_locale_time_zone_and_folder(
    run: Run, run_process: Run, tmp_path: Path, small: Path
) -> None:
    world = {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kolkata", "PYTHONHASHSEED": "1"}
    for command in (["audit", small], ["compare", small, "r50k_base"]):
        for run_it, place, environment in (
            (run, tmp_path / "here", {"TZ": "UTC"}),
            (run_process, tmp_path / "another place", world),
        ):
            arguments = (*command, "--charts", "png,svg", "-o", place)
            assert run_it(*arguments, **environment).code == 0
    first, second = (
        {
            path.relative_to(place): path.read_bytes()
            for path in place.rglob("*")
            if path.is_file()
        }
        for place in (tmp_path / "here", tmp_path / "another place")
    )
    assert len(first) == 34
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()
