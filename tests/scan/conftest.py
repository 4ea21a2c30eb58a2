import pytest

from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.wordlist import Wordlist


@pytest.fixture(scope="session")
def lexicon(packaged: Wordlist) -> Lexicon:
    """What o200k_base and the package's lists give to look for."""
    return Lexicon("o200k_base", packaged)
