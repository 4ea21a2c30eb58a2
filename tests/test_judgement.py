import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence, Judgement
from vocab_audit.judgement import (
    PRIOR,
    Level,
    Prior,
    conclude,
    find,
    is_certain_term,
    steps,
    weigh,
)
from vocab_audit.vocabulary import Token, TokenKind

FULL, MIXED, CLEAN = (
    Prior("Han", 717, 4_786),
    Prior("Han", 26, 16_767),
    Prior("Han", 1, 30_030),
)
TOKEN = Token(7, b"any", TokenKind.NORMAL, 7, "any")


def evidence(said: str) -> Evidence:
    """Evidence as `detector:category:strength`, `term` or `term/boundary` behind."""
    detector, category, strength, *term = said.split(":")
    text, _, boundary = term[0].partition("/") if term else ("", "", "")
    return Evidence(
        detector,
        Category(category) if category else None,
        Strength(strength) if strength else None,
        "why",
        term=text or None,
        boundary=boundary or None,
    )


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ("adult:certain", "adult:certain"),
        ("adult:suspect", "adult:suspect"),
        ("adult:likely gambling:certain", "gambling:certain"),
        ("adult:likely adult:likely gambling:certain", "gambling:certain"),
        ("adult:certain gambling:certain gambling:certain", "gambling:certain"),
        ("spam:likely spam:likely video:likely", "spam:likely"),
        ("gambling:certain adult:certain", "adult:certain"),
        ("spam:certain video:certain games:certain", "games:certain"),
        ("video:certain spam:certain spam:suspect spam:suspect", "video:certain"),
        ("boilerplate:certain", "boilerplate:certain"),
        ("boilerplate:suspect", "boilerplate:suspect"),
        ("boilerplate:certain spam:likely", "spam:likely"),
        ("boilerplate:certain boilerplate:certain spam:certain", "spam:certain"),
        ("boilerplate:certain spam:suspect", "boilerplate:certain"),
        ("boilerplate:likely spam:suspect adult:suspect", "boilerplate:likely"),
        ("boilerplate:suspect spam:suspect", "spam:suspect"),
        ("boilerplate:certain spam:likely adult:suspect", "spam:likely"),
    ],
)
def test_the_strongest_evidence_decides_then_its_number_then_the_order(
    pieces: str, expected: str
) -> None:
    given_pieces = [evidence(f"any:{piece}") for piece in pieces.split()]
    category, strength = expected.split(":")
    for order in itertools.islice(itertools.permutations(given_pieces), 24):
        assert conclude(order) == (category, strength)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        # two detectors that agree, or one that names no category, are company
        ("list:spam:suspect rank::suspect", "spam:likely"),
        ("list:spam:suspect lineage:spam:suspect", "spam:likely"),
        ("list:spam:suspect list:spam:suspect", "spam:suspect"),
        ("list:spam:suspect lineage:adult:suspect", "adult:suspect"),
        # never certain, however many agree
        ("list:spam:likely rank::likely lineage:spam:likely", "spam:likely"),
        ("list:spam:suspect rank::suspect lineage:spam:suspect", "spam:likely"),
        # what names no category may be the strongest, and joins what is named
        ("list:games:suspect rank::certain", "games:certain"),
        ("list:games:certain rank::suspect", "games:certain"),
        ("rank::suspect", "spam:suspect"),
        ("rank::suspect mash::suspect", "spam:likely"),
        # boilerplate stays boilerplate, however odd its rank
        ("list:boilerplate:suspect rank::suspect", "boilerplate:likely"),
        # remarks and the prior's own words change nothing
        ("list:spam:suspect reach::", "spam:suspect"),
        ("list:spam:suspect prior:spam:likely", "spam:suspect"),
        ("reach::", ""),
        ("", ""),
    ],
)
def test_evidence_of_several_detectors_adds_up(pieces: str, expected: str) -> None:
    given_pieces = [evidence(piece) for piece in pieces.split()]
    for order in itertools.permutations(given_pieces):
        concluded = conclude(order)
        assert (":".join(concluded) if concluded else "") == expected


@pytest.mark.parametrize(
    ("certain", "tokens", "level"),
    [
        (717, 4_786, Level.FULL),
        (20, 1_000, Level.FULL),
        (19, 500, Level.MIXED),  # too few to be sure
        (20, 1_001, Level.MIXED),  # too few among so many
        (10, 1_000_000, Level.MIXED),
        (9, 9_001, Level.CLEAN),
        (9, 9_000, Level.MIXED),
        (0, 100, Level.CLEAN),
        (0, 99, Level.MIXED),  # too few tokens to miss any
        (0, 0, Level.MIXED),
    ],
)
def test_the_level_of_a_prior_follows_from_its_counts(
    certain: int, tokens: int, level: Level
) -> None:
    assert Prior("Han", certain, tokens).level is level


@pytest.mark.parametrize(
    ("pieces", "prior", "expected"),
    [
        # full: phrases rise, single words do not
        ("list:video:suspect:手机 list:video:suspect:下载", FULL, "likely"),
        ("list:video:suspect:手机 list:video:suspect:下载", MIXED, "suspect"),
        ("list:adult:suspect:多野结/fragment", FULL, "likely"),
        ("list:adult:suspect:亚洲视频/aligned", FULL, "likely"),
        ("list:adult:suspect:人人看/aligned", FULL, "suspect"),
        ("list:adult:suspect:美女/exact", FULL, "suspect"),
        ("lineage:adult:suspect", FULL, "suspect"),
        ("list:boilerplate:suspect:a list:boilerplate:suspect:b", FULL, "suspect"),
        # clean: one likely sign is not enough, two detectors are
        ("list:games:likely:游戏代练/fragment", CLEAN, "suspect"),
        ("list:games:likely:代练 list:games:likely:私服", CLEAN, "suspect"),
        ("list:games:likely:代练 rank::suspect", CLEAN, "likely"),
        ("list:games:likely:代练 reach::", CLEAN, "suspect"),
        ("list:games:likely:代练", MIXED, "likely"),
        ("list:games:likely:代练", FULL, "likely"),
        ("list:boilerplate:likely:版权", CLEAN, "likely"),
        # what is certain stays certain
        ("list:games:certain:传奇私服", CLEAN, "certain"),
    ],
)
def test_the_prior_moves_what_is_uncertain_by_one_step(
    pieces: str, prior: Prior, expected: str
) -> None:
    given_pieces = [evidence(piece) for piece in pieces.split()]
    judgement = conclude(given_pieces)
    assert judgement is not None
    found = find(TOKEN, judgement, given_pieces, prior)
    assert found.strength == expected
    added = [piece for piece in found.evidence if piece.detector == PRIOR]
    assert len(added) == (judgement.strength != expected)
    for piece in added:
        assert f"{prior.certain:,} of {prior.tokens:,} Han tokens" in piece.detail
        assert (piece.category, piece.strength) == (found.category, expected)


PIECES = st.builds(
    Evidence,
    st.sampled_from(["list", "rank", "lineage"]),
    st.none() | st.sampled_from(Category),
    st.none() | st.sampled_from(Strength),
    st.just("why"),
    st.none() | st.sampled_from("ab"),
)


@given(st.lists(PIECES, min_size=1), st.sampled_from([FULL, MIXED, CLEAN]))
def test_nothing_becomes_certain_that_no_evidence_calls_certain(
    pieces: list[Evidence], prior: Prior
) -> None:
    judgement = conclude(pieces)
    said = {piece.strength for piece in pieces} - {None}
    assert (judgement is None) == (not said)
    if judgement:
        found = find(TOKEN, judgement, pieces, prior)
        named = {piece.category for piece in pieces if piece.strength} - {None}
        assert found.category in (named or {Category.SPAM})
        if found.strength is Strength.CERTAIN:
            assert Strength.CERTAIN in said
        assert {*pieces} <= {*found.evidence}
        orders = [piece.order for piece in found.evidence]
        assert orders == sorted(orders)


@pytest.mark.parametrize(
    ("pieces", "prior", "expected"),
    [
        (
            "list:spam:certain:x",
            FULL,
            ["the strongest evidence says spam, certain"],
        ),
        (
            "list:spam:suspect:x rank::suspect",
            CLEAN,
            [
                "the strongest evidence says spam, suspect",
                "list and rank agree: suspect becomes likely",
            ],
        ),
        (
            "list:games:likely:x",
            CLEAN,
            [
                "the strongest evidence says games, likely",
                "the prior makes it suspect",
            ],
        ),
        ("mash::certain", MIXED, ["no evidence names a category: spam, certain"]),
    ],
)
def test_the_steps_of_the_rule_are_told(
    pieces: str, prior: Prior, expected: list[str]
) -> None:
    given_pieces = [evidence(piece) for piece in pieces.split()]
    judgement = conclude(given_pieces)
    assert judgement is not None
    assert steps(find(TOKEN, judgement, given_pieces, prior)) == expected


def test_only_certain_terms_count_for_the_prior() -> None:
    assert is_certain_term(evidence("list:adult:certain:x"))
    assert not is_certain_term(evidence("list:adult:likely:x"))
    assert not is_certain_term(evidence("list:boilerplate:certain:x"))
    assert not is_certain_term(evidence("mash:spam:certain"))


def test_a_prior_that_changes_nothing_says_nothing() -> None:
    judgement = Judgement(Category.SPAM, Strength.LIKELY)
    assert weigh(judgement, [evidence("list:spam:likely:x")], MIXED) is None
