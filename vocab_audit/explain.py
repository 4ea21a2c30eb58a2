"""Everything known about one token: alone, and in its vocabulary."""

import os
from dataclasses import dataclass

from vocab_audit.audit import Settings, audit_vocabulary
from vocab_audit.errors import NoSuchTokenError
from vocab_audit.families import Family
from vocab_audit.finding import Evidence, Finding
from vocab_audit.merge_tree import MergeTree
from vocab_audit.script import Profile, profiles
from vocab_audit.segmenter import Segmenter
from vocab_audit.vocabulary import Token, TokenKind, Vocabulary
from vocab_audit.wordlist import Wordlist

MAX_ID_DIGITS = 20
"""Digits beyond which a text is no token id, whose bound is far below."""

SUGGESTIONS = 5
"""How many tokens to suggest where none is found."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One token, and all that an audit of its vocabulary says of it.

    Attributes:
        token: The token.
        profile: What it is written in; None where it is not valid UTF-8.
        words: jieba's words, in order, if the token has Han characters.
        finding: What it is flagged for, whatever its length; None if for nothing.
        remarks: What detectors say of it that is no reason to flag it.
        parts: The two tokens that it was merged from; empty where that is unknown.
        built: The tokens that were built from it, by id.
        families: The families that it is the root or a member of, largest first.
    """

    token: Token
    profile: Profile | None
    words: tuple[str, ...]
    finding: Finding | None
    remarks: tuple[Evidence, ...] = ()
    parts: tuple[Token, ...] = ()
    built: tuple[Token, ...] = ()
    families: tuple[Family, ...] = ()


def explain_token(
    token: Token, wordlist: Wordlist, vocabulary: Vocabulary
) -> Explanation:
    """Audit a vocabulary for the sake of one of its tokens, however short it is.

    Args:
        token: A token of the vocabulary.
        wordlist: The terms to look for.
        vocabulary: The token is judged among its other tokens, as in any audit.
    """
    audit = audit_vocabulary(vocabulary, wordlist, Settings(min_chars=1))
    place = vocabulary.position(token.id)
    if place is None or vocabulary.raws[place] != token.raw:  # a special token
        return Explanation(token, _profile(token), _words(token), None)
    tree = MergeTree(vocabulary)
    tree.grow(tokens_with_bytes(vocabulary, token.raw))
    kin = [
        family for family in audit.families if token in (family.root, *family.members)
    ]
    return Explanation(
        token,
        _profile(token),
        _words(token),
        next((it for it in audit.findings if it.token.id == token.id), None),
        audit.remarks.get(token.id, ()),
        tuple(vocabulary.tokens[part] for part in tree.parts(place) or ()),
        tuple(vocabulary.tokens[each] for each in sorted(tree.descendants(place))),
        tuple(kin),
    )


def explain_text(text: str, wordlist: Wordlist) -> Explanation:
    """Audit a text as if it were the only token of a vocabulary."""
    token = token_of_text(text)
    raws, texts = [token.raw], [token.text]
    alone = Vocabulary("", "", "", [token.id], raws, texts)
    return explain_token(token, wordlist, alone)


def _profile(token: Token) -> Profile | None:
    return profiles([token.text])[0] if token.text is not None else None


def _words(token: Token) -> tuple[str, ...]:
    profile = _profile(token)
    if not token.text or not profile or not profile.han:
        return ()
    return tuple(Segmenter([token.text]).words(token.text))


def token_of_text(text: str) -> Token:
    """A token that is in no vocabulary, to try the wordlists on."""
    raw = os.fsencode(text)
    try:
        decoded = raw.decode()
    except UnicodeDecodeError:
        decoded = None
    return Token(0, raw, TokenKind.NORMAL, None, decoded)


def find_token(vocabulary: Vocabulary, wanted: str) -> Token:
    """Find a token by its id, or else by its exact text.

    Args:
        vocabulary: Where to look.
        wanted: A token id in decimal digits, or a text. Digits are a text only
            where no token has that id.

    Raises:
        NoSuchTokenError: There is none; the message suggests tokens that contain
            the text.
    """
    raw = os.fsencode(wanted)
    is_number = wanted.isascii() and wanted.isdecimal()
    number = int(wanted) if is_number and len(wanted) <= MAX_ID_DIGITS else -1
    for special in vocabulary.special_tokens:
        if special.id == number or special.raw == raw:
            return special
    place = vocabulary.position(number)
    if place is None and raw in vocabulary.raws:
        place = vocabulary.raws.index(raw)
    if place is None:
        raise NoSuchTokenError(_missing(vocabulary, wanted, raw))
    return vocabulary.tokens[place]


def tokens_with_bytes(vocabulary: Vocabulary, raw: bytes) -> list[int]:
    """Positions of the tokens that contain the bytes, in order of id."""
    return [place for place, other in enumerate(vocabulary.raws) if raw in other]


def _missing(vocabulary: Vocabulary, wanted: str, raw: bytes) -> str:
    near = tokens_with_bytes(vocabulary, raw) if raw else []
    shown = ", ".join(
        f"{token.id} '{token.display}'"
        for token in (vocabulary.tokens[place] for place in near[:SUGGESTIONS])
    )
    hint = f"{len(near):,} tokens contain it: {shown}" if near else "none contains it"
    return f"{vocabulary.name} has no token {wanted!r}; {hint}"
