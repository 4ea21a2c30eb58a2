"""Looking at all lines of a block together changes nothing but the time it takes."""

from dataclasses import dataclass, field

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab_audit.folding import fold
from vocab_audit.scan import alphabet, sighting
from vocab_audit.scan.alphabet import FIRST_SCRIPT, SCRIPTS
from vocab_audit.scan.fragment import Piece, piece_of
from vocab_audit.scan.judge import judge
from vocab_audit.scan.lexicon import Lexicon
from vocab_audit.scan.lines import Lines
from vocab_audit.wordlist import load_wordlists

LEXICON = Lexicon("o200k_base", load_wordlists())
PARTS = (
    *("大发快三", "彩票", "亚洲AV", "중국", "かな", "スロット", "ไทย", "привет", "ქარ"),
    *("大·发·快·三", "彩、票", "ไทย..ქარ", "ไทย、привет", "中国 · привет", "繁體中文"),
    *("word", " to=functions.read", "json{", ' {"a": 1}', "analysis to=", "assistant"),
    *("assistantanalysisWe", "+#+#+#", "·", "、", ".", " ", "_", "code", "\udcff", "é"),
)
lines = st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map("".join)


@dataclass
class Whole:
    """What :class:`Lines` stands for: every line taken apart."""

    loud: list[Piece]
    letters: dict[str, int] = field(default_factory=dict)

    def quiet(self) -> list[Piece]:
        return []


@settings(max_examples=300, deadline=None)
@given(st.lists(lines, min_size=1, max_size=8), st.sets(st.sampled_from(SCRIPTS)))
def test_quiet_lines_are_those_that_no_finding_is_in(
    texts: list[str], plentiful: set[str]
) -> None:
    content = "\n".join(texts).encode(errors="surrogateescape")
    starts = [0, *(place + 1 for place, byte in enumerate(content) if byte == 10)]
    spans = [*zip(starts, [*(s - 1 for s in starts[1:]), len(content)], strict=True)]
    pieces = [
        piece_of(start, content[start:end].decode(errors="surrogateescape"))
        for start, end in spans
    ]
    at_once = judge(Lines(content, spans, LEXICON), frozenset(plentiful), LEXICON)
    each = judge(Whole(pieces), frozenset(plentiful), LEXICON)  # type: ignore[arg-type]
    assert [*at_once] == [*each]


@given(st.text(min_size=1))
def test_arrays_tell_classes_and_fold_as_texts_do(text: str) -> None:
    points = np.array([*map(ord, text)], np.uint32)
    classes = alphabet.classes(text)
    assert [
        chr(kind)
        if kind < FIRST_SCRIPT
        else alphabet.class_of(SCRIPTS[kind - FIRST_SCRIPT])
        for kind in alphabet.kinds_of(points).tolist()
    ] == [*classes]
    assert "".join(map(chr, alphabet.folded(points).tolist())) == fold(text)


@given(st.text("aé大发ไქприветかな안ह \n", max_size=80), st.sampled_from(SCRIPTS))
def test_a_survey_counts_and_finds_the_letters_of_each_script(
    text: str, script: str
) -> None:
    survey = alphabet.Survey(text.encode())
    kinds = [alphabet.class_of(name) for name in SCRIPTS]
    classes = alphabet.classes(text)
    found = {n: classes.count(k) for n, k in zip(SCRIPTS, kinds, strict=True)}
    assert survey.letters == {name: count for name, count in found.items() if count}
    every = [
        len(text[:place].encode())
        for place, kind in enumerate(classes)
        if kind == alphabet.class_of(script)
    ]
    assert [*survey.places([script], reach=0)] == every


@given(st.binary(max_size=99), st.integers(0, 99), st.integers(0, 99))
def test_line_ends_are_counted_alike_in_few_bytes_and_in_many(
    content: bytes, start: int, end: int
) -> None:
    content = (content + b"\n") * 8000
    end = sighting.MANY_BYTES + min(end, len(content) - sighting.MANY_BYTES)
    if end <= len(content) and start < end:
        counted = sighting._newlines(content, start, end)  # noqa: SLF001 - no other way in
        assert counted == content[start:end].count(b"\n")
