from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pytest

from vocab_audit.audit import Audit, Settings, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.detectors import lineage
from vocab_audit.finding import Evidence, Judgement
from vocab_audit.matcher import Matcher
from vocab_audit.merge_tree import MergeTree
from vocab_audit.occurrences import Occurrences
from vocab_audit.resources import Resources
from vocab_audit.survey import Survey
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Wordlist

Make = Callable[..., Vocabulary]

CERTAIN = Judgement(Category.GAMBLING, Strength.CERTAIN)
LIKELY = Judgement(Category.ADULT, Strength.LIKELY)
SUSPECT = Judgement(Category.ADULT, Strength.SUSPECT)

PIECES = [*"天时彩票中大奖快", " "]


def run(
    vocabulary: Vocabulary, judgements: Mapping[str, Judgement]
) -> dict[str, Evidence]:
    """Evidence by text, given what other detectors concluded."""
    profiles = Survey(vocabulary.texts).select(lambda one: one.letters > 1)
    places = {text: place for place, text in enumerate(vocabulary.texts)}
    resources = Resources(
        profiles,
        Matcher(Wordlist((), (), "")),
        MergeTree(vocabulary),
        {places[text]: judgement for text, judgement in judgements.items()},
    )
    found = [*lineage.detect(vocabulary, resources)]
    assert len({place for place, _ in found}) == len(found)
    return {vocabulary.texts[place] or "": piece for place, piece in found}


@pytest.fixture
def family(make_vocabulary: Make) -> Vocabulary:
    return make_vocabulary(
        *PIECES, "天天", "彩票", "中彩票", "天天彩票", "天天中彩票", " 天天中彩票",
        "天天中", "大奖", "天天大奖", "天天快",
    )  # fmt: skip


def test_what_adds_no_letters_to_a_root_counts_one_strength_lower(
    family: Vocabulary,
) -> None:
    found = run(family, {"天天中彩票": CERTAIN})
    assert found[" 天天中彩票"] == Evidence(
        "lineage",
        Category.GAMBLING,
        Strength.LIKELY,
        "is built from '天天中彩票' (gambling, certain)",
    )
    assert run(family, {"天天中彩票": LIKELY})[" 天天中彩票"].strength == "suspect"


def test_what_is_built_from_long_roots_is_sought_by_their_beginning(
    make_vocabulary: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[str] = []

    def seek(strings: Iterable[str]) -> Occurrences:
        sought.extend(strings)
        return Occurrences(sought)

    monkeypatch.setattr(lineage, "Occurrences", seek)
    root = "天天" * 40
    parts = [*"天 ", *("天" * size for size in range(2, 80))]
    found = run(make_vocabulary(*parts, root, f" {root}"), {root: CERTAIN})
    assert found[f" {root}"].strength == "likely"
    assert max(map(len, sought)) == lineage.SOUGHT_CHARACTERS


def test_what_a_root_makes_up_for_the_most_part_is_suspect(
    make_vocabulary: Make,
) -> None:
    vocabulary = make_vocabulary(
        *"青草原大展", "青青", "青青草", "青青草原", "大展", "原青青草原大"
    )
    found = run(vocabulary, {"青青草": CERTAIN})
    assert {text: piece.strength for text, piece in found.items()} == {
        "青青草原": "suspect"
    }


def test_short_roots_and_tokens_judged_already_give_nothing(
    make_vocabulary: Make,
) -> None:
    vocabulary = make_vocabulary(*"大发展", "大发", "大发展", " ", " 大发展")
    assert run(vocabulary, {"大发": CERTAIN}) == {}
    judged = {"大发展": CERTAIN, " 大发展": SUSPECT}
    assert run(vocabulary, judged) == {}


def test_a_fragment_is_suspect_if_nearly_all_that_was_built_from_it_is_junk(
    family: Vocabulary,
) -> None:
    junk = ["天天彩票", "天天中彩票", " 天天中彩票", "天天中", "天天大奖"]
    found = run(family, dict.fromkeys(junk, CERTAIN))
    assert found["天天"] == Evidence(
        "lineage",
        Category.GAMBLING,
        Strength.SUSPECT,
        "5 of 6 tokens built from it are certain or likely junk, mostly gambling",
    )
    assert "大奖" not in found  # one descendant says nothing
    assert "天" not in found  # one character is built into anything


@pytest.mark.parametrize("junk", [0, 1, 3, 4])
def test_fewer_or_cleaner_descendants_are_no_evidence(
    family: Vocabulary, junk: int
) -> None:
    names = ["天天彩票", "天天中", "天天大奖", "天天快"][:junk]
    assert "天天" not in run(family, dict.fromkeys(names, CERTAIN))


def test_what_else_a_junk_fragment_builds_is_suspect(make_vocabulary: Make) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸"
    built = [f"久久{letter}" for letter in letters]
    thai = [f"อต{letter}" for letter in "กขคงจฉชซฌญ"]
    vocabulary = make_vocabulary(
        *letters, "久", "久久", *built, *"กขคงจฉชซฌญอต", "อต", *thai
    )
    found = run(vocabulary, dict.fromkeys([*built[:5], *thai[:9]], LIKELY))
    assert {*found} == {*built[5:]}  # half of it is junk; two Thai letters are no word
    assert found["久久癸"] == Evidence(
        "lineage",
        Category.ADULT,
        Strength.SUSPECT,
        "is built from '久久': 5 of 10 tokens built from it are junk",
    )
    assert run(vocabulary, dict.fromkeys(built[:4], LIKELY)) == {}
    assert {*run(vocabulary, dict.fromkeys(built[:8], LIKELY))} == {
        "久久",
        *built[8:],
    }


def test_inflected_forms_of_a_flagged_word_are_suspect(make_vocabulary: Make) -> None:
    vocabulary = make_vocabulary(
        *" casinofrt", " ca", "si", "no", " casi", " casino", " casinos", " casinofort",
        "с", "к", "а", "з", "и", "н", "о", " каз", "ино", " казино", " казинос",
    )  # fmt: skip
    found = run(vocabulary, {" casino": CERTAIN, " казино": LIKELY})
    assert {text: piece.strength for text, piece in found.items()} == {
        " casinos": "suspect",
        " казинос": "suspect",
    }


def test_what_a_root_ends_is_its_descendant_too(make_vocabulary: Make) -> None:
    vocabulary = make_vocabulary(
        *"казиноь-", "ка", "зи", "но", "кази", "казино", "ь-", "ь-казино", "-казино"
    )
    found = run(vocabulary, {"казино": CERTAIN})
    assert {text: piece.strength for text, piece in found.items()} == {
        "ь-казино": "suspect",
        "-казино": "likely",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"ranks": None},
        {"tokenizer": Tokenizer(kind=ModelKind.UNIGRAM)},
        {"tokenizer": Tokenizer(kind=ModelKind.WORDPIECE)},
        {"tokenizer": Tokenizer(kind=ModelKind.BPE, merges=())},
    ],
)
def test_without_merges_there_is_no_evidence_and_no_failure(
    family: Vocabulary, changes: dict[str, object]
) -> None:
    other = replace(family, **changes)  # type: ignore[arg-type]  # one mapping for all
    assert run(other, {"天天中彩票": CERTAIN}) == {}
    assert run(family, {}) == {}


@pytest.fixture(scope="module")
def real(o200k: Vocabulary, packaged: Wordlist) -> Audit:
    alone = frozenset({"wordlist_term", "lineage"})
    return audit_vocabulary(o200k, packaged, Settings(min_chars=2, detectors=alone))


@pytest.mark.parametrize("fragment", ["争霸", "天天", "时时"])
def test_fragments_of_o200k_base_that_only_build_junk_are_suspect(
    real: Audit, fragment: str
) -> None:
    [finding] = [it for it in real.findings if it.token.text == fragment]
    assert "lineage" in {piece.detector for piece in finding.evidence}
    assert not finding.contaminated


def test_the_families_of_o200k_base_have_many_members(real: Audit) -> None:
    sizes = {family.root.text: family.size for family in real.families}
    assert sizes["天天"] > 100
    assert sizes["彩票"] > 100
    assert sizes["争霸"] > 30
    by_size = [family.size for family in real.families]
    assert by_size == sorted(by_size, reverse=True)
    contaminated = {it.token.id for it in real.findings if it.contaminated}
    for family in real.families:
        root = family.root.text or ""
        members = [token.id for token in family.members]
        assert contaminated >= {*members}
        assert family.root not in family.members
        assert all(root in (token.text or "") for token in family.members)
        assert members == sorted({*members})
