"""Reports of something illegal: made with or without an account, decided once, contested, answered by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import contacts, content_reports
from amiabil.actions.content_reports import Decision, Sent
from amiabil.actions.measures import MeasureReport
from amiabil.actions.verify import verify
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.disputes.complaints import MeasureKind, Statement
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.support.content_reports import (
    COMPLAINT_WITHIN,
    ComplaintClosed,
    Outcome,
    ReportDecided,
    Reported,
    ReportState,
)
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, InvalidFields, NotFound
from amiabil.records import address_checks, deliveries
from amiabil.records import content_reports as records
from amiabil.records.models import (
    AddressCheck,
    Contact,
    ContentReport,
    Event,
    Message,
    PlatformMeasure,
    Shop,
    Tally,
)
from amiabil.records.tickets import TicketFile
from tests.factories import OPENED, World, later, make_staff, make_world
from tests.published import publish_and_count

pytestmark = pytest.mark.django_db

REPORTED = Reported("listing", "https://shop.example/l/77?from=mail", "counterfeit", "It copies.", True)
STATEMENT = Statement("Removed", "In the EU", "A copy", "Law 84/1998", "Complain here", automated=False)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def made(viewer: Viewer = NOBODY, **more: Any) -> TicketFile:
    at = more.pop("at", OPENED)
    if viewer.role is None:
        more = {"name": "Ana", "address": "Ana@mail.example", **more}
    return content_reports.make_report(
        viewer, Sent(replace(REPORTED, **more), "Report: a listing", at, uuid4())
    )


def decision(outcome: Outcome = Outcome.NOT_ACTED, **more: Any) -> Decision:
    given = {"automated": False, "text": "Reasons.", "key": uuid4(), "received_at": later(hours=2), **more}
    return Decision(outcome, **given)


def against_shop(world: World) -> MeasureReport:
    return MeasureReport(
        "report-1",
        MeasureKind.CONTENT,
        Role.SELLER,
        Shop.objects.get(id=world.shop_id).ref,
        "Listing 77",
        STATEMENT,
    )


def standing(viewer: Viewer, file: TicketFile) -> Any:
    found = records.of_case(viewer, file.case_id)
    assert found is not None
    return found


# ---- making one ----------------------------------------------------------------------------------


def test_a_report_without_an_account_is_there_at_once_and_asks_whose_the_address_is(raluca: Viewer) -> None:
    file = made()
    assert file.contact is not None
    assert (file.ticket.type, file.ticket.team) == ("report", "trust")
    assert standing(file.contact.viewer, file).verified is False
    (check,) = AddressCheck.objects.all()
    assert (check.address, check.contact_id, check.body) == ("Ana@mail.example", file.contact.id, None)
    assert [one.email for one in deliveries.recipients(file.case_id)] == [""]
    assert contacts.confirm_address(check.id, at=later(hours=1)) is not None
    assert [one.email for one in deliveries.recipients(file.case_id)] == ["Ana@mail.example"]
    assert "ticket.verified" in Event.objects.filter(case_id=file.case_id).values_list("type", flat=True)
    assert standing(raluca, file).verified is True
    assert contacts.confirm_address(check.id, at=later(hours=2)) is not None
    (checked,) = verify(file.reference)
    assert checked.broken is None


def test_an_address_nobody_shows_to_be_theirs_is_forgotten_and_a_shown_one_kept() -> None:
    shown, unshown = made(), made(address="stranger@mail.example")
    assert contacts.confirm_address(
        AddressCheck.objects.get(address="Ana@mail.example").id, at=later(hours=1)
    )
    assert address_checks.sweep(at=later(days=2)) == (0, [])
    assert address_checks.sweep(at=later(days=4)) == (2, [])
    kept = {file.case_id: Contact.objects.get(conversation=file.case_id).address for file in (shown, unshown)}
    assert kept == {shown.case_id: "Ana@mail.example", unshown.case_id: ""}


def test_who_need_not_say_who_they_are_gives_nothing() -> None:
    file = made(category="child_abuse", name="", address="")
    assert not AddressCheck.objects.exists()
    assert file.contact is not None
    with pytest.raises(InvalidFields) as refused:
        made(name="", address="", good_faith=False, place=" ", text="")
    assert {one.field for one in refused.value.errors} == {
        "/name",
        "/email",
        "/good_faith",
        "/place",
        "/text",
    }
    with pytest.raises(InvalidFields):
        made(address="no address")


def test_sent_twice_it_is_one(world: World) -> None:
    sent = Sent(REPORTED, "Report", OPENED, uuid4())
    first = content_reports.make_report(world.buyer, sent)
    assert content_reports.make_report(world.buyer, sent).reference == first.reference
    assert ContentReport.objects.count() == 1


def test_trusted_flaggers_come_first_and_unconfirmed_addresses_last(world: World, raluca: Viewer) -> None:
    nameless, known, trusted = made(), made(world.buyer), made(world.seller, at=later(hours=1))
    waits = (ReportState.OPEN,)
    assert [one.case_id for one in records.queue(raluca, waits).items] == [
        known.case_id,
        trusted.case_id,
        nameless.case_id,
    ]
    assert not content_reports.trust_reporter(raluca, nameless.reference, trusted=True, at=later())
    assert content_reports.trust_reporter(raluca, known.reference, trusted=True, at=later())
    assert standing(raluca, known).trusted is True
    first = records.queue(raluca, waits, limit=1)
    assert [one.case_id for one in first.items] == [known.case_id]
    rest = records.queue(raluca, waits, after=first.next)
    assert [one.case_id for one in rest.items] == [trusted.case_id, nameless.case_id]
    assert content_reports.trust_reporter(raluca, known.reference, trusted=False, at=later())
    assert {one.alike for one in rest.items} == {2}
    with pytest.raises(Forbidden):
        records.queue(world.buyer, waits)


def test_a_report_is_its_reporters_alone(world: World) -> None:
    file = made()
    assert records.of_case(world.buyer, file.case_id) is None
    assert records.of_case(world.seller, file.case_id) is None
    with pytest.raises(NotFound):
        content_reports.complain_of_report(world.buyer, file.reference, "No", at=later(), key=uuid4())


# ---- deciding ------------------------------------------------------------------------------------


def test_a_decision_tells_the_reporter_and_whom_it_restricts(world: World, raluca: Viewer) -> None:
    file, beside = made(world.buyer), made()
    done = decision(Outcome.ACTED, measure=against_shop(world), alike=[beside.reference])
    content_reports.decide_report(raluca, file.reference, done)
    content_reports.decide_report(raluca, file.reference, done)
    for one in (file, beside):
        seen = standing(raluca, one)
        assert (seen.standing.state, seen.standing.outcome) == (ReportState.DECIDED, Outcome.ACTED)
        assert seen.measure == "report-1"
        assert Message.objects.filter(case_id=one.case_id, text="Reasons.").count() == 1
    assert PlatformMeasure.objects.get().person == against_shop(world).person
    told = Event.objects.get(case_id=file.case_id, type="ticket.report_decided").data
    assert told["outcome"] == "acted"
    with pytest.raises(ReportDecided):
        content_reports.decide_report(raluca, file.reference, decision())


def test_nothing_of_a_decision_is_kept_when_its_measure_is_refused(world: World, raluca: Viewer) -> None:
    file = made(world.buyer)
    bad = replace(against_shop(world), person="nobody-knows")
    with pytest.raises(Exception, match="unknown_person"):
        content_reports.decide_report(raluca, file.reference, decision(Outcome.ACTED, measure=bad))
    assert standing(raluca, file).standing.state is ReportState.OPEN
    with pytest.raises(Forbidden):
        content_reports.decide_report(world.buyer, file.reference, decision())


def test_a_complaint_is_answered_by_somebody_else_for_good(raluca: Viewer) -> None:
    file = made()
    assert file.contact is not None
    reporter = file.contact.viewer
    with pytest.raises(ComplaintClosed):
        content_reports.complain_of_report(reporter, file.reference, "Wrong", at=later(hours=1), key=uuid4())
    content_reports.decide_report(raluca, file.reference, decision())
    end = later(hours=2) + COMPLAINT_WITHIN
    with pytest.raises(ComplaintClosed):
        content_reports.complain_of_report(reporter, file.reference, "Late", at=end, key=uuid4())
    last = end - timedelta(seconds=1)
    content_reports.complain_of_report(reporter, file.reference, "Wrong", at=last, key=uuid4())
    again = replace(raluca, role=Role.REVIEWER)
    with pytest.raises(ConflictOfInterest):
        content_reports.review_report(again, file.reference, decision(received_at=end))
    irina = make_staff("irina", Role.REVIEWER)
    content_reports.review_report(irina, file.reference, decision(Outcome.ACTED, received_at=end))
    seen = standing(irina, file)
    assert (seen.standing.state, seen.standing.outcome) == (ReportState.REVIEWED, Outcome.ACTED)
    with pytest.raises(ComplaintClosed):
        content_reports.complain_of_report(reporter, file.reference, "Again", at=end, key=uuid4())


# ---- requests without an account -------------------------------------------------------------


def waiting(**more: Any) -> contacts.Waiting:
    given = {"topic": "account", "subject": "Locked out", "text": "It says locked.", "name": "Ana", **more}
    return contacts.Waiting(
        uuid4(), address=given.pop("address", "ana@mail.example"), language="en", received_at=OPENED, **given
    )


def test_a_request_waits_for_its_address_and_goes_unread(raluca: Viewer) -> None:
    asked = waiting()
    contacts.ask_without_account(asked)
    assert Message.objects.count() == 0
    contact = contacts.confirm_address(asked.key, at=later(hours=1))
    assert contact is not None
    assert contact.verified_at == later(hours=1)
    assert Message.objects.get().text == "It says locked."
    assert contacts.confirm_address(asked.key, at=later(hours=2)) == contact
    assert AddressCheck.objects.get().body is None

    late = waiting(address="other@mail.example")
    contacts.ask_without_account(late)
    assert contacts.confirm_address(late.key, at=later(days=4)) is None
    assert address_checks.sweep(at=later(days=4)) == (2, [])
    assert not AddressCheck.objects.exists()


def test_an_address_is_sent_few_links_and_a_bad_form_none() -> None:
    for _number in range(5):
        contacts.ask_without_account(waiting(address="Victim@mail.example"))
    assert AddressCheck.objects.count() == address_checks.MOST_WAITING
    with pytest.raises(InvalidFields) as refused:
        contacts.ask_without_account(waiting(address="no", subject=""))
    assert {one.field for one in refused.value.errors} == {"/email", "/subject"}


def test_an_account_takes_it_in_and_the_link_ends(world: World, raluca: Viewer) -> None:
    file = made()
    assert file.contact is not None
    taken = contacts.attach(world.buyer, file.contact, file.reference, at=later(hours=1))
    assert (taken.customer_id, taken.contact) == (world.buyer.person_id, None)
    assert taken.ticket.status is TicketStatus.NEW
    assert standing(world.buyer, file).verified is True
    with pytest.raises(NotFound):
        contacts.attach(world.buyer, file.contact, file.reference, at=later(hours=1))
    with pytest.raises(Forbidden):
        contacts.attach(world.seller, file.contact, file.reference, at=later(hours=1))


def test_what_is_reported_and_decided_is_counted(world: World, raluca: Viewer) -> None:
    for name in ("counterfeit", "counterfeit", "scam"):
        made(category=name)
    file = made(world.buyer, category="scam")
    content_reports.trust_reporter(raluca, file.reference, trusted=True, at=later())
    content_reports.decide_report(raluca, file.reference, decision())
    content_reports.complain_of_report(world.buyer, file.reference, "No", at=later(hours=3), key=uuid4())
    irina = make_staff("irina", Role.REVIEWER)
    content_reports.review_report(irina, file.reference, decision(Outcome.ACTED, received_at=later(hours=4)))
    publish_and_count()
    kept = Tally.objects.filter(grain="day", name__in=["noticed", "trusted", "notice_ended", "notice_again"])
    assert {(one.name, one.detail): one.count for one in kept} == {
        ("noticed", "counterfeit"): 2,
        ("noticed", "scam"): 2,
        ("trusted", "scam"): 1,
        ("notice_ended", "not_acted:person"): 1,
        ("notice_again", "acted"): 1,
    }
