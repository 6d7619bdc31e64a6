"""Which diacritics did somebody mean who typed none? The most usual written form of each word, from the articles.

Only for the embedding, which knows written Romanian: everything else compares folded words. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amiabil.foundation.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")


@dataclass(frozen=True, slots=True)
class Restoring:
    """For each folded word its most usual written form, where that one has marks."""

    written: Mapping[str, str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Restoring:
        """Learned from texts; those without any mark teach nothing, they may be written without on purpose."""
        seen: dict[str, Counter[str]] = {}
        for text in texts:
            right = text.translate(_CEDILLAS).lower()
            if right.isascii():
                continue
            for word in _WORD.findall(right):
                seen.setdefault(fold(word), Counter())[word] += 1
        usual = {folded: min(forms, key=lambda one: (-forms[one], one)) for folded, forms in seen.items()}
        return cls({folded: form for folded, form in usual.items() if form != folded})

    def restored(self, text: str) -> str:
        """The text with marks; as it is where it has some, except that cedillas become commas."""
        right = text.translate(_CEDILLAS)
        if not right.isascii():
            return right
        return _WORD.sub(lambda found: self.written.get(found[0].lower(), found[0]), right)
