"""Cards of messages in chats: they come with their message, are proved with it, and go with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amiabil.actions import chat_desk, chats
from amiabil.domain.access import Viewer
from amiabil.domain.support.cards import ChoiceCard, LinkCard
from amiabil.records import clock, retention, shifts, timeline
from amiabil.records.models import Message
from amiabil.records.shifts import ShiftState
from tests.actions.test_chats import customer, whole, wrote
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db

CARDS = (ChoiceCard("a", "This one"), LinkCard("My orders", "/en/orders/"))


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


def test_cards_come_with_a_message_are_proved_and_go_with_it(on_shift: Viewer, world: World) -> None:
    file = customer(world.buyer)
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    wrote(on_shift, file, "Which?", cards=CARDS)
    pressed = wrote(world.buyer, file, "This one", choice="a", cards=CARDS)
    said = [one for one in timeline.moments(world.buyer, file.case_id).items if one.message]
    assert [one.message.cards for one in said if one.message] == [(), CARDS, ()]
    assert [one.data.get("choice") for one in said] == ["a", None, None]
    assert whole(pressed)
    row = Message.objects.get(case_id=file.case_id, text="Which?")
    Message.objects.filter(pk=row.pk).update(cards=[{**row.cards[0], "label": "Other"}, row.cards[1]])
    assert not whole(pressed)
    Message.objects.filter(pk=row.pk).update(cards=[])
    assert not whole(pressed)


def test_cards_are_erased_with_their_message(on_shift: Viewer, world: World) -> None:
    file = customer(world.buyer)
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    wrote(on_shift, file, "Which?", cards=CARDS)
    file = chats.end(on_shift, file.reference, at=clock.now())
    years = clock.now() + timedelta(days=366 * 4)
    ended = retention.lock(file.case_id)
    assert ended is not None
    retention.erase(ended, at=years)
    assert set(map(str, Message.objects.filter(case_id=file.case_id).values_list("cards", flat=True))) == {
        "[]"
    }
    assert whole(file)
