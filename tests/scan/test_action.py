"""The GitHub Action of the scan, as far as a machine without GitHub goes."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

ACTION = Path(__file__).parents[2] / "scan-action" / "action.yml"


def _steps() -> list[str]:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    return [step["run"] for step in action["runs"]["steps"] if "run" in step]


def test_the_last_step_scans_and_runs_nothing_of_what_it_scans(tmp_path: Path) -> None:
    for name in ("shlex.py", "click.py", "vocab_audit.py"):
        (tmp_path / name).write_text("print('was run')\n")
    (tmp_path / "a b.md").write_text('run 大发快三json{"a": 1}\n', "utf-8")
    ended = subprocess.run(  # noqa: S603 - the step itself
        ["bash", "-euc", _steps()[-1]],  # noqa: S607 - as GitHub does
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "COMMAND": "scan",
            "ARGUMENTS": '--vocabulary none "a b.md" --format github $(touch made)',
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.startswith("::error title=vocab-audit leaked-phrase,file=a b")
    assert "was run" not in ended.stdout
    assert not (tmp_path / "made").exists()


def test_no_step_imports_from_the_folder_that_is_scanned() -> None:
    commands = [
        line for step in _steps() for line in step.splitlines() if "python" in line
    ]
    assert commands
    assert all(line.strip().startswith("python -P ") for line in commands)
