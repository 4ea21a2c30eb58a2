"""Scanning a stream chunk by chunk, for whoever holds the stream."""

import codecs
from collections.abc import Iterator

from vocab_audit.category import Strength
from vocab_audit.scan.block import BLOCK_BYTES, Block, Cutter, Judgement, judge_block
from vocab_audit.scan.document import Document
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.lexicon import Lexicon


class Tally:
    """Turns the judgements of a document's blocks, in order, into hits.

    It knows in which line a block begins, and what comments ask to ignore.

    Attributes:
        ignored: Hits that comments in the document hid.
    """

    def __init__(self, document: Document) -> None:
        """Start a document."""
        self._document = document
        self.ignored = 0
        self._line = self._column = 0
        self._region = self._file = False
        self._next = -1

    def hits(self, judgement: Judgement) -> Iterator[Hit]:
        """Yield the hits of the next block."""
        marks = [(self._line + line, name) for line, name in judgement.marks]
        for each in judgement.sightings:
            line = self._line + each.line
            while marks and marks[0][0] <= line:
                self._mind(*marks.pop(0))
            if self._file or self._region or line == self._next:
                self.ignored += 1
                continue
            column = each.column + (0 if each.line else self._column)
            yield Hit(
                self._document.path,
                self._numbered(line),
                column + 1,
                column + each.width + 1,
                each.kind,
                each.strength,
                each.text,
                each.excerpt,
                each.clues,
                each.category,
                each.token_id,
                each.raw,
                self._document.field,
                each.masked_excerpt,
            )
        for mark in marks:
            self._mind(*mark)
        if judgement.newlines:
            self._column = 0
        self._line += judgement.newlines
        self._column += judgement.column

    def _numbered(self, line: int) -> int:
        """The number of a line, from 0, in what the document is an excerpt of."""
        numbers = self._document.lines
        if numbers is None:
            return line + 1
        return numbers[min(line, len(numbers) - 1)]

    def _mind(self, line: int, name: str) -> None:
        match name:
            case "":
                self._next = line
            case "next":
                self._next = line + 1
            case "start":
                self._region = True
            case "end":
                self._region = False
            case "file":
                self._file = True
            case _:  # a word that asks for nothing
                pass


class StreamScanner:
    r"""Scans a text that arrives in chunks, safe across their borders.

    Hits are the same however the text is cut into chunks. They come as soon as a
    block is complete: with the default of a mebibyte often only from :meth:`close`.

    >>> from vocab_audit import load_wordlists
    >>> lexicon = Lexicon("o200k_base", load_wordlists())
    >>> scanner = StreamScanner(lexicon)
    >>> hits = [*scanner.feed("Now run to=functions.read code 天天中")]
    >>> hits += [*scanner.feed('彩票json{"path":1}'), *scanner.close()]
    >>> hits[0].strength, hits[0].token_id
    (<Strength.CERTAIN: 'certain'>, 2783)
    """

    def __init__(
        self,
        lexicon: Lexicon,
        *,
        name: str = "-",
        weakest: Strength = Strength.LIKELY,
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        """Start a text.

        Args:
            lexicon: What contaminated phrases there are; share one among scanners.
            name: What to call the text in hits.
            weakest: The weakest strength to report.
            block_bytes: Bytes that are judged together, which is also how late a
                hit may come; at least 16,384.
        """
        self._lexicon = lexicon
        self._weakest = weakest
        self._cutter = Cutter(block_bytes)
        self._tally = Tally(Document(name, lambda: iter(())))
        self._encoder = codecs.getincrementalencoder("utf-8")("replace")

    def feed(self, chunk: str | bytes) -> Iterator[Hit]:
        """Take the next chunk of text, or of UTF-8; yield hits that are known now.

        The chunk is taken as the iterator is consumed.
        """
        content = self._encoder.encode(chunk) if isinstance(chunk, str) else chunk
        for block in self._cutter.feed(content):
            yield from self._hits(block)

    def close(self) -> Iterator[Hit]:
        """End the text; yield the hits that are left."""
        for block in self._cutter.close():
            yield from self._hits(block)

    def _hits(self, block: Block) -> Iterator[Hit]:
        judged = judge_block(block, self._lexicon, self._weakest)
        return self._tally.hits(judged)
