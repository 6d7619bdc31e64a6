"""The articles of one language, held ready: what every scorer says about one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from amiabil.domain.assistant.diacritics import Restoring
from amiabil.domain.assistant.ranking import Kind, Material
from amiabil.domain.helpcentre.search_words import Stem, telling_words, words_of
from amiabil.domain.helpcentre.synonyms import Synonyms
from amiabil.foundation.text import fold
from amiabil.gateways.embedding import KeptEmbedder
from amiabil.gateways.ranking.scorers import (
    Linear,
    Meant,
    Numbers,
    Words,
    best_of_each,
    by_words,
    centred,
    letters,
    summed,
)
from amiabil.gateways.ranking.texts import Spelling, Teaching, pairs, stems, teaching

_PARTS = {"title": 4, "summary": 2, "asked": 2, "text": 1}
"""How often a word of each part of an article is counted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as the scorers see it. ``scores`` are of each article; those of *outside* are apart."""

    scores: Mapping[str, Numbers]
    known: float
    words: int
    outside: Mapping[str, float]


class LanguageIndex:
    """Built once for a set of articles; asking it changes nothing, so that threads may share it."""

    def __init__(
        self, materials: Sequence[Material], outside: Sequence[str], stem: Stem, synonyms: Synonyms
    ) -> None:
        self.materials, self._outside, self._stem, self._synonyms = (
            tuple(materials),
            tuple(outside),
            stem,
            synonyms,
        )
        self._taught = teaching(materials, outside)
        sizes = [1 + len(one.asked_as) for one in materials]
        self._starts = [0, *np.cumsum(sizes)[:-1].tolist()]
        written = [word for text in self._texts() for word in telling_words(text)]
        counted: dict[str, int] = {}
        for word in written:
            counted[word] = counted.get(word, 0) + 1
        self._spelling = Spelling(counted)
        self._restoring = Restoring.of(self._texts())
        self._words = Words([self._document(one) for one in materials])
        self._by_words, self._by_letters = by_words(lambda text: stems(text, stem)), letters(2, 5)
        word_rows = sparse.csr_matrix(self._by_words.fit_transform(self._taught.texts))
        letter_rows = sparse.csr_matrix(self._by_letters.fit_transform(self._taught.texts))
        whole = [at for at, weight in enumerate(self._taught.weights) if weight == 1.0]
        self._seed_places = whole[: sum(sizes)]
        self._word_rows, self._letter_rows = (rows[self._seed_places] for rows in (word_rows, letter_rows))
        self._article_rows = summed(letter_rows, self._taught.places, len(materials))
        self._outside_rows = letter_rows[len(self._taught.texts) - len(outside) :] if outside else None
        self._linear = Linear(self._taught, letter_rows, lambda text: pairs(text, stem), len(materials) + 1)
        self._meaning: _Meaning | None = None

    def add_meaning(self, embedder: KeptEmbedder, others: Sequence[LanguageIndex] = ()) -> None:
        """Let the embedding take part from now on; what has to be embedded first takes its time.

        ``others`` are the same articles in other languages: meanings are near across them.
        """
        self._meaning = _Meaning(self, embedder, others)

    @property
    def kind(self) -> Kind:
        """Whether the embedding takes part."""
        return Kind.LEXICAL if self._meaning is None else Kind.WHOLE

    def to_embed(self) -> tuple[str, ...]:
        """The texts of the articles that the embedding is made of."""
        return self._taught.texts

    def seen(self, text: str) -> Seen:
        """What every scorer says about a message."""
        typed = telling_words(text)
        meant = [self._spelling.meant(word) for word in typed]
        asked = [self._stem(word) for word in meant]
        mended = " ".join(self._spelling.meant(word) for word in words_of(fold(text)))
        count = len(self.materials)
        shares = {other.stem: other.share for other in self._synonyms.others(asked)} | dict.fromkeys(
            asked, 1.0
        )
        letter_row = sparse.csr_matrix(self._by_letters.transform([text]))
        linear = self._linear.scores(mended, letter_row)
        scores: dict[str, Numbers] = {
            "words": self._words.scores(shares),
            "article": (self._article_rows @ letter_row.T).toarray().ravel().astype(np.float64),
            "seed_words": best_of_each(
                (self._word_rows @ self._by_words.transform([mended]).T).toarray().ravel(), self._starts
            ),
            "seed_letters": best_of_each((self._letter_rows @ letter_row.T).toarray().ravel(), self._starts),
            "linear": linear[:count],
        }
        outside = {"linear": float(linear[count]), "letters": 0.0}
        if self._outside_rows is not None:
            outside["letters"] = float((self._outside_rows @ letter_row.T).max())
        if self._meaning is not None:
            self._meaning.add(text, scores, outside)
        return Seen(scores, self._words.known([self._stem(word) for word in typed]), len(typed), outside)

    def _texts(self) -> list[str]:
        return [*self._taught.texts, *(one.text for one in self.materials)]

    def _document(self, one: Material) -> list[str]:
        parts = {
            "title": one.title,
            "summary": one.summary,
            "asked": " . ".join(one.asked_as),
            "text": one.text,
        }
        return [word for name, text in parts.items() for word in stems(text, self._stem) * _PARTS[name]]

    def restored(self, text: str) -> str:
        """The message with the diacritics it was probably meant to have; itself where it has some."""
        return self._restoring.restored(text)

    @property
    def taught(self) -> Teaching:
        """The texts that teach what each article is about; last come those that none answers."""
        return self._taught

    @property
    def seeds(self) -> tuple[Sequence[int], Sequence[int]]:
        """Where among these texts the ways to ask are, and where among them those of each article begin."""
        return self._seed_places, self._starts

    @property
    def count_outside(self) -> int:
        """How many of these texts no article answers."""
        return len(self._outside)


class _Meaning:
    def __init__(self, index: LanguageIndex, embedder: KeptEmbedder, others: Sequence[LanguageIndex]) -> None:
        self._index, self._embedder = index, embedder
        self._rows = embedder.remember(index.to_embed())
        self._meant = Meant(self._rows, index.taught, len(index.materials) + 1)
        self._middle = self._rows.mean(axis=0)
        keys = [one.key for one in index.materials]
        # Only what has the same articles can be told side by side.
        self._others = [
            (centred(embedder.remember([other.to_embed()[at] for at in places]), self._middle), starts)
            for other in others
            if [one.key for one in other.materials] == keys
            for places, starts in (other.seeds,)
        ]

    def add(self, text: str, scores: dict[str, Numbers], outside: dict[str, float]) -> None:
        row = self._embedder.vectors([self._index.restored(text)])[0]
        nearness = self._rows @ row
        classes = self._meant.scores(nearness)
        places, starts = self._index.seeds
        scores["seed_meaning"] = best_of_each(nearness[places].astype(np.float64), starts)
        scores["linear_meaning"] = classes[:-1]
        moved = centred(row, self._middle)
        found = [best_of_each((rows @ moved).astype(np.float64), begins) for rows, begins in self._others]
        scores["other_meaning"] = np.max(found, axis=0) if found else np.zeros(len(starts))
        outside["linear_meaning"] = float(classes[-1])
        beside = nearness[len(nearness) - self._index.count_outside :]
        outside["meaning"] = float(beside.max(initial=0.0))
