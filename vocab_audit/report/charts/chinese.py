"""What the page says of the charts in Simplified Chinese; the pictures are English."""

from collections.abc import Mapping

from vocab_audit.report import chinese
from vocab_audit.report.charts.tally import RANK_BINS, Share, Tally
from vocab_audit.report.charts.typeface import legible
from vocab_audit.report.charts.words import NAME_COLUMNS


def alternatives(counts: Tally) -> dict[str, str]:
    """One sentence for each chart that says what it shows; no token's text."""
    rule = f"在规则 {counts.rule} 下，{_contaminated('长词元', counts.long)}"
    shown: Mapping[str, str] = {
        "categories": f"按类别和强度统计的条形图：{_categories(counts)}；{rule}",
        "lengths": f"按长度统计长词元的条形图：{_lengths(counts)}；{rule}",
        "merge_order": "合并顺序每十分之一中长词元污染比例的条形图："
        f"{_ranks(counts)}；{rule}",
        "scripts": f"各种文字词元数的点图：{_scripts(counts)}",
        "longest": "被标记词元的条形图，附文本、类别、强度和编号："
        f"{_longest(counts)}；{rule}",
        "vocabulary_map": "词表地图，每个词元一格，按合并顺序排列，按类别着色："
        f"{_map(counts)}；{rule}",
        "families": f"家族的条形图，附根、成员和类别：{_families(counts)}；{rule}",
    }
    name = legible(counts.name, NAME_COLUMNS)
    return {chart: f"{name}：{text}。" for chart, text in shown.items()}


def _contaminated(subject: str, share: Share) -> str:
    if not share.total:
        return f"没有{subject}"
    part = chinese.share(share.contaminated, share.total)
    return f"{share.total:,} 个{subject}中有 {share.contaminated:,} 个（{part}）被污染"


def _categories(counts: Tally) -> str:
    found = [it for it in counts.categories if it.total]
    said = "、".join(f"{chinese.NAMES[it.category]} {it.total:,}" for it in found)
    return said or "没有被标记的长词元"


def _lengths(counts: Tally) -> str:
    middle = 2 * min(counts.lengths)
    parts = counts.lengths.items()
    longer = sum((it for length, it in parts if length >= middle), Share())
    shorter = sum((it for length, it in parts if length < middle), Share())
    subject = f"至少 {middle} 个字符的长词元"
    return f"{_contaminated(subject, longer)}，{_contaminated('较短的', shorter)}"


def _ranks(counts: Tally) -> str:
    half = RANK_BINS // 2
    early = sum(counts.ranks[:half], Share())
    late = sum(counts.ranks[half:], Share())
    first = _contaminated("较早的长词元", early)
    return f"{first}，{_contaminated('较晚的长词元', late)}"


def _scripts(counts: Tally) -> str:
    if not counts.tokens:
        return "没有词元"
    share = chinese.share(counts.cjk, counts.tokens)
    return (
        f"{counts.tokens:,} 个词元中有 {counts.cjk:,} 个（{share}）"
        "主要由汉字、假名、谚文或注音符号构成"
    )


def _longest(counts: Tally) -> str:
    if not counts.longest:
        return "没有被标记的长词元"
    lengths = [length for _, length in counts.longest]
    low, high = min(lengths), max(lengths)
    span = f"{low:,} 至 {high:,}" if low < high else f"{low:,}"
    return f"{counts.flagged:,} 个被标记词元中最长的 {len(lengths)} 个有 {span} 个字符"


def _map(counts: Tally) -> str:
    flagged = [place for place, cell in enumerate(counts.cells) if cell]
    late = sum(2 * place >= counts.tokens for place in flagged)
    return (
        f"{counts.tokens:,} 个词元中有 {len(flagged):,} 个被标记，"
        f"其中 {late:,} 个在后一半"
    )


def _families(counts: Tally) -> str:
    sizes = [family.size for family, _ in counts.families]
    if not sizes:
        return "没有污染词元的家族"
    return f"共 {len(sizes):,} 个家族，最大的有 {sizes[0]:,} 个污染词元"
