"""What holds on the page of an audit and on that of a comparison alike."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OPEN_ALL, sideways

PAGES = ("small_page", "comparison_page")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LOOKS: dict[str, dict[str, object]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 400},
}
AXE = """async levels => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: levels},
    resultTypes: ["violations"],
    preload: false,
  });
  return found.violations.flatMap(rule => rule.nodes.slice(0, 5).map(node =>
    `${rule.id}: ${node.target}: ${node.failureSummary}`));
}"""
Visit = Callable[..., Page]


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest) -> Path:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Path)
    return found


def colour(page: Page, style: str) -> float:
    """Lightness of a colour of the page's body, 0 black to 255 white."""
    found = page.evaluate(
        "style => getComputedStyle(document.body)[style].match(/\\d+/g)"
        ".slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3",
        style,
    )
    return float(found)


def test_a_page_opens_from_a_file_and_asks_for_nothing_else(
    visit: Visit, path: Path
) -> None:
    page = visit(path)
    assert page.locator("h1, .verdict").first.is_visible()
    assert page.evaluate("document.documentElement.lang")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_of_level_a_or_aa(
    visit: Visit, request: pytest.FixtureRequest, axe: str, name: str, look: str
) -> None:
    page = visit(request.getfixturevalue(name), **LOOKS[look])
    page.evaluate(OPEN_ALL)
    page.evaluate(axe)
    assert page.evaluate(AXE, LEVELS) == []


def test_axe_would_find_a_violation(
    visit: Visit, comparison_page: Path, axe: str
) -> None:
    page = visit(comparison_page)
    page.evaluate(
        "document.body.innerHTML = '<main><img src=\"data:,\"><p id=pale>pale</p>'"
    )
    page.evaluate("pale.style.cssText = 'background: white; color: silver'")
    page.evaluate(axe)
    found = page.evaluate(AXE, LEVELS)
    assert {line.partition(":")[0] for line in found} >= {"image-alt", "color-contrast"}


def test_a_narrow_phone_scrolls_down_only(visit: Visit, path: Path) -> None:
    page = visit(path, width=400)
    assert sideways(page) <= 0
    page.evaluate(OPEN_ALL)
    assert sideways(page) <= 0


def test_a_dark_system_gets_a_dark_page(visit: Visit, path: Path) -> None:
    page = visit(path)
    assert colour(page, "backgroundColor") > 200 > colour(page, "color")
    page.emulate_media(color_scheme="dark")
    assert colour(page, "backgroundColor") < 60
    assert colour(page, "color") > 200


def test_nothing_moves_for_whoever_asked_for_less_motion(
    visit: Visit, path: Path
) -> None:
    page = visit(path, reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(it => {"
        "  const {transitionDuration, animationName} = getComputedStyle(it);"
        "  return animationName !== 'none' || parseFloat(transitionDuration) > 0.01;"
        "}).map(it => it.outerHTML.slice(0, 80))"
    )
    assert moving == []


def test_print_is_ink_on_white_without_what_only_a_screen_needs(
    visit: Visit, path: Path
) -> None:
    page = visit(path, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert colour(page, "backgroundColor") == 255
    assert colour(page, "color") < 60
    for gone in (".top", ".skip", ".contents"):
        assert not page.locator(gone).first.is_visible()
    assert page.pdf().startswith(b"%PDF-")


def test_the_keyboard_alone_skips_to_the_content(visit: Visit, path: Path) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
