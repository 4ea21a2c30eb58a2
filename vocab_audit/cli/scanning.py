"""How the scan command goes about it: what it keeps, accepts, writes and says."""

import datetime as dt
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import click

from vocab_audit.category import Strength
from vocab_audit.cli import looks, output
from vocab_audit.cli.exits import Exit, complain
from vocab_audit.cli.meter import Meter
from vocab_audit.errors import VocabAuditError
from vocab_audit.report.scans import render, scores
from vocab_audit.report.scans.findings import ScanReport
from vocab_audit.scan import exception
from vocab_audit.scan.clean import CleanPart
from vocab_audit.scan.corpus import Scored, hit_of_score
from vocab_audit.scan.document import Entry
from vocab_audit.scan.exception import Exemption
from vocab_audit.scan.hit import Hit
from vocab_audit.scan.plan import Mode, Plan
from vocab_audit.scan.run import Outcome, Run
from vocab_audit.vocabulary import printable

MAX_HITS = 10_000
"""Hits that formats which are one text list; how many more there are is said."""

_STREAMED = frozenset({"text", "jsonl"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user wants done with hits.

    Attributes:
        format_name: How to write them.
        target: Where to.
        failing: The weakest strength that fails the run; None for none.
        exemptions: Those of the ignore file.
        baseline: Path and fingerprint of accepted hits.
        mask: Whether to hide what leaked.
        keeps_all: Whether a baseline is wanted of all hits.
        quiet: Whether to say nothing else.
        color: Whether to colour text; None to decide by the terminal.
    """

    format_name: str
    target: str
    failing: Strength | None
    exemptions: tuple[Exemption, ...]
    baseline: frozenset[tuple[str, str]]
    mask: bool
    keeps_all: bool
    quiet: bool
    color: bool | None


class Scanning:
    """One scan by the command: what it found, and where that goes."""

    def __init__(self, plan: Plan, wishes: Wishes) -> None:
        """Prepare a scan.

        Args:
            plan: What to scan for.
            wishes: What to do with it.
        """
        self._hits: list[Hit] = []
        self._accepting: dict[tuple[str, str], Hit] = {}
        self._count = 0
        self._plan, self._wishes = plan, wishes
        exemptions = wishes.exemptions
        today = dt.datetime.now(tz=dt.UTC).date()
        self._exemptions = [each for each in exemptions if each.holds(today)]
        self._expired = [each for each in exemptions if not each.holds(today)]
        self._run = Run(plan)
        self._accepted = self._dropped = self._failed = 0
        self._complete = False
        self._documents: list[str] = []
        goes_out = wishes.target == output.STANDARD_OUTPUT
        self._streams = wishes.format_name in _STREAMED and goes_out

    def run(
        self,
        entries: Iterable[Entry],
        expected: Callable[[], int],
        part: CleanPart | None,
    ) -> None:
        """Scan, and write what was found even if the scan is interrupted.

        Args:
            entries: What to scan.
            expected: Counts the bytes of that, 0 for unknown.
            part: Where the clean part goes, if it is wanted.
        """
        meter = Meter(self._run.progress, expected, quiet=self._wishes.quiet)
        try:
            with self._run, meter:
                for outcome in self._run.scan(entries):
                    meter.clear()
                    self._take(outcome, part)
                if part:
                    part.finish()
                self._complete = True
        except (VocabAuditError, BrokenPipeError):
            raise
        except BaseException:
            for outcome in self._run.rest():
                self._take(outcome, part)
            self._write()
            complain(self._stopped())
            raise
        finally:
            if not self._complete and part:
                part.discard()
        self._write()

    def _stopped(self) -> str:
        """What an interrupted scan says of itself."""
        progress = self._run.progress
        said = (
            f"stopped; the results are partial: {progress.scanned / 1e6:,.1f} MB "
            f"and {progress.documents:,} whole documents were scanned"
        )
        if progress.scanned or self._run.lexicon.is_ready:
            return said
        return f"{said}, as the phrases to look for were still being prepared"

    def _take(self, outcome: Outcome, part: CleanPart | None) -> None:
        if isinstance(outcome, Hit):
            self._keep(outcome)
            return
        score = outcome.score
        if part:
            part.take(outcome)
        if self._plan.mode is Mode.CORPUS and self._wishes.format_name == "jsonl":
            self._keep_score(outcome)
        elif score.strength and _reaches(score.strength, self._plan.weakest):
            self._keep(hit_of_score(score, score.strength, self._run.lexicon))

    def _keep_score(self, outcome: Scored) -> None:
        """Write the score of a document, whatever it is."""
        score = outcome.score
        if score.strength and _reaches(score.strength, self._plan.weakest):
            hit = hit_of_score(score, score.strength, self._run.lexicon)
            if not self._is_accepted(hit):
                self._count_hit(hit)
        self._documents.append(scores.render(score))
        if self._streams:
            self._print(self._documents.pop())

    def _keep(self, hit: Hit) -> None:
        if self._is_accepted(hit):
            return
        if self._streams:
            self._print(self._rendered([hit]))
        self._count_hit(hit)
        if not self._streams:
            if len(self._hits) < MAX_HITS:
                self._hits.append(hit)
            else:
                self._dropped += 1

    def _is_accepted(self, hit: Hit) -> bool:
        """Whether a hit is accepted, which is counted."""
        is_accepted = exception.is_accepted(hit, self._wishes.baseline) or any(
            each.covers(hit) for each in self._exemptions
        )
        self._accepted += is_accepted
        return is_accepted

    def _count_hit(self, hit: Hit) -> None:
        if self._wishes.failing and _reaches(hit.strength, self._wishes.failing):
            self._failed += 1
        self._count += 1
        if self._wishes.keeps_all:
            self._accepting.setdefault(exception.key(hit), hit)

    def _print(self, said: str) -> None:
        if self._is_styled:
            click.echo(said, nl=False, color=True)
            return
        sys.stdout.write(said)  # click.echo takes a twentieth of a scan full of hits
        sys.stdout.flush()

    def _rendered(self, hits: list[Hit]) -> str:
        if not self._is_styled:
            return render(self._report(hits), self._wishes.format_name)
        from vocab_audit.report.scans import text

        return text.render(self._report(hits), color=True)

    @cached_property
    def _is_styled(self) -> bool:
        is_text = self._streams and self._wishes.format_name == "text"
        return is_text and looks.wants_color(self._wishes.color)

    def _report(self, hits: list[Hit]) -> ScanReport:
        progress = self._run.progress
        return ScanReport(
            hits,
            self._wishes.failing,
            [f"{each.path}: {each.why}" for each in progress.skipped],
            {
                "documents": progress.documents,
                "bytes": progress.scanned,
                "binary": progress.binary,
                "ignored": progress.ignored,
                "accepted": self._accepted,
                **({"unlisted": self._dropped} if self._dropped else {}),
            },
            self._plan.vocabulary,
            self._complete,
            self._wishes.mask,
        )

    def _write(self) -> None:
        if self._streams:
            return
        said = "".join(self._documents) or self._rendered(self._hits)
        output.write(said, self._wishes.target)

    @property
    def baseline(self) -> str:
        """A baseline that accepts all that was found."""
        return exception.baseline_text(self._accepting.values())

    def conclude(self, named: Collection[str], *, is_baseline: bool) -> None:
        """Say what there is to say besides the hits, and end.

        Args:
            named: The paths that the user named.
            is_baseline: Whether the hits were accepted just now.

        Raises:
            click.exceptions.Exit: There are hits, or what was named is unreadable.
        """
        progress = self._run.progress
        for each in self._expired:
            complain(f"expired on {each.expires}, no longer accepted: {each.reason}")
        for skipped in progress.skipped:
            complain(f"{skipped.path}: {skipped.why}")
        if not self._wishes.quiet:
            click.echo(printable(self._summary()), err=True)
        if self._failed and not is_baseline:
            raise click.exceptions.Exit(Exit.VIOLATIONS)
        skipped_paths = [f"{skipped.path}!/" for skipped in progress.skipped]
        if any(
            path.startswith(f"{name}!/") for path in skipped_paths for name in named
        ):
            raise click.exceptions.Exit(Exit.COULD_NOT_RUN)

    def _summary(self) -> str:
        progress = self._run.progress
        count = self._count
        said = [
            "1 hit" if count == 1 else f"{count:,} hits",
            f"{progress.documents:,} documents, {progress.scanned / 1e6:,.1f} MB",
        ]
        more = {
            "binary files passed over": progress.binary,
            "hits ignored by comments": progress.ignored,
            "hits accepted": self._accepted,
            "hits not listed": self._dropped,
            "not scanned": len(progress.skipped),
        }
        said += [f"{number:,} {what}" for what, number in more.items() if number]
        return "; ".join(said)


def _reaches(strength: Strength | None, weakest: Strength) -> bool:
    return strength is not None and strength.order <= weakest.order
