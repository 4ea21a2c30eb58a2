import runpy
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from vocab_audit import coverage
from vocab_audit.coverage import character_sets, coverages
from vocab_audit.errors import InstallationError
from vocab_audit.overlap import overlap
from vocab_audit.script import script_of
from vocab_audit.vocabulary import Vocabulary

TOOL = Path(__file__).parents[1] / "tools" / "make_han_levels.py"


def test_the_official_list_has_its_three_levels() -> None:
    levels = [
        characters for name, characters in character_sets().items() if "level" in name
    ]
    assert [*map(len, levels)] == [3_500, 3_000, 1_605]
    assert len({*"".join(levels)}) == 8_105
    assert levels[0].startswith("一乙二十丁厂七卜八人")


def test_every_set_holds_letters_of_its_script_once() -> None:
    for name, characters in character_sets().items():
        script = name.replace(",", " ").split()[0]
        assert len({*characters}) == len(characters)
        assert {script_of(it) for it in characters} == {script}
        assert all(unicodedata.category(it)[0] in "LM" for it in characters)
    assert len(character_sets()["Hangul syllables"]) == 11_172


def test_single_tokens_are_counted_as_a_plain_search_counts_them(
    vocabularies: dict[str, Vocabulary],
) -> None:
    chosen = [vocabularies["o200k_base"], vocabularies["r50k_base"]]
    for found in coverages(overlap(chosen)):
        characters = character_sets()[found.name]
        for vocabulary, count in zip(chosen, found.single, strict=True):
            texts = {*vocabulary.texts}
            assert count == sum(it in texts for it in characters)


def test_a_damaged_list_is_told(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    make_vocabulary: Callable[..., Vocabulary],
) -> None:
    (tmp_path / "levels.txt").write_text("一\n", "utf-8")
    monkeypatch.setattr(coverage, "HAN_LEVELS", tmp_path / "levels.txt")
    character_sets.cache_clear()
    with pytest.raises(InstallationError, match="damaged"):
        coverages(overlap([make_vocabulary("a")]))
    character_sets.cache_clear()


def test_the_tool_takes_the_levels_from_unihan() -> None:
    levels = runpy.run_path(str(TOOL))["levels"]
    lines = [f"U+{0x4E00 + at:04X}\tkTGH\t2013:{at + 1}" for at in range(8_105)]
    assert [*map(len, levels("\n".join(lines)))] == [3_500, 3_000, 1_605]
    with pytest.raises(ValueError, match="not every number"):
        levels("\n".join(lines[1:]))
    with pytest.raises(ValueError, match="two characters"):
        levels("\n".join([*lines, "U+3400\tkTGH\t2013:1"]))
