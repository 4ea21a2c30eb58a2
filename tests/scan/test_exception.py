"""Ignore files and baselines: what is wrong with one is said in one line."""

import datetime as dt
from pathlib import Path

import pytest

from vocab_audit.scan.exception import (
    ExceptionError,
    load_baseline,
    load_exemptions,
)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('[[ignore]]\npath = "x"\n', "entry 1 needs a reason"),
        ('[[ignore]]\nreason = "x"\n', "needs a path, a fingerprint or a text"),
        ('[[ignore]]\nreason = "x"\nfile = "y"\n', "may have the keys"),
        ('[[ignore]]\nreason = "x"\npath = "y"\nexpires = "z"\n', "expires on a day"),
        ('[[ignore]]\nreason = "x"\npath = 1\n', "a value that is no text"),
        ("ignore = 1\n", "[[ignore]] tables and nothing else"),
        ("x =\n", "not valid TOML"),
    ],
)
def test_a_faulty_ignore_file_is_an_error(
    tmp_path: Path, content: str, fault: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(content)
    with pytest.raises(ExceptionError) as raised:
        load_exemptions(path)
    assert fault in str(raised.value)
    assert str(raised.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"schema": "other"}', "its schema must be vocab-audit/scan-baseline/1"),
        ("[", "not valid JSON"),
        (
            '{"schema": "vocab-audit/scan-baseline/1", "accepted": [{"path": 1}]}',
            "accepted entry 1 lacks path or fingerprint",
        ),
    ],
)
def test_a_faulty_baseline_is_an_error(
    tmp_path: Path, content: str, fault: str
) -> None:
    path = tmp_path / "known.json"
    path.write_text(content)
    with pytest.raises(ExceptionError, match=fault):
        load_baseline(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExceptionError, match=r"nowhere\.json: cannot read this file"):
        load_baseline(tmp_path / "nowhere.json")


def test_an_exemption_holds_to_its_last_day(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[ignore]]\ntext = "x"\nreason = "y"\nexpires = 2027-01-31\n')
    [exemption] = load_exemptions(path)
    assert exemption.holds(dt.date(2027, 1, 31))
    assert not exemption.holds(dt.date(2027, 2, 1))
