"""What a scan finds: hits, and the clues that each is made of."""

import dataclasses
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from vocab_audit.category import Category, Strength


class Kind(StrEnum):
    """What a hit is mainly: the id of its rule, strongest claim first."""

    TOKEN = "leaked-token"  # noqa: S105 - of a vocabulary
    PHRASE = "leaked-phrase"
    DEBRIS = "tool-call-debris"
    FRAGMENT = "foreign-fragment"
    DOCUMENT = "spam-document"


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason for a hit.

    Attributes:
        name: Which of the rules in ``docs/scan.md`` it is.
        points: What it counts.
        detail: The reason in one short sentence.
    """

    name: str
    points: int
    detail: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A contaminated phrase in a text.

    Attributes:
        start: First character.
        end: The character behind the last.
        text: The phrase as it stands there.
        category: The kind of page it gives away.
        strength: How sure that is.
        token_id: Id of the vocabulary's token that it belongs to, if any.
        raw: Bytes of that token, or of the phrase.
        detail: Why, in one sentence.
    """

    start: int
    end: int
    text: str
    category: Category
    strength: Strength
    token_id: int | None
    raw: bytes
    detail: str


def masked(text: str) -> str:
    """A text of which only the first and the last letter are shown.

    >>> masked("大发快三")
    '大••三'
    """
    return text[:1] + "•" * max(0, len(text) - 2) + text[1:][-1:]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that does not belong where it stands.

    Attributes:
        path: The document, as the user would name it.
        line: Its line, from 1.
        column: Its first character on the line, in code points from 1.
        end_column: The character behind its last.
        kind: What it is mainly.
        strength: How sure that is.
        text: What stands there.
        excerpt: That with the text around it on the line.
        clues: The reasons, as they were counted.
        category: The kind of page that it gives away; None for mere debris.
        token_id: Id of the vocabulary's token, if it holds one.
        raw: Bytes that the fingerprint is made of: those of the token, if any.
        field: Name of the record's field, in a file of records.
        masked_excerpt: The excerpt with this hit and all others on it masked; empty
            where what stands there is the whole excerpt.
    """

    path: str
    line: int
    column: int
    end_column: int
    kind: Kind
    strength: Strength
    text: str
    excerpt: str
    clues: tuple[Clue, ...]
    category: Category | None = None
    token_id: int | None = None
    raw: bytes = dataclasses.field(default=b"", repr=False)
    field: str | None = None
    masked_excerpt: str = dataclasses.field(default="", repr=False)

    @property
    def score(self) -> int:
        """The points of all clues."""
        return sum(clue.points for clue in self.clues)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that name what leaked, wherever it stands.

        For a token it is what :attr:`vocab_audit.finding.Finding.fingerprint` is:
        built from category and token bytes, never from lines or token ids.
        """
        key = (self.category or self.kind).encode() + b"\0" + self.raw
        return hashlib.sha256(key).hexdigest()[:16]
