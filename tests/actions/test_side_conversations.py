"""Somebody else is asked about a request: they see what was picked, and the customer sees nothing of it."""

from __future__ import annotations

from email.message import EmailMessage
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from amiabil.actions.side_conversations import BadAddress, SideAsked, ask_beside
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.ticket import TicketClosed
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.jobs import notices, wires
from amiabil.records import clock, retention, side_conversations, tickets
from amiabil.records.models import Contact, Customer, Event, SideConversation
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.stories import browser
from tests.factories import World, later, make_world
from tests.gateways.mail_servers import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]

CARRIER = "claims@carrier.example"


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.buyer.person_id).update(language="en", email="ana@example.org")
    Customer.objects.filter(id=made.seller.person_id).update(language="en", email="shop@example.org")
    return made


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=2))
    settings.AMIABIL_MAIL_REPLY = "ajutor@iarmaroc.example"


@pytest.fixture
def about(world: World) -> TicketFile:
    asked = Asked(
        new_id(), "delivery", "Where is it?", "My door code is 1234.", later(days=2), world.order_ref
    )
    return open_ticket(world.buyer, asked)


def beside(raluca: Viewer, about: TicketFile, address: str = CARRIER, *, waits: bool = True) -> TicketFile:
    asked = SideAsked(new_id(), "Parcel 77", "Where is parcel 77?", later(days=2), address, waits=waits)
    return ask_beside(raluca, about.reference, asked)


def sent(box: Mailbox, file: TicketFile) -> list[EmailMessage]:
    """Tell every step of a request, and send what waits; the mails."""
    before = len(box.mails)
    mailer = wires.mailer()
    assert mailer is not None
    for version in sorted(set(Event.objects.filter(case_id=file.case_id).values_list("version", flat=True))):
        with transaction.atomic():
            waiting = notices.tell(file.case_id, version)
        for delivery in waiting:
            notices.send(delivery, mailer)
    return box.mails[before:]


def status(raluca: Viewer, file: TicketFile) -> TicketStatus:
    return tickets.file_of(raluca, file.reference).ticket.status


def test_a_carrier_is_asked_by_one_mail_and_its_answer_opens_the_request(
    world: World, raluca: Viewer, about: TicketFile, box: Mailbox
) -> None:
    sent(box, about)
    side = beside(raluca, about)
    assert status(raluca, about) is TicketStatus.WAITING_FOR_THIRD_PARTY
    assert sent(box, about) == [], "the customer hears nothing of it"
    (mail,) = sent(box, side)
    said = str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert mail["To"].addresses[0].addr_spec == CARRIER and "Where is parcel 77?" in said
    assert mail["Reply-To"].addresses[0].addr_spec.startswith("ajutor+t")
    assert about.reference not in mail.as_string() and "1234" not in said and "/tickets/" not in said
    assert side.contact is not None
    write(side.contact.viewer, side.reference, Written(new_id(), "At the depot.", later(days=2, hours=1)))
    assert status(raluca, about) is TicketStatus.OPEN
    (line,) = side_conversations.beside(raluca, about.case_id).asked
    assert (line.reference, line.asked, line.my_turn) == (side.reference, CARRIER, True)
    (checked,) = verify(side.reference)
    assert checked.broken is None


def test_the_shop_is_asked_on_its_own_page_and_the_customer_knows_nothing(
    world: World, raluca: Viewer, about: TicketFile, box: Mailbox
) -> None:
    side = beside(raluca, about, "")
    (mail,) = sent(box, side)
    assert mail["To"].addresses[0].addr_spec == "shop@example.org"
    assert tickets.file_of(world.seller, side.reference).order_ref == world.order_ref
    write(world.seller, side.reference, Written(new_id(), "Sent on Monday.", later(days=2, hours=1)))
    assert status(raluca, about) is TicketStatus.OPEN
    for viewer, file in ((world.buyer, side), (world.seller, about)):
        with pytest.raises(NotFound):
            tickets.file_of(viewer, file.reference)
    with pytest.raises(Forbidden):
        side_conversations.beside(world.buyer, about.case_id)
    assert side.reference not in browser(world.buyer).get(f"/en/tickets/{about.reference}").content.decode()


def test_an_automatic_answer_wakes_nothing(raluca: Viewer, about: TicketFile) -> None:
    side = beside(raluca, about)
    assert side.contact is not None
    away = Written(new_id(), "I am away.", later(days=2, hours=1), wakes=False)
    write(side.contact.viewer, side.reference, away)
    assert status(raluca, about) is TicketStatus.WAITING_FOR_THIRD_PARTY


def test_asking_twice_is_asking_once(raluca: Viewer, about: TicketFile) -> None:
    asked = SideAsked(new_id(), "Parcel 77", "Where?", later(days=2), CARRIER, waits=False)
    first = ask_beside(raluca, about.reference, asked)
    assert ask_beside(raluca, about.reference, asked).case_id == first.case_id
    assert SideConversation.objects.count() == Contact.objects.count() == 1
    assert status(raluca, about) is TicketStatus.NEW


@pytest.mark.parametrize(
    "address", ["carrier", "a@b@c", " ", "x@y.example\nBcc: z@z.example", "a b@c.example"]
)
def test_what_is_no_address_is_refused(raluca: Viewer, about: TicketFile, address: str) -> None:
    with pytest.raises(BadAddress):
        beside(raluca, about, address)
    assert not SideConversation.objects.exists()


def test_who_may_not_work_a_request_asks_nobody(world: World, raluca: Viewer, about: TicketFile) -> None:
    with pytest.raises(Forbidden):
        beside(world.buyer, about)
    plain = open_ticket(world.buyer, Asked(new_id(), "account", "Locked", "Locked.", later(days=2)))
    with pytest.raises(NotFound):
        beside(raluca, plain, "")
    closed = {"status": TicketStatus.CLOSED}
    write(raluca, plain.reference, Written(new_id(), "Bye", later(days=2), changes=closed))  # type: ignore[arg-type]
    with pytest.raises(TicketClosed):
        beside(raluca, plain)


def test_what_was_asked_is_kept_as_long_as_the_request_it_is_about(raluca: Viewer, about: TicketFile) -> None:
    side = beside(raluca, about)
    done = {"status": TicketStatus.CLOSED}
    write(raluca, side.reference, Written(new_id(), "Thanks", later(days=2), changes=done))  # type: ignore[arg-type]
    far = later(days=20_000)
    assert retention.candidates(at=far, after=UUID(int=0), limit=10) == []
    write(raluca, about.reference, Written(new_id(), "Done", later(days=3), changes=done))  # type: ignore[arg-type]
    found = retention.candidates(at=far, after=UUID(int=0), limit=10)
    assert set(found) == {side.case_id, about.case_id}


def test_the_page_asks_with_what_was_picked(world: World, raluca: Viewer, about: TicketFile) -> None:
    desk: Client = browser(raluca)
    write(raluca, about.reference, Written(new_id(), "A note", later(days=2), note=True))
    here = f"/desk/agent/tickets/{about.reference}/ask"
    page = desk.get(here).content.decode()
    assert "My door code is 1234." in page and "A note" not in page
    message = tickets.file_of(raluca, about.reference)
    picked = Event.objects.get(case_id=message.case_id, type="message.posted", version=1).data["message"]
    bad = {"id": str(new_id()), "to": "address", "address": "nobody", "subject": "S", "text": "T"}
    assert desk.post(here, bad).status_code == 422
    asked = {**bad, "address": CARRIER, "text": "Where?", "picked": picked, "waits": "waits"}
    done = desk.post(here, asked)
    side = SideConversation.objects.get()
    made = tickets.of_id(raluca, side.case_id)
    assert made is not None and done["Location"] == f"/desk/agent/tickets/{made.reference}"
    said = desk.get(done["Location"]).content.decode()
    assert "&gt; My door code is 1234." in said and about.reference in said, "it leads back to the request"
    assert CARRIER in desk.get(f"/desk/agent/tickets/{about.reference}").content.decode()
