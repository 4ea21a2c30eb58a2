"""Word boundaries in Chinese; the only module that knows jieba.

jieba (https://github.com/fxsj/jieba) chooses the most probable path through the
dictionary words of a sentence. Its hidden Markov model is off here, because it
invents words. Only the dictionary words that occur in the tokens at hand are
loaded, which leaves every path as it was and costs a tenth of the time, and
jieba's cache in the shared temporary directory is never read: it is unmarshalled
without a check of whose it is.
"""

import hashlib
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

LONGEST_WORD = 16
"""Characters of the longest word in jieba's dictionary."""

_DICTIONARY_SHA256 = "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8"
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
    content = (Path(jieba.__file__).parent / "dict.txt").read_bytes()
    if hashlib.sha256(content).hexdigest() == _DICTIONARY_SHA256:
        frequencies = _look_up(b"\n" + content, candidates)
        total = _DICTIONARY_TOTAL
    else:
        frequencies, total = _filter(content, candidates)
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


def _look_up(content: bytes, candidates: set[str]) -> dict[str, int]:
    """Find the candidates in the dictionary as jieba 0.42.1 ships it.

    After a head of mixed words, lines are grouped by their first character and
    the groups are in order: a candidate is sought in the head and in its group.
    """
    body = content.index(_BODY) + 1
    by_first = defaultdict(list)
    for candidate in candidates:
        by_first[candidate[0]].append(candidate)
    found: dict[str, int] = {}
    for first, words in by_first.items():
        start = _group_start(content, first.encode(), body)
        end = _group_start(content, first.encode() + b"\xff", start)
        for word in words:
            key = f"\n{word} ".encode()
            place = content.find(key, start - 1, end)
            if place < 0:
                place = content.find(key, 0, body)
            if place >= 0:
                frequency = content[place + len(key) : place + len(key) + 12]
                found[word] = int(frequency.partition(b" ")[0])
    return found


def _group_start(content: bytes, first: bytes, low: int) -> int:
    """Where the first line at or after ``low`` begins that sorts at ``first``."""
    high = len(content)
    while low < high:
        middle = (low + high) // 2
        line = max(content.rfind(b"\n", low, middle) + 1, low)
        if content[line : line + len(first)] < first:
            low = content.index(b"\n", middle) + 1
        else:
            high = line
    return low


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


@contextmanager
def _quiet_import() -> Iterator[None]:
    """Import jieba without its warnings, its log and pkg_resources.

    jieba would load the whole of pkg_resources, where it is installed, to open
    one file; and some of its literals warn when they are first compiled.
    """
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
