"""A customer's mail and our answers, over real SMTP, through the whole of it: one request, one thread, no loop."""

from __future__ import annotations

from email.message import EmailMessage
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import Settings

from amiabil.actions.tickets import Written, write
from amiabil.domain.access import Viewer
from amiabil.domain.mail.intake import State
from amiabil.domain.support.terms import TicketStatus
from amiabil.jobs import notices, wires
from amiabil.records import clock, contacts, mail_sent, tickets
from amiabil.records.models import Customer, Delivery, Event, Message
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.factories import make_world
from tests.gateways.mail_servers import Mailbox
from tests.mails import HELP, PROVEN, came, mail, open_door

__all__ = ["open_door"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("open_door", "mails_at_once"),
]

ANA = "Ana Pop <ana@example.ro>"
HERS = "<CAF-1234.abc@mail.example.ro>"


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.AMIABIL_MAIL_REPLY = HELP


def send(box: Mailbox, case_id: UUID) -> list[EmailMessage]:
    """Tell everything of a request that was not told yet, and send what waits; the new mails."""
    before = len(box.mails)
    mailer = wires.mailer()
    assert mailer is not None
    for version in sorted(set(Event.objects.filter(case_id=case_id).values_list("version", flat=True))):
        with transaction.atomic():
            waiting = notices.tell(case_id, version)
        for delivery in waiting:
            notices.send(delivery, mailer)
    return box.mails[before:]


def wrote(file: TicketFile, raluca: Viewer, text: str) -> None:
    write(raluca, file.reference, Written(new_id(), text, clock.now()))


def reply(to: EmailMessage, text: str, *fields: str, author: str = ANA) -> bytes:
    """What a mail program makes of an answer to a mail of ours."""
    refers = f"References: {to['References']} {to['Message-ID']}"
    named = (f"In-Reply-To: {to['Message-ID']}", refers, *fields)
    subject = str(to["Subject"])
    back = to["Reply-To"].addresses[0].addr_spec
    return mail(text, *named, author=author, subject=f"Re: {subject}", to=back)


def first(box: Mailbox, raluca: Viewer, *fields: str) -> tuple[TicketFile, list[EmailMessage]]:
    told = came(mail("Unde este coletul meu?", f"Message-ID: {HERS}", *fields))
    file = tickets.file_of(raluca, told.reference)
    return file, send(box, file.case_id)


def test_a_mail_is_answered_from_the_desk_and_the_reply_comes_back_into_the_same_request(
    raluca: Viewer, box: Mailbox
) -> None:
    file, receipts = first(box, raluca, PROVEN)
    assert len(receipts) == 1 and receipts[0]["Auto-Submitted"] == "auto-generated"
    wrote(file, raluca, "E la curier.\n\nAjunge mâine.")
    (answer,) = send(box, file.case_id)
    assert answer["Subject"] == "Re: Coletul" and answer["In-Reply-To"] == HERS
    assert HERS in answer["References"].split() and answer["Auto-Submitted"] is None
    assert answer["To"].addresses[0].addr_spec == "ana@example.ro"
    assert box.envelopes[-1].mail_from == answer["Reply-To"].addresses[0].addr_spec, "bounces name it too"
    told = came(reply(answer, "Mulțumesc, aștept.\n\n> E la curier."))
    assert (told.state, told.reference) == (State.FILED, file.reference)
    said = list(
        Message.objects.filter(case_id=file.case_id).order_by("version").values_list("text", flat=True)
    )
    assert said == ["Unde este coletul meu?", "E la curier.\n\nAjunge mâine.", "Mulțumesc, aștept."]
    assert tickets.file_of(raluca, file.reference).ticket.status is TicketStatus.OPEN
    wrote(file, raluca, "Cu drag.")
    (again,) = send(box, file.case_id)
    assert again["Subject"] == answer["Subject"] and answer["Message-ID"] in again["References"].split()


def test_an_author_nobody_vouches_for_gets_no_receipt_but_the_answer_of_a_person(
    raluca: Viewer, box: Mailbox
) -> None:
    file, receipts = first(box, raluca)
    assert receipts == []
    wrote(file, raluca, "E la curier.")
    (answer,) = send(box, file.case_id)
    assert came(reply(answer, "Mulțumesc.")).reference == file.reference


def test_an_answer_to_a_mail_from_before_the_request_was_taken_into_an_account(
    raluca: Viewer, box: Mailbox
) -> None:
    file, _ = first(box, raluca, PROVEN)
    wrote(file, raluca, "E la curier.")
    (answer,) = send(box, file.case_id)
    buyer = make_world().buyer
    assert file.contact is not None and buyer.person_id is not None
    contacts.attach(file.contact.id, buyer.person_id)
    told = came(reply(answer, "Mulțumesc."))
    assert (told.state, told.reference, told.why) == (State.FILED, file.reference, "signed_name")
    assert Message.objects.filter(case_id=file.case_id).latest("version").author_ref == buyer.ref
    assert came(reply(answer, "Eu", author="eva@evil.example")).reference != file.reference


def test_two_systems_that_are_away_answer_each_other_once(raluca: Viewer, box: Mailbox) -> None:
    away = "Auto-Submitted: auto-replied"
    file, receipts = first(box, raluca, PROVEN)
    for round_ in range(3):
        for one in receipts:
            told = came(reply(one, f"Sunt plecată {round_}.", away, PROVEN))
            assert told.state in {State.FILED, State.NOTED, State.HELD}
        receipts = send(box, file.case_id)
    assert receipts == [] and len(box.mails) == 1
    told = came(mail("Sunt plecată.", away, PROVEN, author="bot@example.ro"))
    assert send(box, tickets.file_of(raluca, told.reference).case_id) == [], "a machine gets no receipt"
    wrote(file, raluca, "E la curier.")
    (answer,) = send(box, file.case_id)
    came(reply(answer, "Sunt plecată.", away, PROVEN))
    assert send(box, file.case_id) == []
    assert tickets.file_of(raluca, file.reference).ticket.status is TicketStatus.WAITING_FOR_CUSTOMER


def test_a_bounce_that_names_somebody_else_closes_nobody(raluca: Viewer, box: Mailbox) -> None:
    file, _ = first(box, raluca)
    wrote(file, raluca, "E la curier.")
    (answer,) = send(box, file.case_id)
    assert came(bounced(answer, "eva@evil.example")).state is State.NOTED
    assert Delivery.objects.latest("id").state == "sent" and not mail_sent.is_closed("ana@example.ro")


def bounced(answer: EmailMessage, to: str) -> bytes:
    """What a mail server says of a mail of ours that it could not give to this address."""
    report = (
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.ro\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822-headers\r\n\r\nMessage-ID: {answer['Message-ID']}\r\n\r\n--b--\r\n"
    )
    kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=b"
    return mail(
        report.encode(),
        "Return-Path: <>",
        kind,
        author="MAILER-DAEMON@mx.example.ro",
        subject="Undelivered Mail",
        to=answer["Reply-To"].addresses[0].addr_spec,
    )


def test_a_bounce_marks_the_mail_and_makes_no_message(raluca: Viewer, box: Mailbox) -> None:
    file, _ = first(box, raluca)
    wrote(file, raluca, "E la curier.")
    (answer,) = send(box, file.case_id)
    assert came(bounced(answer, "ana@example.ro")).state is State.NOTED
    lost = Delivery.objects.latest("id")
    assert (lost.state, lost.cause) == ("bounced", "address_unknown") and "550" in lost.last_error
    assert mail_sent.is_closed("ana@example.ro")
    assert Message.objects.filter(case_id=file.case_id).count() == 2 and send(box, file.case_id) == []


def test_an_id_that_would_break_our_mail_is_not_repeated(raluca: Viewer, box: Mailbox) -> None:
    told = came(mail("Unde?", f"Message-ID: <{'x' * 300}@x.example>"))
    file = tickets.file_of(raluca, told.reference)
    wrote(file, raluca, "Aici.")
    (answer,) = send(box, file.case_id)
    assert answer["In-Reply-To"] == f"<{file.reference}@iarmaroc.example>"


def test_a_known_customer_reads_the_page_too(raluca: Viewer, box: Mailbox) -> None:
    world = make_world()
    Customer.objects.filter(id=world.buyer.person_id).update(email="ana@example.ro", email_verified=True)
    file, receipts = first(box, raluca, PROVEN)
    assert file.customer_id == world.buyer.person_id
    body = receipts[0].get_body(("plain",))
    assert body is not None and f"/tickets/{file.reference}" in str(body.get_content())
