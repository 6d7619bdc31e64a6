"""Page, list, desk, API, mail and calendar say the same state and instant of a measure (disputes.md 3.9, 7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from amiabil.actions.complaint_hearing import Inquiry, ask_question
from amiabil.actions.complaints import file_complaint
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.codec import instant_text
from amiabil.jobs import notices, wires
from amiabil.jobs.deadlines import sweep
from amiabil.records import clock, deliveries, measures
from amiabil.records.measures import Ticket
from amiabil.records.models import Customer, Event, Notice
from tests.channels.api.client import Program, make_key
from tests.channels.portal.test_calendar import address, values
from tests.channels.portal.visitor import signed_in
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.test_complaints import OWNER, text
from tests.measures_world import TEXT, recorded, trust_issuer

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def world(settings: Settings) -> World:
    made = make_world()
    assert made.seller.person_id is not None
    Customer.objects.filter(id=made.seller.person_id).update(email=OWNER, language="en")
    trust_issuer(settings)
    return made


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The instant it is; tests move it."""
    moment = [later(days=2)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    monkeypatch.setattr(notices, "GATHER", timedelta())
    monkeypatch.setattr(deliveries, "APART", timedelta())
    return moment


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.REVIEWER)


def told_by_mail(ticket: Ticket, box: Mailbox) -> str:
    """The words of the mail about the last step."""
    version = Event.objects.filter(case_id=ticket.case_id).order_by("-version").values_list("version")[0][0]
    with transaction.atomic():
        waiting = notices.tell(ticket.case_id, version)
    mailer = wires.mailer()
    assert mailer is not None
    for delivery in waiting:
        notices.send(delivery, mailer)
    return text(box.mails[-1])


Act = Callable[[World, Viewer, Ticket], object]

STAGES: dict[str, tuple[Act | None, str, str, str]] = {
    "before a complaint": (None, "In force", "complaint", "Wednesday, 7 April 2027, 23:59"),
    "while it is heard": (
        lambda world, radu, one: file_complaint(world.seller, one.reference, TEXT, at=later(days=1)),
        "Complaint is heard",
        "first_decision",
        "Thursday, 22 October 2026, 23:59",
    ),
    "while a question is open": (
        lambda world, radu, one: (
            file_complaint(world.seller, one.reference, TEXT, at=later(days=1)),
            ask_question(radu, one.reference, Inquiry("Whether it holds", "A copy", later(days=1))),
        ),
        "Waiting for an answer",
        "info_request",
        "Tuesday, 13 October 2026, 23:59",
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_everybody_is_told_the_same(
    world: World, radu: Viewer, box: Mailbox, now: list[datetime], stage: str
) -> None:
    act, state, ending, until = STAGES[stage]
    ticket = recorded(world)
    if act is not None:
        act(world, radu, ticket)
    ticket = measures.ticket(world.seller, ticket.reference)
    complaint = ticket.complaint
    due_at = ticket.complain_until if complaint is None else complaint.until
    assert due_at is not None

    own = browser(world.seller)
    assert until in main(own.get(f"/en/measures/{ticket.reference}"))
    assert state in (row := main(own.get("/en/measures/"))) and until in row
    if complaint is not None:
        for room in ("reviewer/complaints", "operator/measures"):
            role = Role.REVIEWER if room.startswith("reviewer") else Role.OPERATOR
            viewer = radu if role is Role.REVIEWER else make_staff("vera", role)
            desk = browser(viewer)
            listed = desk.get(f"/desk/{room}/").content.decode()
            assert state in unescape(listed)
            assert until in main(desk.get(f"/desk/{room}/{ticket.reference}"))
            if role is Role.REVIEWER:
                (iso,) = re.findall(r'<time class="due[^"]*" datetime="([^"]+)"', listed)
                assert datetime.fromisoformat(iso) == due_at - timedelta(minutes=1)
    (found,) = Program(make_key("cases:read")).get("/measures").json["items"]
    assert (found["due_at"] if complaint is not None else found["complain_until"]) == instant_text(due_at)
    mail = told_by_mail(ticket, box)
    assert state in mail and until in mail
    answer = Client().get(address(signed_in(world.seller)))
    place = next(n for n, uid in enumerate(values(answer, "UID")) if f".{ending}." in uid)
    assert values(answer, "DTEND")[place] == re.sub(r"[-:]", "", instant_text(due_at))
    said = values(answer, "DESCRIPTION")[place].replace("\\", "")
    assert (
        state in said and until in said and f"/en/measures/{ticket.reference}" in values(answer, "URL")[place]
    )


def test_an_entry_ends_with_the_complaint_and_another_begins(world: World, now: list[datetime]) -> None:
    ticket = recorded(world)
    feed = address(signed_in(world.seller))
    (first,) = values(Client().get(feed), "UID")
    file_complaint(world.seller, ticket.reference, TEXT, at=later(days=1))
    after = Client().get(feed)
    found = dict(zip(values(after, "UID"), values(after, "STATUS"), strict=True))
    assert found.pop(first) == "CANCELLED" and list(found.values()) == ["CONFIRMED"]
    assert ".first_decision." in next(iter(found))
    assert "nothing left to do" in "".join(values(after, "DESCRIPTION"))
    assert values(Client().get(address(signed_in(world.buyer))), "UID") == []


def test_the_end_of_the_months_is_reminded_of_by_mail_once(
    world: World, box: Mailbox, now: list[datetime]
) -> None:
    ticket = recorded(world)
    now[0] = ticket.complain_until - timedelta(days=14) + timedelta(minutes=1)
    assert sweep() is False
    mail = told_by_mail(ticket, box)
    assert "Reminder" in box.mails[-1]["Subject"] and "7 April 2027, 23:59" in mail
    assert len(box.mails) == 1
    assert sweep() is False and Notice.objects.filter(key="complaint.reminder").count() == 1


def test_a_reminder_of_what_is_done_is_not_sent(world: World, box: Mailbox, now: list[datetime]) -> None:
    ticket = recorded(world)
    now[0] = ticket.complain_until - timedelta(days=14) + timedelta(minutes=1)
    sweep()
    version = Event.objects.filter(case_id=ticket.case_id, type="complaint.reminder").get().version
    with transaction.atomic():
        waiting = notices.tell(ticket.case_id, version)
    file_complaint(world.seller, ticket.reference, TEXT, at=now[0])
    mailer = wires.mailer()
    assert mailer is not None and len(waiting) == 1
    notices.send(waiting[0], mailer)
    assert box.mails == []
