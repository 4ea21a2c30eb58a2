"""Fragments: the runs of a script in a line, and how they stand in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vocab_audit.scan.alphabet import PREFIXES, class_of, classes, script_of_class

REACH = 60
"""Characters on each side in which others of the same script are company."""

NEAR = 3
"""Characters between two runs that stand right beside each other."""

_LETTER = f"{class_of(next(iter(PREFIXES)))}-{class_of(next(reversed(PREFIXES)))}"
# One script, with at most two characters between its runs that are neither letters
# nor spaces: 大·发·快·三 is one fragment, and so is an enumeration.
_RUN = re.compile(rf"([{_LETTER}])\1*(?:\.{{1,2}}\1+)*")
_BESIDE = re.compile(rf"[a0{_LETTER}]")
_CODE = frozenset("{};().")
_LATIN = 6  # characters of Latin that a term may have beside others, as in 亚洲AV
_JOINT = re.compile(r"\.+")

_PAYLOAD_BEHIND = re.compile(
    r"[_ \t]?(?:json|code|commentary|analysis|javascript)(?![a-z])"
    r"|[ \t]{0,2}(?:json|code)?[ \t]{0,2}(?:\[\s?)?\{\s{0,2}\\?[\"']\w+\\?[\"']\s?:"
    r"|[ \t]{0,2}to=[a-z]"
)
_PAYLOAD_BEFORE = re.compile(r"to=[\w.]+[ \t]{1,3}(?:code|json)?[ \t]{0,3}$")

_RELATED = (frozenset({"Han", "Kana"}), frozenset({"Han", "Hangul"}))
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
class Fragment:
    """A run of one script in a piece of a line.

    Attributes:
        start: First character in the piece.
        end: The character behind the last.
        text: What stands there.
        word: That with the Latin letters and digits that touch it, but few of them.
        script: Its script, as :data:`vocab_audit.scan.alphabet.SCRIPTS` name it.
        letters: How many of its characters are of the script.
        alone: On how many sides a letter of another script stands next to it, spaces
            aside; 0 if another letter of its own script is within reach.
        glued: Whether it continues a word of another script.
        payload: Whether a tool call's arguments follow, or its header goes before.
        beside: The unrelated scripts that stand right beside it.
    """

    start: int
    end: int
    text: str
    word: str
    script: str
    letters: int
    alone: int
    glued: bool
    payload: bool
    beside: frozenset[str]

    @property
    def squeezed(self) -> str:
        """The text without what is spelled between its letters."""
        return "".join(
            character
            for character, kind in zip(self.text, classes(self.text), strict=True)
            if kind != "."
        )


def fragments(text: str) -> Iterator[Fragment]:
    """Yield the fragments of a line, or of a piece of one, from left to right."""
    kinds = classes(text)
    runs = [*_RUN.finditer(kinds)]
    for place, run in enumerate(runs):
        start, end = run.span()
        beside = runs[max(0, place - 1) : place] + runs[place + 1 : place + 2]
        near = kinds[max(0, start - REACH) : start] + kinds[end : end + REACH]
        yield Fragment(
            start,
            end,
            text[start:end],
            _word(text, kinds, start, end),
            script_of_class(run[1]),
            run[0].count(run[1]),
            alone=0 if run[1] in near else _touches(text, kinds, start, end),
            glued="a" in (kinds[start - 1 : start], kinds[end : end + 1]),
            payload=_PAYLOAD_BEHIND.match(text, end) is not None
            or _PAYLOAD_BEFORE.search(text, max(0, start - REACH), start) is not None,
            beside=frozenset(
                script_of_class(other[1])
                for other in beside
                if _is_mixed(kinds, text, run, other)
            ),
        )


def is_japanese(text: str) -> bool:
    """Whether Japanese has every character of a text (those of JIS X 0208)."""
    return _encodes(text, "cp932")


def is_traditional(text: str) -> bool:
    """Whether Traditional Chinese has every character of a text (those of Big5)."""
    return _encodes(text, "cp950")


@lru_cache(4096)
def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


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
        _BESIDE.match(kinds[place]) is not None or text[place] in _CODE
        for place, side in ((left, before), (right, behind))
        if side
    )


def _word(text: str, kinds: str, start: int, end: int) -> str:
    first = start
    while start > max(0, first - _LATIN) and kinds[start - 1] in "a0":
        start -= 1
    last = end
    while end < min(len(text), last + _LATIN) and kinds[end] in "a0":
        end += 1
    return text[start:end]


def _is_apart(before: str, behind: str) -> bool:
    return before[-1:] in ("", " ") and behind[:1] in ("", " ")


def _is_mixed(kinds: str, text: str, run: re.Match[str], other: re.Match[str]) -> bool:
    first, second = (run, other) if run.start() < other.start() else (other, run)
    gap = kinds[first.end() : second.start()]
    if run[1] == other[1] or len(gap) > NEAR or gap == " ":
        return False  # one space is between words, as in greetings in all languages
    scripts = frozenset({script_of_class(run[1]), script_of_class(other[1])})
    return (
        "a" not in gap
        and scripts not in _RELATED
        and all(len(one[0]) > 1 for one in (first, second))
        and not any(
            text[one.start() : one.end()] in _LANGUAGES for one in (first, second)
        )
    )
