import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit import wordlist
from vocab_audit.category import Category, Strength
from vocab_audit.errors import InstallationError, WordlistError
from vocab_audit.folding import fold
from vocab_audit.wordlist import (
    Citation,
    Match,
    Negative,
    Term,
    load_citations,
    load_wordlists,
    packaged_files,
)

HEADER = "term\tmatch\tstrength\tsource\tnote\n"
GOOD = "彩票\tanywhere\tcertain\teditors\tlottery\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that stands for the package's own wordlists."""
    folder = tmp_path / "packaged"
    folder.mkdir()
    monkeypatch.setattr(wordlist, "packaged_directory", lambda: folder)
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(content: str | bytes, name: str = "gambling.tsv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def load_one(path: Path, category: str = "") -> wordlist.Wordlist:
    location = f"{category}={path}" if category else str(path)
    return load_wordlists([location], packaged=False)


def test_a_table_gives_its_terms_in_order(write: Callable[..., Path]) -> None:
    path = write(HEADER + "AV\tword\tsuspect\tkey\t\n" + GOOD)
    assert load_one(path).terms == (
        Term("AV", Category.GAMBLING, "und", Strength.SUSPECT, Match.WORD, "key", ""),
        Term(
            "彩票",
            Category.GAMBLING,
            "und",
            Strength.CERTAIN,
            Match.ANYWHERE,
            "editors",
            "lottery",
        ),
    )


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_do_not_matter(
    write: Callable[..., Path],
) -> None:
    plain = load_one(write(HEADER + GOOD))
    windows = ("\ufeff" + HEADER + "\n  \n" + GOOD).replace("\n", "\r\n")
    assert load_one(write(windows)).terms == plain.terms
    assert load_one(write((HEADER + GOOD).replace("\n", "\r"))).terms == plain.terms
    assert load_one(write((HEADER + GOOD).rstrip("\n"))).terms == plain.terms


def test_only_line_ends_end_a_line(write: Callable[..., Path]) -> None:
    note = "one\x0btwo\u2028three\x85four"
    path = write(HEADER + f"彩票\tanywhere\tcertain\teditors\t{note}\n" + "x\n")
    with pytest.raises(WordlistError, match=r":3: 1 columns"):
        load_one(path)
    [term] = load_one(write(HEADER + GOOD.replace("lottery", note))).terms
    assert term.note == note


MALFORMED = [
    # line, what is wrong with it
    ("彩票\tanywhere\tcertain\teditors\n", "4 columns instead of 5"),
    ("彩票\tanywhere\tcertain\teditors\ta\tb\n", "6 columns instead of 5"),
    ("彩票\n", "1 columns instead of 5"),
    ("\tanywhere\tcertain\teditors\t\n", "the term is empty"),
    (" 彩票\tanywhere\tcertain\teditors\t\n", "white space around it"),
    ("彩票\u3000\tanywhere\tcertain\teditors\t\n", "white space around it"),
    ("彩" * 201 + "\tanywhere\tcertain\teditors\t\n", "at most 200 characters"),
    ("Cafe\u0301\tword\tcertain\teditors\t\n", "normalisation form C"),
    ("彩\x01票\tanywhere\tcertain\teditors\t\n", "control character"),
    ("彩票\tsubstring\tcertain\teditors\t\n", "match is 'substring'.*anywhere, word"),
    ("彩票\tAnywhere\tcertain\teditors\t\n", "match is 'Anywhere'"),
    ("彩票\tanywhere\tsure\teditors\t\n", "strength is 'sure'.*certain, likely"),
    ("彩票\tanywhere\t\teditors\t\n", "strength is ''"),
]


@pytest.mark.parametrize(("line", "fault"), MALFORMED)
def test_a_malformed_line_is_an_error_that_names_file_line_and_fault(
    write: Callable[..., Path], line: str, fault: str
) -> None:
    path = write(HEADER + GOOD + "\n" + line)
    with pytest.raises(WordlistError, match=fault) as raised:
        load_one(path)
    assert str(raised.value).startswith(f"{path}:4: ")


@pytest.mark.parametrize(
    "header",
    [
        "term\tmatch\tstrength\tsource\n",
        "term\tstrength\tmatch\tsource\tnote\n",
        "term\tnote\n",
        "term\tmatch\tstrength\tsource\tnote\t\n",
    ],
)
def test_another_header_is_an_error_that_names_the_columns(
    write: Callable[..., Path], header: str
) -> None:
    path = write(header + GOOD)
    with pytest.raises(WordlistError, match=r"term <tab> match <tab> strength") as e:
        load_one(path)
    assert str(e.value).startswith(f"{path}:1: ")


def test_a_table_without_its_header_is_told_so(write: Callable[..., Path]) -> None:
    with pytest.raises(WordlistError, match=r":1: .*a tab.*header term <tab> match"):
        load_one(write(GOOD))


def test_a_term_of_200_characters_is_the_longest(write: Callable[..., Path]) -> None:
    [term] = load_one(write("彩" * 200)).terms
    assert len(term.text) == 200


def test_a_plain_list_has_one_term_a_line(write: Callable[..., Path]) -> None:
    path = write("  彩票 \n\nbig casino\r\nCafe\u0301\n", "mine.txt")
    terms = load_one(path).terms
    assert [term.text for term in terms] == ["彩票", "big casino", "Café"]
    assert {(t.category, t.language, t.strength, t.source, t.note) for t in terms} == {
        (Category.SPAM, "und", Strength.CERTAIN, "user", "")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("casino", Match.WORD),
        ("ставк", Match.WORD),
        ("nghiền", Match.WORD),
        ("مطحنة", Match.WORD),
        ("彩票", Match.ANYWHERE),
        ("av女优", Match.ANYWHERE),
        ("カジノ", Match.ANYWHERE),
        ("카지노", Match.ANYWHERE),
        ("สล็อต", Match.ANYWHERE),
    ],
)
def test_a_plain_term_is_found_as_a_word_where_words_stand_between_spaces(
    write: Callable[..., Path], text: str, expected: Match
) -> None:
    [term] = load_one(write(text)).terms
    assert term.match is expected


@pytest.mark.parametrize("content", ["", "\n \r\n", "\ufeff", HEADER])
@pytest.mark.parametrize("kind", ["gambling", "negatives"])
def test_an_empty_list_is_an_error(
    write: Callable[..., Path], kind: str, content: str
) -> None:
    header = "term\tnote\n" if kind == "negatives" else HEADER
    path = write(content.replace(HEADER, header))
    with pytest.raises(WordlistError, match=f"^{path}: holds no terms$"):
        load_one(path, kind)


def test_a_list_over_the_limit_is_an_error_that_names_the_line(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordlist, "MAX_TERMS", 2)
    assert len(load_one(write("一\n二\n\n")).terms) == 2
    for path, line in ((write("一\n\n二\n三"), 4), (write(HEADER + GOOD * 3), 4)):
        with pytest.raises(WordlistError, match=f"^{path}:{line}: .*at most 2 terms"):
            load_one(path)


@pytest.mark.parametrize("location", ["", ".", "gambling=", "negatives="])
def test_an_empty_path_is_told_so(location: str) -> None:
    with pytest.raises(WordlistError, match="the path of a wordlist is empty"):
        load_wordlists([location], packaged=False)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_told_to_become_utf8(
    write: Callable[..., Path], encoding: str
) -> None:
    path = write("casino\nlotto\n".encode(encoding))
    with pytest.raises(
        WordlistError, match=rf"^{path}:1: .*save the wordlist as UTF-8"
    ):
        load_one(path)


@pytest.mark.parametrize("line", ["x" * 201, "a\tb", "\x07"])
def test_a_plain_line_may_be_wrong_too(write: Callable[..., Path], line: str) -> None:
    path = write(f"彩票\n{line}\n")
    with pytest.raises(WordlistError, match=re.escape(f"{path}:2: ")):
        load_one(path)


@pytest.mark.parametrize("category", Category)
def test_the_user_names_the_category_by_prefix_or_by_file_name(
    write: Callable[..., Path], category: Category
) -> None:
    by_prefix = load_one(write("可乐", "mine.txt"), category)
    by_name = load_one(write("可乐", f"{category}.txt"))
    both = load_one(write("可乐", "gambling.tsv"), category)
    for known in (by_prefix, by_name, both):
        assert [term.category for term in known.terms] == [category]


def test_an_equals_sign_in_a_file_name_is_no_category(
    write: Callable[..., Path],
) -> None:
    path = write("可乐", "a=b.txt")
    assert load_one(path).terms[0].category is Category.SPAM


@pytest.mark.parametrize("location", ["negatives={}/mine.txt", "{}/negatives.txt"])
def test_a_user_may_bring_negatives(
    write: Callable[..., Path], tmp_path: Path, location: str
) -> None:
    for name in ("mine.txt", "negatives.txt"):
        write("大发展\n", name)
    known = load_wordlists([location.format(tmp_path)], packaged=False)
    assert known.terms == ()
    assert known.negatives == (Negative("大发展", "und", ""),)


def test_negatives_may_be_a_table_of_term_and_note(
    write: Callable[..., Path],
) -> None:
    path = write("term\tnote\n大发展\tdevelopment\n", "negatives.tsv")
    assert load_one(path).negatives == (Negative("大发展", "und", "development"),)
    wrong = write(HEADER + GOOD, "negatives.tsv")
    with pytest.raises(WordlistError, match=r":1: the header must be term <tab> note$"):
        load_one(wrong)


@pytest.mark.parametrize("content", [b"\xff\xfe", "彩票\n".encode() + b"\xe5\xbd\n"])
def test_bytes_that_are_not_utf8_are_an_error_that_names_the_line(
    write: Callable[..., Path], content: bytes
) -> None:
    path = write(content)
    line = 1 + content.startswith("彩".encode())
    with pytest.raises(WordlistError, match=re.escape(f"{path}:{line}: not valid UTF")):
        load_one(path)


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "none.tsv"
    with pytest.raises(
        WordlistError, match=rf"^{re.escape(str(path))}: .*No such file"
    ):
        load_one(path)


def test_a_directory_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(WordlistError, match=rf"^{re.escape(str(tmp_path))}: is a dir"):
        load_one(tmp_path)


def test_a_file_over_the_limit_is_refused(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = HEADER + GOOD
    size = len(content.encode())
    monkeypatch.setattr(wordlist, "MAX_FILE_BYTES", size)
    assert len(load_one(write(content)).terms) == 1
    with pytest.raises(WordlistError, match=f"at most {size} bytes"):
        load_one(write(content + "\n"))


def test_an_endless_file_is_refused_instead_of_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("needs /dev/zero")
    monkeypatch.setattr(wordlist, "MAX_FILE_BYTES", 10_000)
    with pytest.raises(WordlistError, match="at most 10000 bytes"):
        load_one(endless)


def test_the_digest_depends_on_content_place_and_order(
    write: Callable[..., Path],
) -> None:
    one = str(write("彩票\n", "one.txt"))
    two = str(write("可乐\n", "two.txt"))
    both = str(write("彩票\n可乐\n", "both.txt"))
    same = str(write("彩票\n", "same.txt"))

    def digest(*locations: str) -> str:
        return load_wordlists(locations, packaged=False).sha256

    assert digest(one) == digest(same)
    different = [
        digest(),
        digest(one),
        digest(two),
        digest(both),
        digest(one, two),
        digest(two, one),
        digest(f"adult={one}"),
        digest(f"negatives={one}"),
    ]
    assert len(set(different)) == len(different)
    assert all(re.fullmatch("[0-9a-f]{64}", known) for known in different)


def test_the_packages_lists_come_first_and_in_a_fixed_order(
    package: Path, write: Callable[..., Path]
) -> None:
    for name in ("zh-Hans/spam", "zh-Hans/adult", "ja/video", "zh-Hans/negatives"):
        header = (
            "term\tnote\n大彩票\t\n" if name.endswith("negatives") else HEADER + GOOD
        )
        write(header, f"packaged/{name}.tsv")
    write("nothing", "packaged/README.md")
    write("nothing", "packaged/zh-Hans/README.md")
    files = [f"{file.language}/{file.kind}" for file in packaged_files()]
    assert files == ["ja/video", "zh-Hans/adult", "zh-Hans/negatives", "zh-Hans/spam"]
    known = load_wordlists([str(write("可乐", "mine.txt"))])
    assert [(term.language, term.category) for term in known.terms] == [
        ("ja", "video"),
        ("zh-Hans", "adult"),
        ("zh-Hans", "spam"),
        ("und", "spam"),
    ]
    assert known.negatives == (Negative("大彩票", "zh-Hans", ""),)
    assert load_wordlists(packaged=False).terms == ()
    assert package.is_dir()


@pytest.mark.usefixtures("package")
def test_a_packaged_file_that_is_named_for_no_category_is_an_error(
    write: Callable[..., Path],
) -> None:
    path = write(HEADER + GOOD, "packaged/zh-Hans/casino.tsv")
    with pytest.raises(WordlistError, match=f"^{path}: 'casino' is no category"):
        load_wordlists()


@pytest.mark.usefixtures("package")
def test_citations_are_read_by_key(write: Callable[..., Path]) -> None:
    write(
        '[editors]\ntitle = "The editors"\nlicence = "MIT"\n'
        '[wikipedia]\ntitle = "W"\nurl = "https://x.test"\ndate = 2025-01-02\n'
        'licence = "CC BY-SA 4.0"\nnote = "n"\n',
        "packaged/sources.toml",
    )
    assert load_citations() == {
        "editors": Citation("editors", "The editors", "", "", "MIT", ""),
        "wikipedia": Citation(
            "wikipedia", "W", "https://x.test", "2025-01-02", "CC BY-SA 4.0", "n"
        ),
    }


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('[editors]\ntitle = "x"\n', "licence"),
        ('[editors]\nlicence = "x"\n', "title"),
        ('editors = "x"\n', "lacks"),
        ("editors = 3\n", "lacks"),
        ("[editors\n", "not valid TOML"),
        (b"\xff", "not valid UTF-8"),
    ],
)
def test_faulty_citations_are_an_error_that_names_the_file(
    write: Callable[..., Path], content: str | bytes, fault: str
) -> None:
    write(content, "packaged/sources.toml")
    with pytest.raises(WordlistError, match=rf"sources\.toml:.* .*{fault}"):
        load_citations()


@pytest.mark.parametrize("gone", [True, False])
def test_missing_data_of_the_package_is_an_error_that_names_the_remedy(
    package: Path,
    gone: bool,  # noqa: FBT001 - a circumstance
) -> None:
    if gone:
        package.rmdir()
    remedy = "pip install --force-reinstall vocab-audit"
    with pytest.raises(InstallationError, match=f"^{package}: .*{remedy}"):
        load_wordlists()
    with pytest.raises(InstallationError, match=f"^{package}/sources.toml: .*{remedy}"):
        load_citations()


@given(st.text())
def test_folding_keeps_every_character_one_character(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(text) == "".join(map(fold, text))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＶ快３", "av快3"),
        ("App", "app"),
        ("ｶｼﾞﾉ", "カシ\u3099ノ"),
        ("ЯÉ", "яé"),
        ("ß㈱ﬁ", "ß㈱ﬁ"),
        ("㊙⼈", "秘人"),
        ("天天。々〇ー", "天天。々〇ー"),
    ],
)
def test_folding_makes_full_width_forms_and_capitals_ordinary(
    text: str, folded: str
) -> None:
    assert fold(text) == folded
