"""What a customer is told about their request: the receipt, the answer with its words, the reminder, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import Settings

from amiabil.actions.tickets import Asked, Written, change, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority
from amiabil.domain.terms import Role
from amiabil.jobs import notices, wires
from amiabil.jobs.deadlines import sweep
from amiabil.records import clock, deliveries
from amiabil.records.models import Customer, Event, Notice
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import links
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world
from tests.gateways.mail_servers import Mailbox, running

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.buyer.person_id).update(language="en")
    return made


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails wait for nothing here."""
    monkeypatch.setattr(notices, "GATHER", timedelta())
    monkeypatch.setattr(deliveries, "APART", timedelta())
    monkeypatch.setattr(clock, "now", lambda: later(days=2))


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with running(box) as where:
        settings.AMIABIL_MAIL_URL = f"smtp://{where}"
        yield box


def asked(world: World) -> TicketFile:
    return open_ticket(
        world.buyer, Asked(new_id(), "account", "Cannot sign in", "It says locked.", later(days=2))
    )


def tell(case_id: UUID) -> int:
    """Tell the last step of a request, twice, and send what waits; how many mails there were."""
    version = Event.objects.filter(case_id=case_id).order_by("-version").values_list("version")[0][0]
    with transaction.atomic():
        waiting = notices.tell(case_id, version)
    with transaction.atomic():
        assert notices.tell(case_id, version) == []
    mailer = wires.mailer()
    assert mailer is not None
    for delivery in waiting:
        notices.send(delivery, mailer)
    return len(waiting)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_the_receipt_says_who_answers_by_when(world: World, box: Mailbox) -> None:
    file = asked(world)
    assert tell(file.case_id) == 1
    for kind in ("plain", "html"):
        said = text(box.mails[0], kind)
        for words in (
            "Your request has been received",
            "10 October 2026, 12:14",
            f"/en/tickets/{file.reference}",
        ):
            assert words in said
    assert "It says locked." not in text(box.mails[0])


def test_an_answer_comes_with_its_words(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Press the link we sent.", later(days=2, hours=1)))
    assert tell(file.case_id) == 1
    said = text(box.mails[0])
    assert "Press the link we sent." in said
    assert "Your answer is needed" in said
    assert f"/en/tickets/{file.reference}" in links(browser(world.buyer).get("/en/notices/"))


def test_what_is_for_the_staff_alone_is_told_to_nobody(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Fraud?", later(days=2, hours=1), note=True))
    assert tell(file.case_id) == 0
    change(raluca, file.reference, {"priority": Priority.URGENT}, at=later(days=2, hours=2))
    assert tell(file.case_id) == 0
    assert not Notice.objects.exists()


def test_an_answer_after_a_note_never_carries_the_note(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Press the link.", later(days=2, hours=1)))
    version = Event.objects.filter(case_id=file.case_id).order_by("-version").values_list("version")[0][0]
    write(raluca, file.reference, Written(new_id(), "Fraud?", later(days=2, hours=2), note=True))
    with transaction.atomic():
        (delivery,) = notices.tell(file.case_id, version)
    mailer = wires.mailer()
    assert mailer is not None
    notices.send(delivery, mailer)
    assert "Press the link." in text(box.mails[0])
    assert "Fraud?" not in text(box.mails[0])


def test_silence_is_reminded_of_and_its_end_told(
    world: World, raluca: Viewer, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Still locked?", later(days=2, hours=1)))
    for days, words in ((6, "your answer is needed"), (13, "counts as solved")):
        monkeypatch.setattr(clock, "now", lambda days=days: later(days=days))
        assert sweep() is False
        assert tell(file.case_id) == 1
        assert words in box.mails[-1]["Subject"]
