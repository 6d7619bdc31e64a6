"""What an agent sees of the mails with an answer: sent, waiting, lost with its cause, and sent again."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from amiabil.actions.mails import came_back
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.mail.reports import Became, Report
from amiabil.domain.terms import Role
from amiabil.jobs import notices, wires
from amiabil.records import audit, clock, deliveries
from amiabil.records.models import Customer, Delivery, Event
from amiabil.records.new_id import new_id
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world
from tests.gateways.mail_servers import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.buyer.person_id).update(language="en", email="ana@example.org")
    return made


@pytest.fixture
def desk(raluca: Viewer) -> Client:
    return browser(raluca)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=2))


def send(ids: list[int]) -> None:
    mailer = wires.mailer()
    assert mailer is not None
    for delivery in ids:
        notices.send(delivery, mailer)


def answered(world: World, raluca: Viewer) -> tuple[str, UUID]:
    """A request with an answer whose mail has been tried; its reference, and the message."""
    file = open_ticket(world.buyer, Asked(new_id(), "account", "Locked", "It says locked.", later(days=2)))
    name = new_id()
    write(raluca, file.reference, Written(name, "Press the link.", later(days=2)))
    version = Event.objects.filter(case_id=file.case_id).order_by("-version").values_list("version")[0][0]
    with transaction.atomic():
        waiting = notices.tell(file.case_id, version)
    send(waiting)
    return file.reference, name


def page_of(desk: Client, reference: str) -> str:
    return " ".join(desk.get(f"/desk/agent/tickets/{reference}").content.decode().split())


def bounce(status: str = "5.1.1", became: Became = Became.FAILED) -> Report:
    name = Delivery.objects.latest("id").message_id.strip("<>")
    return Report(became, name, ("ana@example.org",), status, "smtp; 550 <no> such user", "delivery_status")


def test_a_mail_that_went_out_says_so_quietly(
    world: World, raluca: Viewer, desk: Client, box: Mailbox
) -> None:
    reference, _ = answered(world, raluca)
    shown = page_of(desk, reference)
    assert "Sent to ana@example.org" in shown and "mail-quiet" in shown and "Send again" not in shown
    own = browser(world.buyer).get(f"/en/tickets/{reference}").content.decode()
    assert "Sent to ana@example.org" not in own, "the customer is not told how the post works"


FAILURES = [
    ("452 4.2.2 mailbox full", "Not with ana@example.org yet: the mailbox is full", "late"),
    ("550 5.1.1 nobody", "was not sent: nobody has this address", "lost"),
    ("552 5.3.4 too big", "was not sent: the mail is too large for the receiver", "lost"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_what_failed_says_why_and_goes_out_again(
    world: World, raluca: Viewer, desk: Client, box: Mailbox, failure: tuple[str, str, str]
) -> None:
    said, words, level = failure
    box.rcpt = said
    reference, message = answered(world, raluca)
    shown = page_of(desk, reference)
    assert words in shown and f"mail-{level}" in shown and said in shown
    here = f"/desk/agent/tickets/{reference}/messages/{message}/mail"
    box.rcpt = ""
    done = desk.post(here)
    assert done.status_code == 302 and done["Location"] == f"/desk/agent/tickets/{reference}"
    assert desk.post(here).status_code == 302, "a second click does nothing"
    assert deliveries.due(10) == list(Delivery.objects.values_list("id", flat=True))
    send(deliveries.due(10))
    assert len(box.mails) == 1 and "Sent to ana@example.org" in page_of(desk, reference)
    assert audit.entries(make_staff("aud", Role.AUDITOR)).items[0].action == "mail.again"


def test_a_mail_that_came_back_closes_the_address_until_somebody_says_so(
    world: World, raluca: Viewer, desk: Client, box: Mailbox
) -> None:
    reference, message = answered(world, raluca)
    assert came_back(bounce())
    shown = page_of(desk, reference)
    assert "The mail to ana@example.org came back: nobody has this address." in shown
    assert "550 &lt;no&gt; such user" in shown
    other, _ = answered(world, raluca)
    assert "was not sent: an earlier mail to this address came back" in page_of(desk, other)
    assert len(box.mails) == 1
    desk.post(f"/desk/agent/tickets/{reference}/messages/{message}/mail")
    send(deliveries.due(10))
    answered(world, raluca)
    assert len(box.mails) == 3


def test_a_report_that_is_no_failure_changes_nothing(world: World, raluca: Viewer, box: Mailbox) -> None:
    answered(world, raluca)
    assert came_back(bounce("4.4.7", Became.DELAYED)) and came_back(bounce("2.0.0", Became.DELIVERED))
    assert Delivery.objects.get().state == "sent"
    assert not came_back(Report(Became.FAILED, "n-1@else.example", (), "5.1.1", "", "delivery_status"))


def test_only_agents_send_again(world: World, raluca: Viewer, desk: Client, box: Mailbox) -> None:
    reference, message = answered(world, raluca)
    here = f"/desk/agent/tickets/{reference}/messages/{message}/mail"
    assert browser(world.buyer).post(here).status_code in {302, 403, 404}
    assert desk.post(here.replace(str(message), str(new_id()))).status_code == 404
