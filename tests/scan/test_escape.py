"""Leaks that JSON and source code spell with escapes."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab_audit.category import Strength
from vocab_audit.scan import escape
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.stream import StreamScanner

LEAK = '{"x": "é run 大发快三json{\\"a\\": 1}"}'
ESCAPED = r"\u5927\u53d1\u5feb\u4e09"
LEAKS = tomllib.loads(Path(__file__).with_name("leaks.toml").read_text("utf-8"))["leak"]


def _scan(text: str, lexicon: Lexicon, *, size: int = 1 << 20) -> list[Hit]:
    scanner = StreamScanner(lexicon)
    chunks = [text[place : place + size] for place in range(0, len(text), size)]
    hits = [hit for chunk in chunks for hit in scanner.feed(chunk)]
    return [*hits, *scanner.close()]


@pytest.mark.parametrize(
    "spelled",
    [
        *(ESCAPED, ESCAPED.replace("\\", "\\\\")),
        *("&#22823;&#21457;&#24555;&#19977;", "&#x5927;&#X53D1;&#x5feb;&#19977;"),
        "&#0022823;&#x0053D1;&#x5feb;&#00019977;",
        r"\u5927&#21457;\\u5feb&#x4e09;",
    ],
)
def test_an_escaped_leak_is_found_where_it_stands(
    lexicon: Lexicon, spelled: str
) -> None:
    text = f"first\n{LEAK.replace('大发快三', spelled)}\n"
    [hit] = _scan(text, lexicon)
    line = text.splitlines()[hit.line - 1]
    assert line[hit.column - 1 : hit.end_column - 1] == spelled
    [plain] = _scan(LEAK, lexicon)
    assert (hit.text, hit.fingerprint) == (plain.text, plain.fingerprint)
    assert "é run 大发快三json" in hit.excerpt


@pytest.mark.parametrize("depth", [1, 2])
def test_most_leaks_are_found_in_json_too(lexicon: Lexicon, depth: int) -> None:
    found = 0
    for leak in LEAKS:
        text = leak["text"]
        for _ in range(depth):
            text = json.dumps({"content": text})
        found += bool(_scan(text, lexicon))
    assert found >= 0.95 * len(LEAKS)


@pytest.mark.parametrize(
    "text",
    [
        r"const han = /[\u4e00-\u9fa5]|[\u0400-\u04ff\u0531-\u0556\u05d0-\u05ea]/;",
        r"const both = '彩票'; const weather = '\u5929\u6c14 ok';",
        "<p>&#22825;&#27668; ok &#8220;&#20013;&#25991;&#8221; &#38;&#39;</p>",
        "&#99999999;&#1114112;&#xD800; &#xFFFFFF; &#55357;&#56832; &# &#x &#;",
        r"path = 'C:\users\u5929'; \usepackage{x}",
        json.dumps(
            {"news": "今天的新闻说，彩票销售额增长了，监管部门要求加强管理。" * 3}
        ),
    ],
)
def test_ranges_and_words_of_the_language_are_no_leaks(
    lexicon: Lexicon, text: str
) -> None:
    assert _scan(text, lexicon) == []


def test_a_comment_accepts_an_escaped_leak(lexicon: Lexicon) -> None:
    text = f'x = "run {ESCAPED}json{{"  # vocab-audit: ignore\n'
    assert _scan(text, lexicon) == []


@settings(deadline=None, max_examples=25)
@given(size=st.integers(1, 400), filler=st.integers(0, 300))
def test_chunks_change_nothing_where_leaks_are_escaped(
    lexicon: Lexicon, size: int, filler: int
) -> None:
    text = f"{'words and ' * filler}{json.dumps(LEAK)}\n{json.dumps(LEAK)}"
    assert _scan(text, lexicon, size=size) == _scan(text, lexicon)


_SPELLINGS = st.sampled_from(
    ["{0}", "\\u{1:04x}", "\\\\u{1:04X}", "&#{1};", "&#x{1:x};"]
)


@settings(deadline=None, max_examples=100)
@given(text=st.lists(st.tuples(st.sampled_from("au\n éд大天😀"), _SPELLINGS)))
def test_every_character_of_a_view_leads_back_to_its_escape(
    lexicon: Lexicon, text: list[tuple[str, str]]
) -> None:
    raw, seen = ESCAPED.encode(), "大发快三".encode()
    places = {0: 0, 3: 6, 6: 12, 9: 18}
    for character, manner in text:
        places[len(seen)] = len(raw)
        least = 1000 if "&" in manner else 0x80
        can_be = least <= ord(character) < (0xD800 if "u" in manner else 0x110000)
        raw += (
            manner.format(character, ord(character)) if can_be else character
        ).encode()
        seen += character.encode()
    view = escape.view(raw, lexicon)
    assert view is not None
    assert view.content == seen
    assert {place: view.raw(place) for place in places} == places


def test_what_only_looks_like_an_escape_hides_no_fragment_beside_one(
    lexicon: Lexicon,
) -> None:
    text = "无码&#ーcode"
    alone = StreamScanner(lexicon, weakest=Strength.SUSPECT)
    beside = StreamScanner(lexicon, weakest=Strength.SUSPECT)
    [expected] = [*alone.feed(text), *alone.close()]
    found = [*beside.feed(text + r" \u51fa\u4f1a\u3044\u7cfb"), *beside.close()]
    assert (expected.text, expected.kind) in [(each.text, each.kind) for each in found]
