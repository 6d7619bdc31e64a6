"""What does the assistant know? The articles as an index in memory, renewed when one is published.

Only its own process, ``ask`` and ``assistant eval`` load this: scikit-learn and the embedding take memory and time
that no page may spend.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import monotonic

from amiabil.domain.assistant.packaged import outside, weighing
from amiabil.domain.assistant.ranking import Material
from amiabil.domain.helpcentre.article import LANGUAGES, Article
from amiabil.domain.helpcentre.packaged import shipped, shipped_synonyms
from amiabil.domain.helpcentre.search_words import Stem
from amiabil.domain.helpcentre.synonyms import Synonyms, made_ready
from amiabil.foundation.markdown import to_text
from amiabil.gateways.embedding import KeptEmbedder, open_embedder
from amiabil.gateways.ranking import HeldRanker, build
from amiabil.records import assistant_knowledge, learning_upkeep
from amiabil.records.help_search_stems import stem_of

LOOKED_EVERY = 5.0
"""Seconds between two looks at whether something was published."""


def material(article: Article) -> Material:
    """What an article is found by."""
    return Material(
        key=article.key,
        language=article.language,
        title=article.title,
        summary=article.summary,
        text=to_text(article.body),
        asked_as=article.phrases.asked_as,
        not_this=tuple(one.phrase for one in article.phrases.not_this),
    )


def shipped_materials() -> tuple[Material, ...]:
    """The articles that come with the product. Raises ``DocumentError`` where one cannot be read."""
    return tuple(material(one.read()) for one in shipped())


def materials_now() -> list[Material]:
    """Every published article, as the assistant finds it. One statement."""
    return [material(one) for one in assistant_knowledge.published()]


def lexical(
    materials: Iterable[Material],
    own_outside: Mapping[str, Sequence[str]] | None = None,
    languages: Sequence[str] = LANGUAGES,
) -> HeldRanker:
    """Hold articles ready without the embedding: two seconds for sixty articles in two languages.

    ``own_outside`` are questions that editors said no article answers.
    """
    own = own_outside or {}
    return build(
        materials,
        languages,
        outside=lambda language: (*outside(language), *own.get(language, ())),
        words=_words,
        weigh=weighing,
    )


def of_materials(
    materials: Iterable[Material], folder: Path | None, *, most_new: int | None = None
) -> tuple[HeldRanker, bool]:
    """Hold articles ready wholly, and whether the embedding takes part; ``folder`` keeps vectors for the next time.

    Where more than ``most_new`` texts would have to be embedded first, and somebody waits, it does not take part.
    """
    ranker = lexical(materials)
    embedder = open_embedder(folder)
    if embedder is None or (most_new is not None and embedder.missing(ranker.to_embed()) > most_new):
        return ranker, False
    ranker.add_meaning(embedder)
    return ranker, True


class Knowledge:
    """The index of one process. ``current`` may be asked by any thread, for every message.

    It answers without the embedding from its first moment, and with it as soon as that is ready. When an article is
    published, a new index is built beside the old one and takes its place. ``at_once`` waits for the embedding first.
    """

    def __init__(self, folder: Path | None, *, with_meaning: bool = True, at_once: bool = False) -> None:
        self._folder, self._with_meaning, self._at_once = folder, with_meaning, at_once
        self._embedder: KeptEmbedder | None = None
        self._ranker: HeldRanker | None = None
        self._revision, self._looked_at = -1, 0.0
        self._lock = threading.Lock()

    def current(self) -> HeldRanker:
        """The index of what is published, at most ``LOOKED_EVERY`` seconds old. Two statements when it has changed."""
        ranker = self._ranker
        if ranker is not None and monotonic() - self._looked_at < LOOKED_EVERY:
            return ranker
        with self._lock:
            self._looked_at = monotonic()
            revision = assistant_knowledge.revision()
            if self._ranker is None:
                self._build(revision)
            elif revision != self._revision:
                # What was read is read here; only numbers are worked out in the other thread, which needs no database.
                self._revision = revision
                known = materials_now(), learning_upkeep.outside()
                threading.Thread(target=self._replace, args=known, daemon=True).start()
            return self._built()

    @property
    def revision(self) -> int:
        """Of which articles the index is, or soon will be."""
        return self._revision

    @property
    def embedder(self) -> KeptEmbedder | None:
        """What the index embeds by; None until it is ready, and where there is none."""
        return self._embedder

    def _built(self) -> HeldRanker:
        if self._ranker is None:
            raise RuntimeError("the index was asked for before it was built")
        return self._ranker

    def _build(self, revision: int) -> None:
        self._ranker = lexical(materials_now(), learning_upkeep.outside())
        self._revision = revision
        if self._at_once:
            self._add_meaning(self._ranker)
        else:
            threading.Thread(target=self._add_meaning, args=(self._ranker,), daemon=True).start()

    def _replace(self, materials: Iterable[Material], own: Mapping[str, Sequence[str]]) -> None:
        ranker = lexical(materials, own)
        self._add_meaning(ranker)
        self._ranker = ranker

    def _add_meaning(self, ranker: HeldRanker) -> None:
        if not self._with_meaning:
            return
        if self._embedder is None:
            self._embedder = open_embedder(self._folder)
        if self._embedder is not None:
            ranker.add_meaning(self._embedder)


def _words(language: str) -> tuple[Stem, Synonyms]:
    stem = stem_of(language)
    return stem, made_ready(shipped_synonyms(language), stem)
