"""What a printed page holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_hostile import EVIL, TALLY, TERM, made
from vocab_audit import Audit, Vocabulary, audit_vocabulary
from vocab_audit.report import html
from vocab_audit.report.masking import is_explicit
from vocab_audit.report.summary import shown
from vocab_audit.wordlist import Term, Wordlist

READY = "html[data-ready=yes]"
MOST = 200
KEEP = """addEventListener("beforeprint", () => {
  const sheet = document.getElementById("printed");
  const cells = [...sheet.querySelectorAll("caption, td")].map(it => it.textContent);
  window.printed = [sheet.querySelectorAll("tbody tr").length, cells.join("\\n")];
})"""

Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, audit_page: Path) -> Page:
    opened = visit(audit_page)
    opened.wait_for_selector(READY, state="attached")
    opened.evaluate(KEEP)
    return opened


def printed(page: Page) -> tuple[int, str]:
    """How many rows a print has, and what they say."""
    assert page.pdf().startswith(b"%PDF-")
    rows, text = page.evaluate("window.printed")
    assert page.locator("#printed tr").count() == 0
    return rows, text


def test_the_strongest_findings_are_printed_and_it_is_said_how_many(
    page: Page, audit: Audit
) -> None:
    rows, text = printed(page)
    caption, *_ = text.splitlines()
    assert rows == MOST
    assert caption.startswith(f"The first {MOST} of {len(audit.findings):,} findings")
    strongest = sorted(audit.findings, key=lambda it: it.strength.order)[:MOST]
    assert all(str(it.token.id) in text for it in strongest)
    hidden = [it.token.display for it in strongest if is_explicit(it)]
    assert hidden
    assert not any(it in text for it in hidden)


def test_what_is_filtered_is_printed(page: Page, audit: Audit) -> None:
    page.locator("#filter-category").select_option("video")
    found = [it for it in audit.findings if it.category == "video"]
    assert len(found) < MOST
    rows, text = printed(page)
    assert rows == len(found)
    assert text.startswith(f"{len(found)} findings, the strongest first")


def test_paper_shows_the_printed_table_and_not_the_one_of_the_screen(
    page: Page,
) -> None:
    expect(page.locator("#printed")).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#printed table")).to_be_visible()
    for gone in ("#table", "#search", "#download"):
        expect(page.locator(gone)).to_be_hidden()


def test_hostile_tokens_are_text_on_paper_and_in_chinese(
    visit: Visit,
    make_vocabulary: Callable[..., Vocabulary],
    make_term: Callable[..., Term],
    folder: Path,
) -> None:
    wordlist = Wordlist((make_term(TERM),), (), "0" * 64)
    audit = audit_vocabulary(made(make_vocabulary, EVIL), wordlist)
    path = folder / "hostile-paper.html"
    path.write_text(html.page([audit], [{}]), "utf-8")
    page = visit(path)
    page.wait_for_selector("#map .map-by")
    tally = page.evaluate(TALLY)
    page.locator("#lang").select_option("zh-Hans")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    cells = page.locator("#printed td:first-child").all_text_contents()
    assert sorted(cells) == sorted(shown(it.token) for it in audit.findings)
    assert page.evaluate(TALLY) == tally
