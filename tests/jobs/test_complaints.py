"""What is told about measures and complaints: to whom, with which words, and only once."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.db import transaction
from pytest_django import Settings

from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.terms import Role
from amiabil.jobs import dispatch, notices, wires
from amiabil.jobs.deadlines import sweep
from amiabil.records import clock
from amiabil.records.measures import Ticket
from amiabil.records.models import Customer, Event, Notice
from amiabil.records.notices import notices as notices_of
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.cases import published
from tests.measures_world import DECISION, complained, decided, recorded, trust_issuer

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]

OWNER = "lumina@example.org"


@pytest.fixture
def world(settings: Settings) -> World:
    made = make_world()
    assert made.seller.person_id is not None
    Customer.objects.filter(id=made.seller.person_id).update(email=OWNER, language="en")
    trust_issuer(settings)
    return made


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=2))


def tell(ticket: Ticket) -> int:
    """Tell the last step of a measure, twice, and send what waits; how many mails there were."""
    version = Event.objects.filter(case_id=ticket.case_id).order_by("-version").values_list("version")[0][0]
    with transaction.atomic():
        waiting = notices.tell(ticket.case_id, version)
    with transaction.atomic():
        assert notices.tell(ticket.case_id, version) == []
    mailer = wires.mailer()
    assert mailer is not None
    for delivery in waiting:
        notices.send(delivery, mailer)
    return len(waiting)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_the_reasons_of_a_measure_come_by_mail(world: World, box: Mailbox) -> None:
    ticket = recorded(world)
    assert tell(ticket) == 1
    mail = box.mails[0]
    assert mail["To"].addresses[0].addr_spec == OWNER
    for kind in ("plain", "html"):
        said = text(mail, kind)
        for words in ("No licence was handed in", "Terms of the marketplace, 4.2", "Programs took part"):
            assert words in said
        assert f"/en/measures/{ticket.reference}" in said and "Write in the dispute" not in said
    assert "7 April 2027, 23:59" in text(mail)


def test_a_party_hears_of_receipt_delay_decision_and_end(
    world: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = complained(world)
    assert tell(ticket) == 1 and "has been received" in box.mails[-1]["Subject"]
    monkeypatch.setattr(clock, "now", lambda: later(days=20))
    assert sweep() is False
    assert tell(ticket) == 1 and "late" in box.mails[-1]["Subject"]
    decided(make_staff("radu", Role.REVIEWER), ticket, Verdict.STANDS, days=20)
    assert tell(ticket) == 1
    said = text(box.mails[-1])
    assert DECISION.facts in said and "the measure stands" in box.mails[-1]["Subject"]
    assert "A person decided; no program took part" in said


def test_nobody_of_the_other_side_is_told(world: World, box: Mailbox) -> None:
    ticket = complained(world, against=Role.BUYER)
    tell(ticket)
    assert set(Notice.objects.values_list("role", flat=True)) == {"buyer"}
    assert not notices_of(world.seller).items
    page = browser(world.buyer).get("/en/notices/")
    assert f"/en/measures/{ticket.reference}" in page.content.decode()


def test_the_relay_makes_one_job_of_a_step(world: World) -> None:
    ticket = complained(world)
    decided(make_staff("radu", Role.REVIEWER), ticket)
    steps = dispatch.steps(published())
    assert [(one.case_id, one.version) for one in steps] == [
        (ticket.case_id, version) for version in (1, 2, 3)
    ]
