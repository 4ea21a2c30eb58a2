"""Laws of streams: chunks, blocks and long lines change nothing."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from vocab_audit.scan.block import OVERLAP_BYTES, Cutter
from vocab_audit.scan.document import Document
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.stream import StreamScanner

BLOCK = 4 * OVERLAP_BYTES
PARTS = (
    'to=functions.read code 天天中彩票json{"a":1}',
    " 大发快三 ",
    "+#+#+#+#assistant",
    "plain English words, many of them. " * 40,
    "中文的句子。" * 30,
    "\n",
    "x" * 700,
    "\ufffdé🌍",
    "vocab-audit: ignore-next\n",
)
texts = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


def _hits(lexicon: Lexicon, content: bytes, cuts: list[int]) -> list[Hit]:
    scanner = StreamScanner(lexicon, block_bytes=BLOCK)
    places = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    found = [
        hit
        for left, right in pairwise(places)
        for hit in scanner.feed(content[left:right])
    ]
    return [*found, *scanner.close()]


@settings(max_examples=40)
@given(text=texts, cuts=st.lists(st.integers(0, 1 << 20), max_size=8))
def test_any_chunking_gives_the_same_hits(
    lexicon: Lexicon, text: str, cuts: list[int]
) -> None:
    content = text.encode()
    assert _hits(lexicon, content, cuts) == _hits(lexicon, content, [])


@given(st.binary(max_size=200_000), st.integers(1, 70_000))
@settings(max_examples=30)
def test_blocks_cover_the_stream_once(content: bytes, chunk: int) -> None:
    cutter = Cutter(BLOCK)
    blocks = [
        block
        for start in range(0, len(content), chunk)
        for block in cutter.feed(content[start : start + chunk])
    ]
    blocks += cutter.close()
    own = b"".join(block.content[block.fresh : block.end] for block in blocks)
    assert own == content


@given(before=st.integers(0, 3 * BLOCK))
@settings(max_examples=20)
def test_a_leak_in_a_line_longer_than_blocks_is_found_once_and_in_its_place(
    lexicon: Lexicon, before: int
) -> None:
    line = "a " * (before // 2) + "大发快三" + " b" * BLOCK
    [hit] = _hits(lexicon, f"first\n{line}\nlast 北京赛车 line\n".encode(), [])[:1]
    assert (hit.line, hit.column) == (2, 2 * (before // 2) + 1)
    [*_, last] = _hits(lexicon, f"first\n{line}\nlast 北京赛车 line\n".encode(), [])
    assert (last.line, last.column) == (3, 6)


def test_text_and_bytes_are_the_same_stream(lexicon: Lexicon) -> None:
    text = "run 大发快三 now\n"
    scanner = StreamScanner(lexicon)
    by_text = [*scanner.feed(text[:5]), *scanner.feed(text[5:]), *scanner.close()]
    assert by_text == _hits(lexicon, text.encode(), [6])


def test_a_document_reads_only_when_asked() -> None:
    def read() -> "None":
        raise AssertionError

    assert Document("x", read).path == "x"  # type: ignore[arg-type]
