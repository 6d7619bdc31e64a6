"""Which questions with a known article come with the product? The edge that reads the files packaged with it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from amiabil.domain.learning.questions import Asked


@cache
def regression(language: str) -> tuple[Asked, ...]:
    """Questions whose article is known, none of which anything was tuned by: changes are measured with them."""
    file = resources.files("amiabil") / "content" / "assistant" / language / "questions.jsonl"
    if not file.is_file():
        return ()
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return tuple(Asked(one["text"], language, (one["article"], *one["also"])) for one in rows)
