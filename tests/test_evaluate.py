from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab_audit.audit import Audit, LengthRule, Settings, audit_vocabulary
from vocab_audit.category import Category, Strength
from vocab_audit.evaluate import Evaluation, Score, evaluate_audit
from vocab_audit.labels import Label, Verdict, load_labels
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Term, Wordlist

TEXTS = ("大发快三", "彩票开奖", "网站首页", "中国人民", "赌场在线", "日本", "免费观看")
POLLUTED, CLEAN = Verdict.POLLUTED, Verdict.CLEAN


@pytest.fixture(scope="module")
def audit(
    make_vocabulary: Callable[..., Vocabulary], make_term: Callable[..., Term]
) -> Audit:
    """Flags the first two as gambling, the third as boilerplate, the fourth wrongly,
    and finds the fifth only suspect."""
    terms = (
        make_term("大发快三"),
        make_term("彩票开奖", strength=Strength.LIKELY),
        make_term("网站首页", category=Category.BOILERPLATE),
        make_term("中国人民", category=Category.SPAM),
        make_term("赌场", strength=Strength.SUSPECT),
    )
    return audit_vocabulary(make_vocabulary(*TEXTS), Wordlist(terms, (), "0" * 64))


def labels(**verdicts: tuple[Verdict, str, int]) -> dict[bytes, Label]:
    return {
        text.encode(): Label(
            text.encode(),
            verdict,
            frozenset(Category(name) for name in categories.split()),
            strength,
        )
        for text, (verdict, categories, strength) in verdicts.items()
    }


LABELS = labels(
    大发快三=(POLLUTED, "gambling", 3),
    彩票开奖=(POLLUTED, "adult video", 2),
    网站首页=(Verdict.BOILERPLATE, "boilerplate", 3),
    中国人民=(CLEAN, "", 0),
    赌场在线=(POLLUTED, "gambling", 3),
    日本=(POLLUTED, "adult", 3),
    免费观看=(Verdict.DISPUTED, "video", 1),
    不在此处=(POLLUTED, "adult", 3),
)


@pytest.fixture(scope="module")
def evaluation(audit: Audit) -> Evaluation:
    return evaluate_audit(audit, LABELS)


def test_disputed_labels_and_absent_tokens_do_not_count(
    evaluation: Evaluation,
) -> None:
    assert (evaluation.labels, evaluation.absent, evaluation.disputed) == (8, 1, 1)


def test_only_tokens_long_under_the_rule_count(evaluation: Evaluation) -> None:
    assert evaluation.headline == evaluation.rules[LengthRule.CJK] == Score(2, 1, 1)
    assert [one.token.text for one in evaluation.missed] == ["赌场在线"]
    assert [one.token.text for one in evaluation.wrong] == ["中国人民"]


def test_a_lower_threshold_counts_shorter_tokens(
    audit: Audit,
) -> None:
    shorter = audit_vocabulary(audit.vocabulary, audit.wordlist, Settings(min_chars=2))
    score = evaluate_audit(shorter, LABELS).headline
    assert score == Score(2, 1, 2)


def test_precision_recall_and_f1_are_what_their_definitions_say() -> None:
    score = Score(right=6, wrong=2, missed=4)
    assert (score.precision, score.recall) == (6 / 8, 6 / 10)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    empty = Score(0, 0, 0)
    assert (empty.precision, empty.recall, empty.f1) == (None, None, None)


def test_each_category_has_a_score_of_its_own(evaluation: Evaluation) -> None:
    assert evaluation.categories == {
        Category.ADULT: Score(0, 0, 1),
        Category.GAMBLING: Score(1, 1, 1),
        Category.GAMES: Score(0, 0, 0),
        Category.VIDEO: Score(0, 0, 1),
        Category.SPAM: Score(0, 1, 0),
        Category.BOILERPLATE: Score(1, 0, 0),
    }
    assert evaluation.category_right == (1, 2)


def test_boilerplate_has_no_score_where_no_label_is_boilerplate(audit: Audit) -> None:
    some = {raw: one for raw, one in LABELS.items() if one.verdict is POLLUTED}
    assert Category.BOILERPLATE not in evaluate_audit(audit, some).categories


def test_strengths_are_told_of_findings_and_of_labels(evaluation: Evaluation) -> None:
    assert evaluation.strengths == {
        Strength.CERTAIN: (1, 2),
        Strength.LIKELY: (1, 1),
        Strength.SUSPECT: (1, 1),
    }
    assert evaluation.certainty == {3: (1, 2), 2: (1, 1)}


def test_the_confusion_table_holds_every_token_that_counts(
    evaluation: Evaluation,
) -> None:
    assert evaluation.confusion == {
        ("adult|video", "gambling"): 1,
        ("boilerplate", "boilerplate"): 1,
        ("clean", "spam"): 1,
        ("gambling", "gambling"): 1,
        ("gambling", "suspect"): 1,
    }


def test_scripts_are_scored_apart(evaluation: Evaluation) -> None:
    assert evaluation.scripts == {"Han": Score(2, 1, 1)}


@given(
    st.dictionaries(
        st.sampled_from(TEXTS),
        st.tuples(
            st.sampled_from(Verdict),
            st.lists(st.sampled_from(Category), max_size=2, unique=True),
            st.integers(0, 3),
        ),
    )
)
def test_every_token_that_counts_is_in_one_cell_of_every_table(
    audit: Audit, drawn: Mapping[str, tuple[Verdict, list[Category], int]]
) -> None:
    evaluation = evaluate_audit(
        audit,
        {
            text.encode(): Label(text.encode(), verdict, frozenset(found), strength)
            for text, (verdict, found, strength) in drawn.items()
        },
    )
    counted = [
        text
        for text, (verdict, *_) in drawn.items()
        if verdict is not Verdict.DISPUTED and len(text) > 2
    ]
    score = evaluation.headline
    assert sum(evaluation.confusion.values()) == len(counted)
    polluted = sum(drawn[text][0] is POLLUTED for text in counted)
    assert score.right + score.missed == polluted
    assert len(evaluation.missed) == score.missed
    assert len(evaluation.wrong) == score.wrong
    assert sum(total for _, total in evaluation.certainty.values()) == polluted


LABELLED = Path(__file__).parent / "labels"


@pytest.mark.parametrize(
    "path", sorted(LABELLED.glob("[!f]*.tsv")), ids=lambda path: path.stem
)
def test_the_labels_of_the_repository_can_be_read(path: Path) -> None:
    verdicts = {label.verdict for label in load_labels(path).values()}
    assert Verdict.CLEAN in verdicts


def test_the_audit_of_o200k_base_is_as_right_as_the_documents_say(
    o200k: Vocabulary, packaged: Wordlist
) -> None:
    audit = audit_vocabulary(o200k, packaged, Settings(LengthRule.LETTERS))
    evaluation = evaluate_audit(audit, load_labels(LABELLED / "o200k_base.tsv"))
    score = evaluation.headline
    assert score.precision is not None
    assert score.recall is not None
    assert score.precision > 0.99
    assert score.recall > 0.90
    right, total = evaluation.category_right
    assert right / total > 0.97
