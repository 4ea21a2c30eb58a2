"""Shares, as people read them: rounded, but never to none or all."""


def percentage(part: int, whole: int) -> str:
    """A share with one decimal that never claims "none" or "all" by rounding.

    >>> percentage(812, 1603), percentage(1, 9870), percentage(0, 0)
    ('50.7 %', 'less than 0.1 %', 'no share')
    """
    if not whole:
        return "no share"
    tenths = round(1000 * part / whole)
    if part and not tenths:
        return "less than 0.1 %"
    if part < whole and tenths == 1000:  # noqa: PLR2004 - all of it, in tenths
        return "more than 99.9 %"
    return f"{tenths / 10:.1f} %"


def fraction(part: int, whole: int) -> str:
    """A share with numerator and denominator, in tokens.

    >>> fraction(812, 1603)
    '812 of 1,603 (50.7 %)'
    """
    share = f" ({percentage(part, whole)})" if whole else ""
    return f"{part:,} of {whole:,}{share}"
