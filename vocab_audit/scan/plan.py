"""What to scan for, and how."""

from dataclasses import dataclass
from enum import StrEnum

from vocab_audit.category import Strength
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.wordlist import Wordlist


class Mode(StrEnum):
    """What a scan looks for."""

    LEAK = "leak"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to scan for, and how.

    Attributes:
        vocabulary: Location of the vocabulary whose contaminated tokens count, as
            :func:`vocab_audit.load_vocabulary` takes it; None for none.
        wordlist: The terms that count.
        mode: What is looked for.
        weakest: The weakest strength to report.
        jobs: Processes that judge.
        fields: Fields of records that are documents; empty where files are.
    """

    vocabulary: str | None
    wordlist: Wordlist
    mode: Mode = Mode.LEAK
    weakest: Strength = Strength.LIKELY
    jobs: int = 1
    fields: tuple[str, ...] = ()

    def lexicon(self) -> Lexicon:
        """The phrases to look for; loads the vocabulary when they are needed."""
        return Lexicon(self.vocabulary, self.wordlist)
