"""Measure what the page of an audit costs its reader, in a real browser.

Run ``python benchmarks/page_speed.py``. It audits o200k_base and a made vocabulary of
250,000 tokens with 20,000 findings, opens both pages in headless Chromium from a file,
without a network, and prints the size of the file, the time to the first contentful
paint and until the table can be used (medians of five visits), and how long the table
takes to narrow after a keystroke. Needs ``chromium`` on PATH.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from vocab_audit import Audit, Vocabulary, audit_vocabulary, load_vocabulary
from vocab_audit.report import html
from vocab_audit.vocabulary import decode_all

TOKENS, FLAGGED = 250_000, 20_000
VISITS = 5
SEARCHES = ("彩", "彩票", "1", "18", "contains", "no such text", "天天中", "")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]"
PAINT = f"{PAINTED}.startTime"
READY = """new Promise(done => {
  const root = document.documentElement;
  const look = () => root.dataset.ready ? done(performance.now()) : setTimeout(look, 5);
  look();
})"""
# From the keystroke until the rows that remain are laid out.
SEARCH = """text => new Promise(done => {
  const field = document.getElementById("search");
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event("input", {bubbles: true}));
  document.getElementById("table").getBoundingClientRect();
  done(performance.now() - start);
})"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, and bytes of the file."""

    size: int
    findings: int
    paint: float
    ready: float
    search: float
    slowest: float


def made() -> Vocabulary:
    """A vocabulary in which every twelfth token or so is a lottery's name."""
    spam, plain = "天天中彩票{}号平台", "word{}"
    kinds = (
        spam if at * FLAGGED // TOKENS != (at - 1) * FLAGGED // TOKENS else plain
        for at in range(TOKENS)
    )
    raws = [kind.format(at).encode() for at, kind in enumerate(kinds)]
    ids = range(TOKENS)
    texts = decode_all(raws)
    return Vocabulary("made", "file", "0" * 64, ids, raws, texts, ranks=ids)


def visits(browser: Browser, path: Path) -> Iterator[Page]:
    """Open the page several times, each time in a context of its own."""
    for _ in range(VISITS):
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.goto(path.as_uri(), wait_until="commit")
        yield page
        context.close()


def measure(browser: Browser, audit: Audit, folder: Path) -> Measured:
    """Write one page and look at it."""
    path = folder / f"{audit.vocabulary.name}.html"
    path.write_text(html.page([audit], [{}]), "utf-8")
    ready, paint, search = [], [], []
    for page in visits(browser, path):
        page.wait_for_selector("#table", state="attached")
        ready.append(float(page.evaluate(READY)))
        page.wait_for_function(PAINTED)
        paint.append(float(page.evaluate(PAINT)))
        time.sleep(0.2)  # a reader does not type into the first frame
        search += [float(page.evaluate(SEARCH, text)) for text in SEARCHES]
    return Measured(
        path.stat().st_size,
        len(audit.findings),
        statistics.median(paint),
        statistics.median(ready),
        statistics.median(search),
        max(search),
    )


def main() -> None:
    """Print the table."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        sys.exit("page_speed.py: no chromium on PATH")
    audits = [audit_vocabulary(it) for it in (load_vocabulary("o200k_base"), made())]
    print(  # noqa: T201 - what it is for
        "vocabulary  findings   MB  first paint  ready  search median  max (ms)"
    )
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        for audit in audits:
            it = measure(browser, audit, Path(folder))
            print(  # noqa: T201 - what it is for
                f"{audit.vocabulary.name:<10} {it.findings:>9,} {it.size / 1e6:>4.1f} "
                f"{it.paint:>12.0f} {it.ready:>6.0f} {it.search:>14.0f} "
                f"{it.slowest:>4.0f}"
            )
        browser.close()


if __name__ == "__main__":
    main()
