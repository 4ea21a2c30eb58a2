"""What the repository says of itself holds: documents, reference reports, README."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from vocab_audit import Audit, Comparison
from vocab_audit.report import charts, comparison, gallery, render
from vocab_audit.report.charts import comparison as comparison_charts
from vocab_audit.report.directory import files
from vocab_audit.report.shares import percentage

ROOT = Path(__file__).parents[1]
REFERENCES = ("o200k_base", "cl100k_base")
COMPARED = (*REFERENCES, "p50k_base", "r50k_base")
ADDRESS = re.compile(r'(?:href|src)="(?!#|data:)([^"]+)"|!\[[^\]]+\]\(([^)]+)\)')


@pytest.fixture(scope="module")
def audits(audited: Callable[[str], Audit]) -> dict[str, Audit]:
    return {name: audited(name) for name in COMPARED}


@pytest.mark.parametrize("name", COMPARED)
def test_the_reference_report_holds_what_an_audit_gives(
    audits: dict[str, Audit], name: str
) -> None:
    folder = ROOT / "reports" / name
    assert (folder / "audit.json").read_text("utf-8") == render([audits[name]], "json")
    assert (folder / "findings.csv").read_text("utf-8") == render([audits[name]], "csv")


@pytest.mark.parametrize("name", COMPARED)
def test_the_reference_report_holds_every_file_of_a_report(
    audits: dict[str, Audit],
    name: str,
    blank: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    undrawn = dict.fromkeys(charts.CHARTS, blank)  # only the names are of interest
    monkeypatch.setattr(charts, "render", lambda *_, **__: undrawn)
    folder = ROOT / "reports" / name
    kept = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert kept == {file for file, _ in files(audits[name])}


def test_the_reference_comparison_holds_what_a_comparison_gives(
    four_compared: Comparison,
) -> None:
    assert four_compared.names == COMPARED
    folder = ROOT / "reports" / f"compare-{'-'.join(COMPARED)}"
    for name, content in (
        ("compare.json", comparison.render(four_compared, "json")),
        ("tokens.csv", comparison.render(four_compared, "csv")),
    ):
        assert (folder / name).read_text("utf-8") == content, "run `make reports`"
    drawn = {path.stem for path in (folder / "charts").iterdir()}
    assert drawn == {*comparison_charts.CHARTS}
    assert (folder / "index.html").is_file()


def test_the_page_of_reports_holds_what_the_reports_say() -> None:
    page = (ROOT / "reports" / "index.html").read_text("utf-8")
    assert page == gallery.render(ROOT / "reports"), "run `make reports`"
    assert all(f">{name}</a>" in page for name in COMPARED)


@pytest.mark.parametrize("path", ["README.md", "reports/index.html"])
def test_what_a_page_links_or_shows_is_there(path: str) -> None:
    page = ROOT / path
    found = ["".join(it) for it in ADDRESS.findall(page.read_text("utf-8"))]
    local = [address for address in found if "://" not in address]
    assert any("reports" in (page.parent / address).parts for address in local)
    assert [it for it in local if not (page.parent / it).is_file()] == []


def test_the_command_reference_is_what_the_commands_say() -> None:
    page = runpy.run_path(str(ROOT / "tools" / "make_cli_docs.py"))["page"]
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == page(), "run `make docs`"


def test_the_readme_quotes_the_headlines_of_today(audits: dict[str, Audit]) -> None:
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    new, old = (audits[name].headline for name in REFERENCES)
    share = percentage(new.contaminated, new.total)
    assert f"{new.contaminated} of the {new.total:,} tokens of `o200k_base`" in readme
    assert f"contaminated ({share}, rule `cjk>=3`)" in readme
    assert f"{old.contaminated} of the {old.total:,} such tokens of" in readme
    assert f"LongCount(total={new.total}, contaminated={new.contaminated})" in readme


def test_every_decision_is_numbered_once() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(name[:4]) for name in names]
    assert len({*numbers}) == len(numbers)
