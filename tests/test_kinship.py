"""Kinship: on cl100k_base and what can be made from it, and on real relatives."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.test_overlap import made
from vocab_audit.genealogy import Genealogy, genealogy
from vocab_audit.kinship import Kinship, Relation, kinships
from vocab_audit.overlap import overlap
from vocab_audit.ranking import rankings
from vocab_audit.sources import embedded, load
from vocab_audit.vocabulary import Vocabulary

OWN = [b"own token %d" % at for at in range(3000)]


def family(*vocabularies: Vocabulary) -> Genealogy:
    laid = overlap(vocabularies)
    return genealogy(vocabularies, kinships(vocabularies, laid, rankings(laid)))


def kin(*vocabularies: Vocabulary) -> Kinship | None:
    found = family(*vocabularies).kinships
    return found[0] if found else None


@pytest.fixture(scope="module")
def r50k(vocabularies: dict[str, Vocabulary]) -> Vocabulary:
    return vocabularies["r50k_base"]


def test_an_extension_in_the_manner_of_llama_3_is_found(
    vocabularies: dict[str, Vocabulary], tmp_path: Path
) -> None:
    import base64

    base = vocabularies["cl100k_base"]
    lines = [
        b"%b %d\n" % (base64.b64encode(raw), rank)
        for rank, raw in enumerate([*base.raws, *OWN])
    ]
    (tmp_path / "tokenizer.model").write_bytes(b"".join(lines))
    found = kin(load(str(tmp_path / "tokenizer.model")), base)
    assert found
    assert found.relation is Relation.EXTENSION
    assert (found.ancestor, found.descendant, found.id_shift) == (1, 0, 0)
    assert (found.removed.tokens, found.added.tokens) == (0, len(OWN))


def test_r50k_is_the_beginning_of_p50k(vocabularies: dict[str, Vocabulary]) -> None:
    found = kin(vocabularies["p50k_base"], vocabularies["r50k_base"])
    assert found
    assert (found.relation, found.ancestor) == (Relation.EXTENSION, 1)
    assert found.added.tokens == 24


def test_harmony_is_o200k_with_other_special_tokens(
    vocabularies: dict[str, Vocabulary],
) -> None:
    found = kin(embedded.load("o200k_harmony"), vocabularies["o200k_base"])
    assert found
    assert (found.relation, found.ancestor) == (Relation.OTHER_SPECIALS, 1)


def test_the_same_vocabulary_under_another_name_is_the_same(r50k: Vocabulary) -> None:
    found = kin(replace(r50k, name="another", origin="file"), r50k)
    assert found
    assert (found.relation, found.ancestor) == (Relation.SAME, 1)


def test_what_qwen_did_to_cl100k_is_told_with_what_is_missing(
    vocabularies: dict[str, Vocabulary],
) -> None:
    base = vocabularies["cl100k_base"]
    kept = [raw for raw in base.raws if not (len(raw) > 1 and raw.isdigit())]
    found = kin(made([*kept, *OWN]), base)
    assert found
    assert (found.relation, found.ancestor) == (Relation.DESCENT, 1)
    assert found.kept == pytest.approx(0.989, abs=0.0005)
    assert found.ranking.order == 1
    assert found.removed.tokens == found.removed.numbers == 1_100


def test_a_copy_with_a_tenth_removed_and_others_appended_descends(
    r50k: Vocabulary,
) -> None:
    kept = [*r50k.raws]
    tenth = {*Random(1).sample(kept, len(kept) // 10)}  # noqa: S311 - a fixed choice
    copy = made([*(raw for raw in kept if raw not in tenth), *OWN])
    found = kin(copy, r50k)
    assert found
    assert (found.relation, found.ancestor) == (Relation.DESCENT, 1)
    assert found.removed.tokens == len(tenth)
    assert found.added.tokens == len(OWN)


def test_a_copy_with_tokens_removed_alone_is_a_reduction(r50k: Vocabulary) -> None:
    tenth = {*Random(1).sample([*r50k.raws], 5_000)}  # noqa: S311 - a fixed choice
    found = kin(made([raw for raw in r50k.raws if raw not in tenth]), r50k)
    assert found
    assert (found.relation, found.ancestor) == (Relation.REDUCTION, 1)


def test_a_copy_with_shuffled_ids_is_renumbered(r50k: Vocabulary) -> None:
    shuffled = Random(1).sample([*r50k.raws], len(r50k.raws))  # noqa: S311 - fixed
    found = kin(made(shuffled), replace(r50k, special_tokens=()))
    assert found
    assert found.relation is Relation.RENUMBERED
    assert found.id_shift is None
    assert (found.ranking.order or 1) < 0.05


def test_ids_that_only_moved_are_said_to_have_moved(r50k: Vocabulary) -> None:
    ids = range(1000, 1000 + len(r50k.ids))
    moved = replace(r50k, name="moved", origin="file", ids=ids)
    found = kin(r50k, moved)
    assert found
    assert (found.relation, found.id_shift) == (Relation.RENUMBERED, 1000)


def test_two_descendants_have_a_common_stem(r50k: Vocabulary) -> None:
    half = len(r50k.raws) * 2 // 3
    one = made([*r50k.raws[:half], *OWN[:1500]], "one")
    other = made([*r50k.raws[:half], *OWN[1500:]], "other")
    tree = family(one, other)
    assert [it.relation for it in tree.kinships] == [Relation.COMMON_STEM]
    assert tree.parents == (None, None)
    assert tree.families == ((0, 1),)
    assert len(tree.links) == 1


@pytest.mark.parametrize(
    "names",
    [("o200k_base", "cl100k_base"), ("cl100k_base", "r50k_base")],
)
def test_nothing_is_claimed_of_vocabularies_that_were_trained_apart(
    vocabularies: dict[str, Vocabulary], names: Sequence[str]
) -> None:
    assert kin(*(vocabularies[name] for name in names)) is None


def test_two_orders_that_agree_by_chance_are_no_evidence() -> None:
    one = made([bytes([at]) for at in range(256)] + OWN[:50])
    other = made([b"x" * 9, *[bytes([at]) for at in range(256)], *OWN[:50], b"y" * 9])
    assert kin(one, other) is None


def test_an_empty_vocabulary_is_nobodys_kin(r50k: Vocabulary) -> None:
    assert kin(made([]), r50k) is None
    assert kin(made([]), made([])) is None


def test_the_tree_is_the_same_in_any_order(
    vocabularies: dict[str, Vocabulary],
) -> None:
    members = [*[*vocabularies.values()][1:], embedded.load("gpt2")]

    def parents(order: Sequence[Vocabulary]) -> set[tuple[str, str | None]]:
        tree = family(*order)
        return {
            (order[at].name, order[it.ancestor].name if it else None)
            for at, it in enumerate(tree.parents)
        }

    assert parents(members) == parents(members[::-1])
    assert parents(members) == {
        ("cl100k_base", None),
        ("gpt2", None),
        ("r50k_base", "gpt2"),
        ("p50k_base", "gpt2"),
    }
