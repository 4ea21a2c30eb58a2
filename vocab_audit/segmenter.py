"""Word boundaries in Chinese; the only module that knows jieba.

jieba (https://github.com/fxsj/jieba) chooses the most probable path through the
dictionary words of a sentence. Its hidden Markov model is off here, because it
invents words. Only the dictionary words that occur in the tokens at hand are
loaded, which leaves every path as it was and costs a tenth of the time, and
jieba's cache in the shared temporary directory is never read: it is unmarshalled
without a check of whose it is.
"""

import sys
import warnings
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING

from vocab_audit.errors import InstallationError

if TYPE_CHECKING:
    import jieba

LONGEST_WORD = 16
"""Characters of the longest word in jieba's dictionary."""

SAMPLE_BYTES = 1024
"""How far apart the sampled lines of the dictionary are."""

LONGEST_LINE = 64
"""Bytes that no line of the dictionary exceeds."""

RARE_WORD = 30
"""Occurrences in the dictionary's corpus below which its counts are only notional."""

_DICTIONARY_BYTES = 5_071_852
_DICTIONARY_CRC32 = 0x1394096D
_MISPLACED = "高富帅"  # a line that is not in order
_DICTIONARY_TOTAL = 60_101_967
_BODY = "\n一 ".encode()


class Segmenter:
    """Cuts Chinese texts into words; knows the words of the texts it was made for."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Learn the dictionary words that occur in ``texts``, when first needed.

        A text that holds other words can still be cut, but those are not known.
        """
        self._texts = [*texts]

    @cached_property
    def _tokenizer(self) -> "jieba.Tokenizer":
        return _tokenizer(_substrings(self._texts))

    def words(self, text: str) -> list[str]:
        """Cut a text into words, in order; together they are the text.

        >>> Segmenter(["天天中彩票"]).words("天天中彩票")
        ['天天', '中', '彩票']
        """
        return [*self._tokenizer.cut(text, HMM=False)]

    def log_probability(self, text: str) -> float:
        """Base-10 logarithm of how likely the words of a text are, one by one.

        That they often stand together is not counted, so that a set phrase is more
        likely than this says. A word that the dictionary lacks, or hardly knows,
        counts as if it were :data:`RARE_WORD` in its corpus.
        """
        tokenizer = self._tokenizer
        frequencies = (tokenizer.FREQ.get(word, 0) for word in self.words(text))
        return sum(
            log10(max(frequency, RARE_WORD) / tokenizer.total)
            for frequency in frequencies
        )


def _substrings(texts: Iterable[str]) -> set[str]:
    return {
        text[start:end]
        for text in texts
        for start in range(len(text))
        for end in range(start + 1, min(start + LONGEST_WORD, len(text)) + 1)
    }


def _tokenizer(candidates: set[str]) -> "jieba.Tokenizer":
    with _quiet_import():
        import jieba
    path = Path(jieba.__file__).parent / "dict.txt"
    try:
        frequencies, total = _read(path, path.stat().st_mtime_ns).select(candidates)
    except (OSError, ValueError) as error:
        message = (
            f"{path}: jieba's dictionary is missing or damaged ({error}); "
            "pip install --force-reinstall jieba==0.42.1"
        )
        raise InstallationError(message) from error
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = frequencies | {
        word[:end]: 0
        for word in frequencies
        for end in range(1, len(word))
        if word[:end] not in frequencies
    }
    tokenizer.total = total
    tokenizer.initialized = True
    return tokenizer


@lru_cache(maxsize=1)
def _read(path: Path, modified: int) -> "_Dictionary":
    """The dictionary in a file, read once.

    Args:
        path: Where it is.
        modified: When it was written, so that another one is read again.
    """
    del modified
    return _Dictionary(path.read_bytes())


class _Dictionary:
    """jieba's dictionary, as it ships it or another in its format."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sum = (len(content), zlib.crc32(content))

    def select(self, candidates: set[str]) -> tuple[dict[str, int], int]:
        """The candidates that the dictionary has, and its total.

        Raises:
            ValueError: It is empty, not UTF-8 or has a line that is not as jieba's are.
        """
        if self._sum == (_DICTIONARY_BYTES, _DICTIONARY_CRC32):
            return self._look_up(candidates), _DICTIONARY_TOTAL
        found, total = _filter(self._content, candidates)
        if total <= 0:
            message = "it holds no words"
            raise ValueError(message)
        return found, total

    @cached_property
    def _body(self) -> int:
        """Where the lines begin that are grouped by their first character."""
        return self._content.index(_BODY) + 1

    @cached_property
    def _sampled(self) -> tuple[list[int], list[bytes]]:
        """Places of some lines, ascending, and the first two characters of each."""
        content = self._content
        places = range(self._body, len(content) - LONGEST_LINE, SAMPLE_BYTES)
        lines = [content.find(b"\n", place) + 1 for place in places]
        return lines, [content[line : line + 6] for line in lines]

    def _look_up(self, candidates: set[str]) -> dict[str, int]:
        """Find the candidates in the dictionary as jieba 0.42.1 ships it.

        After a head of mixed words, lines are in the order of their first two
        characters, all but one: a candidate is sought in the head and near its place,
        which is known from a sample of the lines. Most candidates are no words, and
        of most of these no word begins with the same two characters.
        """
        content, body = self._content, self._body
        lines, prefixes = self._sampled
        found, _ = _filter(content[:body], candidates)
        by_beginning = defaultdict(list)
        for candidate in candidates:
            by_beginning[candidate[:2]].append(candidate)
        for beginning, words in by_beginning.items():
            first = beginning.encode()
            last = first + b"\xff"
            if beginning == _MISPLACED[:2]:
                first, last = first[:3], first[:3] + b"\xff"
            before = bisect_left(prefixes, first) - 1
            behind = bisect_right(prefixes, last)
            start = lines[before] - 1 if before >= 0 else body - 1
            end = lines[behind] if behind < len(lines) else len(content)
            start = content.find(f"\n{beginning}".encode(), start, end)
            for word in words if start >= 0 else ():
                key = f"\n{word} ".encode()
                place = content.find(key, start, end)
                if place >= 0:
                    frequency = content[place + len(key) : place + len(key) + 12]
                    found[word] = int(frequency.partition(b" ")[0])
        return found


def _filter(content: bytes, candidates: set[str]) -> tuple[dict[str, int], int]:
    """Read any dictionary in jieba's format: the candidates, and its total."""
    found: dict[str, int] = {}
    total = 0
    for line in content.decode().splitlines():
        word, frequency = line.split(" ")[:2]
        total += int(frequency)
        if word in candidates:
            found[word] = int(frequency)
    return found, total


def _load_lazily(package: str, name: str) -> None:
    """Have a package's own subpackage executed at the first look into it.

    ``importlib.util.LazyLoader`` does not serve: to import such a module is to look.
    """
    full = f"{package}.{name}"
    parent = None if full in sys.modules else find_spec(package)
    if parent is None or parent.origin is None:
        return
    path = Path(parent.origin).parent / name / "__init__.py"
    spec = spec_from_file_location(full, path)
    if spec is None or spec.loader is None or not path.is_file():
        return
    sys.modules[full] = module = module_from_spec(spec)
    execute = spec.loader.exec_module

    def look(attribute: str) -> object:
        del module.__dict__["__getattr__"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            execute(module)
        return getattr(module, attribute)

    module.__dict__["__getattr__"] = look


@contextmanager
def _quiet_import() -> Iterator[None]:
    """Import jieba without its warnings, its log, pkg_resources and its Markov model.

    jieba would load the whole of pkg_resources, where it is installed, to open
    one file; and some of its literals warn when they are first compiled. The tables
    of its hidden Markov model take four fifths of the import; whoever needs them
    still gets them.
    """
    _load_lazily("jieba", "finalseg")
    hidden = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # "not installed"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if hidden is None:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = hidden
