import sys
import unicodedata
from collections import Counter

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.script import (
    CJK_SCRIPTS,
    NEUTRAL_SCRIPTS,
    Profile,
    profiles,
    script_of,
)
from vocab_audit.script_table import NUMBERS, SCRIPTS, STARTS
from vocab_audit.vocabulary import Vocabulary

CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}]"


def profile_of(text: str) -> Profile:
    [profile] = profiles([text])
    return profile


def naive_script_of(text: str) -> str:
    """The dominant script, character by character."""
    counts = Counter(map(script_of, text))
    own = [name for name in counts if name not in NEUTRAL_SCRIPTS]
    ranked = own or [*counts] or ["Common"]
    return max(ranked, key=lambda name: counts[name])


def test_script_of_agrees_with_regex_on_every_character() -> None:
    behind = range(0x40000, sys.maxunicode + 1, 0x10)  # where next to nothing is
    scalars = [*range(0xD800), *range(0xE000, 0x40000), *behind]
    text = "".join(map(chr, scalars))
    ours = [script_of(character) for character in text]
    theirs = ["Unknown"] * len(text)
    for name in SCRIPTS:
        for run in regex.finditer(rf"\p{{Script={name}}}+", text):
            theirs[run.start() : run.end()] = [name] * len(run[0])
    # a regex that knows a newer Unicode than the table may know more
    differing = [
        (f"U+{point:04X}", mine, other)
        for point, mine, other in zip(scalars, ours, theirs, strict=True)
        if mine not in (other, "Unknown")
    ]
    assert differing == []
    unknown = sum(
        mine != other and not other.startswith("Unknown")
        for mine, other in zip(ours, theirs, strict=True)
    )
    assert unknown < 20_000  # a version of Unicode or two


def test_every_character_that_python_knows_has_a_script_in_the_table() -> None:
    lacking = [
        f"U+{point:04X}"
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(character := chr(point)) not in ("Cn", "Co", "Cs")
        and script_of(character) == "Unknown"
    ]
    assert lacking == []


def test_the_table_is_well_formed() -> None:
    assert len(STARTS) == len(NUMBERS)
    assert STARTS[0] == 0
    assert [*STARTS] == sorted(set(STARTS))
    assert set(NUMBERS) == set(range(len(SCRIPTS)))
    assert set(SCRIPTS) >= CJK_SCRIPTS | NEUTRAL_SCRIPTS


@pytest.mark.parametrize(
    ("characters", "script"),
    [
        ("彩々〇〡⼈豈𠀀𪛟", "Han"),
        ("ぁんゟ", "Hiragana"),
        ("ァヺｱ", "Katakana"),
        ("가ᄀㄱ", "Hangul"),
        ("ㄅㆠ", "Bopomofo"),
        ("ーｰ。、・「」　０，㊙∀0 .\n", "Common"),
        ("aZéＡª", "Latin"),
        ("ก็", "Thai"),
        ("я", "Cyrillic"),
        ("\u0301\ufe0f", "Inherited"),
        ("\u0378\ue000\U0010ffff", "Unknown"),
        ("\u1fff\u2a6f", None),  # what a wrong \u20000-\u2a6df would call Han
    ],
)
def test_characters_have_the_scripts_of_uax_24(
    characters: str, script: str | None
) -> None:
    for character in characters:
        found = script_of(character)
        assert found == script if script else found != "Han"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("天天中彩票", "Han"),
        (" 天a", "Han"),
        ("a天", "Latin"),
        ("ab天", "Latin"),
        ("天ab", "Latin"),
        ("天天ab", "Han"),
        ("の天", "Hiragana"),
        ("天の", "Han"),
        ("天.....", "Han"),
        ("クーー", "Katakana"),
        ("123 ...", "Common"),
        ("", "Common"),
        ("\u0301", "Inherited"),
        ("\u0378", "Unknown"),
        ("\u0378\u0378.", "Unknown"),
        ("1\u0301", "Common"),
    ],
)
def test_the_dominant_script_is_the_most_frequent_and_then_the_first(
    text: str, script: str
) -> None:
    assert profile_of(text).script == script
    assert naive_script_of(text) == script


@pytest.mark.parametrize("character", ["彩", "の", "ア", "가", "ㄅ"])
def test_characters_of_all_five_cjk_scripts_count_as_cjk(character: str) -> None:
    assert profile_of(f"{character}ーa。").cjk == 1


def test_profiles_of_no_texts_are_none() -> None:
    assert profiles([]) == []


def test_the_profile_of_a_mixed_token_counts_what_its_fields_say() -> None:
    assert profile_of(" 快3の々〇ーA。") == Profile(
        script="Han",
        scripts=frozenset({"Han", "Hiragana", "Latin"}),
        characters=9,
        han=3,
        cjk=4,
        mixed_han=False,
        letters=4,
    )


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("天", True),
        (" 天", True),
        ("天天中彩票APP", True),
        ("快3 快3", True),
        ("々〇", True),
        ("APP", False),
        (" 3", False),
        ("", False),
        ("天。", False),
        ("天\n", False),
        ("天\u3000", False),
        ("天３", False),
        ("天é", False),
        ("の天", False),
        ("_天", False),
    ],
)
def test_mixed_han_is_han_with_spaces_and_ascii_letters_or_digits_only(
    text: str,
    mixed: bool,  # noqa: FBT001 - an expectation
) -> None:
    assert profile_of(text).mixed_han is mixed


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_profiles_agree_with_counting_character_by_character(
    texts: list[str],
) -> None:
    for text, profile in zip(texts, profiles(texts), strict=True):
        scripts = [script_of(character) for character in text]
        assert profile.script == naive_script_of(text)
        assert profile.scripts == set(scripts) - NEUTRAL_SCRIPTS
        assert profile.characters == len(text)
        assert profile.han == scripts.count("Han")
        assert profile.cjk == sum(name in CJK_SCRIPTS for name in scripts)


def test_profiles_of_all_tokens_of_o200k_base_agree_with_regex(
    o200k: Vocabulary,
) -> None:
    texts = [text for text in o200k.texts if text is not None]
    han, cjk = regex.compile(r"\p{Han}"), regex.compile(CJK)
    mixed = regex.compile(r"(?=.*\p{Han})[\p{Han} 0-9A-Za-z]+")
    for text, profile in zip(texts, profiles(texts), strict=True):
        assert profile.characters == len(text)
        assert profile.han == (0 if text.isascii() else len(han.findall(text)))
        assert profile.cjk == (0 if text.isascii() else len(cjk.findall(text)))
        assert profile.mixed_han == bool(profile.han and mixed.fullmatch(text))


def test_the_dominant_scripts_of_o200k_base_are_those_of_a_naive_count(
    o200k: Vocabulary,
) -> None:
    texts = [text for text in o200k.texts if text is not None][::7]
    found = [profile.script for profile in profiles(texts)]
    assert found == [*map(naive_script_of, texts)]
    assert len(set(found)) > 20


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Ab 1-é", 3),
        ("๑ก็า", 3),  # a Thai digit is no letter; a vowel sign and a mark count
        ("०हिन्दी", 6),
        ("e\u0301", 1),  # a mark that all scripts share
        ("スーパー", 2),  # so is the mark of a long vowel
        ("❤\ufe0f🎉", 0),
        ("〇々㋐", 1),
        ("", 0),
    ],
)
def test_letters_are_letters_and_marks_that_have_a_script(
    text: str, letters: int
) -> None:
    assert profile_of(text).letters == letters


def test_letters_agree_with_regex_on_all_tokens_of_o200k_base(
    o200k: Vocabulary,
) -> None:
    shared = r"\p{Script=Common}\p{Script=Inherited}\p{Script=Unknown}"
    own = regex.compile(rf"[[\p{{L}}\p{{M}}]--[{shared}]]", regex.VERSION1)
    texts = [text for text in o200k.texts if text is not None][::5]
    found = [profile.letters for profile in profiles(texts)]
    assert found == [len(own.findall(text)) for text in texts]


def test_what_stands_behind_the_last_script_is_no_letter_of_any() -> None:
    behind = ["\U000e0001", "\U000e0100", "\U000f0000", "\U0010ffff", "\U0003fc40"]
    found = profiles([f"彩{character}" for character in behind])
    assert {(one.scripts, one.letters, one.characters) for one in found} == {
        (frozenset({"Han"}), 1, 2)
    }
    assert [one.script for one in profiles(behind)] == [*map(script_of, behind)]
    runs = [point for point in STARTS if point >= 0x3FC40]
    assert {script_of(chr(point)) for point in runs} <= NEUTRAL_SCRIPTS
