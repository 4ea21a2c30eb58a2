"""A pytest plugin: hold a tokenizer to a policy, a baseline and a lock in a test.

::

    def test_vocabulary(vocab_audit):
        vocab_audit.assert_clean("tokenizer.json", baseline="baseline.json")
        vocab_audit.assert_unchanged("tokenizer.json", lock="vocab.lock")

``pytest --vocab-audit-update`` writes the baselines and locks that the tests name
instead of comparing with them. Nothing heavy is imported before a test asks for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial, wraps
from operator import itemgetter
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import pytest

if TYPE_CHECKING:
    from vocab_audit.lock import Lock
    from vocab_audit.policy import Policy
    from vocab_audit.verdict import Verdict
    from vocab_audit.vocabulary import Vocabulary

OPTION: Final = "--vocab-audit-update"

Location = str | PathLike[str]

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def _told_in_the_test(
    method: Callable[_Asked, _Answer],
) -> Callable[_Asked, _Answer]:
    """End the traceback of what a user can mend in the test, not in this package."""

    @wraps(method)
    def wrapped(*arguments: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        __tracebackhide__ = True
        try:
            return method(*arguments, **named)
        except Exception as error:
            from vocab_audit.errors import VocabAuditError

            if not isinstance(error, VocabAuditError):
                raise
            raise error.with_traceback(None) from None

    return wrapped


@dataclass(slots=True)
class _Updates:
    """What tests want written: texts of locks, and accepted findings, by path."""

    locks: dict[str, str] = field(default_factory=dict)
    baselines: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def join(self, other: "_Updates") -> None:
        """Take over what another process wants written."""
        self.locks |= other.locks
        for path, accepted in other.baselines.items():
            self.baselines.setdefault(path, []).extend(accepted)


_UPDATES: Final = pytest.StashKey[_Updates]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes baselines and locks."""
    group = parser.getgroup("vocab-audit")
    group.addoption(
        OPTION,
        action="store_true",
        default=False,
        help="Write the baselines and locks that tests name instead of comparing.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin with nothing to write."""
    config.stash[_UPDATES] = _Updates()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Take over what a worker of pytest-xdist wants written."""
    del error
    sent = getattr(node, "workeroutput", {}).get("vocab_audit")
    config = getattr(node, "config", None)
    if sent and isinstance(config, pytest.Config):
        config.stash[_UPDATES].join(_Updates(*sent))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what tests want written; a worker leaves that to its controller."""
    updates = session.config.stash[_UPDATES]
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["vocab_audit"] = (updates.locks, updates.baselines)
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    for path, failure in _write(updates):
        if failure:  # nobody may believe that what the tests compare with is there
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if reporter is not None:
            reporter.ensure_newline()
            told = f"cannot write {failure}" if failure else f"wrote {path}"
            reporter.write_line(f"vocab-audit: {told}", red=bool(failure))


def _write(updates: _Updates) -> Iterator[tuple[str, str]]:
    """Write each file whole, and say of each what failed, if anything did."""
    if not (updates.locks or updates.baselines):
        return
    from vocab_audit.committed import refuse_to_replace
    from vocab_audit.errors import VocabAuditError
    from vocab_audit.files import replace_file

    texts = [
        *(("lock", it, partial(str, updates.locks[it])) for it in updates.locks),
        *(("baseline", it, partial(_joined, it, updates)) for it in updates.baselines),
    ]
    for kind, name, text in sorted(texts, key=itemgetter(1)):
        failure = ""
        try:
            refuse_to_replace(Path(name), kind)
            replace_file(Path(name), text().encode())
        except VocabAuditError as error:
            failure = str(error)
        except OSError as error:
            failure = f"{name}: {error.strerror}"
        yield name, failure


def _joined(name: str, updates: _Updates) -> str:
    """The text of a baseline: accepted findings join those that it has."""
    from vocab_audit.baseline import Accepted, Baseline, dump_baseline, load_baseline
    from vocab_audit.category import Category

    path = Path(name)
    before = load_baseline(path) if path.exists() else Baseline()
    accepted = updates.baselines[name]
    found = frozenset(Accepted(Category(it), raw) for it, raw in accepted)
    return dump_baseline(before.joined(Baseline(found)))


@pytest.fixture
def vocab_audit(request: pytest.FixtureRequest) -> "VocabAudit":
    """Holds tokenizers to policies, baselines and locks."""
    config = request.config
    return VocabAudit(
        config.rootpath, config.stash[_UPDATES] if config.getoption(OPTION) else None
    )


class VocabAudit:
    """Assertions about tokenizers; paths are named from pytest's root folder."""

    def __init__(self, root: Path, updates: _Updates | None) -> None:
        """Remember where paths start, and where to put what is to be written."""
        self._root = root
        self._updates = updates

    @_told_in_the_test
    def assert_clean(
        self,
        location: Location,
        *,
        policy: "Policy | Location | None" = None,
        baseline: Location | None = None,
        lock: Location | None = None,
        today: date | None = None,
    ) -> "Verdict":
        """Assert that a tokenizer passes a check.

        Args:
            location: The tokenizer: a file, a folder or a name.
            policy: The policy or its file; by default that of the root folder, or
                else the default one.
            baseline: File of accepted findings; by default the policy's.
            lock: File of the fingerprint to have; by default the policy's.
            today: The day by which allowances expire; by default the current one.

        Returns:
            The verdict, which passed.

        Raises:
            AssertionError: It does not pass; the message says why.
            VocabAuditError: It cannot be checked.
        """
        __tracebackhide__ = True
        held_to = self._policy(policy)
        baseline_path = self._path(baseline) or held_to.baseline
        lock_path = self._path(lock) or held_to.lock
        vocabulary, path = self._load(location)
        verdict, current = self._check(
            vocabulary,
            path,
            held_to,
            baseline_path=baseline_path,
            lock_path=lock_path,
            today=today,
        )
        if self._updates is not None:
            _note_lock(self._updates, lock_path, current)
            if baseline_path is not None:
                verdict = _accepted(self._updates, baseline_path, verdict, today)
        if not verdict.passed:
            raise AssertionError(_explained(str(location), verdict, path))
        return verdict

    @_told_in_the_test
    def assert_unchanged(self, location: Location, lock: Location) -> None:
        """Assert that a tokenizer behaves as when its lock was written.

        Args:
            location: The tokenizer: a file, a folder or a name.
            lock: File of its fingerprint.

        Raises:
            AssertionError: It changed; the message says what.
            VocabAuditError: It cannot be compared.
        """
        __tracebackhide__ = True
        from vocab_audit.drift import drift
        from vocab_audit.lock_file import load_lock

        lock_path = self._root / lock
        current = _lock(*self._load(location))
        if self._updates is not None:
            _note_lock(self._updates, lock_path, current)
            return
        found = drift(load_lock(lock_path), current)
        if found.changes:
            lines = "\n".join(f"  {change.message}" for change in found.changes)
            message = (
                f"{location} is not what {lock_path.name} locks:\n{lines}\n"
                f"If this was intended: pytest {OPTION}"
            )
            raise AssertionError(message)

    def _check(
        self,
        vocabulary: "Vocabulary",
        path: Path | None,
        policy: "Policy",
        *,
        baseline_path: Path | None,
        lock_path: Path | None,
        today: date | None,
    ) -> "tuple[Verdict, Lock | None]":
        from vocab_audit.baseline import Baseline, load_baseline
        from vocab_audit.lock_file import load_lock
        from vocab_audit.verdict import check

        updating = self._updates is not None
        current = _lock(vocabulary, path) if lock_path else None
        baseline: Baseline | None = None
        if baseline_path and not (updating and not baseline_path.exists()):
            baseline = load_baseline(baseline_path)
        verdict = check(
            vocabulary,
            policy,
            baseline=baseline,
            lock=load_lock(lock_path) if lock_path and not updating else None,
            current=current,
            today=today,
        )
        return verdict, current

    def _policy(self, policy: "Policy | Location | None") -> "Policy":
        from vocab_audit.policy import Policy
        from vocab_audit.policy_file import find_policy, load_policy

        if isinstance(policy, Policy):
            return policy
        path = find_policy(self._root) if policy is None else self._root / policy
        return load_policy(path)

    def _path(self, path: Location | None) -> Path | None:
        return None if path is None else self._root / path

    def _load(self, location: Location) -> "tuple[Vocabulary, Path | None]":
        from vocab_audit.places import file_of
        from vocab_audit.sources import load

        below = self._root / location
        name = str(below) if below.exists() else str(location)
        return load(name), file_of(name)


def _lock(vocabulary: "Vocabulary", path: Path | None) -> "Lock":
    from vocab_audit.canaries import encode_canaries
    from vocab_audit.lock import lock_vocabulary

    return lock_vocabulary(vocabulary, encode_canaries(vocabulary, path))


def _accepted(
    updates: _Updates, path: Path, verdict: "Verdict", today: date | None
) -> "Verdict":
    """Have the findings that fail accepted, and judge again as if they were."""
    from vocab_audit.baseline import Baseline
    from vocab_audit.verdict import judge

    found = [it.finding for it in verdict.violations if it.finding]
    updates.baselines.setdefault(str(path), []).extend(
        (it.category.value, it.token.raw) for it in found
    )
    return judge(
        verdict.audit,
        verdict.policy,
        baseline=Baseline.of([*found, *verdict.accepted]),
        today=today,
    )


def _note_lock(updates: _Updates, path: Path | None, lock: "Lock | None") -> None:
    if path is not None and lock is not None:
        from vocab_audit.lock_file import dump_lock

        updates.locks[str(path)] = dump_lock(lock)


def _explained(location: str, verdict: "Verdict", path: Path | None) -> str:
    from vocab_audit.report.verdict import Checked, render

    text = render([Checked(location, verdict, path)], "text").rstrip()
    return f"{text}\n\nIf this is accepted: pytest {OPTION}"
