"""A comparison as JSON, version 1; ``docs/compare.md`` says what the keys mean.

What holds no list of objects stands on one line, for diffs. Chinese stays readable;
what an editor or a terminal would act upon instead of showing it is escaped.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence

from vocab_audit.audit import LengthRule
from vocab_audit.category import Category
from vocab_audit.changes import Changes, SettingChange, SpecialChange
from vocab_audit.compare import Comparison, Contamination, SharedFinding
from vocab_audit.encoders import Sample
from vocab_audit.json_text import visible
from vocab_audit.kinship import Kinship
from vocab_audit.overlap import Composition, members
from vocab_audit.ranking import Mover, Ranking
from vocab_audit.report import schema_file
from vocab_audit.report.comparison import words
from vocab_audit.report.comparison.changed import contaminated_first
from vocab_audit.vocabulary import Token

SCHEMA = "vocab-audit/compare/1"

LISTED = 100
"""How many tokens a list of changes holds, contaminated ones first and always."""

DIGITS = 6
"""Decimal places of a share."""

Json = Mapping[str, "Json"] | Sequence["Json"] | str | float | int | bool | None


def render(comparison: Comparison) -> str:
    """Render a comparison as one object.

    Args:
        comparison: What to render.

    Returns:
        A JSON text that ends with a newline.
    """
    return visible(_layout(_record(comparison))) + "\n"


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of what :func:`render` returns."""
    return schema_file.load("compare-1")


def _layout(value: Json, indent: str = "") -> str:
    """JSON with a line for each value that holds no other mapping or list of them."""
    deeper = indent + " "
    if isinstance(value, Mapping) and not _is_flat(value):
        parts = (
            f"{json.dumps(key)}: {_layout(part, deeper)}" for key, part in value.items()
        )
        return "{\n" + ",\n".join(deeper + part for part in parts) + f"\n{indent}}}"
    if isinstance(value, Sequence) and not isinstance(value, str) and _is_deep(value):
        listed = ",\n".join(deeper + _layout(part, deeper) for part in value)
        return f"[\n{listed}\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def _is_flat(value: Mapping[str, Json]) -> bool:
    return not any(
        isinstance(part, Mapping) or (isinstance(part, list | tuple) and _is_deep(part))
        for part in value.values()
    )


def _is_deep(value: Sequence[Json]) -> bool:
    return any(isinstance(part, Mapping | list | tuple) for part in value)


def _record(comparison: Comparison) -> dict[str, Json]:
    from vocab_audit import __version__

    wordlist, settings = comparison.wordlist, comparison.settings
    base = comparison.base
    return {
        "schema": SCHEMA,
        "tool": {"name": "vocab-audit", "version": __version__},
        "wordlists": {
            "sha256": wordlist.sha256,
            "terms": len(wordlist.terms),
            "negatives": len(wordlist.negatives),
        },
        "settings": {
            "rule": settings.rule,
            "min_chars": settings.min_chars,
            "categories": [it for it in Category if it in settings.categories],
            "languages": sorted(settings.languages),
            "scripts": sorted(settings.scripts),
            "strength": settings.strength,
            "base": None if base is None else comparison.names[base],
        },
        "vocabularies": [
            _vocabulary(comparison, place) for place in range(len(comparison.names))
        ],
        "overlap": _overlap(comparison),
        "kinship": [_kinship(comparison, it) for it in comparison.genealogy.kinships],
        "parents": {
            name: None if parent is None else comparison.names[parent.ancestor]
            for name, parent in zip(
                comparison.names, comparison.genealogy.parents, strict=True
            )
        },
        "coverage": [
            {"name": it.name, "characters": it.characters, "single": it.single}
            for it in comparison.coverages
        ],
        "findings": [_finding(comparison, it) for it in comparison.findings],
        "changes": [_changes(comparison, it) for it in comparison.changes],
        "texts": [_sample(comparison, it) for it in comparison.samples],
    }


def _vocabulary(comparison: Comparison, place: int) -> dict[str, Json]:
    vocabulary = comparison.vocabularies[place]
    tokenizer, census = vocabulary.tokenizer, comparison.audits[place].census
    minimum = comparison.settings.min_chars
    counts = comparison.contamination[place]
    return {
        "name": vocabulary.name,
        "sha256": vocabulary.sha256,
        "origin": vocabulary.origin,
        "format": tokenizer.format or None,
        "kind": tokenizer.kind,
        "pattern": tokenizer.pattern,
        "tokens": len(vocabulary.ids),
        "special_tokens": len(vocabulary.special_tokens),
        "han": {str(least): count for least, count in census.han.items()},
        "distinct": _composition(comparison.compositions[place]),
        "unique": _composition(comparison.unique[place]),
        "long": {
            rule.label(minimum): _contamination(counts[rule]) for rule in LengthRule
        },
    }


def _composition(part: Composition) -> dict[str, Json]:
    return {
        "tokens": part.tokens,
        "undecodable": part.undecodable,
        "numbers": part.numbers,
        "scripts": dict(part.scripts),
        "lengths": {str(length): count for length, count in part.lengths.items()},
    }


def _contamination(counts: Contamination) -> dict[str, Json]:
    return {
        "total": counts.total,
        "contaminated": counts.contaminated,
        "categories": {str(it): n for it, n in counts.categories.items()},
        "languages": dict(counts.languages),
    }


def _overlap(comparison: Comparison) -> dict[str, Json]:
    laid = comparison.overlap
    return {
        "union": len(laid.raws),
        "shared_by_all": _composition(comparison.shared),
        "pairs": [_pair(comparison, it) for it in comparison.rankings],
        "regions": [
            {
                "held_by": _names(comparison, members(held)),
                "tokens": part.tokens,
                "scripts": dict(part.scripts),
            }
            for held, part in laid.regions.items()
        ],
    }


def _pair(comparison: Comparison, ranking: Ranking) -> dict[str, Json]:
    first, second = ranking.first, ranking.second
    sizes, shared = comparison.overlap.sizes, ranking.shared
    return {
        "first": comparison.names[first],
        "second": comparison.names[second],
        "shared": shared,
        "jaccard": _share(shared, sizes[first] + sizes[second] - shared),
        "of_first": _share(shared, sizes[first]),
        "of_second": _share(shared, sizes[second]),
        "in_order": ranking.in_order,
        "order": _share(ranking.in_order, shared),
        "spearman": _rounded(ranking.spearman),
        "movers": [_mover(comparison, mover) for mover in ranking.movers],
    }


def _mover(comparison: Comparison, mover: Mover) -> dict[str, Json]:
    return {
        **_token(comparison, mover.number),
        "first_place": mover.first,
        "second_place": mover.second,
    }


def _kinship(comparison: Comparison, kin: Kinship) -> dict[str, Json]:
    ranking = kin.ranking
    return {
        "relation": kin.relation,
        "ancestor": comparison.names[kin.ancestor],
        "descendant": comparison.names[kin.descendant],
        "kept": _share(ranking.shared, ranking.shared + kin.removed.tokens),
        "order": _share(ranking.in_order, ranking.shared),
        "shared": ranking.shared,
        "id_shift": kin.id_shift,
        "removed": _brief(kin.removed),
        "added": _brief(kin.added),
        "sentence": words.kinship(comparison, kin),
    }


def _brief(part: Composition) -> dict[str, Json]:
    return {
        "tokens": part.tokens,
        "undecodable": part.undecodable,
        "numbers": part.numbers,
        "scripts": dict(part.scripts),
    }


def _finding(comparison: Comparison, it: SharedFinding) -> dict[str, Json]:
    return {
        **_token(comparison, it.number),
        "script": it.script,
        "characters": it.characters,
        "long": it.long,
        "category": it.finding.category,
        "strength": it.finding.strength,
        "language": it.language,
        "terms": [piece.term for piece in it.finding.evidence if piece.term],
        "contaminated_in": _names(comparison, it.contaminated_in),
        "introduced_by": _names(comparison, it.introduced_by),
        "held_by": _names(comparison, it.held_by),
        "ids": [comparison.token_id(place, it.number) for place in it.held_by],
        "fingerprint": it.finding.fingerprint,
    }


def _changes(comparison: Comparison, changed: Changes) -> dict[str, Json]:
    findings = {it.number: it for it in comparison.findings}

    def listed(numbers: Sequence[int], place: int) -> list[Json]:
        ordered = contaminated_first(numbers, findings, place)
        flagged = sum(
            number in findings and place in findings[number].contaminated_in
            for number in ordered
        )
        kept = ordered[: max(LISTED, flagged)]
        return [_changed(comparison, changed, findings, number) for number in kept]

    def counted(numbers: Sequence[int], place: int) -> dict[str, Json]:
        return {"count": len(numbers), "listed": listed(numbers, place)}

    merges = changed.merges
    return {
        "base": comparison.names[changed.base],
        "vocabulary": comparison.names[changed.other],
        "sentence": words.change_verdict(comparison, changed),
        "added": counted(changed.added, changed.other),
        "added_composition": _brief(changed.added_composition),
        "removed": counted(changed.removed, changed.base),
        "removed_composition": _brief(changed.removed_composition),
        "moved": counted(changed.moved, changed.other),
        "reranked": counted(changed.reranked, changed.other),
        "reordered": changed.reordered,
        "special_tokens": [_special_change(it) for it in changed.specials],
        "settings": [_setting_change(it) for it in changed.settings],
        "merges": None
        if merges is None
        else {"added": merges.added, "removed": merges.removed, "kept": merges.kept},
    }


def _changed(
    comparison: Comparison,
    changed: Changes,
    findings: Mapping[int, SharedFinding],
    number: int,
) -> dict[str, Json]:
    found = findings.get(number)
    return {
        **_token(comparison, number),
        "before": comparison.token_id(changed.base, number),
        "after": comparison.token_id(changed.other, number),
        "category": found.finding.category if found else None,
        "strength": found.finding.strength if found else None,
    }


def _special_change(change: SpecialChange) -> dict[str, Json]:
    token = change.before or change.after
    return {
        "text": token.text if token else None,
        "bytes": b64encode(token.raw).decode() if token else None,
        "before": _special(change.before),
        "after": _special(change.after),
    }


def _special(token: Token | None) -> dict[str, Json] | None:
    if token is None:
        return None
    return {"id": token.id, "kind": token.kind, "flags": sorted(token.flags)}


def _setting_change(change: SettingChange) -> dict[str, Json]:
    return {"name": change.name, "before": change.before, "after": change.after}


def _sample(comparison: Comparison, sample: Sample) -> dict[str, Json]:
    return {
        "name": sample.name,
        "bytes": sample.size,
        "characters": sample.characters,
        "encoded": [
            {
                "vocabulary": name,
                "tokens": it.tokens,
                "bytes_per_token": _rounded(it.bytes_per_token(sample.size)),
                "why": it.why or None,
            }
            for name, it in zip(comparison.names, sample.encoded, strict=True)
        ],
    }


def _token(comparison: Comparison, number: int) -> dict[str, Json]:
    raw = b64encode(comparison.overlap.raws[number]).decode()
    return {"bytes": raw, "text": comparison.overlap.texts[number]}


def _names(comparison: Comparison, places: Sequence[int]) -> list[Json]:
    return [comparison.names[place] for place in places]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, DIGITS) if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
