"""What is left of a tool call where its frame was lost.

Models that speak Harmony (https://github.com/openai/harmony) write
``assistant to=functions.read`` in front of a call. Where such a header stands in a
text, without the special tokens that should frame it, it leaked.
"""

import re
from collections.abc import Iterator

from vocab_audit.scan.hit import Clue

STRONG, MIDDLING, WEAK = 3, 2, 1

_ROLES = "assistant|analysis|commentary"
_RECIPIENTS = (
    "functions|multi_tool_use|container|repo_browser|browser|image_gen|"
    "file_search|api_tool|computer"
)
_FILES = r"(?:html?|php|md|rst|aspx?|jsp|m?[jt]sx?|py|txt|xml|json)\b"

_HEADER = re.compile(
    rf"(?:{_ROLES})\s{{0,3}}to=[A-Za-z_][\w.]*"
    rf"|(?<![\w(,.=-])(?<!,\s)to=(?:{_RECIPIENTS})\.(?!{_FILES})[A-Za-z_]\w*(?![\w.]*[,(])"
)
_CHANNELS = re.compile(
    r"assistant(?:commentary|analysis|final)(?=[A-Z]|\s?to=)"
    r"|\bassistant(?:commentary|analysis)\b"
)
_BEADS = re.compile(r"(?:\+#){3,}\+?")
_FRAME = re.compile(r"<\|(?:start|end|channel|message|constrain|call|return)\|>")

ANCHORS = (b"to=", b"+#+#+#", b"assistant", b"json{")
"""Bytes that every piece of debris has, or every call behind a Latin word."""

_ANCHORS = tuple(anchor.decode() for anchor in ANCHORS)
_CHANNEL_BYTES = (b"commentary", b"analysis", b"final")
_BEFORE, _BEHIND = 16, 24
_HEADER_BYTES = re.compile(
    rb"(?:%b)\s{0,3}to=[A-Za-z_]|to=(?:%b)\." % (_ROLES.encode(), _RECIPIENTS.encode())
)


def is_anchor(block: bytes, place: int, anchor: bytes) -> bool:
    """Whether debris may stand at an anchor; hardly ever so in clean text.

    Args:
        block: UTF-8.
        place: First byte of the anchor.
        anchor: One of :data:`ANCHORS`.
    """
    match anchor:
        case b"to=":
            return _is_header(block, place)
        case b"assistant":
            return block.startswith(_CHANNEL_BYTES, place + len(anchor))
        case b"json{":
            return block[max(0, place - 1) : place].isalpha()
        case _:
            return True


def _is_header(block: bytes, place: int) -> bool:
    found = _HEADER_BYTES.search(block, max(0, place - _BEFORE), place + _BEHIND)
    return found is not None


def find(text: str) -> Iterator[tuple[int, int, Clue]]:
    """Yield start, end and clue of each piece of debris on a line.

    A line that has Harmony's own special tokens is taken for a description of the
    format, in which a header is no surprise.
    """
    if not any(anchor in text for anchor in _ANCHORS):
        return
    framed = _FRAME.search(text) is not None
    for found in _HEADER.finditer(text):
        yield _piece(found, WEAK if framed else STRONG, "is the header of a tool call")
    for found in _CHANNELS.finditer(text):
        points = WEAK if framed else STRONG if _is_run_on(found) else MIDDLING
        yield _piece(found, points, "is a role run into its channel")
    for found in _BEADS.finditer(text):
        runs_on = text[found.end() : found.end() + 12].strip()[:1].isalpha()
        points = STRONG if runs_on else MIDDLING
        yield _piece(found, points, "is a separator of leaked calls")


def _is_run_on(found: re.Match[str]) -> bool:
    behind = found.string[found.end() : found.end() + 4]
    return behind[:1].isupper() or behind.strip().startswith("to=")


def _piece(found: re.Match[str], points: int, detail: str) -> tuple[int, int, Clue]:
    return (*found.span(), Clue("debris", points, f"{found[0][:60]} {detail}"))
