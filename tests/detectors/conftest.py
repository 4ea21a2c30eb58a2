"""What the tests of detectors share."""

from collections.abc import Callable

import pytest

from vocab_audit.finding import Evidence
from vocab_audit.matcher import Matcher
from vocab_audit.merge_tree import MergeTree
from vocab_audit.resources import Detector, Resources
from vocab_audit.survey import Survey
from vocab_audit.vocabulary import Vocabulary
from vocab_audit.wordlist import Wordlist


@pytest.fixture(scope="session")
def evidence_of() -> Callable[[Detector, Vocabulary], dict[str, Evidence]]:
    """Runs a detector without wordlists: evidence by the text of the token."""

    def run(detect: Detector, vocabulary: Vocabulary) -> dict[str, Evidence]:
        profiles = Survey(vocabulary.texts).select(lambda profile: profile.letters > 1)
        matcher, merges = Matcher(Wordlist((), (), "")), MergeTree(vocabulary)
        pairs = detect(vocabulary, Resources(profiles, matcher, merges))
        return {vocabulary.texts[place] or "": piece for place, piece in pairs}

    return run
