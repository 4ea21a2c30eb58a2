"""A page of several audits has a map for each."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_any_page import AXE, LEVELS
from vocab_audit import Vocabulary, audit_vocabulary
from vocab_audit.report import html

READY = "html[data-ready=yes]"
NAMES = ("cl100k_base", "p50k_base")

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def path(browser: Browser, vocabularies: dict[str, Vocabulary], folder: Path) -> Path:
    assert browser.is_connected()
    audits = [audit_vocabulary(vocabularies[name]) for name in NAMES]
    written = folder / "several.html"
    written.write_text(html.page(audits, [{}] * len(audits)), "utf-8")
    return written


@pytest.fixture
def page(visit: Visit, path: Path) -> Page:
    opened = visit(path)
    opened.wait_for_selector(READY, state="attached")
    return opened


@pytest.mark.parametrize("number", [1, 2])
def test_a_map_opens_tokens_of_its_own_vocabulary(page: Page, number: int) -> None:
    canvas = page.locator(f"#map-v{number} canvas")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_focused()
    expect(page.locator("#detail")).to_contain_text(NAMES[number - 1])
    assert f"in={NAMES[number - 1]}" in page.evaluate("location.hash")


def test_maps_are_coloured_each_by_itself(page: Page) -> None:
    for number, other in ((1, 2), (2, 1)):
        page.locator(f"#map-v{number} [value=script]").check()
        expect(page.locator(f"#map-v{number} .legend")).to_contain_text("Latin")
        page.locator(f"#map-v{other} [value=category]").check()
        expect(page.locator(f"#map-v{other} .legend")).not_to_contain_text("Latin")


def test_axe_finds_no_violation_where_there_are_several_maps(
    page: Page, axe: str
) -> None:
    expect(page.locator("#map-v2 canvas")).to_be_visible()
    page.evaluate(axe)
    assert page.evaluate(AXE, LEVELS) == []
