"""Which mails are ours: found again by what their answers bring, threaded for their reader, marked when they return."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import Settings

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.mail.failures import Cause
from amiabil.domain.mail.reply_address import names_in, person_of
from amiabil.domain.terms import Role
from amiabil.jobs import notices, wires
from amiabil.records import clock, mail_sent
from amiabil.records.mail_sent import MailState
from amiabil.records.models import Customer, Delivery, Event
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.factories import World, later, make_world
from tests.gateways.mail_servers import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.buyer.person_id).update(language="en")
    return made


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=2))
    settings.AMIABIL_MAIL_REPLY = "ajutor@iarmaroc.example"


def asked(world: World) -> TicketFile:
    return open_ticket(
        world.buyer, Asked(new_id(), "account", "Cannot sign in", "It says locked.", later(days=2))
    )


def tell(case_id: UUID) -> list[int]:
    """Tell the last step of a request and send what waits."""
    version = Event.objects.filter(case_id=case_id).order_by("-version").values_list("version")[0][0]
    with transaction.atomic():
        waiting = notices.tell(case_id, version)
    mailer = wires.mailer()
    assert mailer is not None
    for delivery in waiting:
        notices.send(delivery, mailer)
    return waiting


def answered(raluca: Viewer, file: TicketFile, words: str, hours: int = 1) -> UUID:
    name = new_id()
    write(raluca, file.reference, Written(name, words, later(days=2, hours=hours)))
    tell(file.case_id)
    return name


def test_a_mail_is_found_by_its_id_and_by_its_name(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    message = answered(raluca, file, "Press the link.")
    (mail,) = box.mails
    (known,) = mail_sent.conversation_of_message_ids(
        [mail["Message-ID"].strip("<>"), "n-1@else.example"]
    ).values()
    assert (known.case_id, known.kind, known.reference) == (file.case_id, "ticket", file.reference)
    assert (known.person_kind, known.person_id, known.role) == ("customer", file.customer_id, Role.BUYER)
    assert known.message == message and known.state is MailState.SENT
    to = mail["Reply-To"].addresses[0].addr_spec
    assert to.partition("+")[2].partition("@")[0] == known.reply_name
    (name,) = names_in([to], [])
    assert person_of(name, [known.person_id], keys=wires.reply_keys()) == known.person_id
    assert mail_sent.conversation_of_message_ids([]) == {}


def test_mails_of_a_request_refer_to_those_before_them(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    tell(file.case_id)
    answered(raluca, file, "Press the link.")
    answered(raluca, file, "And the other one.", hours=2)
    first, second, third = box.mails
    root = f"<{file.reference}@localhost>"
    assert first["References"] == first["In-Reply-To"] == root
    assert second["In-Reply-To"] == first["Message-ID"] and second["References"].split() == [
        root,
        first["Message-ID"],
    ]
    assert third["References"].split() == [root, first["Message-ID"], second["Message-ID"]]
    assert second["Thread-Index"].startswith(first["Thread-Index"].rstrip("=")[:28])
    assert len(second["Thread-Index"]) > len(first["Thread-Index"])
    assert first["Reply-To"] == second["Reply-To"]


def test_without_a_mailbox_for_answers_nobody_is_told_of_one(
    world: World, box: Mailbox, settings: Settings
) -> None:
    settings.AMIABIL_MAIL_REPLY = None
    tell(asked(world).case_id)
    assert box.mails[0]["Reply-To"] is None


def test_an_address_that_bounced_is_not_written_to(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    tell(file.case_id)
    name = box.mails[0]["Message-ID"].strip("<>")
    at = later(days=2)
    assert len(mail_sent.mark_bounced(name, cause=Cause.ADDRESS_UNKNOWN, said="550 5.1.1 nobody", at=at)) == 1
    assert mail_sent.mark_bounced(name, cause=Cause.OTHER, said="again", at=at) == []
    assert mail_sent.mark_bounced("n-1@else.example", cause=Cause.OTHER, said="", at=at) == []
    assert mail_sent.is_closed(Delivery.objects.get().address.upper())
    answered(raluca, file, "Press the link.")
    assert len(box.mails) == 1
    newest = Delivery.objects.order_by("-id")[0]
    assert (newest.state, newest.cause) == ("given_up", "address_closed")


def test_a_full_mailbox_closes_nothing(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    tell(file.case_id)
    name = box.mails[0]["Message-ID"].strip("<>")
    mail_sent.mark_bounced(name, cause=Cause.MAILBOX_FULL, said="452 4.2.2", at=later(days=2))
    answered(raluca, file, "Press the link.")
    assert len(box.mails) == 2
