import base64
import hashlib
import json
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import vocab_audit
from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.report import charts, chinese, explore, html
from vocab_audit.report.html import page, render
from vocab_audit.report.summary import summarize
from vocab_audit.report.web import embedded_json
from vocab_audit.vocabulary import Vocabulary, printable
from vocab_audit.wordlist import Term, Wordlist

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "</span></bdi></style><script>alert(1)</script>",
    "<!--",
    '" onmouseover="alert(1)',
    "{{7*7}}{% raw %}",
    "\u202e\u2066\0\n\r\x1b[31m",
    "&lt;b&gt;",
    "x" * 10_000,
)
CLEAN = "中国特色"  # long under every rule, so that no denominator is zero
TEMPLATES = Path(html.__file__).parent / "templates"


class Structure(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.pieces: list[str] = []
        self.comments: list[str] = []
        self.contents: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.contents += [(tag, data) for tag in {*self.open}]
        if not {"script", "style"} & {*self.open}:
            self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def content_of(self, tag: str) -> list[str]:
        """The text in all elements of a kind, as one; nothing if there is none."""
        texts = [data for name, data in self.contents if name == tag]
        return ["".join(texts)] if texts else []

    def values(self, attribute: str) -> list[str]:
        return [value or "" for name, value in self.attributes if name == attribute]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(height * (width + 1)))
    content = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + content


@pytest.fixture(autouse=True)
def references(
    vocabularies: dict[str, Vocabulary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page looks its tokens up in these, which are read once for all."""
    monkeypatch.setattr(explore, "load", vocabularies.__getitem__)


@pytest.fixture(scope="module")
def make_audit(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> Callable[..., Audit]:
    wordlist = Wordlist(
        (
            make_term("彩票"),
            make_term("毛片", category=Category.ADULT),
            make_term("版权所有", category=Category.BOILERPLATE),
        ),
        (),
        "f" * 64,
    )

    def make(*tokens: str, name: str = "made", **chosen: object) -> Audit:
        vocabulary = replace(make_vocabulary(*tokens), name=name)
        asked = Settings(**chosen)  # type: ignore[arg-type]
        return audit_vocabulary(vocabulary, wordlist, asked)

    return make


def structure(*audits: Audit) -> Structure:
    return Structure(page(audits, [{}] * len(audits)))


def data_of(*audits: Audit) -> Any:  # noqa: ANN401 - JSON of many shapes
    output = page(audits, [{}] * len(audits))
    (text,) = re.findall(r'id="data">(.*?)</script>', output, re.DOTALL)
    return json.loads(text)


def sha256(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_the_verdict_names_numerator_denominator_percentage_and_rule(
    make_audit: Callable[..., Audit],
) -> None:
    text = structure(make_audit("天天中彩票", "中国特色")).text
    assert "1 of 2 long CJK tokens (50.0 %) is contaminated." in text
    assert "Hangul or Bopomofo (rule 指含有至少 3 个汉字" in text
    assert "2 个长 CJK 词元中有 1 个（50.0 %）被污染。" in text


def test_filters_stand_beside_the_verdict(make_audit: Callable[..., Audit]) -> None:
    audit = make_audit("天天中彩票", strength=Strength.CERTAIN)
    text = structure(audit).text
    assert "Filtered: 筛选：only certain findings仅限“确定”的词元.。" in text


def test_every_finding_is_in_the_data_with_its_evidence(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票", "hello", "毛片网站", "版权所有")
    found = data_of(audit)
    details = [found["details"][row[14][0][1]] for row in found["rows"]]
    assert [row[1] for row in found["rows"]] == [0, 2, 3]
    assert {found["sentences"][pattern][0] for pattern, *_ in details} == {
        "contains %s (%s)"
    }
    assert [words for _, *words in details] == [
        ["彩票", "gambling"],
        ["毛片", "adult"],
        ["版权所有", "boilerplate"],
    ]


def test_lists_of_several_languages_that_say_the_same_are_quoted_once(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> None:
    terms = [make_term("彩票网", language=tag) for tag in ("zh-Hans", "zh-Hant")]
    wordlist = Wordlist((*terms,), (), "f" * 64)
    audit = audit_vocabulary(make_vocabulary("彩票网"), wordlist)
    assert len(audit.findings[0].evidence) == len(terms)
    assert len(data_of(audit)["rows"][0][14]) == 1


def test_without_findings_the_page_says_so(make_audit: Callable[..., Audit]) -> None:
    text = structure(make_audit("hello")).text
    assert "There are no long CJK tokens, so none is contaminated: 0 of 0." in text
    assert "No token was flagged." in text


def test_several_audits_have_an_overview_and_a_section_each(
    make_audit: Callable[..., Audit],
) -> None:
    found = structure(make_audit("天天中彩票"), make_audit("hello", name="other"))
    assert "2 vocabularies" in found.text
    assert {"v1", "v2"} <= {*found.values("id")}
    assert found.text.count("How to repeat it") == 4


def test_every_id_is_unique_and_every_link_leads_somewhere(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票", "毛片网站", "版权所有")
    found = structure(audit, audit)
    ids = found.values("id")
    assert len(ids) == len({*ids})
    links = {link.removeprefix("#") for link in found.values("href")}
    tokens = {link for link in links if link.startswith("token=")}
    assert tokens == {"token=0&in=made", "token=1&in=made"}
    assert links - tokens <= {*ids}
    assert {*found.values("aria-labelledby")} <= {*ids}


def test_the_page_says_how_to_repeat_it(make_audit: Callable[..., Audit]) -> None:
    text = structure(make_audit("天天中彩票", min_chars=4)).text
    assert "vocab-audit audit made --min-chars 4" in text
    assert f"vocab-audit {vocab_audit.__version__}" in text
    assert "0" * 64 in text
    assert "f" * 64 in text


def test_explicit_text_is_hidden_until_asked_for(
    make_audit: Callable[..., Audit],
) -> None:
    output = page([make_audit("毛片网站", "天天中彩票")], [{}])
    assert output.count('class="token x"') == 2
    assert 'id="explicit"' in output
    assert re.findall(r"<title>.*</title>", output) == [
        "<title>Vocabulary audit: made</title>"
    ]


def test_nothing_is_hidden_where_nothing_is_explicit(
    make_audit: Callable[..., Audit],
) -> None:
    assert 'id="explicit"' not in page([make_audit("天天中彩票")], [{}])


def test_charts_are_inline_with_their_size_and_a_text_alternative(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票")
    picture = png(40, 30)
    found = Structure(page([audit], [{"categories": picture, "new": picture}]))
    uri = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    assert found.values("src") == [uri, uri]
    assert found.values("alt") == [charts.alt_text(audit)["categories"], "new"]
    assert ("width", "40") in found.attributes
    assert ("height", "30") in found.attributes


def test_a_chart_that_quotes_explicit_tokens_is_hidden_like_them(
    make_audit: Callable[..., Audit],
) -> None:
    pictures = {"categories": png(1, 1), "longest": png(1, 1)}

    def hidden(text: str, *, masked: bool) -> int:
        output = page([make_audit(text)], [pictures], masked=masked)
        return output.count('<figure class="xf">')

    assert hidden("毛片网站", masked=False) == 1
    assert hidden("毛片网站", masked=True) == 0  # the picture shows blocks
    assert hidden("天天中彩票", masked=False) == 0
    assert hidden("毛片", masked=False) == 0  # the chart has long ones only


def test_rendering_draws_the_charts(
    make_audit: Callable[..., Audit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "render", lambda _: {"categories": png(1, 1)})
    audit = make_audit("天天中彩票")
    assert render([audit]) == page([audit], [{"categories": png(1, 1)}])


def test_the_policy_admits_only_the_style_sheet_scripts_and_inline_pictures(
    make_audit: Callable[..., Audit],
) -> None:
    output = page([make_audit("天天中彩票")], [{}])
    styles = re.findall(r"<style>(.*?)</style>", output, re.DOTALL)
    assert len(styles) == 1
    scripts = re.findall(r"<script>(.*?)</script>", output, re.DOTALL)
    assert len(scripts) >= 2
    admitted = "".join(f" '{sha256(script)}'" for script in scripts)
    found = Structure(output)
    assert found.values("content")[0] == (
        f"default-src 'none'; img-src data:; style-src '{sha256(styles[0])}'; "
        f"script-src{admitted}; base-uri 'none'; form-action 'none'"
    )
    assert "style" not in {name for name, _ in found.attributes}


def test_the_page_needs_no_network(make_audit: Callable[..., Audit]) -> None:
    found = Structure(page([make_audit("天天中彩票")], [{}]))
    for attribute in ("src", "href", "action", "srcset", "poster"):
        assert all(
            value.startswith(("#", "data:")) for value in found.values(attribute)
        )
    css = "".join(found.content_of("style"))
    assert "url(" not in css
    assert "@import" not in css
    for path in TEMPLATES.glob("*.js"):
        own = path.read_text("utf-8")
        assert not re.search(r"fetch\(|XMLHttpRequest|import\(|innerHTML|eval\(", own)


def test_without_scripts_the_page_says_where_the_findings_are(
    make_audit: Callable[..., Audit],
) -> None:
    (said,) = structure(make_audit("天天中彩票")).content_of("noscript")
    assert "findings.csv" in said


def test_a_page_without_findings_runs_no_script_but_the_switch_of_its_language(
    make_audit: Callable[..., Audit],
) -> None:
    output = page([make_audit("hello")], [{}])
    (script,) = re.findall(r"<script>(.*?)</script>", output, re.DOTALL)
    assert script == (TEMPLATES / "language.js").read_text("utf-8")


def test_the_page_opens_in_the_language_that_was_asked_for(
    make_audit: Callable[..., Audit],
) -> None:
    audit = make_audit("天天中彩票")
    chinese, english = page([audit], [{}], "zh-Hans"), page([audit], [{}])
    assert Structure(chinese).values("lang")[0] == "zh-Hans"
    assert Structure(english).values("lang")[0] == "en"
    assert len(chinese) == len(english) + len("zh-Hans") - len("en")


def test_every_phrase_stands_in_both_languages(
    make_audit: Callable[..., Audit],
) -> None:
    output = page([make_audit("天天中彩票", "毛片网站")], [{}])
    assert output.count('<span data-l="en"') == output.count('<span data-l="zh"') > 50
    chinese = re.findall(r'<span data-l="zh" lang="zh-Hans">(.*?)</span>', output)
    assert not [text for text in chinese if re.search("[\u4e00-\u9fff][,:;?!(]", text)]


def test_the_page_has_landmarks_languages_and_a_way_to_skip(
    make_audit: Callable[..., Audit],
) -> None:
    found = structure(make_audit("天天中彩票"))
    tags = [tag for tag, _ in found.elements]
    assert {"header", "main", "nav", "footer"} <= {*tags}
    assert tags.count("h1") == 1
    assert found.values("lang")[:2] == ["en", "zh-Hans"]
    assert found.values("href")[0] == "#main"
    assert {*found.values("scope")} == {"col", "row"}


def test_the_same_audit_gives_the_same_page(make_audit: Callable[..., Audit]) -> None:
    audit = make_audit("天天中彩票", "毛片网站")
    assert page([audit], [{}]) == page([audit], [{}])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_vocabulary_name_stays_text(
    make_audit: Callable[..., Audit], text: str
) -> None:
    hostile, plain = structure(make_audit(name=text)), structure(make_audit())
    assert hostile.elements == plain.elements
    assert " ".join(printable(text).split()) in hostile.text


def before_census(make_audit: Callable[..., Audit], *tokens: str) -> Structure:
    only = frozenset({"wordlist_term"})  # others judge the text itself
    output = page([make_audit(*tokens, CLEAN, detectors=only)], [{}])
    return Structure(output.partition('<section id="v1-census"')[0])


@pytest.fixture(scope="module")
def plain(make_audit: Callable[..., Audit]) -> Structure:
    return before_census(make_audit, "彩票彩彩票", "彩票彩-彩票")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=10)
@given(st.lists(st.text(), min_size=2, max_size=2))
@example([HOSTILE[0], HOSTILE[1]])
@example([HOSTILE[2], HOSTILE[3]])
@example([HOSTILE[4], HOSTILE[5]])
@example([HOSTILE[6], HOSTILE[7]])
def test_no_token_text_appears_unescaped(
    make_audit: Callable[..., Audit], plain: Structure, texts: list[str]
) -> None:
    tokens = [f"彩票彩{text}彩票" for text in texts]
    hostile = before_census(make_audit, *tokens)
    assert hostile.elements == plain.elements
    assert hostile.comments == []
    for token in tokens:
        shown = " ".join(printable(token)[:80].split())
        assert shown in hostile.text


def test_a_very_long_token_is_cut_short(make_audit: Callable[..., Audit]) -> None:
    output = page([make_audit(f"彩票彩票{'x' * 10_000}")], [{}])
    assert "… (10,012 bytes)" in output
    assert "x" * 100 not in output


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("background", ["page", "card", "tint"])
@pytest.mark.parametrize("colour", ["ink", "quiet", "link"])
def test_text_colours_reach_the_contrast_of_wcag_aa(
    scheme: int, background: str, colour: str
) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[colour], palette[background]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("category", Category)
def test_category_colours_reach_the_contrast_of_graphics(
    scheme: int, category: Category
) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[category], palette["page"]) >= 3


def palettes() -> list[dict[str, str]]:
    """The custom properties of the light and of the dark scheme."""
    blocks = (TEMPLATES / "page.css").read_text("utf-8").split(":root {")[1:3]
    return [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block.partition("}")[0]))
        for block in blocks
    ]


def contrast(first: str, second: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = [value / 255 for value in bytes.fromhex(colour[1:])]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_explicit_charts_are_hidden_until_the_switch_is_on() -> None:
    css = (Path(html.__file__).parent / "templates" / "page.css").read_text("utf-8")
    rules = [line for line in css.splitlines() if ".xf > img" in line]
    assert rules == [
        ".xf > img { display: none; }",
        ":root:has(#explicit:checked) .xf > img { display: block; }",
    ]


def test_every_label_of_the_census_has_its_chinese(
    make_audit: Callable[..., Audit],
) -> None:
    census = summarize(make_audit("天天中彩票", "hello")).census
    assert all(re.search("[\u4e00-\u9fff]", chinese.label(name)) for name, _ in census)
    assert chinese.label("3 other scripts") == "其他 3 种文字"
    assert chinese.label("Han") == "汉字"
    assert chinese.label("Vai") == "Vai"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (812, 1603, "812 / 1,603（50.7 %）"),
        (1, 9870, "1 / 9,870（不到 0.1 %）"),
        (9869, 9870, "9,869 / 9,870（超过 99.9 %）"),
        (0, 0, "0 / 0"),
    ],
)
def test_shares_are_said_in_chinese(part: int, whole: int, said: str) -> None:
    assert chinese.fraction(part, whole) == said


@pytest.mark.parametrize("rule", LengthRule)
def test_every_rule_has_a_verdict_in_chinese(
    make_audit: Callable[..., Audit], rule: LengthRule
) -> None:
    audit = make_audit("天天中彩票", CLEAN, rule=rule)
    headline = summarize(audit).headline_rule
    assert "中有 1 个（50.0 %）被污染" in chinese.verdict(headline)
    assert "至少 3 个" in chinese.meaning(headline)


def test_every_audit_has_a_map_until_there_are_too_many_tokens(
    make_audit: Callable[..., Audit], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_audit("天天中彩票"), make_audit("天天中彩票", name="other")
    none = make_audit("中国特色", name="none")

    def maps(*audits: Audit) -> list[str]:
        output = page(audits, [{}] * len(audits))
        return re.findall(r'type="application/json" id="(map-data[^"]*)"', output)

    assert maps(one) == ["map-data"]
    assert maps(one, none, other) == ["map-data-v1", "map-data-v3"]
    monkeypatch.setattr(html, "MAPPED_TOKENS", 1)
    assert maps(one, none, other) == ["map-data-v1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_the_element_of_the_data(text: str) -> None:
    written = embedded_json({text: [text]})
    assert not {*"<>&\u2028\u2029"} & {*written}
    assert json.loads(written) == {text: [text]}


def test_a_token_is_looked_up_in_the_embedded_vocabularies(
    make_audit: Callable[..., Audit],
) -> None:
    (row,) = data_of(make_audit(" 天天中彩票"))["rows"]
    assert row[16] == [2783, -1, -1, -1]


def test_a_family_is_told_with_the_parts_of_its_members(
    audited: Callable[[str], Audit],
) -> None:
    found = data_of(audited("o200k_base"))
    by_id = {row[1]: row for row in found["rows"]}
    parts = by_id[2783][15]
    assert "".join(text for _, text in parts) == by_id[2783][3] == " 天天中彩票"
    assert any(root == 1216 for root, *_ in found["families"][0])
