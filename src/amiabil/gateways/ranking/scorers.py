"""The scorers: BM25 over articles, the nearest way to ask, a linear classifier. Each gives every article a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import normalize

from amiabil.foundation.text import fold
from amiabil.gateways.ranking.texts import Teaching

Numbers = NDArray[np.float64]
Analyzer = Callable[[str], list[str]]

_SATURATION, _LENGTH = 1.2, 0.6
_BEST_TWO = (0.85, 0.15)
"""What is asked in two ways is meant more surely than what is asked in one."""

_HELD_BACK = 1.0
"""How much the classifiers are held towards zero; learned on development data with letters and words of unit length."""

_HELD_BACK_MEANING = 0.3
_NARROW = 6.0
"""How quickly a text says less the farther it is from a message, of embeddings; learned on development data."""


class Words:
    """BM25 over whole articles. A word weighs by how rare it is; ``shares`` says what each stem of a message counts."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        counter = CountVectorizer(analyzer=_as_given)
        counts = sparse.coo_matrix(counter.fit_transform(documents), dtype=np.float64)
        self._places: dict[str, int] = counter.vocabulary_
        having = np.bincount(counts.col, minlength=len(self._places))
        self._rare = np.log1p((len(documents) - having + 0.5) / (having + 0.5))
        lengths = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1)
        scale = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / lengths.mean())
        weights = counts.data * (_SATURATION + 1) / (counts.data + scale[counts.row]) * self._rare[counts.col]
        self._weights = sparse.csr_matrix((weights, (counts.row, counts.col)), shape=counts.shape)

    def scores(self, shares: Mapping[str, float]) -> Numbers:
        """How well each article answers these stems."""
        asked = np.zeros(len(self._places))
        for stem, share in shares.items():
            if stem in self._places:
                asked[self._places[stem]] = share
        return np.asarray(self._weights @ asked)

    def known(self, stems: Sequence[str]) -> float:
        """Which share of these stems some article has, rare ones counting more; 0 of nothing."""
        usual = float(self._rare.max(initial=1.0))
        weights = [self._rare[self._places[one]] if one in self._places else 0.0 for one in stems]
        whole = sum(weights) + usual * sum(one not in self._places for one in stems)
        return float(sum(weights) / whole) if whole else 0.0


def _as_given(words: Sequence[str]) -> Sequence[str]:
    return words


def letters(least: int, most: int) -> TfidfVectorizer:
    """A vectorizer of runs of letters inside words, folded."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(least, most), sublinear_tf=True, preprocessor=fold, dtype=np.float32
    )


def by_words(analyzer: Analyzer) -> TfidfVectorizer:
    """A vectorizer of what an analyzer finds in a text."""
    return TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, dtype=np.float32)


def best_of_each(nearness: Numbers, starts: Sequence[int]) -> Numbers:
    """For each article the two nearest of its rows, which stand together from its start on."""
    found = np.empty(len(starts))
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(nearness)
        part = nearness[start:end]
        first = float(part.max())
        second = float(np.partition(part, -2)[-2]) if len(part) > 1 else first
        found[at] = _BEST_TWO[0] * first + _BEST_TWO[1] * second
    return found


def summed(rows: sparse.csr_matrix, places: Sequence[int], count: int) -> sparse.csr_matrix:
    """One row for each of so many articles: those of its texts together, of length 1. Other places are left out."""
    kept = [at for at, place in enumerate(places) if place < count]
    of_article = sparse.csr_matrix(
        (np.ones(len(kept), dtype=np.float32), ([places[at] for at in kept], kept)),
        shape=(count, len(places)),
    )
    return sparse.csr_matrix(normalize(of_article @ rows))


class Linear:
    """A linear classifier over words, pairs of words and letters (ridge, solved over texts: they are fewer).

    ``letter_rows`` are of the texts it is taught by, in their order.
    """

    def __init__(
        self, taught: Teaching, letter_rows: sparse.csr_matrix, analyzer: Analyzer, classes: int
    ) -> None:
        self._words = by_words(analyzer)
        rows = sparse.hstack([self._words.fit_transform(taught.texts), letter_rows])
        self._rows = sparse.csr_matrix(rows, dtype=np.float32)
        near = (self._rows @ self._rows.T).toarray()
        self._duals = _duals(near, taught, classes, _HELD_BACK)

    def scores(self, text: str, letter_row: sparse.csr_matrix) -> Numbers:
        """One number for each class."""
        row = sparse.csr_matrix(sparse.hstack([self._words.transform([text]), letter_row]))
        near = (row @ self._rows.T).toarray()[0]
        return np.asarray(near @ self._duals, dtype=np.float64)


class Meant:
    """What texts teach about classes by their embeddings: those near a message speak for theirs (kernel ridge).

    A plain linear model knew fewer questions: ways to ask for one article lie in several places.
    """

    def __init__(self, rows: NDArray[np.float32], taught: Teaching, classes: int) -> None:
        self._duals = _duals(_near(rows @ rows.T), taught, classes, _HELD_BACK_MEANING)

    def scores(self, nearness: NDArray[np.float32]) -> Numbers:
        """One number for each class, from how near a message is to each text that it was learned from."""
        return np.asarray(_near(nearness) @ self._duals, dtype=np.float64)


def _near(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.exp((cosines - 1) * (2 * _NARROW)), dtype=np.float32)


def centred(rows: NDArray[np.float32], middle: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows seen from their middle, of length 1: across languages all of them lie in one direction otherwise."""
    moved = rows - middle
    return np.asarray(moved / (np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-9), dtype=np.float32)


def _duals(near: NDArray[Any], taught: Teaching, classes: int, held_back: float) -> NDArray[np.float32]:
    """What each text counts for each class. Only this is kept of the model, which holds on to the whole table."""
    wanted = np.zeros((len(taught.texts), classes), dtype=np.float32)
    wanted[np.arange(len(taught.texts)), list(taught.places)] = 1.0
    model = KernelRidge(alpha=held_back, kernel="precomputed")
    model.fit(near, wanted, sample_weight=np.asarray(taught.weights, dtype=np.float32))
    return np.asarray(model.dual_coef_, dtype=np.float32)
