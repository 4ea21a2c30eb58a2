import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import fields, replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vocab_audit
from vocab_audit.audit import Audit, Settings, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence, Finding
from vocab_audit.report.json import render, schema
from vocab_audit.report.records import visible
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
from vocab_audit.wordlist import Term, Wordlist

SETTINGS = Settings(
    categories=frozenset({Category.GAMBLING, Category.ADULT}),
    languages=frozenset({"zh-Hans"}),
    scripts=frozenset({"Han"}),
    strength=Strength.LIKELY,
)


@pytest.fixture(scope="module")
def make_audit(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> Callable[..., Audit]:
    wordlist = Wordlist((make_term("彩票"), make_term("天天")), (), "f" * 64)

    def make(*tokens: str | bytes, settings: Settings | None = None) -> Audit:
        return audit_vocabulary(make_vocabulary(*tokens), wordlist, settings)

    return make


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("settings", [None, SETTINGS])
@pytest.mark.parametrize("tokens", [(), ("a", b"\xff"), ("天天中彩票", "彩票彩票")])
def test_one_audit_fits_the_schema(
    make_audit: Callable[..., Audit],
    validator: jsonschema.Draft202012Validator,
    tokens: tuple[str | bytes, ...],
    settings: Settings | None,
) -> None:
    validator.validate(json.loads(render([make_audit(*tokens, settings=settings)])))


@pytest.mark.parametrize("count", [0, 2, 3])
def test_several_audits_fit_the_schema(
    make_audit: Callable[..., Audit],
    validator: jsonschema.Draft202012Validator,
    count: int,
) -> None:
    written = json.loads(render([make_audit("天天中彩票")] * count))
    validator.validate(written)
    assert written["schema"] == "vocab-audit/audits/1"
    assert len(written["audits"]) == count


def test_the_audit_of_a_real_vocabulary_fits_the_schema(
    audited: Callable[[str], Audit],
    validator: jsonschema.Draft202012Validator,
) -> None:
    written = json.loads(render([audited("cl100k_base")]))
    validator.validate(written)
    assert written["census"]["tokens"] == 100_256
    assert written["census"]["han"] == {"1": 840, "2": 238, "3": 23, "4": 7}


@pytest.mark.parametrize(
    "place", [(), ("tool",), ("vocabulary",), ("census",), ("findings", 0)]
)
def test_the_schema_admits_no_key_that_it_does_not_name(
    make_audit: Callable[..., Audit],
    validator: jsonschema.Draft202012Validator,
    place: tuple[str | int, ...],
) -> None:
    written = json.loads(render([make_audit("天天中彩票")]))
    inner = written
    for key in place:
        inner = inner[key]
    inner["surprise"] = 1
    assert not validator.is_valid(written)


def test_keys_stand_in_the_order_of_the_contract(
    make_audit: Callable[..., Audit],
) -> None:
    written = json.loads(render([make_audit("天天中彩票")]))
    assert [*written] == [
        "schema",
        "tool",
        "vocabulary",
        "wordlists",
        "settings",
        "census",
        "priors",
        "families",
        "remarks",
        "findings",
    ]
    (finding,) = written["findings"]
    assert [*finding] == [
        "id",
        "bytes",
        "text",
        "rank",
        "category",
        "strength",
        "fingerprint",
        "evidence",
    ]
    assert [*finding["evidence"][0]] == [
        "detector",
        "category",
        "strength",
        "term",
        "source",
        "detail",
        "language",
        "boundary",
    ]


def test_the_output_names_the_tool_and_its_version(
    make_audit: Callable[..., Audit],
) -> None:
    written = json.loads(render([make_audit()]))
    version = vocab_audit.__version__
    assert written["tool"] == {"name": "vocab-audit", "version": version}


def test_long_tokens_are_counted_under_every_rule(
    make_audit: Callable[..., Audit],
) -> None:
    written = json.loads(render([make_audit("天天中彩票", " 彩票", "スロット")]))
    assert written["census"]["long"] == {
        "han>=3": {"total": 1, "contaminated": 1},
        "cjk>=3": {"total": 2, "contaminated": 1},
        "chars>=3": {"total": 2, "contaminated": 2},
        "letters>=3": {"total": 2, "contaminated": 1},
    }


def test_every_setting_is_written(make_audit: Callable[..., Audit]) -> None:
    written = json.loads(render([make_audit(settings=SETTINGS)]))["settings"]
    assert {*written} == {field.name for field in fields(Settings)}
    assert written["categories"] == ["adult", "gambling"]
    assert written["languages"] == ["zh-Hans"]


def test_each_finding_and_each_piece_of_evidence_has_a_line(
    make_audit: Callable[..., Audit],
) -> None:
    lines = render([make_audit("天天中彩票", "彩票彩票")]).splitlines()
    assert sum(line.startswith('  {"id": ') for line in lines) == 2
    assert sum(line.startswith('   {"detector": ') for line in lines) == 3


@pytest.mark.parametrize(
    "text",
    [
        '彩票彩票, {"id": 1',
        '彩票彩票 [{"detector": "x"}]',
        '彩票彩票, {"',
        "彩票彩票\\",
    ],
)
def test_text_that_looks_like_the_layout_stays_text(
    make_audit: Callable[..., Audit], text: str
) -> None:
    (finding,) = json.loads(render([make_audit(text)]))["findings"]
    assert finding["text"] == text


def test_a_token_that_is_not_utf8_has_bytes_and_no_text(
    make_audit: Callable[..., Audit], validator: jsonschema.Draft202012Validator
) -> None:
    token = Token(0, b"\xff\xfe", TokenKind.NORMAL, None, None)
    evidence = Evidence("any", Category.SPAM, Strength.SUSPECT, "looks odd")
    finding = Finding(token, Category.SPAM, Strength.SUSPECT, (evidence,))
    audit = replace(make_audit(b"\xff\xfe"), findings=(finding,))
    written = json.loads(render([audit]))
    validator.validate(written)
    assert written["findings"][0]["text"] is None
    assert written["findings"][0]["bytes"] == "//4="


def test_chinese_stays_readable_and_invisible_characters_are_escaped() -> None:
    assert visible('"天\u202e\u3000\U000e0041\x7f"') == (
        '"天\\u202e\\u3000\\udb40\\udc41\\u007f"'
    )


@given(st.text())
def test_json_gives_back_exactly_the_token_and_shows_every_character(
    make_audit: Callable[..., Audit], text: str
) -> None:
    token = f"彩票彩票{text}"
    output = render([make_audit(token)])
    (finding,) = json.loads(output)["findings"]
    assert finding["text"] == token
    assert b64decode(finding["bytes"]) == token.encode()
    assert json.loads(output.encode()) == json.loads(output)


@given(st.characters(categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp")))
def test_no_control_format_or_private_character_is_left_bare(character: str) -> None:
    text = json.dumps(f"彩{character}", ensure_ascii=False)
    assert visible(text).replace("彩", "").isascii()
    assert json.loads(visible(text)) == f"彩{character}"
