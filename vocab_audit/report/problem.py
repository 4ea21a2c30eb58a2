"""Problems at places: what SARIF, JUnit and GitHub's annotations have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a problem matters, by SARIF's names; only an error fails a run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for.

    Attributes:
        id: Its name in every format, such as ``leaked-token``.
        summary: What a violation is, in one sentence.
        help: What to do about one, in plain sentences.
        help_uri: Where it is documented, if anywhere on the web.
        level: How much a violation matters by itself.
    """

    id: str
    summary: str
    help: str
    help_uri: str | None = None
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something is; lines and columns are counted from 1.

    Attributes:
        path: The file, as the user would name it; an absolute path, or one
            relative to where the command runs.
        line: The line; None where the file as a whole is meant.
        column: The first character on the line, in code points.
        end_column: The character behind the last one, on the same line.
        excerpt: What stands there, perhaps with the text around it.
    """

    path: str
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One violation of one rule.

    Attributes:
        rule: Id of the rule.
        level: How much it matters in this run.
        message: What is wrong, in one sentence or two.
        place: Where; None where it is at no place in a file.
        fingerprint: Names the problem whatever line it moves to, in hexadecimal
            digits.
        properties: What a program may want to know besides.
    """

    rule: str
    level: Level
    message: str
    place: Place | None = None
    fingerprint: str | None = None
    properties: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a command looked for, and what it found.

    Attributes:
        command: Name of the subcommand.
        rules: All that was looked for, in a fixed order.
        problems: What was found, in the order in which to report it.
        failures: What could not be looked at, one sentence each.
        is_complete: Whether the command reached its end.
    """

    command: str
    rules: Sequence[Rule]
    problems: Sequence[Problem]
    failures: Sequence[str] = ()
    is_complete: bool = True
