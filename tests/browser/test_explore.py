"""Every finding of o200k_base can be found, read and taken away, in the page itself."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OPEN_ALL, sideways
from vocab_audit import Audit, Category, Finding
from vocab_audit.vocabulary import printable

READY = "html[data-ready=yes]"
VALUES: dict[str, Callable[[Audit, Finding], set[str]]] = {
    "category": lambda _, it: {it.category},
    "strength": lambda _, it: {it.strength},
    "script": lambda audit, it: {audit.profile(it).script},
    "detector": lambda _, it: {piece.detector for piece in it.evidence},
}

Visit = Callable[..., Page]


@pytest.fixture
def explore(visit: Visit, audit_page: Path) -> Visit:
    """Opens the page and waits until its table stands."""

    def open_page(fragment: str = "", **context: object) -> Page:
        page = visit(audit_page, fragment=fragment, **context)
        page.wait_for_selector(READY, state="attached")
        return page

    return open_page


@pytest.fixture(scope="module")
def standing(visit_once: Visit, audit_page: Path) -> Page:
    page = visit_once(audit_page)
    page.wait_for_selector(READY, state="attached")
    return page


@pytest.fixture
def table(standing: Page) -> Page:
    """The page with its table as it stands at first, but for the order."""
    standing.locator("#clear").click()
    assert "=" not in standing.evaluate("location.hash")
    return standing


@pytest.fixture(scope="module")
def adult(audit: Audit) -> Finding:
    """An explicit finding whose text is not part of another's."""
    found = [it for it in audit.findings if it.category is Category.ADULT]
    return max(found, key=lambda it: len(it.token.display))


def shown(page: Page) -> tuple[int, int]:
    """How many findings the page says that it shows, and of how many."""
    text = page.locator("#shown").inner_text().replace(",", "")
    first, second = map(int, re.findall(r"\d+", text))
    return first, second


def choose(page: Page, name: str) -> None:
    page.locator("#filter-category").select_option(name)


def test_all_findings_are_there_at_first(standing: Page, audit: Audit) -> None:
    assert shown(standing) == (len(audit.findings),) * 2


def test_search_finds_text_id_and_evidence(table: Page, audit: Audit) -> None:
    page = table
    texts = [
        "\n".join(
            [it.token.display, str(it.token.id)]
            + [printable(piece.detail) for piece in it.evidence]
        ).lower()
        for it in audit.findings
    ]
    for query in ("彩票", str(audit.findings[7].token.id), "CONTAINS 彩", "no such"):
        page.locator("#search").fill(query)
        assert shown(page)[0] == sum(query.lower() in text for text in texts), query
    page.locator("#clear").click()
    assert shown(page)[0] == len(texts)


@pytest.mark.parametrize("name", VALUES)
def test_a_filter_keeps_what_has_the_value(
    table: Page, audit: Audit, name: str
) -> None:
    page = table
    values = [VALUES[name](audit, it) for it in audit.findings]
    field = page.locator(f"#filter-{name}")
    offered = {
        option.get_attribute("value") for option in field.locator("option").all()
    }
    assert offered == {"", *set[str]().union(*values)}
    for value in sorted(offered - {None, ""}, key=str)[:4]:
        field.select_option(value)
        assert shown(page)[0] == sum(value in its for its in values)


def test_filters_and_search_narrow_together(table: Page, audit: Audit) -> None:
    page = table
    choose(page, "gambling")
    page.locator("#filter-length").fill("6")
    page.locator("#search").fill("彩")
    texts = [
        it
        for it in audit.findings
        if it.category is Category.GAMBLING and audit.characters(it) >= 6
    ]
    assert 0 < shown(page)[0] <= len(texts)
    for number in page.locator(".tabulator-row [tabulator-field=id]").all_inner_texts():
        assert int(number) in {it.token.id for it in texts}


@pytest.mark.parametrize("by_key", [False, True], ids=["pointer", "keyboard"])
def test_a_heading_sorts(table: Page, audit: Audit, *, by_key: bool) -> None:
    page = table
    heading = page.locator(".tabulator-col[tabulator-field=id]")
    first = page.locator(".tabulator-row [tabulator-field=id]").first
    ids = [it.token.id for it in audit.findings]
    for order, end in (("ascending", min(ids)), ("descending", max(ids))):
        if by_key:
            heading.focus()
            page.keyboard.press("Enter")
        else:
            heading.click()
        expect(first).to_have_text(str(end))
        expect(heading).to_have_attribute("aria-sort", order)


def test_explicit_text_is_nowhere_until_the_switch_is_set(
    explore: Visit, audit: Audit
) -> None:
    page = explore()
    choose(page, "adult")
    texts = {
        it.token.display.strip() for it in audit.findings if it.category == "adult"
    }
    table = page.locator("#table")
    assert table.locator(".masked").count() > 5
    assert not texts & set(table.locator("bdi").all_inner_texts())
    page.locator("#explicit").check()
    expect(table.locator(".masked")).to_have_count(0)
    revealed = {it.strip() for it in table.locator("bdi").all_inner_texts()}
    assert revealed <= texts
    assert revealed
    first = table.locator(".tabulator-row [tabulator-field=id]").first.inner_text()
    scroller = table.locator(".tabulator-tableholder")
    scroller.evaluate("it => { it.scrollTop = 4000; }")
    expect(table.locator(f"text='{min(revealed)}'")).to_have_count(0)
    page.locator("#explicit").uncheck()
    scroller.evaluate("it => { it.scrollTop = 0; }")
    expect(table.get_by_role("gridcell", name=first, exact=True)).not_to_have_count(0)
    assert table.locator(".masked").count() > 5
    assert not texts & set(table.locator("bdi").all_inner_texts())


def test_one_token_is_revealed_by_itself(explore: Visit, adult: Finding) -> None:
    page = explore(f"#token={adult.token.id}&category=adult")
    detail, table = page.locator("#detail"), page.locator("#table")
    text = adult.token.display.strip()
    assert text not in detail.inner_text()
    before = table.locator(".tabulator-row bdi.masked").count()
    detail.locator(".reveal-one").click()
    assert text in detail.inner_text()
    assert table.locator(".tabulator-row bdi.masked").count() in {before, before - 1}
    detail.locator(".reveal-one").click()
    assert text not in detail.inner_text()


def test_a_link_opens_a_token_with_its_evidence(explore: Visit, audit: Audit) -> None:
    [it] = [it for it in audit.findings if it.token.id == 181081]
    page = explore("#token=181081")
    detail = page.locator("#detail")
    expect(detail).to_have_attribute("data-token-id", "181081")
    page.locator("#explicit").check()
    said = detail.inner_text()
    assert it.token.display.strip() in said
    for piece in it.evidence:
        assert printable(piece.detail) in said
    assert it.token.raw.hex(" ") in said
    assert "cl100k_base" in said


def test_a_link_carries_the_filters(explore: Visit) -> None:
    page = explore("#q=彩票&category=gambling&strength=certain&length=4")
    assert page.locator("#search").input_value() == "彩票"
    assert page.locator("#filter-category").input_value() == "gambling"
    assert page.locator("#filter-strength").input_value() == "certain"
    assert page.locator("#filter-length").input_value() == "4"
    some, every = shown(page)
    assert 0 < some < every
    page.evaluate("location.hash = '#category=video'")
    expect(page.locator("#filter-category")).to_have_value("video")
    expect(page.locator("#search")).to_have_value("")


def test_the_address_follows_what_is_chosen(table: Page) -> None:
    page = table
    choose(page, "gambling")
    page.locator("#search").fill("快三 &=#%")
    assert page.evaluate(
        "Object.fromEntries(new URLSearchParams(location.hash.slice(1)))"
    ) == {
        "q": "快三 &=#%",
        "category": "gambling",
    }
    page.locator("#clear").click()
    assert "=" not in page.evaluate("location.hash")


@pytest.mark.parametrize(
    "fragment", ["#token=-1", "#token=x&category=none", "#=&&q", "#q=%E0%A4%A"]
)
def test_a_broken_link_shows_everything(
    explore: Visit, audit: Audit, fragment: str
) -> None:
    page = explore(fragment)
    assert shown(page)[1] == len(audit.findings)
    assert page.locator("#detail").is_hidden()


def tab_until(page: Page, selector: str, *, limit: int) -> None:
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("it => document.activeElement.matches(it)", selector):
            return
    pytest.fail(f"{selector} is not reached within {limit} presses of Tab")


def test_the_keyboard_alone_finds_and_reads_a_token(explore: Visit) -> None:
    page = explore()
    tab_until(page, "#search", limit=40)
    page.keyboard.type("187822")
    tab_until(page, "#table .tabulator-row button", limit=30)
    page.keyboard.press("Enter")
    detail = page.locator("#detail")
    expect(detail).to_be_focused()
    expect(detail).to_have_attribute("data-token-id", "187822")
    tab_until(page, "#copy-id", limit=60)
    page.keyboard.press("Enter")
    expect(page.locator("#said")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == "187822"
    tab_until(page, "#close", limit=5)
    page.keyboard.press("Enter")
    expect(detail).to_be_hidden()
    expect(page.locator("#search")).to_be_focused()


def test_text_and_bytes_are_copied_as_they_are(explore: Visit, audit: Audit) -> None:
    [it] = [it for it in audit.findings if it.token.id == 187822]
    page = explore("#token=187822")
    for name, copied in (("text", it.token.text), ("bytes", it.token.raw.hex(" "))):
        page.locator(f"#copy-{name}").click()
        expect(page.locator("#said")).not_to_be_empty()
        assert page.evaluate("navigator.clipboard.readText()") == copied


def test_what_is_filtered_is_downloaded(
    explore: Visit, audit: Audit, tmp_path: Path
) -> None:
    page = explore("#category=video")
    with page.expect_download() as started:
        page.locator("#download").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    expected = [it.token.id for it in audit.findings if it.category == "video"]
    assert sorted(int(row["id"]) for row in rows) == expected
    assert path.suffix == ".csv"


def test_the_interface_speaks_chinese(explore: Visit) -> None:
    page = explore("#token=187822&category=gambling")
    before = shown(page)
    page.locator("#lang").select_option("zh-Hans")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert set(shown(page)) == set(before)
    assert page.locator("#filter-category").input_value() == "gambling"
    assert page.locator("#detail").get_attribute("data-token-id") == "187822"
    assert not page.locator("[data-l=en]:visible").count()
    for said in page.locator("h1, h2, h3, button:visible").all_inner_texts():
        assert not re.search("Copy|Download|Clear|Counts|Charts|Method", said), said
    page.locator("#lang").select_option("en")
    assert not page.locator("[data-l=zh]:visible").count()
    assert shown(page) == before


def test_a_narrow_phone_scrolls_down_only(visit: Visit, audit_page: Path) -> None:
    page = visit(audit_page, width=400)
    assert sideways(page) <= 0
    page.evaluate(OPEN_ALL)
    assert sideways(page) <= 0


def test_without_scripts_the_verdict_stands_and_the_findings_are_named(
    visit: Visit, audit_page: Path
) -> None:
    page = visit(audit_page, java_script_enabled=False)
    assert page.locator(".verdict").first.is_visible()
    assert page.locator("noscript [data-l=en]").is_visible()
    assert page.locator("#search").is_hidden()
