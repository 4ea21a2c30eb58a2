"""What format a tokenizer's file is in, told by its content and never by its name.

A ``tokenizer.model`` may be SentencePiece or tiktoken's text, and a ``.json`` may be
any of three things.
"""

import re
from pathlib import Path

from vocab_audit.errors import FormatError
from vocab_audit.files import decode_json, open_file, read_file

HEAD_BYTES = 64 * 1024

_TIKTOKEN = re.compile(rb"\s*[A-Za-z0-9+/]+={0,2}[ \t]+\d{1,10}[ \t]*(?:\r?\n|$)")
_RWKV = re.compile(rb"\s*\d{1,10} b?['\"]")
_FIRST_KEY = re.compile(rb'\s*\{\s*"(?P<key>(?:[^"\\]|\\.)*)"\s*:\s*(?P<value>.)')
_PROTOBUF_FIELDS = frozenset(b"\x0a\x12\x1a\x22\x2a")  # of sentencepiece's ModelProto
_PIECE = 0x0A
_LAST_OF_VARINT = 0x80  # a byte below it ends a number of variable size
_WORDPIECE_MARKS = (b"[UNK]", b"\n##")
_FOREIGN = {
    b"\x80": "a pickle, which can run code when it is loaded; it is not opened",
    b"PK\x03\x04": "a zip archive; unpack it first",
    b"\x1f\x8b": "compressed with gzip; unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it first",
    b"#version": "the merges of a tokenizer; name the vocab.json beside it",
}
_KNOWN = (
    "tiktoken text, tokenizer.json, vocab.json, vocab.txt, SentencePiece, tekken.json, "
    "GGUF or RWKV text"
)


def format_of(path: Path) -> str:
    """The scheme of the format that a file is in, such as ``tokenizer-json``.

    Args:
        path: The file. Of binary and text formats only the head is read; JSON is
            read whole where its first key does not tell.

    Raises:
        SourceError: The file cannot be read.
        FormatError: It is in no format that is known.
    """
    with open_file(path) as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        message = f"{path}: the file is empty; a tokenizer's file was expected"
        raise FormatError(message)
    for start, what in _FOREIGN.items():
        if head.startswith(start):
            message = f"{path}: is {what}"
            raise FormatError(message)
    found = _binary_format(head) or _json_format(path, head) or _text_format(head)
    if not found:
        message = f"{path}: is in no format that is known ({_KNOWN})"
        raise FormatError(message)
    return found


def _text_format(head: bytes) -> str | None:
    if _TIKTOKEN.match(head):
        return "bpe"
    if _RWKV.match(head):
        return "rwkv"
    is_text = b"\0" not in head
    if is_text and any(mark in head for mark in _WORDPIECE_MARKS):
        return "vocab-txt"
    return None


def _binary_format(head: bytes) -> str | None:
    if head.startswith((b"GGUF", b"FUGG")):
        return "gguf"
    is_text = not head.strip() or _TIKTOKEN.match(head)
    if head[0] in _PROTOBUF_FIELDS and not is_text:
        # the first field is a piece as a rule: its size, and then its text's tag
        size = next(
            (i for i, byte in enumerate(head[1:11], 1) if byte < _LAST_OF_VARINT), 0
        )
        if head[0] != _PIECE or head[size + 1 : size + 2] == b"\x0a":
            return "sentencepiece"
    return None


def _json_format(path: Path, head: bytes) -> str | None:
    """Which of three things a JSON object is; None where it is none."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head.lstrip().startswith(b"{"):
        return None
    first = _FIRST_KEY.match(head)
    if first and first["key"] == b"version" and first["value"] == b'"':
        return "tokenizer-json"
    if first and first["key"] == b"config" and b'"default_vocab_size"' in head:
        return "tekken"
    return _format_of_keys(path)


def _format_of_keys(path: Path) -> str:
    import msgspec

    kinds = {
        key: bytes(memoryview(raw)[:1])
        for key, raw in decode_json(
            path, read_file(path), dict[str, msgspec.Raw]
        ).items()
    }
    if kinds.get("model") == b"{":
        return "tokenizer-json"
    if kinds.get("config") == b"{" and kinds.get("vocab") == b"[":
        return "tekken"
    if kinds and all(kind in b"-0123456789" for kind in kinds.values()):
        return "vocab-json"
    shown = ", ".join([*kinds][:5])
    message = (
        f"{path}: is JSON, but no tokenizer (its keys: {shown[:80] or 'none'}); "
        "tokenizer.json has a key model, tekken.json has config and vocab, and "
        "vocab.json gives each piece its id"
    )
    raise FormatError(message)
