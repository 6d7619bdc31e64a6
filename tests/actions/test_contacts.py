"""Requests of people without an account: theirs alone, and no mail goes where the mailbox is not shown to be theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import tickets
from amiabil.actions.retention import erase_case
from amiabil.actions.tickets import Asked, Written
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Audience, Role
from amiabil.foundation.errors import NotFound
from amiabil.records import contacts, deliveries, orders, timeline
from amiabil.records import tickets as records
from amiabil.records.contacts import Contact
from amiabil.records.models import Contact as Row
from amiabil.records.models import Event, Message
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.erasing import where
from tests.factories import OPENED, World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def somebody(**more: Any) -> Contact:
    return replace(Contact(new_id(), "ana@mail.example", "Ana", "en", OPENED), **more)


def asked(contact: Contact, *, at: datetime = OPENED, **more: Any) -> TicketFile:
    given = {"topic": "account", "subject": "Cannot sign in", "text": "It says locked.", **more}
    return tickets.open_for_contact(
        contact, Asked(case_id=given.pop("case_id", uuid4()), received_at=at, **given)
    )


def test_a_request_is_kept_with_who_is_behind_it() -> None:
    ana = somebody()
    file = asked(ana)
    assert (file.contact, file.customer_id, file.shop_id, file.side) == (ana, None, None, Role.BUYER)
    assert Message.objects.get(case_id=file.case_id).audience == Audience.BUYER_AND_PLATFORM
    assert {"ana" in f"{one.actor_ref} {one.data}".lower() for one in Event.objects.all()} == {False}


def test_the_same_request_again_is_the_first_one() -> None:
    id = uuid4()
    first = asked(somebody(), case_id=id)
    assert asked(somebody(), case_id=id).reference == first.reference
    assert Row.objects.count() == 1


def test_it_is_read_and_written_by_its_own_contact_alone(world: World) -> None:
    ana, raluca = somebody(), make_staff("raluca", Role.AGENT)
    file, other = asked(ana), asked(somebody())
    tickets.write(raluca, file.reference, Written(uuid4(), "Which browser?", later(hours=1)))
    tickets.write(raluca, file.reference, Written(uuid4(), "A trap?", later(hours=1), note=True))
    tickets.write(ana.viewer, file.reference, Written(uuid4(), "All of them.", later(hours=2)))
    said = [one.message.text for one in timeline.moments(ana.viewer, file.case_id).items if one.message]
    assert said == ["All of them.", "Which browser?", "It says locked."]
    strangers = [other.contact.viewer if other.contact else ana.viewer, world.buyer, world.seller]
    for stranger in [*strangers, Viewer(role=Role.BUYER), Viewer(role=Role.BUYER, person_id=ana.id)]:
        with pytest.raises(NotFound):
            records.file_of(stranger, file.reference)
    assert orders.orders(ana.viewer).items == ()


def test_no_mail_goes_to_an_address_that_nobody_has_verified() -> None:
    ana = somebody(verified_at=None)
    file = asked(ana)
    assert [one.email for one in deliveries.recipients(file.case_id)] == [""]
    assert contacts.verify(ana.id, at=later(hours=1))
    assert not contacts.verify(ana.id, at=later(hours=2))
    (told,) = deliveries.recipients(file.case_id)
    assert (told.kind, told.id, told.email, told.role) == ("contact", ana.id, "ana@mail.example", Role.BUYER)
    seen = records.file_of(ana.viewer, file.reference).contact
    assert seen is not None
    assert seen.verified_at == later(hours=1)


def test_nothing_of_them_is_left_when_the_request_is_erased() -> None:
    ana = somebody(address="Zmeurica@mail.example", name="Zmeurica")
    file = asked(ana, text="Zmeurica")
    closed = Written(uuid4(), "Done.", later(hours=2), changes={"status": TicketStatus.CLOSED})
    tickets.write(make_staff("raluca", Role.AGENT), file.reference, closed)
    assert erase_case(file.case_id, at=later(days=3 * 366 + 2)) is not None
    assert where("Zmeurica") == set()
    assert not Row.objects.exists()
