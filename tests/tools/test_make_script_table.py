import runpy
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("fontTools")

TOOLS = Path(__file__).parents[2] / "tools"
PACKAGED = TOOLS.parent / "vocab_audit" / "script_table.py"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table that the script writes today."""
    tool = runpy.run_path(str(TOOLS / "make_script_table.py"))
    target = tmp_path_factory.mktemp("table") / "script_table.py"
    tool["main"].__globals__["TARGET"] = target
    tool["main"]()
    return target


def test_the_script_writes_the_packaged_table(written: Path) -> None:
    ours = runpy.run_path(str(PACKAGED))
    theirs = runpy.run_path(str(written))
    if len(theirs["STARTS"]) > len(ours["STARTS"]):
        pytest.skip("the installed regex knows a newer Unicode; see test_script")
    assert written.read_text() == PACKAGED.read_text()


def test_scripts_of_neighbouring_runs_differ(written: Path) -> None:
    numbers = runpy.run_path(str(written))["NUMBERS"]
    assert all(a != b for a, b in pairwise(numbers))


def test_a_script_that_fonttools_does_not_name_is_an_error() -> None:
    tool = runpy.run_path(str(TOOLS / "make_script_table.py"))
    with pytest.raises(SystemExit, match=r"U\+0041 has scripts \[\]; upgrade fontT"):
        tool["ranges"](["Common", "Han"])
