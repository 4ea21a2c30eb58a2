"""Tokens that were merged from junk, and fragments that are merged into little else.

A token of a BPE vocabulary was made out of two earlier ones. What is built from a
flagged token is suspicious, the more so the less was added; and a fragment is
suspicious if almost all that was ever built from it is junk, as with 争霸 in
o200k_base. ``docs/detectors/lineage.md`` says more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import add

from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence, Judgement
from vocab_audit.resources import Resources
from vocab_audit.script import Profile, Profiles
from vocab_audit.stems import Stems, beginnings
from vocab_audit.vocabulary import Vocabulary, printable
from vocab_audit.wordlist import SPACELESS_SCRIPTS

ROOT_LETTERS = 3
"""Letters of the shortest token whose descendants are suspicious for it."""

ROOT_SHARE = 2 / 3
"""How much of a descendant's letters the flagged token must be at least."""

FRAGMENT_CJK = 2
"""CJK characters of the shortest fragment: one alone is built into anything."""

FRAGMENT_LETTERS = 4
"""Letters of the shortest fragment in other scripts, for the same reason."""

FRAGMENT_DESCENDANTS = 5
"""Tokens that must be built from a fragment at least, before its share says much."""

FRAGMENT_SHARE = 4 / 5
"""How many of them must be flagged at least."""

SIBLINGS = 10
"""Tokens that must be built from a fragment at least to make the others suspect."""

SIBLING_SHARE = 1 / 2
"""How many of them must be flagged at least."""

STEM_CHARACTERS = 4
"""Characters of the shortest word in an alphabet whose descendants are sought."""


def detect(
    vocabulary: Vocabulary, resources: Resources
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for descendants of flagged tokens, and for their fragments."""
    flagged = {
        place: judgement
        for place, judgement in resources.judgements.items()
        if judgement.contaminated
    }
    if not flagged or not resources.merges.exists:
        return
    dense = {place for place in flagged if _is_dense(resources.profiles[place])}
    resources.merges.grow(flagged)
    resources.merges.grow(_with_pairs_of(vocabulary, resources.profiles, dense))
    resources.merges.grow(
        _with_words_of(vocabulary, resources.profiles, flagged.keys() - dense)
    )
    descendants = dict(_of_descendants(vocabulary, resources, flagged))
    fragments = dict(_of_fragments(vocabulary, resources, flagged, dense))
    yield from (fragments | descendants).items()


def _of_descendants(
    vocabulary: Vocabulary, resources: Resources, flagged: Mapping[int, Judgement]
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for tokens that a flagged token makes up for the most part.

    Only for tokens of which no other detector says anything: what makes a root
    flagged is as a rule in its descendants too, and would be counted twice.
    """
    profiles = resources.profiles
    nearest: dict[int, int] = {}
    for root in sorted(flagged, key=lambda place: profiles[place].letters):
        for place in resources.merges.descendants(root):
            if place in profiles and place not in resources.judgements:
                nearest[place] = root  # the longest root comes last
    for place, root in sorted(nearest.items()):
        judgement = flagged[root]
        letters, added = profiles[root].letters, profiles[place].letters
        if letters == added:
            strength = judgement.strength.lowered
        elif letters >= max(ROOT_LETTERS, ROOT_SHARE * added):
            strength = Strength.SUSPECT
        else:
            continue
        text = printable(vocabulary.texts[root] or "")
        detail = f"is built from '{text}' ({judgement.category}, {judgement.strength})"
        yield place, Evidence("lineage", judgement.category, strength, detail)


def _of_fragments(
    vocabulary: Vocabulary,
    resources: Resources,
    flagged: Mapping[int, Judgement],
    dense: Iterable[int],
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for fragments that build junk, and for what else they build."""
    tree, profiles = resources.merges, resources.profiles
    fragments = set[int]().union(*map(tree.ancestors, dense)) - flagged.keys()
    siblings: dict[int, Evidence] = {}
    for place in sorted(fragments & profiles.outside_ascii.keys()):
        built = [each for each in tree.descendants(place) if each in profiles]
        junk = [each for each in built if each in flagged]
        profile = profiles[place]
        is_long = profile.cjk >= FRAGMENT_CJK or profile.letters >= FRAGMENT_LETTERS
        if not is_long or len(built) < FRAGMENT_DESCENDANTS:
            continue
        category = _most_common(flagged[each].category for each in junk)
        counts = f"{len(junk):,} of {len(built):,}"
        if len(junk) >= FRAGMENT_SHARE * len(built):
            detail = (
                f"{counts} tokens built from it are certain or likely junk, "
                f"mostly {category}"
            )
            yield place, Evidence("lineage", category, Strength.SUSPECT, detail)
        if len(built) >= SIBLINGS and len(junk) >= SIBLING_SHARE * len(built):
            text = printable(vocabulary.texts[place] or "")
            detail = f"is built from '{text}': {counts} tokens built from it are junk"
            sibling = Evidence("lineage", category, Strength.SUSPECT, detail)
            siblings |= dict.fromkeys({*built} - flagged.keys() - fragments, sibling)
    yield from sorted(siblings.items(), key=lambda pair: pair[0])


def _most_common(categories: Iterable[Category]) -> Category:
    counts = Counter(categories)
    return max(Category, key=lambda category: counts[category])


def _is_dense(profile: Profile) -> bool:
    """Whether a token is in a script that puts no spaces between words."""
    return not profile.scripts.isdisjoint(SPACELESS_SCRIPTS)


def _with_pairs_of(
    vocabulary: Vocabulary, profiles: Profiles, places: Iterable[int]
) -> list[int]:
    """Tokens that share two neighbouring characters with some of those given.

    What is built from a part of a token has that part's characters, in their order:
    no relative is missed.
    """
    texts = vocabulary.texts
    apart = {pair for place in places for pair in _pairs(texts[place] or "")}.isdisjoint
    return [
        place
        for place in profiles.places_where(_is_dense)
        if not apart(_pairs(texts[place] or ""))
    ]


def _pairs(text: str) -> Iterator[str]:
    """Yield each two neighbouring characters."""
    return map(add, text, text[1:])


def _with_words_of(
    vocabulary: Vocabulary, profiles: Profiles, places: Iterable[int]
) -> Iterator[int]:
    """Yield tokens whose words continue the word of one of those given."""
    texts = vocabulary.texts
    words = {_word(texts[place] or "") for place in places}
    words = {word for word in words if len(word) >= STEM_CHARACTERS}
    in_ascii = profiles.ascii_words
    yield from Stems(word.encode() for word in words if word.isascii()).among(
        in_ascii, [*in_ascii.values()], profiles.ascii_beginnings
    )
    scripts = {profiles[place].script for place in places} - {"Latin"}
    others = profiles.places_where(lambda profile: profile.script in scripts)
    spelled = [_word(texts[place] or "") for place in others]
    yield from Stems(words).among(others, spelled, beginnings(spelled))


def _word(text: str) -> str:
    return text.strip().lower()
