"""Everything known about one token."""

import os
from dataclasses import dataclass

from vocab_audit.audit import Settings, audit_vocabulary
from vocab_audit.errors import NoSuchTokenError
from vocab_audit.finding import Finding
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
    """One token, and all that an audit says of it.

    Attributes:
        token: The token.
        profile: What it is written in; None where it is not valid UTF-8.
        words: jieba's words, in order, if the token has Han characters.
        finding: What it is flagged for, whatever its length; None if for nothing.
    """

    token: Token
    profile: Profile | None
    words: tuple[str, ...]
    finding: Finding | None


def explain_token(token: Token, wordlist: Wordlist) -> Explanation:
    """Audit one token by itself, however short it is."""
    alone = Vocabulary(
        name="",
        origin="",
        sha256="",
        ids=[token.id],
        raws=[token.raw],
        texts=[token.text],
        ranks=None if token.rank is None else [token.rank],
    )
    audit = audit_vocabulary(alone, wordlist, Settings(min_chars=1))
    profile = profiles([token.text])[0] if token.text is not None else None
    words: list[str] = []
    if token.text and profile and profile.han:
        words = Segmenter([token.text]).words(token.text)
    finding = None
    if token.kind is not TokenKind.SPECIAL and audit.findings:
        [finding] = audit.findings
    return Explanation(token, profile, tuple(words), finding)


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
