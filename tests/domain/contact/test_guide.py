"""Three answers lead to a door; whoever wants a person never gets a form about sellers."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from amiabil.domain.contact.directory import IN_PERSON, Door, Means, Slots
from amiabil.domain.contact.guide import Urgency, Wish, fastest, right_doors

DOORS = (
    Door("chat", Means.CHAT),
    Door("phone", Means.PHONE, number="+493023125014"),
    Door("call", Means.CALL_BACK, slots=Slots()),
    Door("form", Means.FORM),
    Door("mail", Means.EMAIL),
    Door("dispute", Means.DISPUTE, topics=("refund",)),
    Door("post", Means.POST),
)
WAITS = {Means.FORM: timedelta(hours=5), Means.EMAIL: timedelta(hours=2)}


@pytest.mark.parametrize(
    ("wish", "open_now", "first"),
    [
        (Wish("refund", "O-1", Urgency.NOW), {"phone"}, "dispute"),
        (Wish("refund", "", Urgency.NOW), {"phone"}, "phone"),
        (Wish("refund", "", Urgency.NOW), {"chat", "phone"}, "chat"),
        (Wish("account", "", Urgency.NOW), set(), "call"),
        (Wish("account", "", Urgency.LATER), {"phone"}, "mail"),
        (Wish(person=True), set(), "call"),
        (Wish(person=True), {"phone"}, "phone"),
    ],
)
def test_the_right_door(wish: Wish, open_now: set[str], first: str) -> None:
    found = right_doors(DOORS, wish, open_now=open_now, waits=WAITS)
    assert found[0].key == first


def test_whatever_is_answered_a_person_can_be_reached() -> None:
    for topic, order, urgency, person in product(
        ("", "refund"), ("", "O-1"), (None, *Urgency), (True, False)
    ):
        found = right_doors(DOORS, Wish(topic, order, urgency, person), open_now=(), waits={})
        assert any(door.means in IN_PERSON for door in found)
        assert not person or all(door.means in IN_PERSON for door in found)


def test_a_door_that_does_not_serve_a_topic_is_not_named() -> None:
    doors = (Door("a", Means.FORM, not_topics=("refund",)), Door("b", Means.FORM))
    assert [one.key for one in right_doors(doors, Wish("refund"), open_now=(), waits={})] == ["b"]


def test_what_was_never_measured_is_never_the_fastest() -> None:
    assert fastest(DOORS, {}) is None
    quick = fastest(DOORS, WAITS)
    assert quick is not None and quick.key == "mail"
