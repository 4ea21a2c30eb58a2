"""Charts as SVG: outlines alone, well formed, alike on every run."""

import re
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from tests.report.test_charts import audit_of
from vocab_audit import compare_vocabularies
from vocab_audit.report.charts import CHARTS, render
from vocab_audit.report.charts import comparison as compared

SHOWN = {"clipPath", "defs", "g", "image", "path", "rect", "style", "svg", "use"}
ADDRESS = re.compile(rb"""(?:href|src)=["']([^"']*)|url\(([^)]*)\)""")


@cache
def drawn_of(case: str) -> dict[str, bytes]:
    return render(audit_of(case), mask=False, suffix="svg")


@pytest.fixture(scope="module", params=["cl100k_base", "hostile"])
def drawn(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return drawn_of(request.param)


def test_every_chart_is_well_formed_and_holds_outlines_alone(
    drawn: dict[str, bytes],
) -> None:
    assert [*drawn] == [*CHARTS]
    for content in drawn.values():
        root = ET.fromstring(content)  # noqa: S314 - our own
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert names <= SHOWN  # no text that needs a font, no metadata, no script
        assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(619.2)


def test_no_chart_names_an_address_a_date_or_a_tool(drawn: dict[str, bytes]) -> None:
    for content in drawn.values():
        body = content.partition(b"<svg")[2]
        addresses = [b"".join(groups) for groups in ADDRESS.findall(body)]
        assert addresses
        assert all(it.startswith((b"#", b"data:image/png")) for it in addresses)
        assert b"Matplotlib" not in body
        assert b"dc:date" not in body


def test_a_hostile_token_stays_inside_its_comment() -> None:
    content = drawn_of("hostile")["longest"].decode()
    comments = re.findall(r"<!--(.*?)-->", content, re.DOTALL)
    assert len(comments) > 16
    assert not [it for it in comments if "--" in it or not it.strip().isprintable()]
    assert "</script>" not in re.sub(r"<!--.*?-->", "", content, flags=re.DOTALL)


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert drawn_of("hostile") == render(audit_of("hostile"), mask=False, suffix="svg")


def test_comparisons_are_drawn_as_svg_too() -> None:
    vocabularies = [audit_of(name).vocabulary for name in ("hostile", "one finding")]
    comparison = compare_vocabularies(vocabularies)
    first, second = (compared.render(comparison, suffix="svg") for _ in range(2))
    assert first == second
    assert [*first] == [*compared.CHARTS]
    for content in first.values():
        assert ET.fromstring(content).tag.endswith("svg")  # noqa: S314 - our own
