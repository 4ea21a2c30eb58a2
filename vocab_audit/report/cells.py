"""Cells of a CSV file that a spreadsheet shows and does not run."""

from vocab_audit.vocabulary import printable

_GUARD = "'"
_FORMULA_STARTS = tuple(f"=+-@＝＋－＠{_GUARD}")


def guarded(text: str) -> str:
    """A text cell that a spreadsheet shows and never runs as a formula.

    An apostrophe is put before what begins like a formula, white space aside, or
    with an apostrophe of its own, so that taking one away always gives the text.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    shown = printable(text)
    if shown.lstrip().startswith(_FORMULA_STARTS):
        return _GUARD + shown
    return shown
