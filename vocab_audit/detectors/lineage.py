"""Tokens that were merged from junk, and fragments that are merged into little else.

A token of a BPE vocabulary was made out of two earlier ones. What is built from a
flagged token is suspicious, the more so the less was added; and a fragment is
suspicious if almost all that was ever built from it is junk, as with 争霸 in
o200k_base. ``docs/detectors/lineage.md`` says more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from vocab_audit.category import Category, Strength
from vocab_audit.finding import Evidence, Judgement
from vocab_audit.occurrences import Occurrences
from vocab_audit.resources import Resources
from vocab_audit.script import Profile
from vocab_audit.sentence import Sentence
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

SOUGHT_CHARACTERS = 64
"""Characters of a flagged token by which its descendants are sought at most.

It only tells whose parts are looked up, and few tokens are longer; a vocabulary of
junk of thousands of characters would take hours to search for all of it.
"""


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
    fragments = _fragments(resources, flagged)
    places = {*flagged, *fragments}
    texts = ((vocabulary.texts[place] or "")[:SOUGHT_CHARACTERS] for place in places)
    resources.merges.grow(resources.profiles.that_hold(Occurrences(texts)))
    descendants = dict(_of_descendants(vocabulary, resources, flagged))
    builders = dict(_of_fragments(vocabulary, resources, flagged, fragments))
    yield from (builders | descendants).items()


def _fragments(resources: Resources, flagged: Iterable[int]) -> set[int]:
    """What flagged tokens of scripts without spaces consist of, if it is long."""
    tree, profiles = resources.merges, resources.profiles
    dense = [place for place in flagged if _is_dense(profiles[place])]
    return {
        place
        for place in tree.ancestors(*dense) & profiles.outside_ascii.keys()
        if profiles[place].cjk >= FRAGMENT_CJK
        or profiles[place].letters >= FRAGMENT_LETTERS
    }


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
        detail = Sentence(
            "is built from '%s' (%s, %s)",
            printable(vocabulary.texts[root] or ""),
            judgement.category,
            judgement.strength,
        )
        yield place, Evidence("lineage", judgement.category, strength, detail)


def _of_fragments(
    vocabulary: Vocabulary,
    resources: Resources,
    flagged: Mapping[int, Judgement],
    fragments: set[int],
) -> Iterator[tuple[int, Evidence]]:
    """Yield evidence for fragments that build junk, and for what else they build."""
    tree, profiles = resources.merges, resources.profiles
    siblings: dict[int, Evidence] = {}
    for place in sorted(fragments - flagged.keys()):
        built = [each for each in tree.descendants(place) if each in profiles]
        if len(built) < FRAGMENT_DESCENDANTS:
            continue
        junk = [each for each in built if each in flagged]
        category = _most_common(flagged[each].category for each in junk)
        counts = f"{len(junk):,}", f"{len(built):,}"
        if len(junk) >= FRAGMENT_SHARE * len(built):
            detail = Sentence(
                "%s of %s tokens built from it are certain or likely junk, mostly %s",
                *counts,
                category,
            )
            yield place, Evidence("lineage", category, Strength.SUSPECT, detail)
        if len(built) >= SIBLINGS and len(junk) >= SIBLING_SHARE * len(built):
            detail = Sentence(
                "is built from '%s': %s of %s tokens built from it are junk",
                printable(vocabulary.texts[place] or ""),
                *counts,
            )
            sibling = Evidence("lineage", category, Strength.SUSPECT, detail)
            siblings |= dict.fromkeys({*built} - flagged.keys() - fragments, sibling)
    yield from sorted(siblings.items(), key=lambda pair: pair[0])


def _most_common(categories: Iterable[Category]) -> Category:
    counts = Counter(categories)
    return max(Category, key=lambda category: counts[category])


def _is_dense(profile: Profile) -> bool:
    """Whether a token is in a script that puts no spaces between words."""
    return not profile.scripts.isdisjoint(SPACELESS_SCRIPTS)
