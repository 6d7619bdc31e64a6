"""Which ways to ask would be found under another article? For whoever writes phrases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from amiabil.domain.assistant.ranking import Material
from amiabil.domain.helpcentre.search_words import Stem
from amiabil.gateways.ranking.scorers import by_words, letters
from amiabil.gateways.ranking.texts import stems

NEAR = 0.62
"""From here on two ways to ask say the same: most of their words, or of their letters, are those of the other."""

LEAD = 0.1
"""By so much another article must be nearer than the own one."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A way to ask of ``key`` that is nearest to one of ``other``."""

    language: str
    key: str
    phrase: str
    other: str
    like: str
    nearness: float


def misplaced(materials: Iterable[Material], language: str, stem: Stem) -> list[Misplaced]:
    """The ways to ask in one language that are nearer to another article's than to the rest of their own."""
    rows = [(one.key, way) for one in materials if one.language == language for way in one.asked_as]
    if len(rows) < 2:
        return []
    near = nearness([way for _, way in rows], stem)
    keys = np.array([key for key, _ in rows])
    found = []
    for at, (key, way) in enumerate(rows):
        own = near[at][keys == key].max(initial=0.0)
        others = np.where(keys == key, 0.0, near[at])
        best = int(others.argmax())
        if others[best] >= NEAR and others[best] >= own + LEAD:
            found.append(
                Misplaced(language, key, way, str(keys[best]), rows[best][1], round(float(others[best]), 2))
            )
    return found


def nearness(ways: Sequence[str], stem: Stem) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """How near each two are, half by words and half by letters; 0 to itself."""
    words = sparse.csr_matrix(by_words(lambda text: stems(text, stem)).fit_transform(ways))
    runs = sparse.csr_matrix(letters(3, 5).fit_transform(ways))
    near = ((words @ words.T).toarray() + (runs @ runs.T).toarray()) / 2
    np.fill_diagonal(near, 0.0)
    return np.asarray(near, dtype=np.float32)
