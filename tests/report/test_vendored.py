import hashlib
import re
from pathlib import Path

import pytest

from vocab_audit.errors import InstallationError
from vocab_audit.report import vendored as module
from vocab_audit.report.vendored import DIGESTS, DIRECTORY, vendored

NOTICE = Path(__file__).parents[2] / "NOTICE.md"


@pytest.mark.parametrize("name", DIGESTS)
def test_a_library_is_what_the_notice_says(name: str) -> None:
    content = (DIRECTORY / name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert digest == DIGESTS[name]
    assert f"| {name} | {digest} |" in NOTICE.read_text("utf-8")


def test_every_library_has_its_digest_and_its_licence_beside_it() -> None:
    files = {path.name for path in DIRECTORY.iterdir()}
    assert files == {*DIGESTS, "tabulator-LICENSE.txt"}


@pytest.mark.parametrize("name", DIGESTS)
def test_what_a_page_carries_can_stand_in_an_element_and_loads_nothing(
    name: str,
) -> None:
    text = vendored(name)
    assert not re.search("</(script|style)", text, re.IGNORECASE)
    assert "<!--" not in text
    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert "new Function" not in text


def test_a_library_that_was_changed_makes_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DIRECTORY", tmp_path)
    (tmp_path / "tabulator.min.js").write_text("alert(1)")
    with pytest.raises(InstallationError, match=r"tabulator\.min\.js: is damaged"):
        vendored("tabulator.min.js")


def test_a_library_that_is_missing_makes_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DIRECTORY", tmp_path)
    with pytest.raises(InstallationError, match="cannot be read"):
        vendored("tabulator_simple.min.css")
