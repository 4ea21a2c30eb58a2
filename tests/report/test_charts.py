"""The charts: what they draw, and that they draw it anywhere, always alike."""

import hashlib
import io
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rc_context, rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from vocab_audit import (
    Audit,
    Category,
    LengthRule,
    Settings,
    Strength,
    Term,
    Vocabulary,
    Wordlist,
    audit_vocabulary,
    load_vocabulary,
)
from vocab_audit.families import Family
from vocab_audit.report.charts import (
    CHARTS,
    alt_text,
    maps,
    render,
    titles,
    typeface,
)
from vocab_audit.report.charts.maps import LARGEST
from vocab_audit.report.charts.page import Heading
from vocab_audit.report.charts.style import CLEAN, style
from vocab_audit.report.charts.tally import LENGTH_BINS, LONGEST, tally
from vocab_audit.script import CJK_SCRIPTS, script_of
from vocab_audit.vocabulary import decode_all
from vocab_audit.wordlist import Match

LONGEST_KNOWN = "微信公众号天天中彩票"
HOSTILE = (
    "彩票平台$x^2$\\frac{1}{2}_\\",
    "彩票平台$",
    "彩票平台\n\r\t\x00\x1b",
    "彩票平台\u202e\u2066abc",
    "彩票平台" * 2500,
    "彩票平台😀💩👨‍👩‍👧",
    "彩票平台สล็อต",
    "彩票平台مرحبا",
    "彩票平台नमस्ते",
    "彩票平台\ue000\uf8ff",
    "彩票平台" + "e\u0301" * 3 + "\u0301" * 200,
    "彩票平台𠮷𰻞",
    "彩票平台\ufe0f\u200d\u200b",
    "  彩票平台  ",
    "%s{0}<&>彩票平台",
    "无码视频</script>",
    "彩票平台" + "".join(map(chr, range(32))) + "\x7f\x85\u2028",
    "彩票平台-->]]><!--",
    "彩票平台\udc80".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
)


def wordlist() -> Wordlist:
    """A term for each of several categories and strengths."""
    terms = {
        "彩票": (Category.GAMBLING, Strength.CERTAIN),
        "北京赛车": (Category.GAMBLING, Strength.LIKELY),
        "国产精品": (Category.ADULT, Strength.LIKELY),
        "无码": (Category.ADULT, Strength.CERTAIN),
        "观看": (Category.VIDEO, Strength.SUSPECT),
        "给主人留下些什么吧": (Category.BOILERPLATE, Strength.CERTAIN),
    }
    return Wordlist(
        tuple(
            Term(text, category, "zh-Hans", strength, Match.ANYWHERE, "editors", "")
            for text, (category, strength) in terms.items()
        ),
        (),
        "0" * 64,
    )


def vocabulary(*texts: str, name: str = "made") -> Vocabulary:
    """A vocabulary of these tokens."""
    raws = [text.encode() for text in texts]
    digest = hashlib.sha256(b"".join(raws)).hexdigest()
    ids = range(len(raws))
    return Vocabulary(name, "file", digest, ids, raws, decode_all(raws), ranks=ids)


@cache
def audit_of(name: str) -> Audit:
    """One of the cases that every chart must stand."""
    match name:
        case "o200k_base" | "cl100k_base":
            return audit_vocabulary(load_vocabulary(name), wordlist())
        case "empty":
            return audit_vocabulary(vocabulary(), wordlist())
        case "one finding":
            return audit_vocabulary(vocabulary("a", "b", "彩票平台"), wordlist())
        case "many findings":
            texts = ("彩票平" + chr(0x4E00 + number) for number in range(2000))
            return audit_vocabulary(vocabulary(*texts), wordlist())
        case _:
            evil = "$evil_{\\x}\n\u202e" + "很长的名字" * 20
            return audit_vocabulary(vocabulary(*HOSTILE, name=evil), wordlist())


CASES = (
    "o200k_base",
    "cl100k_base",
    "empty",
    "one finding",
    "many findings",
    "hostile",
)


@cache
def figure_of(name: str, case: str) -> Figure:
    """A chart of a case; each is made once."""
    return CHARTS[name](audit_of(case))


@cache
def drawn(case: str) -> dict[str, bytes]:
    """All charts of a case as PNG; each case is drawn once."""
    return render(audit_of(case))


@pytest.fixture(scope="module")
def o200k() -> Audit:
    return audit_of("o200k_base")


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def audit(case: str) -> Audit:
    return audit_of(case)


@pytest.fixture(scope="module", params=CHARTS)
def figure(request: pytest.FixtureRequest, case: str) -> Figure:
    return figure_of(request.param, case)


def axes_of(figure: Figure) -> Axes:
    [axes] = figure.axes
    return axes


def bars(axes: Axes) -> list[Rectangle]:
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def texts(figure: Figure) -> Iterator[Text]:
    """Every text that is drawn, after it has been."""
    if figure.stale:
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_visible() and text.get_text():
            yield text


def written(figure: Figure) -> list[str]:
    return [text.get_text() for text in texts(figure)]


@cache
def font_named(family: str) -> FT2Font:
    return FT2Font(str(findfont(FontProperties(family=[family]))))


def contaminated(audit: Audit) -> int:
    return audit.headline.contaminated


# what the charts draw


def test_the_categories_add_up_to_all_findings_long_under_the_rule(
    o200k: Audit,
) -> None:
    widths = sum(
        bar.get_width() for bar in bars(axes_of(figure_of("categories", "o200k_base")))
    )
    assert widths == sum(map(o200k.is_long, o200k.findings)) > 0


def test_a_category_is_labelled_with_its_total_and_its_strengths(o200k: Audit) -> None:
    gambling = [
        finding.strength
        for finding in o200k.findings
        if finding.category is Category.GAMBLING and o200k.is_long(finding)
    ]
    labels = written(figure_of("categories", "o200k_base"))
    assert f"{len(gambling):,}" in labels
    counts = [f"{gambling.count(strength):,} {strength}" for strength in Strength]
    assert ", ".join(counts) in labels


def test_the_lengths_add_up_to_all_long_tokens(o200k: Audit) -> None:
    heights = [
        bar.get_height() for bar in bars(axes_of(figure_of("lengths", "o200k_base")))
    ]
    assert sum(heights) == o200k.headline.total
    assert sum(heights[: len(heights) // 3]) == contaminated(o200k)


def test_the_first_length_is_the_threshold_of_the_rule(o200k: Audit) -> None:
    settings = Settings(rule=LengthRule.HAN, min_chars=5)
    stricter = audit_vocabulary(o200k.vocabulary, wordlist(), settings)
    ticks = axes_of(CHARTS["lengths"](stricter)).get_xticklabels()
    assert ticks[0].get_text() == "5"


def test_tokens_beyond_the_last_length_share_one_bar() -> None:
    ticks = axes_of(figure_of("lengths", "hostile")).get_xticklabels()
    assert len(ticks) == LENGTH_BINS + 1
    assert ticks[-1].get_text() == f"{3 + LENGTH_BINS}+"


def test_each_tenth_of_the_merge_order_says_how_many_of_how_many(
    o200k: Audit,
) -> None:
    figure = figure_of("merge_order", "o200k_base")
    pairs = [text.split("/") for text in written(figure) if text.count("/") == 1]
    counts = [(int(part), int(whole)) for part, whole in pairs if part.isdecimal()]
    assert len(counts) == 10
    assert sum(part for part, _ in counts) == contaminated(o200k)
    assert sum(whole for _, whole in counts) == o200k.headline.total
    shares = [bar.get_height() for bar in bars(figure.axes[0])]
    assert shares == [100 * part / whole for part, whole in counts]


def test_the_scripts_add_up_to_all_tokens(o200k: Audit) -> None:
    [dots] = [
        artist
        for artist in axes_of(figure_of("scripts", "o200k_base")).collections
        if isinstance(artist, PathCollection)
    ]
    ends = np.asarray(dots.get_offsets())[:, 0]
    assert ends.sum() == o200k.census.tokens


def test_the_longest_are_shown_in_chinese_with_their_ids() -> None:
    axes = axes_of(figure_of("longest", "o200k_base"))
    labels = [text.get_text() for text in axes.texts]
    assert f"␣{LONGEST_KNOWN}" in labels
    assert "gambling, certain, id 181081" in labels
    widths = [bar.get_width() for bar in bars(axes)]
    assert widths == sorted(widths, reverse=True)
    assert len(widths) == LONGEST
    assert widths[0] == len(LONGEST_KNOWN)


def test_without_findings_the_charts_say_so() -> None:
    for name in ("categories", "longest"):
        said = written(figure_of(name, "cl100k_base"))
        assert "No findings among 47 long tokens" in said


def test_one_finding_is_written_in_the_singular() -> None:
    said = titles(audit_of("one finding"))
    assert said["categories"] == "made: one contaminated token, gambling"
    assert said["longest"] == "made: the one flagged token has 4 characters"


def test_the_map_has_a_cell_for_each_token_and_marks_each_finding(
    o200k: Audit,
) -> None:
    axes = axes_of(figure_of("vocabulary_map", "o200k_base"))
    [image] = axes.images
    pixels = np.asarray(image.get_array())
    white = (pixels == 1).all(axis=2).sum()
    assert pixels.shape[0] * pixels.shape[1] - white == o200k.census.tokens
    [marks] = axes.collections
    assert len(np.asarray(marks.get_offsets())) == len(o200k.findings) > 0


def test_a_mark_of_the_map_lies_on_its_own_cell() -> None:
    audit = audit_of("many findings")
    axes = axes_of(figure_of("vocabulary_map", "many findings"))
    pixels = np.asarray(axes.images[0].get_array())
    clean = np.array(to_rgb(CLEAN))
    flagged = ~np.isclose(pixels, clean).all(axis=2) & ~(pixels == 1).all(axis=2)
    rows, columns = pixels.shape[:2]
    places = np.flatnonzero(flagged.reshape(rows * columns))
    assert [*places] == [finding.token.id for finding in audit.findings]


def test_the_largest_families_are_shown_with_root_and_members(
    audited: Callable[[str], Audit],
) -> None:
    audit = audited("o200k_base")
    axes = axes_of(CHARTS["families"](audit))
    shown = audit.families[:LARGEST]
    assert [bar.get_width() for bar in bars(axes)] == [it.size for it in shown]
    labels = [text.get_text() for text in axes.texts]
    first = audit.families[0]
    assert first.root.text in labels
    assert f"{first.category}, id {first.root.id}" in labels


def test_masking_hides_an_explicit_root_but_for_its_first_character() -> None:
    audit = audit_vocabulary(vocabulary("无码视频", "彩票平台"), wordlist())
    root, other = (finding.token for finding in audit.findings)
    families = (Family(root, Category.GAMBLING, (other,)),)
    made = tally(replace(audit, families=families))
    heading = Heading("", "", "")
    with style():
        hidden = written(maps.families(made, heading, mask=True))
        shown = written(maps.families(made, heading, mask=False))
    assert "无●●●" in hidden
    assert "无码视频" not in hidden
    assert "无码视频" in shown


# what the charts say


def test_every_title_names_the_vocabulary_and_every_subtitle_the_rule(
    o200k: Audit,
) -> None:
    for name, title in titles(o200k).items():
        said = [text.get_text() for text in figure_of(name, "o200k_base").texts]
        assert " ".join(said).startswith(title)
        assert title.startswith("o200k_base: ")
        if name != "scripts":
            part = f"{contaminated(o200k):,} of 1,603 ("
            assert any(part in text and "cjk>=3" in text for text in said)


def test_filters_are_named_because_they_change_the_counts(o200k: Audit) -> None:
    settings = Settings(categories=frozenset({Category.ADULT}))
    audit = audit_vocabulary(o200k.vocabulary, wordlist(), settings)
    said = " ".join(written(CHARTS["categories"](audit)))
    assert "only category adult" in said


def test_every_chart_names_its_sources(figure: Figure, audit: Audit) -> None:
    assert any(audit.vocabulary.sha256[:8] in text for text in written(figure))


def test_the_alternative_texts_give_counts_and_rule_but_no_token(audit: Audit) -> None:
    described = alt_text(audit)
    assert described.keys() == titles(audit).keys() == CHARTS.keys()
    total = f"{audit.headline.total:,}"
    for name, text in described.items():
        assert text.endswith(".")
        assert not any(finding.token.display in text for finding in audit.findings)
        if name != "scripts":
            assert "cjk>=3" in text
            assert f"{contaminated(audit):,} of {total}" in text


def test_masking_hides_adult_tokens_but_for_their_first_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audit = audit_vocabulary(vocabulary("无码视频", "彩票平台"), wordlist())
    assert "无码视频" in written(CHARTS["longest"](audit))
    # what is drawn besides is the charts that quote no token
    monkeypatch.setattr("vocab_audit.report.charts._DRAWINGS", {})
    assert [*render(audit)] == ["longest", "families"]
    assert render(audit) == render(audit, mask=True) != render(audit, mask=False)
    gambling = audit_vocabulary(vocabulary("彩票平台"), wordlist())
    assert render(gambling, mask=True) == render(gambling, mask=False)


# that they can be read


def test_no_text_is_clipped_and_no_two_overlap(figure: Figure) -> None:
    boxes = [text.get_window_extent() for text in texts(figure)]
    page = figure.bbox
    for box in boxes:
        assert box.x0 >= page.x0
        assert box.y0 >= page.y0
        assert box.x1 <= page.x1
        assert box.y1 <= page.y1
    for one, other in combinations(boxes, 2):
        assert not one.padded(-1).overlaps(other.padded(-1))


def test_every_character_drawn_has_a_glyph(figure: Figure) -> None:
    for text in texts(figure):
        fonts = [*map(font_named, text.get_fontfamily())]
        for character in text.get_text():
            assert any(font.get_char_index(ord(character)) for font in fonts)


def test_no_text_has_a_second_line_or_is_read_as_mathematics(figure: Figure) -> None:
    for text in texts(figure):
        assert text.get_text().isprintable()
        assert not text.get_parse_math()


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("天天中彩票", 20, "天天中彩票"),
        ("天天中彩票", 10, "天天中彩票"),
        ("天天中彩票", 6, "天天…"),
        (" 天 天 ", 20, "␣天 天␣"),
        ("   ", 20, "␣␣␣"),
        ("", 20, ""),
        ("a\u3000b\xa0", 20, r"a\u3000b\u00a0"),
        ("a\n\x00\u202e", 20, r"a\n\x00\u202e"),
        ("ที่นี่", 6, "ที่นี่"),
        ("ไทย हिन्दी عربي", 20, "ไทย हिन्दी عربي"),
        ("বাংলা தமிழ் తెలుగు", 20, "বাংলা தமிழ் తెలుగు"),
        ("ગુજરાતી", 12, r"\u0a97…"),
        ("\ue000𰻞", 20, r"\ue000\U00030ede"),
        ("a" * 10_000, 5, "aaaa…"),
        ("e" + "\u0301" * 10_000, 5, "e\u0301\u0301\u0301…"),
    ],
)
def test_legible_text_fits_one_line_and_hides_nothing(
    text: str, columns: int, shown: str
) -> None:
    assert typeface.legible(text, columns) == shown


@pytest.mark.parametrize(
    ("joined", "apart"),
    [
        ("لا", "ل ا"),  # one ligature
        ("क्ष", "क ् ष"),  # one conjunct
        ("ক্ষ", "ক ্ ষ"),
        ("க்ஷ", "க ் ஷ"),
        ("క్ష", "క ్ ష"),
        ("ที่", "ท ี ่"),  # marks above their letter
        ("彩票لا", "彩票 ل ا"),
    ],
)
def test_letters_are_joined_as_their_script_joins_them(joined: str, apart: str) -> None:
    letters = sum(typeface.width(letter, 10) for letter in apart.split(" "))
    assert typeface.width(joined, 10) < 0.95 * letters


@pytest.mark.parametrize(
    "path", sorted(typeface.FOLDER.glob("*.[ot]tf")), ids=lambda it: it.stem
)
def test_a_packaged_font_bears_a_name_of_its_own_and_is_named_beside_its_licence(
    path: Path,
) -> None:
    assert FT2Font(str(path)).family_name in typeface.FAMILIES
    assert path.name in (typeface.FOLDER / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("script", [*typeface.SCRIPTS, "Arabic"])
def test_letters_of_the_embedded_vocabularies_in_this_script_are_drawn(
    script: str,
) -> None:
    characters = set().union(*filter(None, load_vocabulary("o200k_base").texts))
    letters = {it for it in characters if script_of(it) == script and it.isalpha()}
    drawn = {it for it in letters if typeface.is_covered(it)}
    rare = letters - drawn
    assert len(drawn) > 25
    assert not rare if script != "Arabic" else len(rare) < 0.2 * len(letters)


@given(st.text(st.characters(exclude_categories=())), st.integers(2, 40))
def test_any_text_becomes_one_line_of_drawable_characters(
    text: str, columns: int
) -> None:
    shown = typeface.legible(text, columns)
    letters = [it for it in shown if unicodedata.category(it) not in typeface.NO_WIDTH]
    assert len(letters) <= columns
    assert len(shown) <= 10 * columns
    assert shown.isprintable()
    assert all(map(typeface.is_covered, shown))


def test_a_long_text_is_broken_at_spaces_and_a_word_never() -> None:
    lines = typeface.wrap("aaa bbb ccc " + "d" * 99, 10, 0.7)
    assert lines == ["aaa bbb", "ccc", "d" * 99]


# that they look alike everywhere


def test_chinese_is_drawn_with_the_packaged_font() -> None:
    labels = [
        text
        for text in axes_of(figure_of("longest", "o200k_base")).texts
        if text.get_text().endswith(LONGEST_KNOWN)
    ]
    [family] = labels[0].get_fontfamily()
    assert Path(findfont(FontProperties(family=[family]))) == typeface.FONT.resolve()


def test_the_packaged_font_has_every_cjk_character_of_the_embedded_vocabularies() -> (
    None
):
    font = FT2Font(str(typeface.FONT))
    for name in ("o200k_base", "cl100k_base"):
        characters = set().union(*filter(None, load_vocabulary(name).texts))
        missing = {
            character
            for character in characters
            if script_of(character) in CJK_SCRIPTS
            and not font.get_char_index(ord(character))
        }
        assert missing == set()


def test_the_packaged_font_bears_a_name_of_its_own_and_its_licence() -> None:
    font = FT2Font(str(typeface.FONT))
    assert font.family_name == typeface.FAMILIES[0]
    licence = typeface.FONT.with_name("OFL.txt").read_text("utf-8")
    assert "Copyright 2014-2021 Adobe" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_rendering_twice_gives_the_same_bytes(o200k: Audit) -> None:
    assert render(o200k) == drawn("o200k_base")


def test_every_chart_is_a_png_without_a_software_tag(case: str) -> None:
    pictures = drawn(case)
    assert [*pictures] == [*CHARTS]
    for picture in pictures.values():
        with Image.open(io.BytesIO(picture)) as image:
            assert image.format == "PNG"
            assert image.info.keys() == {"dpi"}


def test_a_ban_on_system_fonts_does_not_take_the_packaged_one_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = drawn("one finding")
    monkeypatch.setenv("MPL_IGNORE_SYSTEM_FONTS", "1")
    assert render(audit_of("one finding")) == expected
    assert os.environ["MPL_IGNORE_SYSTEM_FONTS"] == "1"


def test_the_settings_of_the_user_are_neither_used_nor_changed() -> None:
    expected = drawn("many findings")
    with rc_context({"font.size": 30, "axes.facecolor": "red", "text.usetex": True}):
        assert render(audit_of("many findings")) == expected
        assert rcParams["font.size"] == 30
        assert rcParams["axes.facecolor"] == "red"


ALONE = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from test_charts import audit_of, render, typeface
for name, picture in render(audit_of("hostile")).items():
    print(name, hashlib.sha256(picture).hexdigest())
"""
PREPARED = """
import sys
from vocab_audit.report.charts import typeface
typeface.import_matplotlib_alone()
typeface.import_matplotlib_alone()
"""


def test_alone_in_a_process_it_draws_the_same_and_leaves_no_trace(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "matplotlibrc").write_text("font.size: 40\nnonsense: 1\n")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("MPL", "XDG"))},
        "HOME": str(home),
        "LC_ALL": "C",
        "TMPDIR": str(tmp_path),
    }
    run = subprocess.run(  # noqa: S603 - our own interpreter and source
        [sys.executable, "-W", "error", "-c", PREPARED + ALONE, Path(__file__).parent],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=environment,
        text=True,
    )
    expected = [
        f"{name} {hashlib.sha256(picture).hexdigest()}"
        for name, picture in drawn("hostile").items()
    ]
    assert run.stdout.splitlines() == expected
    assert run.stderr == ""
    assert [*home.iterdir()] == []
    assert [path.name for path in tmp_path.iterdir()] == ["home", "matplotlibrc"]


def test_the_paper_of_a_chart_stays_pure_white() -> None:
    for picture in drawn("o200k_base").values():
        with Image.open(io.BytesIO(picture)) as image:
            assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
