"""A scan of many documents: on all cores, in a stable order, in bounded memory.

Documents are cut into blocks here; blocks are judged in any order by worker
processes, and what they say comes back in the order in which the blocks were cut.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from vocab_audit.category import Strength
from vocab_audit.scan import archive, corpus, record
from vocab_audit.scan.block import BLOCK_BYTES, Block, Cutter, Judgement, judge_block
from vocab_audit.scan.corpus import Measure, Score
from vocab_audit.scan.document import Document, Entry, Skipped, UnreadableError
from vocab_audit.scan.encoding import as_utf8
from vocab_audit.scan.hit import Clue, Hit, Kind
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.stream import Tally
from vocab_audit.wordlist import Wordlist

BATCH_BYTES = BLOCK_BYTES
"""Bytes of blocks that go to a worker together."""

BATCH_BLOCKS = 256

POOL_BYTES = 8 << 20
"""Bytes that one process judges before others are started to help."""

AHEAD = 3
"""Batches for each worker that are cut before the first is judged."""


class Mode(StrEnum):
    """What a scan looks for."""

    LEAK = "leak"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to scan for, and how.

    Attributes:
        vocabulary: Location of the vocabulary whose contaminated tokens count, as
            :func:`vocab_audit.load_vocabulary` takes it; None for none.
        wordlist: The terms that count.
        mode: What is looked for.
        weakest: The weakest strength to report.
        jobs: Processes that judge.
        fields: Fields of records that are documents; empty where files are.
    """

    vocabulary: str | None
    wordlist: Wordlist
    mode: Mode = Mode.LEAK
    weakest: Strength = Strength.LIKELY
    jobs: int = 1
    fields: tuple[str, ...] = ()

    def lexicon(self) -> Lexicon:
        """The phrases to look for; loads the vocabulary when they are needed."""
        return Lexicon(self.vocabulary, self.wordlist)


@dataclass(slots=True)
class Progress:
    """How far a scan is.

    Attributes:
        documents: Documents that were read to their end.
        size: Bytes of them, as they lie on the disk.
        binary: Files that were passed over because they are no text.
        skipped: What could not be scanned.
        ignored: Hits that comments hid.
        scanned: Bytes of text that were judged.
    """

    documents: int = 0
    size: int = 0
    binary: int = 0
    scanned: int = 0
    ignored: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    _listener: Callable[[], None] | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Have something called whenever more was scanned."""
        self._listener = listener

    def add(self, size: int) -> None:
        """Count bytes of text that were judged."""
        self.scanned += size
        if self._listener:
            self._listener()


@dataclass(frozen=True, slots=True)
class Scored:
    """A document of a corpus with its score, and the record that it came from."""

    score: Score
    document: Document


Outcome = Hit | Scored
_Answer = Judgement | Measure
_Batch = list[tuple[Document, Block, bool]]


class Run:
    """One scan; a context manager, as it may hold processes."""

    def __init__(self, plan: Plan) -> None:
        """Prepare a scan."""
        self.progress = Progress()
        self._plan = plan
        self.lexicon = plan.lexicon()
        self._pool: ProcessPoolExecutor | None = None
        self._tallies: dict[int, Tally] = {}
        self._scores: dict[int, tuple[Score, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def scan(self, entries: Iterable[Entry]) -> Iterator[Outcome]:
        """Yield what is found in some documents, in their order.

        Args:
            entries: What to scan; each is read before the next is asked for.
        """
        waiting: deque[tuple[_Batch, Future[list[_Answer]] | None]] = deque()
        sent = 0
        for batch in _batches(self._blocks(self._documents(entries))):
            size = sum(len(block.content) for _, block, _ in batch)
            pool = self._workers(sent)
            sent += size
            if pool is None:
                yield from self._outcomes(batch, self._answers(batch))
                continue
            blocks = [block for _, block, _ in batch]
            waiting.append((batch, pool.submit(_judge_all, blocks)))
            while len(waiting) > AHEAD * self._plan.jobs or (
                waiting and waiting[0][1] and waiting[0][1].done()
            ):
                yield from self._next(waiting)
        while waiting:
            yield from self._next(waiting)

    def _next(
        self, waiting: deque[tuple[_Batch, Future[list[_Answer]] | None]]
    ) -> Iterator[Outcome]:
        batch, future = waiting.popleft()
        if future:
            yield from self._outcomes(batch, future.result())

    def _workers(self, sent: int) -> ProcessPoolExecutor | None:
        if self._plan.jobs > 1 and self._pool is None and sent >= POOL_BYTES:
            context = multiprocessing.get_context()
            is_fork = context.get_start_method() == "fork"
            self._pool = ProcessPoolExecutor(
                self._plan.jobs,
                mp_context=context,
                initializer=_start_worker,
                initargs=(self._plan, self.lexicon if is_fork else None),
            )
        return self._pool

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

    def _answers(self, batch: _Batch) -> list[_Answer]:
        return [_answer(block, self._plan, self.lexicon) for _, block, _ in batch]

    def _outcomes(self, batch: _Batch, answers: Iterable[_Answer]) -> Iterator[Outcome]:
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


def hit_of_score(score: Score, strength: Strength, lexicon: Lexicon) -> Hit:
    """A spam document as a hit."""
    shown = [text for text, _ in score.phrases.most_common(corpus.SHOWN_PHRASES)]
    detail = (
        f"score {score.value:.2f}: {score.covered:.0f} of {score.letters:,} letters "
        f"are in {sum(score.phrases.values()):,} phrases, {len(score.phrases):,} of "
        "them different"
    )
    return Hit(
        score.path,
        score.line,
        1,
        1,
        Kind.DOCUMENT,
        strength,
        " ".join(shown),
        " ".join(shown),
        (Clue("corpus", 0, detail),),
        corpus.category_of(score.phrases, lexicon),
        raw="\0".join(sorted(score.phrases)).encode(),
        field=score.field,
    )


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


def _answer(block: Block, plan: Plan, lexicon: Lexicon) -> _Answer:
    if plan.mode is Mode.CORPUS:
        return corpus.measure(block, lexicon)
    return judge_block(block, lexicon, plan.weakest)


_worker: list[tuple[Plan, Lexicon]] = []
"""What a worker process judges by, once it has started."""


def _start_worker(plan: Plan, lexicon: Lexicon | None) -> None:
    """Prepare a worker.

    Args:
        plan: What it judges by.
        lexicon: That of the parent, if its memory is shared: a second one of each
            worker would take 150 MB.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent tells when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _worker[:] = [(plan, lexicon or plan.lexicon())]


def _judge_all(blocks: list[Block]) -> list[_Answer]:
    [(plan, lexicon)] = _worker
    return [_answer(block, plan, lexicon) for block in blocks]
