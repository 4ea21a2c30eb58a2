"""What a comparison was made from, and the command that repeats it."""

import shlex
from collections.abc import Iterator

from vocab_audit.compare import Comparison
from vocab_audit.report.comparison import words
from vocab_audit.report.summary import summarize
from vocab_audit.vocabulary import printable


def command(comparison: Comparison) -> str:
    """The command line that repeats a comparison.

    Paths of files are not kept, so that those have their names only.
    """
    first = comparison.audits[0]
    options = shlex.split(summarize(first, examples=0).command)[3:]
    if comparison.base is not None:
        options += ["--base", comparison.names[comparison.base]]
    for sample in comparison.samples:
        options += ["--text", sample.name]
    return printable(
        shlex.join(["vocab-audit", "compare", *comparison.names, *options])
    )


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield what was compared by which tool, a line each."""
    from vocab_audit import __version__

    yield f"vocab-audit {__version__}"
    for place, vocabulary in enumerate(comparison.vocabularies):
        yield (
            f"{words.name(comparison, place)}: {printable(vocabulary.origin)}, sha256 "
            f"{vocabulary.sha256}"
        )
    wordlist = comparison.wordlist
    yield f"wordlists: {len(wordlist.terms):,} terms, sha256 {wordlist.sha256}"
