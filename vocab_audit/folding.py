"""How texts are made comparable: width and case folded, character by character."""

import unicodedata


def fold(text: str) -> str:
    """Fold full-width forms and case, one character to one character.

    >>> fold("ＡＶ快３")
    'av快3'
    """
    return text.translate(_FOLDS)


class _FoldTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        character = chr(point)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[point] = kept = folded if len(folded) == 1 else character
        return kept


_FOLDS = _FoldTable()
