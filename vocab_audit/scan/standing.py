"""How a fragment stands in its line: alone, glued, before arguments, beside others.

Hardly any fragment stands out, and only of one that may is all of this worked out.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vocab_audit.scan.alphabet import PREFIXES, class_of
from vocab_audit.scan.fragment import Fragment, Piece

REACH = 60
"""Characters on each side in which others of the same script are company."""

NEAR = 3
"""Characters between two runs that stand right beside each other."""

_LETTERS = frozenset(map(class_of, PREFIXES))
_BESIDE = _LETTERS | {"a", "0"}
_CODE = frozenset("{};().")

_PAYLOAD_BEHIND = re.compile(
    r"[_ \t]?(?:json|code|commentary|analysis|javascript)(?![a-z])"
    r"|[ \t]{0,2}(?:json|code)?[ \t]{0,2}(?:\[\s?)?\{\s{0,2}\\?[\"']\w+\\?[\"']\s?:"
    r"|[ \t]{0,2}to=[a-z]"
)
_CALL = "json{"
_ARGUMENTS = re.compile(r"json\{\s{0,2}\\?[\"']\w{1,60}\\?[\"']\s?:")
_ASCII_LETTERS = frozenset(string.ascii_letters)
_CALLED = 40  # letters of a word that is called at most
_HEADER = "to="
_PAYLOAD_BEFORE = re.compile(r"to=[\w.]+[ \t]{1,3}(?:code|json)?[ \t]{0,3}$")

RELATED = (frozenset({"Han", "Kana"}), frozenset({"Han", "Hangul"}))
"""Scripts that one language writes side by side."""

_LANGUAGES = frozenset(
    [
        "中文",
        "简体中文",
        "繁體中文",
        "正體中文",
        "日本語",
        "한국어",
        "ไทย",
        "ภาษาไทย",
        "Русский",
        "русский",
        "Українська",
        "українська",
        "Български",
        "български",
        "Српски",
        "српски",
        "Македонски",
        "македонски",
        "Беларуская",
        "Ελληνικά",
        "ελληνικά",
        "עברית",
        "العربية",
        "فارسی",
        "اردو",
        "پښتو",
        "کوردی",
        "हिन्दी",
        "मराठी",
        "नेपाली",
        "বাংলা",
        "ਪੰਜਾਬੀ",
        "ગુજરાતી",
        "ଓଡ଼ିଆ",
        "தமிழ்",
        "తెలుగు",
        "ಕನ್ನಡ",
        "മലയാളം",
        "සිංහල",
        "ລາວ",
        "ພາສາລາວ",
        "བོད་ཡིག",
        "မြန်မာ",
        "မြန်မာဘာသာ",
        "ქართული",
        "Հայերեն",
        "հայերեն",
        "አማርኛ",
        "ትግርኛ",
        "ខ្មែរ",
        "ភាសាខ្មែរ",
        "Монгол",
        "монгол",
        "Қазақша",
        "Қазақ",
        "Кыргызча",
        "Тоҷикӣ",
        "Татар",
        "ئۇيغۇرچە",
        "粵語",
        "文言",
        "吴语",
    ]
)
"""Languages by their own names, as pickers list them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a fragment stands in its line.

    Attributes:
        alone: On how many sides a letter of another script stands next to it, spaces
            aside; 0 if another letter of its own script is within reach.
        glued: Whether it continues a word of another script.
        payload: Whether a tool call's arguments follow, or its header goes before.
        beside: The unrelated scripts that stand right beside it.
    """

    alone: int
    glued: bool
    payload: bool
    beside: frozenset[str]


def stands_out(piece: Piece) -> bool:
    """Whether some fragment may be glued, have a payload, or be beside another."""
    text, kinds = piece.text, piece.kinds
    if _HEADER in text:
        return True
    end, script = -1 - NEAR, ""
    for each in piece.fragments:
        if _is_glued(kinds, each) or has_payload_behind(text, each.end):
            return True
        if each.start - end <= NEAR and each.script != script:
            return True
        end, script = each.end, each.script
    return False


def has_payload_behind(text: str, end: int) -> bool:
    """Whether a call's arguments begin at a character."""
    return _PAYLOAD_BEHIND.match(text, end) is not None


def called(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the ASCII letters that a call's arguments follow at once.

    >>> [*called('a sitecrusherjson{"path": 1}')]
    [(2, 13)]
    """
    end = text.find(_CALL)
    while end >= 0:
        if _ARGUMENTS.match(text, end):
            start = end
            while end - start < _CALLED and text[start - 1 : start] in _ASCII_LETTERS:
                start -= 1
            if start < end:
                yield start, end
        end = text.find(_CALL, end + 1)


def _has_payload_before(text: str, start: int) -> bool:
    first = max(0, start - REACH)
    if text.find(_HEADER, first, start) < 0:
        return False
    return _PAYLOAD_BEFORE.search(text, first, start) is not None


def standing(piece: Piece, number: int) -> Standing:
    """How one of a piece's fragments stands in it.

    Args:
        piece: The piece.
        number: Which of its fragments, from 0.
    """
    text, kinds, every = piece.text, piece.kinds, piece.fragments
    fragment = every[number]
    start, end = fragment.start, fragment.end
    near = kinds[max(0, start - REACH) : start] + kinds[end : end + REACH]
    return Standing(
        0 if class_of(fragment.script) in near else _touches(text, kinds, start, end),
        _is_glued(kinds, fragment),
        has_payload_behind(text, end) or _has_payload_before(text, start),
        _beside(kinds, every, number),
    )


def _is_glued(kinds: str, fragment: Fragment) -> bool:
    start, end = fragment.start, fragment.end
    return "a" in (kinds[start - 1 : start], kinds[end : end + 1])


def _beside(kinds: str, every: Sequence[Fragment], number: int) -> frozenset[str]:
    before, behind = every[max(0, number - 1) : number], every[number + 1 : number + 2]
    fragment = every[number]
    pairs = [(other, fragment) for other in before]
    pairs += [(fragment, other) for other in behind]
    return frozenset(
        first.script if second is fragment else second.script
        for first, second in pairs
        if _is_mixed(kinds, first, second)
    )


def _is_mixed(kinds: str, first: Fragment, second: Fragment) -> bool:
    gap = kinds[first.end : second.start]
    if first.script == second.script or len(gap) > NEAR or gap == " ":
        return False  # one space is between words, as in greetings in all languages
    return (
        "a" not in gap
        and frozenset({first.script, second.script}) not in RELATED
        and all(len(one.text) > 1 for one in (first, second))
        and not any(one.text in _LANGUAGES for one in (first, second))
    )


def _touches(text: str, kinds: str, start: int, end: int) -> int:
    """On how many sides a word or code stands next to a fragment, spaces aside.

    Quotes, tags, commas and the like are no neighbours: what stands between two of
    them is a value of its own.
    """
    before = kinds[max(0, start - REACH) : start].rstrip(" ")
    behind = kinds[end : end + REACH].lstrip(" ")
    left = max(0, start - REACH) + len(before) - 1
    right = min(len(kinds), end + REACH) - len(behind)
    return sum(
        kinds[place] in _BESIDE or text[place] in _CODE
        for place, side in ((left, before), (right, behind))
        if side
    )
