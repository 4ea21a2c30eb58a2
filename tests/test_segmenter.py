import inspect
import marshal
import zlib
from collections.abc import Callable
from math import log10
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab_audit import segmenter
from vocab_audit.errors import InstallationError
from vocab_audit.script import profiles
from vocab_audit.segmenter import RARE_WORD, Segmenter
from vocab_audit.vocabulary import Vocabulary

if TYPE_CHECKING:
    import jieba


@pytest.fixture(scope="module")
def han_texts(vocabularies: dict[str, Vocabulary]) -> list[str]:
    """All tokens with two or more Han characters of all embedded vocabularies."""
    texts = [text for known in vocabularies.values() for text in known.texts if text]
    pairs = zip(texts, profiles(texts), strict=True)
    return [*dict.fromkeys(text for text, profile in pairs if profile.han >= 2)]


@pytest.fixture(scope="module")
def dictionary() -> Path:
    """jieba's dictionary; imports jieba the quiet way."""
    Segmenter(["彩票"]).words("彩票")
    import jieba

    return Path(jieba.__file__).parent / "dict.txt"


@pytest.fixture(scope="module")
def full(dictionary: Path) -> "jieba.Tokenizer":
    """jieba with its whole dictionary, loaded without its cache."""
    import jieba

    tokenizer = jieba.Tokenizer()
    with dictionary.open("rb") as stream:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(stream)
    tokenizer.initialized = True
    return tokenizer


def test_all_han_tokens_are_cut_as_a_fully_loaded_jieba_cuts_them(
    han_texts: list[str], full: "jieba.Tokenizer"
) -> None:
    cutter = Segmenter(han_texts)
    assert len(han_texts) > 4_228
    differing = {
        text: cutter.words(text)
        for text in han_texts
        if cutter.words(text) != full.lcut(text, HMM=False)
    }
    assert differing == {}


def test_all_han_tokens_are_cut_as_rjieba_cuts_them(han_texts: list[str]) -> None:
    rjieba = pytest.importorskip("rjieba")
    cutter = Segmenter(han_texts)
    ours = [cutter.words(text) for text in han_texts]
    assert ours == [rjieba.cut(text, hmm=False) for text in han_texts]


def test_every_word_of_the_dictionary_is_found_in_it(full: "jieba.Tokenizer") -> None:
    words = [word for word, frequency in full.FREQ.items() if frequency]
    longest = max(words, key=len)
    assert len(longest) <= segmenter.LONGEST_WORD
    sample = [*words[:400], *words[400::97], *words[-100:], longest, "高富帅"]
    cutter = Segmenter(sample)
    assert [cutter.words(word) for word in sample] == [
        full.lcut(word, HMM=False) for word in sample
    ]


@settings(max_examples=30)
@given(
    st.lists(
        st.text("天中彩票福利快三開獎AT&恤kb3. _\n。の𠀀é", max_size=12), max_size=9
    )
)
def test_words_are_jiebas_and_together_the_text(
    full: "jieba.Tokenizer", texts: list[str]
) -> None:
    cutter = Segmenter(texts)
    for text in texts:
        words = cutter.words(text)
        assert words == full.lcut(text, HMM=False)
        assert "".join(words) == text


def test_inner_words_do_not_split_a_longer_word() -> None:
    texts = ["福利彩票", "天天中彩票", "大发展"]
    cutter = Segmenter(texts)
    assert [cutter.words(text) for text in texts] == [
        ["福利彩票"],
        ["天天", "中", "彩票"],
        ["大", "发展"],
    ]


def test_nothing_is_loaded_before_a_text_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segmenter, "_tokenizer", None)
    Segmenter(["天天中彩票"])


def test_the_dictionary_is_the_one_whose_sum_and_total_are_written_down(
    full: "jieba.Tokenizer", dictionary: Path
) -> None:
    content = dictionary.read_bytes()
    assert len(content) == segmenter._DICTIONARY_BYTES  # noqa: SLF001 - a constant
    assert zlib.crc32(content) == segmenter._DICTIONARY_CRC32  # noqa: SLF001 - a constant
    assert full.total == segmenter._DICTIONARY_TOTAL  # noqa: SLF001 - a constant


def test_another_edition_of_the_dictionary_is_read_in_full_with_equal_words(
    han_texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Segmenter(han_texts)
    expected = [known.words(text) for text in han_texts]
    monkeypatch.setattr(segmenter, "_DICTIONARY_CRC32", 0)
    anew = inspect.unwrap(segmenter._read)  # noqa: SLF001 - it remembers what it read
    monkeypatch.setattr(segmenter, "_read", anew)
    monkeypatch.setattr(segmenter._Dictionary, "_look_up", None)  # noqa: SLF001 - must not run
    other = Segmenter(han_texts)
    assert [other.words(text) for text in han_texts] == expected


CUT = """
import sys
def watch(event, args):
    if event == "open":
        assert args[1] in ("r", "rb") or args[2] & 3 == 0, args
        assert "jieba.cache" not in str(args[0]), args
    assert event not in ("os.mkdir", "os.rename", "os.remove", "subprocess.Popen")
    assert not event.startswith("socket."), event
sys.addaudithook(watch)
from vocab_audit.segmenter import RARE_WORD, Segmenter
print(Segmenter(["天天中彩票"]).words("天天中彩票"))
print("pkg_resources" in sys.modules)
"""


def test_cutting_is_silent_writes_nothing_and_does_not_load_pkg_resources(
    run_python: Callable[..., CompletedProcess[str]],
) -> None:
    ended = run_python(CUT)
    assert ended.stderr == ""
    assert ended.stdout == "['天天', '中', '彩票']\nFalse\n"


def test_the_markov_model_is_loaded_only_for_who_uses_it(
    run_python: Callable[..., CompletedProcess[str]],
) -> None:
    ended = run_python("""
import sys
from vocab_audit.segmenter import Segmenter
Segmenter(["天天中彩票"]).words("天天中彩票")
print("jieba.finalseg.prob_emit" in sys.modules)
import jieba
print([*jieba.finalseg.cut("小明硕士毕业")], "jieba.finalseg.prob_emit" in sys.modules)
""")
    assert ended.stderr == ""
    assert ended.stdout == "False\n['小明', '硕士', '毕业'] True\n"


def test_a_planted_cache_of_jiebas_changes_nothing(
    run_python: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    planted = tmp_path / "jieba.cache"
    planted.write_bytes(marshal.dumps(({"天": 0, "天天中彩票": 10**9}, 10**9)))
    script = "import tempfile; print(tempfile.gettempdir())\n" + CUT
    ended = run_python(script, TMPDIR=str(tmp_path))
    assert ended.stderr == ""
    assert ended.stdout == f"{tmp_path}\n['天天', '中', '彩票']\nFalse\n"
    assert [*tmp_path.iterdir()] == [planted]


def test_a_loaded_pkg_resources_is_left_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys
    from types import ModuleType

    loaded = ModuleType("pkg_resources")
    monkeypatch.setitem(sys.modules, "pkg_resources", loaded)
    assert Segmenter(["彩票"]).words("彩票") == ["彩票"]
    assert sys.modules["pkg_resources"] is loaded


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        (b"", "holds no words"),
        (b"\xff\xfe", "codec can't decode"),
        ("彩票 3 n\n福利\n".encode(), "not enough values"),
        ("彩票 many n\n".encode(), "invalid literal"),
    ],
)
@pytest.mark.usefixtures("dictionary")
def test_a_damaged_dictionary_is_an_error_that_names_it_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, why: str
) -> None:
    monkeypatch.setattr("jieba.__file__", str(tmp_path / "__init__.py"))
    path = tmp_path / "dict.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InstallationError, match=why) as raised:
        Segmenter(["彩票"]).words("彩票")
    assert str(raised.value).startswith(f"{path}: ")
    assert "pip install --force-reinstall jieba==0.42.1" in str(raised.value)


def test_a_text_is_as_likely_as_its_words_one_by_one() -> None:
    segmenter = Segmenter(["中国人民", "中国", "人民", "乜嘢乜嘢"])
    parts = segmenter.log_probability("中国") + segmenter.log_probability("人民")
    assert segmenter.words("中国人民") == ["中国", "人民"]
    assert segmenter.log_probability("中国人民") == pytest.approx(parts)
    assert segmenter.log_probability("") == 0
    rare = log10(RARE_WORD / segmenter._tokenizer.total)  # noqa: SLF001 - the oracle
    unknown = segmenter.words("乜嘢乜嘢")
    assert segmenter.log_probability("乜嘢乜嘢") == pytest.approx(rare * len(unknown))
