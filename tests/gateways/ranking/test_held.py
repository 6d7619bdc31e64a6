"""The index in memory: what it finds, with and without an embedding, and what it must not need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from amiabil.domain.assistant.packaged import weighing
from amiabil.domain.assistant.ranking import NOTHING, Kind, Material
from amiabil.domain.helpcentre.synonyms import made_ready
from amiabil.gateways.embedding import KeptEmbedder, Vectors
from amiabil.gateways.ranking import HeldRanker, build
from amiabil.records.help_search_stems import stem_of

MATERIALS = [
    Material(
        "refund", "ro", "Rambursare", "Când vin banii", "Banii vin pe card în câteva zile.", ("banii înapoi",)
    ),
    Material("parcel", "ro", "Urmărește coletul", "Unde este", "Coletul are un număr.", ("unde e coletul",)),
    Material(
        "parcel",
        "en",
        "Track your parcel",
        "Where it is",
        "The parcel has a number.",
        ("where is my parcel",),
    ),
]


class Counting:
    """Embeds by the letters of a text, and counts how often it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.made = 0

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.made += len(texts)
        rows = np.zeros((len(texts), 16), dtype=np.float32)
        for at, text in enumerate(texts):
            for sign in text:
                rows[at, ord(sign) % 16] += 1
            rows[at] /= float(np.linalg.norm(rows[at])) or 1.0
        return rows


@pytest.fixture
def ranker() -> HeldRanker:
    return build(
        MATERIALS,
        ("ro", "en"),
        outside=lambda _language: ["ce vreme e maine"],
        words=lambda language: (stem_of(language), made_ready([("colet", "pachet")], stem_of(language))),
        weigh=weighing,
    )


@pytest.mark.parametrize(
    ("typed", "language", "key"),
    [
        ("unde este coletul meu", "ro", "parcel"),
        ("unde e pachetul", "ro", "parcel"),
        ("unde e coletl", "ro", "parcel"),
        ("imi dati banii inapoi", "ro", "refund"),
        ("îmi daţi banii înapoi", "ro", "refund"),
        ("where is my parcel", "en", "parcel"),
        ("banii inapoi", "en", "refund"),
    ],
)
def test_the_right_article_is_first(ranker: HeldRanker, typed: str, language: str, key: str) -> None:
    found = ranker.rank(typed, language)
    assert found.found[0].key == key
    assert found.kind is Kind.LEXICAL


def test_an_article_is_found_in_another_language_where_it_has_no_own(ranker: HeldRanker) -> None:
    languages = {one.key: one.language for one in ranker.rank("parcel", "en").found}
    assert languages == {"parcel": "en", "refund": "ro"}


@pytest.mark.parametrize("typed", ["", "🙂", "?!", "\n"])
def test_nothing_is_found_for_nothing(ranker: HeldRanker, typed: str) -> None:
    assert ranker.rank(typed, "ro") == NOTHING


def test_an_embedding_takes_part_once_it_is_there(ranker: HeldRanker, tmp_path: Path) -> None:
    ranker.add_meaning(KeptEmbedder(Counting(), tmp_path))
    found = ranker.rank("unde e coletul", "ro")
    assert found.kind is Kind.WHOLE
    assert found.found[0].key == "parcel"
    assert found.signals["seed_meaning"] == pytest.approx(1, abs=0.1)


def test_vectors_of_articles_are_kept_and_those_of_messages_are_not(
    ranker: HeldRanker, tmp_path: Path
) -> None:
    first = Counting()
    ranker.add_meaning(KeptEmbedder(first, tmp_path))
    made = first.made
    ranker.rank("ana@example.org vrea banii", "ro")
    ranker.rank("ana@example.org vrea banii", "ro")
    assert first.made == made + 1, "the same message again costs nothing"
    again = Counting()
    kept = KeptEmbedder(again, tmp_path)
    assert kept.missing(ranker.to_embed()) == 0
    kept.remember(ranker.to_embed())
    assert again.made == 0
    kept.vectors(["ana@example.org vrea banii"])
    assert again.made == 1, "no file has it"


def test_a_broken_file_of_vectors_is_only_made_anew(tmp_path: Path) -> None:
    (tmp_path / "vectors-counting.npz").write_bytes(b"nothing of the kind")
    embedder = Counting()
    KeptEmbedder(embedder, tmp_path).remember(["one", "two"])
    assert embedder.made == 2
