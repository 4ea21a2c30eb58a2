"""A real browser without a network, and the pages that it is shown.

Whatever a test does, the page must stay quiet: each one ends with the check that
nothing was asked for beyond the file, that the console holds no error, that no script
ran or failed which should not, and that no dialog came up.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)

from vocab_audit import Audit, Vocabulary, compare_vocabularies
from vocab_audit.report import html
from vocab_audit.report.charts import alt_text
from vocab_audit.report.charts.comparison import alt_text as comparison_alt_text
from vocab_audit.report.comparison import html as comparison

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # continuous integration runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
OPEN_ALL = "document.querySelectorAll('details').forEach(it => it.open = true)"
PATIENCE = 15_000  # ms until what does not come is a failure; machines are noisy
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    found = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert isinstance(found, int)
    return found


@dataclass
class Visit:
    """A page in a browser, and what it did that it should not have."""

    page: Page
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note from now on what happens."""
        self.page.add_init_script(VIOLATIONS)
        self.page.on("request", self._request)
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type}: {message.text}")

    @property
    def asked_for(self) -> set[str]:
        """Addresses; what the page itself holds or makes is none."""
        plain = {url.partition("#")[0] for url in self.requests}
        return {url for url in plain if not url.startswith(("data:", "blob:"))}

    def check(self, path: Path) -> None:
        blocked: list[str] = self.page.evaluate("window.violations")
        assert not blocked
        assert not self.troubles
        assert self.asked_for == {path.as_uri()}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium or another one of the system."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip(f"no browser here: none of {', '.join(NAMES)} is on PATH")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=[*FLAGS])
        yield started
        started.close()


@contextmanager
def visiting(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context of its own, with the network cut."""
    opened: list[tuple[BrowserContext, Visit, Path]] = []

    def open_page(
        path: Path,
        *,
        fragment: str = "",
        width: int = 1280,
        java_script_enabled: bool = True,
        color_scheme: Literal["light", "dark"] = "light",
        reduced_motion: Literal["reduce", "no-preference"] = "no-preference",
    ) -> Page:
        made = browser.new_context(
            offline=True,
            viewport={"width": width, "height": 800},
            java_script_enabled=java_script_enabled,
            permissions=["clipboard-read", "clipboard-write"],
            color_scheme=color_scheme,
            reduced_motion=reduced_motion,
        )
        made.set_default_timeout(PATIENCE)
        seen = Visit(made.new_page())
        opened.append((made, seen, path))
        seen.watch()
        seen.page.goto(path.as_uri() + fragment, wait_until="load")
        return seen.page

    yield open_page
    for made, seen, path in opened:
        seen.check(path)
        made.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page for one test."""
    with visiting(browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_once(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page for all tests of a module that leave it as it was."""
    with visiting(browser) as open_page:
        yield open_page


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages lie."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def audit(browser: Browser, audited: Callable[[str], Audit]) -> Audit:
    """The audit of o200k_base, which says what its page must show."""
    assert browser.is_connected()  # nothing is made where nobody looks
    return audited("o200k_base")


@pytest.fixture(scope="session")
def audit_page(audit: Audit, folder: Path, blank: bytes) -> Path:
    """The page of o200k_base."""
    path = folder / "audit.html"
    path.write_text(
        html.page([audit], [dict.fromkeys(alt_text(audit), blank)]), "utf-8"
    )
    return path


@pytest.fixture(scope="session")
def small_page(
    browser: Browser, audited: Callable[[str], Audit], folder: Path, blank: bytes
) -> Path:
    """The page of cl100k_base, which is small enough to look at every element."""
    assert browser.is_connected()
    small = audited("cl100k_base")
    path = folder / "small.html"
    path.write_text(
        html.page([small], [dict.fromkeys(alt_text(small), blank)]), "utf-8"
    )
    return path


@pytest.fixture(scope="session")
def comparison_page(
    browser: Browser, vocabularies: dict[str, Vocabulary], folder: Path, blank: bytes
) -> Path:
    """The comparison of cl100k_base with the vocabulary before it."""
    assert browser.is_connected()
    names = ("p50k_base", "cl100k_base")
    compared = compare_vocabularies([vocabularies[name] for name in names], base=0)
    path = folder / "comparison.html"
    pictures = dict.fromkeys(comparison_alt_text(compared), blank)
    path.write_text(comparison.page(compared, pictures), "utf-8")
    return path


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of axe-core, as a script that an evaluation brings into the page."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
