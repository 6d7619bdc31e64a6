"""Cards of messages: kept and read alike, bounded, and never leading away from this site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from amiabil.domain.support.cards import (
    ArticleCard,
    BadCard,
    Card,
    CardDate,
    ChoiceCard,
    ConfirmCard,
    Detail,
    DisputeCard,
    LinkCard,
    OrderCard,
    as_documents,
    demand_sound,
    read_documents,
)

AT = datetime(2026, 11, 24, 21, 59, tzinfo=UTC)
EVERY: tuple[Card, ...] = (
    ArticleCard("evidence", "What counts", "Pictures do.", "/en/help/evidence", 3, "en"),
    OrderCard("100234", "Order 100234", "delivered", "/en/orders/100234", (CardDate("Until", AT),)),
    DisputeCard("D-7K3M-92QF", "Broken cup", "open", "/en/disputes/D-7K3M-92QF", (CardDate("Until", AT),)),
    ChoiceCard("order:100234", "Order 100234"),
    LinkCard("Open it", "/en/orders/"),
    ConfirmCard("5f1d", "Send it", (Detail("Subject", "My cup"),), AT),
)


def test_every_kind_is_read_as_it_was_kept() -> None:
    documents = as_documents(EVERY)
    assert read_documents(documents) == EVERY
    assert [one["kind"] for one in documents] == ["article", "order", "dispute", "choice", "link", "confirm"]
    assert documents[1]["dates"] == [{"label": "Until", "at": "2026-11-24T21:59:00Z"}]
    assert documents[5]["details"] == [{"name": "Subject", "value": "My cup"}]


def test_a_kind_of_another_release_is_left_out() -> None:
    assert read_documents([{"kind": "map", "place": "here"}, *as_documents(EVERY[3:4])]) == EVERY[3:4]


@pytest.mark.parametrize(
    "url", ["https://else.example/", "//else.example", "/\\else.example", "javascript:1", ""]
)
def test_no_card_leads_to_another_site(url: str) -> None:
    with pytest.raises(BadCard):
        demand_sound([LinkCard("Here", url)])


@pytest.mark.parametrize(
    ("card", "changed"),
    [
        (EVERY[0], {"summary": "x" * 401}),
        (EVERY[1], {"dates": (CardDate("Until", AT),) * 7}),
        (EVERY[2], {"dates": (CardDate("x" * 401, AT),)}),
        (EVERY[3], {"label": "x" * 401}),
        (EVERY[5], {"details": (Detail("Text", "x" * 401),)}),
        (EVERY[5], {"details": (Detail("Text", "x"),) * 13}),
    ],
)
def test_what_a_card_says_is_bounded(card: Any, changed: dict[str, Any]) -> None:
    demand_sound([card])
    with pytest.raises(BadCard):
        demand_sound([replace(card, **changed)])


def test_a_message_has_eight_at_most() -> None:
    demand_sound([EVERY[3]] * 8)
    with pytest.raises(BadCard):
        demand_sound([EVERY[3]] * 9)
