"""The score of each document of a corpus, as JSON lines."""

import json

from vocab_audit.json_text import visible
from vocab_audit.scan.corpus import SHOWN_PHRASES, Score


def render(score: Score) -> str:
    """Render one document's score as one line.

    Args:
        score: Of one document.
    """
    table = {
        "path": score.path,
        "line": score.line,
        "field": score.field,
        "score": round(score.value, 4),
        "strength": score.strength,
        "letters": score.letters,
        "share": round(score.share, 4),
        "phrases": dict(score.phrases.most_common(SHOWN_PHRASES)),
    }
    return visible(json.dumps(table, ensure_ascii=False)) + "\n"
