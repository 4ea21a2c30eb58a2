"""The flagged tokens of a comparison can be searched, sorted, filtered, taken away."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from vocab_audit import Vocabulary, compare_vocabularies
from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import csv, html
from vocab_audit.vocabulary import printable

READY = "html[data-ready=yes]"
NAMES = ("cl100k_base", "p50k_base")

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def compared(browser: Browser, vocabularies: dict[str, Vocabulary]) -> Comparison:
    assert browser.is_connected()
    return compare_vocabularies([vocabularies[name] for name in NAMES])


@pytest.fixture(scope="module")
def path(compared: Comparison, folder: Path) -> Path:
    written = folder / "compared.html"
    written.write_text(html.page(compared, {}), "utf-8")
    return written


@pytest.fixture
def explore(visit: Visit, path: Path) -> Visit:
    def open_page(fragment: str = "") -> Page:
        page = visit(path, fragment=fragment)
        page.wait_for_selector(READY, state="attached")
        return page

    return open_page


def shown(page: Page) -> int:
    return int(re.findall(r"\d+", page.locator("#shown").inner_text())[0])


def test_the_table_is_searched_filtered_and_sorted(
    explore: Visit, compared: Comparison
) -> None:
    page = explore()
    assert shown(page) == len(compared.findings)
    for name, held in (("held", "held_by"), ("introduced", "introduced_by")):
        for place, vocabulary in enumerate(NAMES):
            page.locator(f"#filter-{name}").select_option(vocabulary)
            expected = sum(place in getattr(it, held) for it in compared.findings)
            assert shown(page) == expected > 0
        page.locator("#clear").click()
    page.locator("#search").fill("casino")
    assert shown(page) == sum(
        "casino"
        in "\n".join(
            [it.finding.token.display, *(piece.detail for piece in it.finding.evidence)]
        ).lower()
        for it in compared.findings
    )
    page.locator("#clear").click()
    page.locator(".tabulator-col[tabulator-field=id]").click()
    ids = page.locator(".tabulator-row [tabulator-field=id]").all_inner_texts()
    assert [*map(int, ids)] == sorted(map(int, ids))


def test_a_link_opens_a_token_with_its_ids_in_all(
    explore: Visit, compared: Comparison
) -> None:
    it = next(it for it in compared.findings if len(it.held_by) == len(NAMES))
    place = it.introduced_by[0]
    token = compared.token_id(place, it.number)
    page = explore(f"#token={token}&in={NAMES[place]}")
    detail = page.locator("#detail")
    expect(detail).to_have_attribute("data-token-id", str(token))
    page.locator("#explicit").check()
    said = detail.inner_text()
    assert printable(it.finding.evidence[0].detail) in said
    for at, name in enumerate(NAMES):
        assert f"{name}: Id {compared.token_id(at, it.number)}" in said


def test_the_whole_table_is_downloaded_as_tokens_csv_has_it(
    explore: Visit, compared: Comparison, tmp_path: Path
) -> None:
    page = explore()
    with page.expect_download() as started:
        page.locator("#download").click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    assert saved.name == "tokens.csv"
    assert saved.read_text("utf-8") == csv.render(compared)
