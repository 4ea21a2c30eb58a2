"""A scan of many documents: on all cores, in a stable order, in bounded memory.

Documents are cut into blocks here; blocks are judged in any order by worker
processes, and what they say comes back in the order in which the blocks were cut.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import Self

from vocab_audit.scan import archive, record
from vocab_audit.scan.block import BLOCK_BYTES, Block, Cutter, Judgement
from vocab_audit.scan.corpus import Measure, Score, Scored
from vocab_audit.scan.document import Document, Entry, Skipped, UnreadableError
from vocab_audit.scan.encoding import as_utf8
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.plan import Plan
from vocab_audit.scan.progress import Progress
from vocab_audit.scan.stream import Tally
from vocab_audit.scan.workers import Answer, Workers

BATCH_BYTES = BLOCK_BYTES
"""Bytes of blocks that go to a worker together."""

BATCH_BLOCKS = 256

AHEAD = 3
"""Batches for each worker that are cut before the first is judged."""


Outcome = Hit | Scored
_Batch = list[tuple[Document, Block, bool]]


class Run:
    """One scan; a context manager, as it may hold processes."""

    def __init__(self, plan: Plan) -> None:
        """Prepare a scan."""
        self.progress = Progress()
        self._plan = plan
        self.lexicon = plan.lexicon()
        self._workers = Workers(plan, self.lexicon)
        self._waiting: deque[tuple[_Batch, Future[list[Answer]]]] = deque()
        self._is_amid = False
        self._tallies: dict[int, Tally] = {}
        self._scores: dict[int, tuple[Score, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    def scan(self, entries: Iterable[Entry]) -> Iterator[Outcome]:
        """Yield what is found in some documents, in their order.

        Args:
            entries: What to scan; each is read before the next is asked for.
        """
        waiting, most = self._waiting, AHEAD * self._plan.jobs
        for batch in _batches(self._blocks(self._documents(entries))):
            judged = self._workers.judge([block for _, block, _ in batch])
            waiting.append((batch, judged))
            while len(waiting) > most or (waiting and waiting[0][1].done()):
                yield from self._next()
        while waiting:
            yield from self._next()

    def rest(self) -> Iterator[Outcome]:
        """Yield what was judged before a scan was interrupted, but not yielded.

        To be asked for once the scan has left its context; it stops before the first
        document of which something is not known.
        """
        while self._waiting and not self._is_amid and _is_judged(self._waiting[0][1]):
            yield from self._next()

    def _next(self) -> Iterator[Outcome]:
        batch, judged = self._waiting[0]
        answers = judged.result()
        self._waiting.popleft()
        self._is_amid = True
        yield from self._outcomes(batch, answers)
        self._is_amid = False

    def _documents(self, entries: Iterable[Entry]) -> Iterator[Document]:
        for entry in entries:
            if isinstance(entry, Skipped):
                self.progress.skipped.append(entry)
            elif entry.is_text or entry.lines:
                yield entry
            else:
                yield from self._opened(entry)

    def _opened(self, document: Document) -> Iterator[Document]:
        """Yield a file, or what is in it if it is an archive or holds records."""
        chunks = _Chunks(document)
        of_kind = archive.kind(chunks.head)
        if of_kind and not document.is_member and document.path != "-":
            inner = archive.members(document.path, document.size, of_kind)
            yield from self._members(inner)
        elif self._plan.fields and chunks.head.startswith(record.PARQUET):
            yield from self._documents(
                record.of_parquet(document.path, self._plan.fields)
            )
        elif self._plan.fields and chunks.head:
            yield from self._documents(
                record.of_json(document.path, chunks, self._plan.fields)
            )
        else:
            yield chunks.document

    def _members(self, entries: Iterable[Entry]) -> Iterator[Document]:
        for entry in entries:
            if isinstance(entry, Skipped):
                self.progress.skipped.append(entry)
            else:
                yield from self._opened(entry)

    def _blocks(
        self, documents: Iterable[Document]
    ) -> Iterator[tuple[Document, Block, bool]]:
        """Yield each block with its document, and whether it is the last."""
        for document in documents:
            try:
                chunks = document.read()
            except UnreadableError as error:
                self._skip(document, error)
                continue
            readable = self._as_far_as_it_goes(document, chunks)
            text = readable if document.is_text else as_utf8(readable)
            if text is None:
                self.progress.binary += 1
                continue
            yield from _with_last(document, _cut(text))

    def _as_far_as_it_goes(
        self, document: Document, chunks: Iterator[bytes]
    ) -> Iterator[bytes]:
        """Yield what can be read of a document: a leak before a fault counts."""
        try:
            yield from chunks
        except UnreadableError as error:
            self._skip(document, error)

    def _skip(self, document: Document, error: UnreadableError) -> None:
        why = str(error).removeprefix(f"{document.path}: ")
        self.progress.skipped.append(Skipped(document.path, why))

    def _outcomes(self, batch: _Batch, answers: Iterable[Answer]) -> Iterator[Outcome]:
        for (document, block, is_last), answer in zip(batch, answers, strict=True):
            self.progress.add(block.advance)
            if isinstance(answer, Judgement):
                yield from self._hits(document, answer, is_last=is_last)
            else:
                yield from self._scored(document, block, answer, is_last=is_last)
            if is_last:
                self.progress.documents += 1
                self.progress.size += document.size

    def _hits(
        self, document: Document, judgement: Judgement, *, is_last: bool
    ) -> Iterator[Hit]:
        key = id(document)
        tally = self._tallies.setdefault(key, Tally(document))
        yield from tally.hits(judgement)
        if is_last:
            self.progress.ignored += tally.ignored
            del self._tallies[key]

    def _scored(
        self, document: Document, block: Block, measured: Measure, *, is_last: bool
    ) -> Iterator[Scored]:
        key = id(document)
        first = document.lines[0] if document.lines else 1
        new = Score(document.path, first, document.field)
        score, lines = self._scores.get(key, (new, 0))
        score.add(measured, lines if document.field is None else first - 1)
        newlines = block.content.count(b"\n", 0, block.advance)
        self._scores[key] = score, lines + newlines
        if is_last:
            if document.field is not None:
                score.line = first
            del self._scores[key]
            yield Scored(score, document)


class _Chunks:
    """A document that was begun to be read, so that its beginning is known."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rest: Iterator[bytes] = iter(())
        self._error: UnreadableError | None = None
        self.head = b""
        try:
            self._rest = document.read()
            self.head = next(self._rest, b"")
        except UnreadableError as error:
            self._error = error

    def __iter__(self) -> Iterator[bytes]:
        if self._error:
            raise self._error
        if self.head:
            yield self.head
        yield from self._rest

    @property
    def document(self) -> Document:
        """The document, to be read from its beginning without opening it again."""
        return Document(self._document.path, lambda: iter(self), self._document.size)


def _is_judged(future: "Future[list[Answer]]") -> bool:
    """Whether there is an answer, and neither a fault nor an end before it."""
    return future.done() and not future.cancelled() and future.exception() is None


def _cut(chunks: Iterable[bytes]) -> Iterator[Block]:
    cutter = Cutter()
    for chunk in chunks:
        yield from cutter.feed(chunk)
    yield from cutter.close()


def _with_last(
    document: Document, blocks: Iterable[Block]
) -> Iterator[tuple[Document, Block, bool]]:
    previous: Block | None = None
    for block in blocks:
        if previous:
            yield document, previous, False
        previous = block
    yield document, previous or Block(b"", 0, 0, 0), True


def _batches(blocks: Iterable[tuple[Document, Block, bool]]) -> Iterator[_Batch]:
    batch: _Batch = []
    size = 0
    for each in blocks:
        batch.append(each)
        size += len(each[1].content)
        if size >= BATCH_BYTES or len(batch) >= BATCH_BLOCKS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
