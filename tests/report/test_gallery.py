"""The page of all reports in a folder."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from vocab_audit import Audit, compare_vocabularies
from vocab_audit.errors import SourceError
from vocab_audit.report import comparison, gallery
from vocab_audit.report import json as audit_json

EVIL = '"><script>alert(1)</script>\u202e&amp;'


@pytest.fixture(scope="module")
def folder(
    audited: Callable[[str], Audit], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Two audits and a comparison of small vocabularies, without charts."""
    place = tmp_path_factory.mktemp("reports")
    audits = [audited("r50k_base"), audited("p50k_base")]
    for audit in audits:
        (place / audit.vocabulary.name).mkdir()
        text = audit_json.render([audit])
        (place / audit.vocabulary.name / "audit.json").write_text(text, "utf-8")
    (place / "compare & more").mkdir()
    compared = compare_vocabularies([audit.vocabulary for audit in audits])
    text = comparison.render(compared, "json")
    (place / "compare & more" / "compare.json").write_text(text, "utf-8")
    (place / "notes").mkdir()
    return place


def test_each_report_has_its_verdict_and_its_links(folder: Path) -> None:
    page = gallery.render(folder)
    assert "0 of 7 long CJK tokens" in page
    assert "rule cjk&gt;=3: 3 or more characters of Han" in page
    assert [*re.findall(r'href="([^"#]+)"', page)] == [
        "p50k_base/index.html",
        "p50k_base/audit.json",
        "r50k_base/index.html",
        "r50k_base/audit.json",
        "compare%20%26%20more/index.html",
        "compare%20%26%20more/compare.json",
    ]
    assert "notes" not in page


def test_the_page_is_the_same_again_and_runs_nothing(folder: Path) -> None:
    page = gallery.render(folder)
    assert page == gallery.render(folder)
    assert "default-src &#39;none&#39;" in page
    assert "script-src" not in page
    assert "<script" not in page
    assert str(folder) not in page


def test_a_folder_without_reports_says_so(tmp_path: Path) -> None:
    assert "There are no reports here." in gallery.render(tmp_path)


def changed(folder: Path, tmp_path: Path, **changes: object) -> Path:
    """A folder with one report that somebody has changed."""
    audit = json.loads((folder / "r50k_base" / "audit.json").read_text("utf-8"))
    (tmp_path / "r").mkdir()
    text = json.dumps(audit | changes)
    (tmp_path / "r" / "audit.json").write_text(text, "utf-8")
    return tmp_path


def test_a_hostile_name_is_shown_and_not_run(folder: Path, tmp_path: Path) -> None:
    vocabulary = {"name": EVIL, "sha256": EVIL, "tokens": 3}
    page = gallery.render(changed(folder, tmp_path, vocabulary=vocabulary))
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u202e&amp;amp;" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": "vocab-audit/audit/9"}, "Invalid enum value 'vocab-audit/audit/9'"),
        ({"vocabulary": {"name": "x"}}, "missing required field `sha256`"),
        ({"findings": [{"category": "joy"}]}, "Invalid enum value 'joy'"),
        ({"census": {"long": {}}}, "census.long has no cjk>=3, the headline's rule"),
    ],
)
def test_a_report_that_is_not_one_is_named(
    folder: Path, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(SourceError) as caught:
        gallery.render(changed(folder, tmp_path, **changes))
    assert said in str(caught.value)
    assert str(tmp_path / "r" / "audit.json") in str(caught.value)
