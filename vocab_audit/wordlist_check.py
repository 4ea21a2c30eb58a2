"""What is wrong with a wordlist's form: the rules that a curator is held to.

The rules are those of ``docs/wordlists.md``. What makes a file unreadable is an
error where it is read, in ``wordlist``; here stand the rules that need the whole.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from vocab_audit.folding import fold
from vocab_audit.script import script_of
from vocab_audit.wordlist import (
    NEGATIVES,
    Citation,
    Match,
    Negative,
    Term,
    Wordlist,
)

KEPT = "kept:"
"""How the note of a term begins that stands where a rule would not have it."""

USER_LANGUAGE = "und"
"""The language of users' lists, which need no citations."""


def check(wordlist: Wordlist, citations: Mapping[str, Citation]) -> list[str]:
    """Find what is wrong with the form of wordlists.

    Args:
        wordlist: Terms and negatives, in the order of their files.
        citations: What ``sources.toml`` holds, by key.

    Returns:
        One line for each fault, as in ``zh-Hans/adult.tsv: 色情: what is wrong``;
        none if all is well.
    """
    lists = defaultdict[tuple[str, str], list[Term]](list)
    for term in wordlist.terms:
        lists[term.language, term.category].append(term)
    negatives = defaultdict[str, list[Negative]](list)
    for negative in wordlist.negatives:
        negatives[negative.language].append(negative)
    faults: list[str] = []
    for terms in lists.values():
        faults += _order_faults(terms)
        faults += _redundancy_faults(terms, wordlist.negatives)
    for known in negatives.values():
        faults += _order_faults(known)
    faults += _repetition_faults(wordlist.terms)
    faults += _script_faults(wordlist.terms)
    faults += _negative_faults(wordlist)
    faults += _citation_faults(wordlist.terms, citations)
    return faults


def _fault(line: Term | Negative, what: str) -> str:
    kind = line.category if isinstance(line, Term) else NEGATIVES
    return f"{line.language}/{kind}.tsv: {line.text}: {what}"


def _is_kept(term: Term) -> bool:
    return term.note.startswith(KEPT)


def _order_faults(lines: Sequence[Term | Negative]) -> Iterator[str]:
    """Lines of one file are sorted by folded term, and each stands once."""
    for before, line in pairwise(lines):
        key, key_before = fold(line.text), fold(before.text)
        if key == key_before:
            yield _fault(line, "stands twice")
        elif key < key_before:
            yield _fault(line, f"is not sorted: it belongs before {before.text}")


def _repetition_faults(terms: Sequence[Term]) -> Iterator[str]:
    """A term stands in one category of a language, and in one kind of Chinese."""
    first = dict[tuple[str, str], Term]()
    for term in terms:
        known = first.setdefault((term.language, fold(term.text)), term)
        if known.category is not term.category and not _is_kept(term):
            yield _fault(term, f"stands in {known.category} too")
    for (language, text), term in first.items():
        if language == "zh-Hant" and ("zh-Hans", text) in first:
            yield _fault(term, "is spelled alike in zh-Hans, where it stands already")


def _redundancy_faults(
    terms: Sequence[Term], negatives: Sequence[Negative]
) -> Iterator[str]:
    """No term is found by a shorter one of its list that is no weaker."""
    stems = {fold(term.text): term for term in terms if term.match is Match.ANYWHERE}
    against = {fold(negative.text) for negative in negatives}
    for term in terms:
        text = fold(term.text)
        for start, end in _proper_parts(text):
            stem = stems.get(text[start:end])
            if (
                stem
                and stem.strength.order <= term.strength.order
                and not _is_kept(term)
                and not _is_spoiled(text, start, end, against)
            ):
                yield _fault(term, f"is found by {stem.text} already")
                break


def _proper_parts(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every part of a text but itself."""
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if end - start < len(text):
                yield start, end


def _is_spoiled(text: str, start: int, end: int, negatives: set[str]) -> bool:
    """Whether a negative drops the match of ``text[start:end]``."""
    return any(
        text[left:right] in negatives
        for left in range(end)
        for right in range(max(start, left) + 1, len(text) + 1)
        if left < start or end < right
    )


def _script_faults(terms: Sequence[Term]) -> Iterator[str]:
    """A Chinese term has a Han character."""
    for term in terms:
        is_chinese = term.language.split("-")[0] == "zh"
        if is_chinese and not any(script_of(char) == "Han" for char in term.text):
            yield _fault(term, "has no Han character")


def _negative_faults(wordlist: Wordlist) -> Iterator[str]:
    """A negative contains a term and is none."""
    terms = {fold(term.text) for term in wordlist.terms}
    for negative in wordlist.negatives:
        text = fold(negative.text)
        if text in terms:
            yield _fault(negative, "is a term, which no negative can undo")
        elif not any(text[start:end] in terms for start, end in _proper_parts(text)):
            yield _fault(negative, "contains no term, so it has no effect")


def _citation_faults(
    terms: Sequence[Term], citations: Mapping[str, Citation]
) -> Iterator[str]:
    """Every term of the package's own cites, and every citation is used."""
    own = [term for term in terms if term.language != USER_LANGUAGE]
    for term in own:
        if term.source not in citations:
            yield _fault(term, f"cites {term.source!r}, which is not in sources.toml")
    used = {term.source for term in own}
    for key in citations:
        if own and key not in used:
            yield f"sources.toml: {key}: no term cites it"
