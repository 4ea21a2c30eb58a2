"""Bytes of unknown encoding, told apart and turned into UTF-8."""

import codecs
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

from vocab_audit.scan.alphabet import class_of, classes

HEAD_BYTES = 65_536
"""Bytes of a text that its encoding is told from."""

BINARY_HEAD = 8_000
"""Bytes in which a NUL makes a file binary, as git has it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CUT = 4  # bytes of a character that a head may end within
_SHARE = 0.4  # of UTF-16 text's bytes that are NUL on one side and not on the other
_MOST = 0.6  # of letters outside ASCII that one script has in a text of one language
_WELL = 4  # characters of UTF-8 for each error that make a text UTF-8 with errors
_HAN = class_of("Han")


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes] | None:
    """Tell a text's encoding from its beginning, and give it as UTF-8.

    UTF-8 comes first, even with a few errors; then byte order marks, UTF-16 without
    one, and GB18030. What is none of them is taken for UTF-8 with errors.

    Args:
        chunks: The text, in chunks of any size.

    Returns:
        Chunks of UTF-8, or None if the bytes are not text.
    """
    rest = iter(chunks)
    head = bytearray()
    for chunk in rest:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    begun = bytes(head)
    encoding = _encoding(begun)
    if encoding is None:
        return None
    name, mark = encoding
    whole = itertools.chain([begun[mark:]], rest)
    return whole if name == "utf-8" else _recoded(whole, name)


def _recoded(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode(errors="replace")
    yield decoder.decode(b"", final=True).encode(errors="replace")


def _encoding(head: bytes) -> tuple[str, int] | None:
    """The encoding's name, and the bytes of its mark; None for what is not text."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    if b"\0" in head[:BINARY_HEAD]:
        wide = _utf16(head[:BINARY_HEAD])
        return (wide, 0) if wide else None
    if _decodes(head, "utf-8") is not None or _is_damaged_utf8(head):
        return "utf-8", 0
    return ("gb18030" if _is_chinese(_decodes(head, "gb18030")) else "utf-8"), 0


def _is_damaged_utf8(head: bytes) -> bool:
    """Whether errors are few among the characters outside ASCII.

    Two characters of Chinese UTF-8 are three of GB18030, so a damaged text of it may
    well be valid there.
    """
    text = head.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond > (_WELL + 1) * text.count("\ufffd")


def _utf16(head: bytes) -> str | None:
    even, odd = head[::2], head[1::2]
    for name, low, high in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        if high.count(0) > _SHARE * len(high) and not low.count(0):
            return name
    names = ("utf-16-le", "utf-16-be")
    return next((name for name in names if _is_language(head, name)), None)


def _is_language(head: bytes, name: str) -> bool:
    """Whether bytes are printable in an encoding, and mostly of one script."""
    try:
        text = head[: len(head) & ~1].decode(name)
    except UnicodeDecodeError:
        return False
    if not "".join(text.split()).isprintable():
        return False
    kinds = Counter(classes("".join(c for c in text if not c.isascii())))
    [(kind, count)] = kinds.most_common(1) or [(" ", 0)]
    return kind not in "a0 ." and count > _MOST * kinds.total()


def _decodes(head: bytes, name: str) -> str | None:
    """A head as text, but for a character that it may end within."""
    for cut in range(_CUT):
        try:
            return head[: len(head) - cut].decode(name)
        except UnicodeDecodeError:
            if len(head) < HEAD_BYTES:
                return None
    return None


def _is_chinese(text: str | None) -> bool:
    """Whether most of what is not ASCII in a text are Chinese characters."""
    beyond = "".join(c for c in text or "" if not c.isascii())
    return 2 * classes(beyond).count(_HAN) > len(beyond) > 0
