"""Where the page speaks Chinese, its evidence, filters and charts do."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from vocab_audit import Vocabulary, audit_vocabulary
from vocab_audit.report import html

READY = "html[data-ready=yes]"

Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, audit_page: Path) -> Page:
    opened = visit(audit_page, fragment="#token=2783")
    opened.wait_for_selector(READY, state="attached")
    opened.locator("#lang").select_option("zh-Hans")
    return opened


def test_evidence_is_chinese_and_is_found_in_both_languages(page: Page) -> None:
    reasons = page.locator("#detail .reasons")
    expect(reasons).to_contain_text("含有“彩票”（赌博）")
    expect(reasons).not_to_contain_text("contains")
    shown = page.locator("#shown")
    for query in ("含有“彩票”（赌博）", "contains 彩票 (gambling)"):
        page.locator("#search").fill(query)
        expect(shown).not_to_contain_text("显示 0 条")
    page.locator("#lang").select_option("en")
    expect(reasons).to_contain_text("contains 彩票 (gambling)")


def test_what_can_be_filtered_by_is_chinese(page: Page) -> None:
    for name in ("category", "strength", "language", "script"):
        texts = page.locator(f"#filter-{name} option").all_inner_texts()
        assert texts[0].endswith("：全部")
        for text in texts:
            assert re.match("[\u4e00-\u9fff–]", text), text


def test_a_page_without_findings_can_be_read_in_both(
    visit: Visit, make_vocabulary: Callable[..., Vocabulary], folder: Path
) -> None:
    path = folder / "nothing.html"
    path.write_text(html.page([audit_vocabulary(make_vocabulary("hi"))], [{}]), "utf-8")
    opened = visit(path)
    for tag, name in (("zh-Hans", "章节"), ("en", "Sections")):
        opened.locator("#lang").select_option(tag)
        assert opened.evaluate("document.documentElement.lang") == tag
        assert opened.locator("nav").get_attribute("aria-label") == name
    assert not opened.locator("[data-l=zh]:visible").count()


def test_charts_and_pictures_have_chinese_texts(page: Page) -> None:
    for place in page.locator(".charts img, .bar, .strip").all():
        text = place.get_attribute("alt") or place.get_attribute("aria-label") or ""
        assert re.search("[\u4e00-\u9fff]", text), text
    assert page.locator(".charts figcaption").first.is_visible()
    assert page.title().startswith("词表审计：")
    page.locator("#lang").select_option("en")
    alternative = page.locator(".charts img").first.get_attribute("alt") or ""
    assert alternative.isascii()
    assert page.title().startswith("Vocabulary audit: ")
