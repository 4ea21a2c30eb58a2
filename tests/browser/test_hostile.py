"""A hostile vocabulary changes nothing outside its own cells."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from vocab_audit import Audit, Vocabulary, audit_vocabulary, compare_vocabularies
from vocab_audit.report import html
from vocab_audit.report.comparison import html as comparison
from vocab_audit.report.summary import shown
from vocab_audit.wordlist import Term, Wordlist

TERM = "时时彩票"
EVIL = (
    "</script><img src=x onerror=alert(1)>",
    "</span></bdi></style><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<!--<script>",
    "]]></title><base href=//example.org>",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "${alert(1)}{{7*7}}{% raw %}",
    "$^_\\frac{1}{2}&lt;b&gt;&amp;&#0;",
    "=cmd|' /C calc'!A0",
    "__proto__",
    "\u202e\u2066\u2067\u202d\u202b\u200f",
    "\u061c\u2028\u2029\ufeff\u200b\u00ad",
    "שלום عليكم",
    "Z̸̡̢͓͇͕͖̗̘̙" * 20,
    "x" * 10_000,
    *map(chr, range(0x20)),
    "\x7f\x85\x9f",
)
TALLY = """() => Object.fromEntries(
  ["img", "script", "style", "iframe", "base", "svg", "link", "form", "input", "select",
   "meta", "object", "title"].map(it => [it, document.querySelectorAll(it).length]))"""
PLACES = """() => [...document.querySelectorAll(
  "h1, h2, #search, #table, .tabulator-col, .tabulator-row:first-child > *")]
  .map(it => [getComputedStyle(it).direction, it.getBoundingClientRect().left])"""

DETAILS = """async ids => {
  const found = [];
  for (const id of ids) {
    const moved = new Promise(done => {
      addEventListener("hashchange", done, {once: true});
    });
    location.hash = `#token=${id}`;
    await moved;
    const detail = document.getElementById("detail");
    found.push([detail.dataset.tokenId, detail.querySelector("h3").textContent]);
  }
  return found;
}"""

Visit = Callable[..., Page]


def made(make: Callable[..., Vocabulary], texts: Sequence[str]) -> Vocabulary:
    """A vocabulary in which every token is flagged, some before and some after it."""
    return make(*(f"{TERM}{text}" for text in texts))


@pytest.fixture(scope="module")
def words(make_term: Callable[..., Term]) -> Wordlist:
    return Wordlist((make_term(TERM, note=EVIL[0]),), (), "0" * 64)


@pytest.fixture(scope="module")
def audits(
    make_vocabulary: Callable[..., Vocabulary], words: Wordlist
) -> dict[str, Audit]:
    plain = [f"平台{number}" for number in range(len(EVIL))]
    return {
        name: audit_vocabulary(made(make_vocabulary, texts), words)
        for name, texts in (("hostile", EVIL), ("plain", plain))
    }


@pytest.fixture(scope="module")
def pages(audits: dict[str, Audit], folder: Path, words: Wordlist) -> dict[str, Path]:
    """Pages of the hostile vocabulary, and of a plain one of the same size."""
    written = {}
    for name, audit in audits.items():
        written[name] = folder / f"{name}.html"
        written[name].write_text(html.page([audit], [{}]), "utf-8")
        compared = compare_vocabularies([audit.vocabulary] * 2, words, base=0)
        written[f"compared {name}"] = folder / f"compared-{name}.html"
        written[f"compared {name}"].write_text(comparison.page(compared, {}), "utf-8")
    return written


@pytest.mark.parametrize("prefix", ["", "compared "], ids=["audit", "comparison"])
def test_no_element_comes_out_of_a_token(
    visit: Visit, pages: dict[str, Path], prefix: str
) -> None:
    hostile, plain = (visit(pages[prefix + name]) for name in ("hostile", "plain"))
    last = "#table .tabulator-row" if prefix else "#map .map-by"
    for page in (hostile, plain):
        page.wait_for_selector("html[data-ready=yes]", state="attached")
        page.wait_for_selector(last)
    assert hostile.evaluate(TALLY) == plain.evaluate(TALLY)
    assert hostile.title() == plain.title()


def test_nothing_beside_a_token_turns_or_moves(
    visit: Visit, pages: dict[str, Path]
) -> None:
    hostile, plain = (visit(pages[name]) for name in ("hostile", "plain"))
    for page in (hostile, plain):
        page.wait_for_selector("html[data-ready=yes]", state="attached")
    assert hostile.evaluate(PLACES) == plain.evaluate(PLACES)


def test_each_token_is_shown_as_text_in_its_cell_and_its_detail(
    visit: Visit, pages: dict[str, Path], audits: dict[str, Audit]
) -> None:
    audit = audits["hostile"]
    assert len(audit.findings) == len(EVIL)
    page = visit(pages["hostile"])
    page.wait_for_selector("html[data-ready=yes]", state="attached")
    tally = page.evaluate(TALLY)
    said = page.evaluate(DETAILS, [it.token.id for it in audit.findings])
    assert said == [[str(it.token.id), shown(it.token)] for it in audit.findings]
    assert all(text.isprintable() for _, text in said)
    assert page.evaluate(TALLY) == tally
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_hostile_words_can_be_searched_for_and_linked_to(
    visit: Visit, pages: dict[str, Path]
) -> None:
    page = visit(pages["hostile"])
    page.wait_for_selector("html[data-ready=yes]", state="attached")
    for text in EVIL[:11:2]:
        page.locator("#search").fill(text)
        assert (page.locator("#shown").inner_text()).startswith("1 of"), text
        address = page.evaluate("location.hash")
        page.evaluate("location.hash = '#q='")
        expect(page.locator("#search")).to_have_value("")
        page.evaluate("it => { location.hash = it; }", address)
        expect(page.locator("#search")).to_have_value(text)


def test_a_hostile_page_does_not_scroll_sideways_on_a_phone(
    visit: Visit, pages: dict[str, Path]
) -> None:
    for name in ("hostile", "compared hostile"):
        page = visit(pages[name], width=400)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 400
