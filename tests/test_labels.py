import re
from pathlib import Path

import pytest

from vocab_audit.category import Category
from vocab_audit.errors import LabelError
from vocab_audit.labels import Label, Verdict, load_labels

HEADER = "token_id\tbytes_base64\tlabel\tcategory\tstrength\tnote\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "labels.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_labels_are_read_by_the_tokens_bytes(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"# made for a test\n{HEADER}1\tYQ==\tpolluted\tadult|video\t2\tx\n\n"
        "2\tYg==\tclean\t\t0\t\n3\tYw==\tdisputed\tclean|spam\t\t\n",
    )
    assert load_labels(path) == {
        b"a": Label(b"a", Verdict.POLLUTED, {Category.ADULT, Category.VIDEO}, 2),  # type: ignore[arg-type]
        b"b": Label(b"b", Verdict.CLEAN, frozenset(), 0),
        b"c": Label(b"c", Verdict.DISPUTED, frozenset({Category.SPAM}), None),
    }


def test_columns_may_stand_in_any_order_and_only_some_must_be_there(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "label\tcategory\tbytes_base64\nclean\t\tYQ==\n")
    assert load_labels(path)[b"a"].verdict is Verdict.CLEAN


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "holds no labels"),
        (HEADER, "holds no labels"),
        ("a\tb\n", ":1: the header lacks bytes_base64, label, category"),
        (f"{HEADER}1\tYQ==\tclean\n", ":2: 3 columns, not 6"),
        (f"{HEADER}1\t?\tclean\t\t\t\n", ":2: '\\?' is not the base64 of a token"),
        (f"{HEADER}1\t\tclean\t\t\t\n", ":2: '' is not the base64"),
        (f"{HEADER}1\tYQ==\tdirty\t\t\t\n", ":2: label is 'dirty'; it must be one of"),
        (f"{HEADER}1\tYQ==\tclean\tbad\t\t\n", ":2: category is 'bad'; it must be of"),
        (f"{HEADER}1\tYQ==\tclean\t\t4\t\n", ":2: strength is '4'; it must be from 0"),
        (f"{HEADER}1\tYQ==\tclean\t\t²\t\n", ":2: strength is '²'"),
        (
            f"{HEADER}1\tYQ==\tclean\t\t\t\n2\tYQ==\tclean\t\t\t\n",
            ":3: this token has a label already",
        ),
    ],
)
def test_a_malformed_table_is_an_error_that_names_the_line(
    tmp_path: Path, text: str, fault: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(LabelError, match=rf"^{re.escape(str(path))}:? ?.*{fault}"):
        load_labels(path)


def test_what_is_not_utf8_or_not_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    with pytest.raises(LabelError, match="cannot read this file: No such"):
        load_labels(path)
    path.write_bytes(b"\xff")
    with pytest.raises(LabelError, match="not valid UTF-8"):
        load_labels(path)
