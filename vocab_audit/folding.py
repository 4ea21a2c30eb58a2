"""How texts are made comparable: width and case folded, character by character."""

import unicodedata
from collections.abc import Sequence

from vocab_audit.occurrences import TEXT_SEPARATOR


def fold(text: str) -> str:
    """Fold full-width forms and case, one character to one character.

    >>> fold("ＡＶ快３")
    'av快3'
    """
    return text.translate(_FOLDS)


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold many texts at once, which is faster.

    Args:
        texts: Well-formed texts, such as decoded UTF-8: no lone surrogates.
    """
    others = [text for text in texts if not text.isascii()]
    folded = iter(fold(TEXT_SEPARATOR.join(others)).split(TEXT_SEPARATOR))
    return [text.lower() if text.isascii() else next(folded) for text in texts]


class _FoldTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = chr(point)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[point] = kept = folded if len(folded) == 1 else character
        return kept


_FOLDS = _FoldTable()
