"""A part of a request made a request of its own, on a real database: all or nothing, once, and told by one mail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from amiabil.actions.ticket_splits import AddressNotConfirmed, SplitOf, split_off
from amiabil.actions.tickets import Asked, open_for_contact
from amiabil.domain.access import Viewer
from amiabil.domain.support.linking import Tie
from amiabil.domain.support.ticket import UnknownTopic
from amiabil.domain.terms import Audience, Channel, Role
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import ticket_links, tickets
from amiabil.records.contacts import Contact
from amiabil.records.models import Contact as ContactRow
from amiabil.records.models import Conversation, Event, Message
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.actions.test_ticket_merges import asked, merged, whole
from tests.factories import World, later, make_buyer, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def parted(viewer: Viewer, of: TicketFile, name: UUID | None = None, **more: Any) -> TicketFile:
    given = {"subject": "The invoice", "topic": "payment", "text": "Ana:\n> And my invoice?", **more}
    return split_off(viewer, of.reference, SplitOf(name or uuid4(), received_at=later(hours=3), **given))


def test_the_new_one_is_of_the_same_person_and_the_two_are_linked(world: World, raluca: Viewer) -> None:
    source = asked(world.buyer)
    made = parted(raluca, source)
    assert (made.customer_id, made.subject, made.ticket.topic) == (
        source.customer_id,
        "The invoice",
        "payment",
    )
    assert made.channel == source.channel == Channel.WEB
    assert made.ticket.asked_at == source.ticket.asked_at
    (said,) = Message.objects.filter(case_id=made.case_id)
    assert (said.author_role, said.audience) == ("agent", Audience.BUYER_AND_PLATFORM)
    (line,) = ticket_links.links(raluca, made.case_id)
    assert (line.reference, line.tie) == (source.reference, Tie.RELATED)
    told = Event.objects.get(case_id=source.case_id, type="ticket.split")
    assert (told.data, told.actor_role) == ({"into": made.reference}, "agent")
    assert whole(source, made)
    assert tickets.file_of(world.buyer, made.reference).subject == "The invoice"


def test_the_same_name_twice_makes_one(world: World, raluca: Viewer) -> None:
    source, name = asked(world.buyer), uuid4()
    first = parted(raluca, source, name)
    assert parted(raluca, source, name, subject="Another").reference == first.reference
    assert Conversation.objects.filter(kind="ticket").count() == 2
    assert Event.objects.filter(type="ticket.split").count() == 1


@pytest.mark.parametrize(
    ("given", "refusal"), [({"text": " "}, TextMissing), ({"topic": "nonsense"}, UnknownTopic)]
)
def test_what_is_refused_leaves_nothing(
    world: World, raluca: Viewer, given: dict[str, str], refusal: type[Exception]
) -> None:
    source = asked(world.buyer)
    with pytest.raises(refusal):
        parted(raluca, source, **given)
    assert Conversation.objects.filter(kind="ticket").count() == 1
    assert not Event.objects.filter(type="ticket.split").exists()


def test_only_the_staff_who_work_on_requests_may(world: World, raluca: Viewer) -> None:
    source = asked(world.buyer)
    for viewer in (world.buyer, world.seller, make_staff("mira", Role.MEDIATOR)):
        with pytest.raises(Forbidden):
            parted(viewer, source)
    with pytest.raises(NotFound):
        parted(raluca, replace(source, reference="T-0000-0000"))


def of_contact(*, verified: bool) -> TicketFile:
    at = later(hours=0)
    contact = Contact(new_id(), "ana@example.org", "Ana", "ro", at if verified else None)
    wanted = Asked(new_id(), "other", "Two things", "A parcel and an invoice.", at)
    return open_for_contact(contact, wanted)


def test_without_an_account_each_has_a_contact_of_its_own(raluca: Viewer) -> None:
    source = of_contact(verified=True)
    made = parted(raluca, source)
    assert source.contact is not None and made.contact is not None
    assert made.contact.id != source.contact.id
    assert replace(made.contact, id=source.contact.id) == source.contact
    assert ContactRow.objects.count() == 2


def test_nothing_is_made_for_an_address_nobody_has_confirmed(raluca: Viewer) -> None:
    with pytest.raises(AddressNotConfirmed):
        parted(raluca, of_contact(verified=False))
    assert Conversation.objects.filter(kind="ticket").count() == 1


def test_what_was_split_off_can_be_merged_again(world: World, raluca: Viewer) -> None:
    source = asked(world.buyer)
    made = parted(raluca, source)
    assert merged(raluca, made, source, hours=4).reference == source.reference
    assert whole(source, made)


def test_another_persons_stays_theirs(world: World, raluca: Viewer) -> None:
    made = parted(raluca, asked(world.buyer))
    with pytest.raises(NotFound):
        tickets.file_of(make_buyer("other"), made.reference)
