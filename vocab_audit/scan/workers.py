"""Processes that judge blocks, started once there is enough to judge."""

import multiprocessing
import signal
from concurrent.futures import Future, ProcessPoolExecutor

from vocab_audit.scan import corpus
from vocab_audit.scan.block import Block, Judgement, judge_block
from vocab_audit.scan.corpus import Measure
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.plan import Mode, Plan

POOL_BYTES = 8 << 20
"""Bytes that one process judges before others are started to help."""

Answer = Judgement | Measure


class Workers:
    """Judges blocks: here while they are few, then in processes of its own."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        """Start nothing yet.

        Args:
            plan: What to judge by, and how many processes may.
            lexicon: The phrases that the plan gives.
        """
        self._plan, self._lexicon = plan, lexicon
        self._pool: ProcessPoolExecutor | None = None
        self._seen = 0

    def judge(self, blocks: list[Block]) -> "Future[list[Answer]]":
        """Begin to judge some blocks; what is judged here is done at once."""
        pool = self._started()
        self._seen += sum(len(block.content) for block in blocks)
        if pool:
            return pool.submit(_judge_all, blocks)
        done = Future[list[Answer]]()
        done.set_result([_answer(block, self._plan, self._lexicon) for block in blocks])
        return done

    def close(self) -> None:
        """Drop what was not begun, and wait for what was."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor | None:
        jobs = self._plan.jobs
        if jobs > 1 and self._pool is None and self._seen >= POOL_BYTES:
            context = multiprocessing.get_context()
            is_fork = context.get_start_method() == "fork"
            self._pool = ProcessPoolExecutor(
                jobs,
                mp_context=context,
                initializer=_start_worker,
                initargs=(self._plan, self._lexicon if is_fork else None),
            )
        return self._pool


def _answer(block: Block, plan: Plan, lexicon: Lexicon) -> Answer:
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


def _judge_all(blocks: list[Block]) -> list[Answer]:
    [(plan, lexicon)] = _worker
    return [_answer(block, plan, lexicon) for block in blocks]
