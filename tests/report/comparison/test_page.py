"""The charts, the page and the directory of comparisons."""

import io
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from tests.report.comparison.conftest import CASES, Compare
from vocab_audit.report.charts.comparison import CHARTS, alt_text, render
from vocab_audit.report.comparison import directory, html


@pytest.fixture(scope="module")
def pictures(compared: Compare) -> dict[str, bytes]:
    return render(compared("four"))


def test_every_chart_is_a_small_picture(pictures: dict[str, bytes]) -> None:
    assert [*pictures] == [*CHARTS]
    for png in pictures.values():
        assert len(png) < 100_000
        image = Image.open(io.BytesIO(png))
        assert image.width > image.height / 2
        assert np.asarray(image.convert("L")).std() > 5


@pytest.mark.parametrize("case", CASES[2:])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_stands_every_comparison(
    compared: Compare, case: str, name: str
) -> None:
    figure = CHARTS[name](compared(case))
    width, height = figure.get_size_inches()
    assert 0 < height < 20
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            assert box.x0 >= 0
            assert box.x1 <= width * figure.dpi


def test_the_same_comparison_gives_the_same_pictures(
    compared: Compare, pictures: dict[str, bytes]
) -> None:
    assert render(compared("four")) == pictures


def test_the_overlap_chart_shows_whole_percents_that_never_round_to_all(
    compared: Compare,
) -> None:
    figure = CHARTS["overlap"](compared("four"))
    texts = [it.get_text() for it in figure.axes[0].texts]
    assert "85" in texts
    assert ">99" in texts
    assert texts.count("100") == 1


def test_alternatives_name_every_chart_and_no_token(compared: Compare) -> None:
    texts = alt_text(compared("four"))
    assert [*texts] == [*CHARTS]
    assert not any("天" in text for text in texts.values())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("case", CASES)
def test_the_page_runs_its_own_scripts_alone_and_loads_nothing(
    compared: Compare, case: str
) -> None:
    page = html.page(compared(case), {})
    parser = _Page()
    parser.feed(page)
    tags = [tag for tag, _ in parser.tags]
    assert not {*tags} & {"link", "iframe", "object", "b", "i"}
    assert tags.count("script") == (3 if compared(case).findings else 0)
    assert page.count("<script>") == unescape(page).count(" 'sha256-") - 1
    for _, attributes in parser.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert "default-src 'none'" in unescape(page)
    assert "\u202e" not in page


def test_every_link_of_the_page_has_its_place(compared: Compare) -> None:
    page = html.page(compared("changes"), {})
    links = {*re.findall(r'href="#([^"]+)"', page)}
    anchors = re.findall(r'id="([^"]+)"', page)
    assert links <= {*anchors}
    assert len(anchors) == len({*anchors})


def test_explicit_tokens_are_hidden_at_first(compared: Compare) -> None:
    page = html.page(compared("hostile"), {})
    assert re.search(r'<bdi class="token x"[^>]*><span>无码', page)
    assert 'id="explicit"' in page
    assert 'id="explicit"' not in html.page(compared("one"), {})


def test_the_directory_holds_page_data_and_charts(
    compared: Compare, tmp_path: Path
) -> None:
    comparison = compared("changes")
    written = directory.write(comparison, tmp_path / "made")
    found = {
        it.relative_to(written).as_posix() for it in written.rglob("*") if it.is_file()
    }
    charts = {f"charts/{name}.png" for name in CHARTS}
    assert found == charts | {"index.html", "compare.json", "tokens.csv", "changes.csv"}
    page = (written / "index.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == len(CHARTS)


def test_a_directory_of_many_has_a_short_name(compared: Compare) -> None:
    assert (
        directory.directory_name(compared("changes")) == "compare-p50k_base-r50k_base"
    )
    evil = directory.directory_name(compared("hostile"))
    assert len(evil) <= 80
    assert not {*evil} & {*"/\\\n<>$"}
