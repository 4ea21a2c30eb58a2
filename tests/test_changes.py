from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.test_overlap import made
from vocab_audit.changes import Changes, changes
from vocab_audit.overlap import overlap
from vocab_audit.ranking import rankings
from vocab_audit.tokenizer import ModelKind, Tokenizer
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary

NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)


def between(old: Vocabulary, new: Vocabulary) -> tuple[Changes, Sequence[bytes]]:
    laid = overlap([old, new])
    ranking = rankings(laid)[0]
    return changes([old, new], laid, ranking, base=0, other=1), laid.raws


def special(text: str, token_id: int, *flags: str) -> Token:
    return Token(
        token_id, text.encode(), TokenKind.SPECIAL, None, text, frozenset(flags)
    )


@given(NAMES, NAMES)
def test_changes_are_those_of_plain_dictionaries(
    old: list[str], new: list[str]
) -> None:
    before: Mapping[bytes, int] = {it.encode(): at for at, it in enumerate(old)}
    after: Mapping[bytes, int] = {it.encode(): at for at, it in enumerate(new)}
    found, raws = between(made([*before]), made([*after]))
    assert {raws[at] for at in found.added} == after.keys() - before.keys()
    assert {raws[at] for at in found.removed} == before.keys() - after.keys()
    both = before.keys() & after.keys()
    assert {raws[at] for at in found.moved} == {
        raw for raw in both if before[raw] != after[raw]
    }
    assert found.moved == found.reranked
    assert found.shared == len(both)
    assert found.reordered <= max(0, len(both) - 1)
    assert found.is_empty == (old == new)


def test_a_token_that_only_shifted_did_not_change_places() -> None:
    found, _ = between(made([b"a", b"b", b"c"]), made([b"x", b"a", b"b", b"c"]))
    assert (len(found.moved), found.reordered) == (3, 0)
    assert found.is_renumbered


def test_special_tokens_come_go_move_and_change_their_flags() -> None:
    old = replace(
        made([b"a"]),
        special_tokens=(special("<s>", 1), special("<b>", 2), special("<f>", 3)),
    )
    new = replace(
        made([b"a"]),
        special_tokens=(
            special("<s>", 9),
            special("<n>", 2),
            special("<f>", 3, "lstrip"),
        ),
    )
    found, _ = between(old, new)
    told = [
        (it.before.id if it.before else None, it.after.id if it.after else None)
        for it in found.specials
    ]
    assert told == [(2, None), (3, 3), (None, 2), (1, 9)]


def test_pattern_settings_and_merges_are_compared() -> None:
    old = Tokenizer(
        "x", ModelKind.BPE, "a+", [(b"a", b"b"), (b"b", b"c")], settings={"n": "1"}
    )
    new = Tokenizer(
        "x", ModelKind.BPE, "b+", [(b"b", b"c"), (b"c", b"d")], settings={"m": "2"}
    )
    found, _ = between(
        replace(made([b"a"]), tokenizer=old), replace(made([b"a"]), tokenizer=new)
    )
    assert {it.name: (it.before, it.after) for it in found.settings} == {
        "pattern": ("a+", "b+"),
        "n": ("1", None),
        "m": (None, "2"),
    }
    assert found.merges
    assert (found.merges.added, found.merges.removed, found.merges.kept) == (1, 1, 1)
    assert not found.is_empty


def test_a_vocabulary_without_ranks_is_not_reranked() -> None:
    old = replace(made([b"a", b"b"]), ranks=None)
    found, _ = between(old, made([b"b", b"a"]))
    assert len(found.moved) == 2
    assert found.reranked == ()
