"""The pre-commit hook and the GitHub Action, as far as a machine without them goes."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("name", "is_checked"),
    [
        ("tokenizer.json", True),
        ("models/a/tokenizer.model", True),
        ("o200k_base.tiktoken", True),
        ("vocab.txt", True),
        ("tekken.json", True),
        ("tokenizer_config.json", False),
        ("my-vocab.txt", False),
        ("README.md", False),
    ],
)
def test_the_hook_runs_on_files_of_tokenizers(name: str, *, is_checked: bool) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    [hook] = [it for it in hooks if it["id"] == "vocab-audit-check"]
    assert hook["entry"] == "vocab-audit check"
    assert bool(re.search(hook["files"], name)) is is_checked


def test_the_steps_of_the_action_annotate_write_and_fail(tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    *_, step = action["runs"]["steps"]
    lines = [
        f"{b64encode(text.encode()).decode()} {rank}\n"
        for rank, text in enumerate(("the", "大发快三"))
    ]
    (tmp_path / "a b; exit 0.tiktoken").write_text("".join(lines), "ascii")
    values = {
        "inputs.vocabularies": "a b; exit 0.tiktoken\n\n",
        "inputs.args": "--quiet",
        "inputs.sarif-file": action["inputs"]["sarif-file"]["default"],
        "inputs.junit-file": action["inputs"]["junit-file"]["default"],
    }
    environment = {
        name: values[value.removeprefix("${{ ").removesuffix(" }}")]
        for name, value in step["env"].items()
    }
    folder = str(Path(sys.executable).parent)
    ended = subprocess.run(  # noqa: S603 - our own step
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env=os.environ
        | environment
        | {
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 1
    [annotation] = ended.stdout.splitlines()
    assert annotation.startswith(
        "::error title=vocab-audit contaminated-gambling,file="
    )
    assert "大发快三" in (tmp_path / "summary.md").read_text("utf-8")
    assert (tmp_path / "vocab-audit.sarif").exists()
    assert (tmp_path / "vocab-audit.xml").exists()


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert scripts
    assert not [it for it in scripts if "${{" in it]
