"""What the page gives away is what the other reports say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from vocab_audit import Audit
from vocab_audit.report import csv

READY = "html[data-ready=yes]"

Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, audit_page: Path) -> Page:
    opened = visit(audit_page, fragment="#token=8089")
    opened.wait_for_selector(READY, state="attached")
    return opened


def downloaded(page: Page, folder: Path) -> str:
    with page.expect_download() as started:
        page.locator("#download").click()
    path = folder / "saved.csv"
    started.value.save_as(path)
    return path.read_text("utf-8")


def test_the_whole_table_is_downloaded_as_findings_csv_has_it(
    page: Page, audit: Audit, tmp_path: Path
) -> None:
    expected = csv.render([audit])
    assert downloaded(page, tmp_path) == expected
    page.locator("#lang").select_option("zh-Hans")
    assert downloaded(page, tmp_path) == expected


def test_a_token_is_shown_as_the_segmenter_cuts_it(page: Page) -> None:
    words = page.locator("#detail dt", has_text="Words").locator("+ dd")
    expect(words).to_have_text("天天 · 中 · 彩票")
