"""A way to ask that stands under the wrong article is named; one that is at home is not."""

from __future__ import annotations

from amiabil.domain.assistant.ranking import Material
from amiabil.gateways.ranking.phrases import misplaced
from amiabil.records.help_search_stems import stem_of


def material(key: str, *asked: str) -> Material:
    return Material(key, "en", key, "", "", asked)


def test_a_phrase_nearer_to_another_article_is_named() -> None:
    found = misplaced(
        [
            material(
                "refunds", "when does my refund arrive", "money back on my card", "where is my parcel now"
            ),
            material("parcels", "where is my parcel", "where is my parcel please", "parcel location"),
        ],
        "en",
        stem_of("en"),
    )
    assert [(one.key, one.phrase, one.other) for one in found] == [
        ("refunds", "where is my parcel now", "parcels")
    ]


def test_phrases_at_home_are_left_alone() -> None:
    assert misplaced([material("refunds", "when does my refund arrive")], "en", stem_of("en")) == []
