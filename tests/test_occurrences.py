import sys
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit import occurrences
from vocab_audit.occurrences import MAX_OCCURRENCES, SEPARATOR, Occurrences

LETTERS = "abé天大彩😀"
STRINGS = st.lists(st.text(LETTERS, min_size=1, max_size=4), max_size=6)
TEXTS = st.lists(st.text(LETTERS + "\ud800\udcff\n\0", max_size=8), max_size=12)


@pytest.mark.parametrize("compiled", [True, False])
@given(strings=STRINGS, texts=TEXTS)
def test_every_occurrence_is_found_in_order(
    strings: list[str], texts: list[str], *, compiled: bool
) -> None:
    found = Occurrences(strings, compiled=compiled).find(texts)
    assert found == [
        [
            (start, end)
            for start in range(len(text))
            for end in range(start + 1, len(text) + 1)
            if text[start:end] in strings
        ]
        for text in texts
    ]


@pytest.mark.parametrize("compiled", [True, False])
@given(strings=STRINGS, texts=st.lists(st.text(LETTERS, max_size=8), max_size=12))
def test_the_texts_that_hold_a_string_are_known_by_their_positions(
    strings: list[str], texts: list[str], *, compiled: bool
) -> None:
    places = range(5, 5 + 3 * len(texts), 3)
    joined = SEPARATOR.join(map(str.encode, texts))
    found = Occurrences(strings, compiled=compiled).among(places, joined)
    holding = [any(string in text for string in strings) for text in texts]
    assert [*found] == [
        place for place, holds in zip(places, holding, strict=True) if holds
    ]


def test_what_cannot_be_imported_is_done_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    assert Occurrences(["天天"]).find(["中天天"]) == [[(1, 3)]]


def test_more_strings_than_memory_has_room_for_are_probed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(occurrences, "MAX_COMPILED_BYTES", 5)
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", ModuleType("empty"))
    assert Occurrences(["天天"]).among([7], "中天天".encode()) == [7]


@pytest.mark.parametrize("compiled", [True, False])
def test_of_too_many_occurrences_in_one_text_only_some_are_found(
    *, compiled: bool
) -> None:
    steps = ["a" * size for size in range(1, 201)]
    texts = ["b", "a" * (1 << 20), "ca", "a" * 200]
    found = Occurrences([*steps, "c"], compiled=compiled).find(texts)
    assert [*map(len, found)] == [0, MAX_OCCURRENCES, 2, 201 * 200 // 2]
    assert found[2] == [(0, 1), (1, 2)]
    assert found[3] == sorted({*found[3]})
    assert found[3][-1] == (199, 200)


@given(texts=TEXTS, strings=STRINGS)
def test_a_search_in_parts_finds_what_one_search_finds(
    texts: list[str], strings: list[str]
) -> None:
    expected = Occurrences(strings).find(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occurrences, "_WINDOW", 3)
        assert Occurrences(strings).find(texts) == expected
