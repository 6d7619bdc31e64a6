"""Something dangerous in a dispute: one safety request beside it, linked, told to the staff and the buyer."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest

from amiabil.actions.mediation import take_case
from amiabil.actions.support_setup import save_setup
from amiabil.domain.access import Viewer
from amiabil.domain.support.packaged import shipped_text
from amiabil.domain.terms import Command, Reason, Role
from amiabil.jobs import dispatch, safety
from amiabil.records import clock, outbox, ticket_links, tickets, timeline
from amiabil.records.models import Conversation, SafetyRequest, Ticket, TicketLink
from amiabil.records.tickets import TicketFile
from tests.actions.cases import ask, opened, step
from tests.channels.portal.visitor import signed_in
from tests.factories import PARCEL, World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=1))
    return make_world()


def dangerous(world: World) -> UUID:
    reference = opened(world, replace(ask(), answers={**PARCEL, "could_hurt": "yes"}))
    return Conversation.objects.get(reference=reference).id


def request_of(case_id: UUID, viewer: Viewer) -> TicketFile:
    beside = SafetyRequest.objects.get(case_id=case_id)
    found = tickets.of_id(viewer, beside.ticket_id)
    assert found is not None
    return found


def test_an_opening_that_tells_of_danger_defers_one_job_and_any_other_none(world: World) -> None:
    case_id = dangerous(world)
    assert safety.told_by(outbox.publish(100)) == [case_id]
    assert safety.told_by([]) == []


def test_any_other_opening_asks_for_nothing(world: World) -> None:
    opened(world)
    assert safety.told_by(outbox.publish(100)) == []


def test_the_relay_hands_it_to_the_worker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id, deferred = dangerous(world), []
    task = dispatch.tasks.open_safety_request
    monkeypatch.setattr(task, "batch_defer", lambda *jobs: deferred.extend(jobs))
    dispatch.defer_for(outbox.publish(100))
    assert deferred == [{"case_id": str(case_id)}]


def test_however_often_it_is_told_there_is_one_request(world: World) -> None:
    case_id = dangerous(world)
    first = safety.open_request(case_id)
    assert safety.open_request(case_id) == first
    assert Ticket.objects.count() == SafetyRequest.objects.count() == TicketLink.objects.count() == 1


def test_it_says_what_was_told_and_goes_to_the_safety_team(world: World, raluca: Viewer) -> None:
    case_id = dangerous(world)
    safety.open_request(case_id)
    file = request_of(case_id, raluca)
    dispute = Conversation.objects.get(id=case_id)
    assert (file.ticket.topic, file.ticket.team, file.order_ref) == ("safety", "trust", world.order_ref)
    assert file.ticket.fields["product"] == dispute.subject
    moments = timeline.moments(raluca, file.case_id).items
    (said,) = [one.message for one in moments if one.message is not None]
    assert dispute.reference in said.text and "Abajurul este crăpat" in said.text
    assert said.author_role == "buyer"


def test_both_histories_tell_the_staff_and_the_buyer_is_written_to(world: World, raluca: Viewer) -> None:
    case_id = dangerous(world)
    safety.open_request(case_id)
    file = request_of(case_id, raluca)
    assert [one.reference for one in ticket_links.links(raluca, file.case_id)] == [
        Conversation.objects.get(id=case_id).reference
    ]
    for one in (case_id, file.case_id):
        types = [moment.type for moment in timeline.moments(raluca, one).items]
        assert types.count(ticket_links.LINKED) == 1
    assert any(one.case_id == file.case_id and one.type == "ticket.opened" for one in outbox.publish(100))


def test_the_buyer_sees_each_beside_the_other_and_the_seller_neither(world: World, raluca: Viewer) -> None:
    case_id = dangerous(world)
    reference = safety.open_request(case_id)
    dispute = Conversation.objects.get(id=case_id).reference
    own = unescape(signed_in(world.buyer).get(f"/en/disputes/{dispute}").content.decode())
    assert "A safety request runs beside this dispute" in own and f"/en/tickets/{reference}" in own
    assert dispute in signed_in(world.buyer).get(f"/en/tickets/{reference}").content.decode()
    sellers = signed_in(world.seller).get(f"/en/seller/disputes/{dispute}").content.decode()
    assert reference not in sellers and "safety request" not in sellers.lower()
    assert signed_in(world.seller).get(f"/en/tickets/{reference}").status_code == 404


def test_a_conversion_into_something_dangerous_opens_it_too(world: World) -> None:
    reference = opened(world)
    case_id = Conversation.objects.get(reference=reference).id
    assert safety.told_by(outbox.publish(100)) == []
    mira = make_staff("mira", Role.MEDIATOR)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_damaged")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    take_case(mira, reference)
    step(mira, reference, Command.CONVERT, later(days=3), reason=Reason.NC_UNSAFE.value)
    assert safety.told_by(outbox.publish(100)) == [case_id]
    assert safety.open_request(case_id)


def test_an_operator_who_asks_other_things_there_gets_it_all_the_same(world: World, raluca: Viewer) -> None:
    wanted = "      - {key: lot, kind: text, labels: {en: Lot, ro: Lot}, required: true}\n"
    document = shipped_text()
    (product,) = [line for line in document.splitlines(keepends=True) if "key: product, kind: text" in line]
    admin = make_staff("ada", Role.ADMIN)
    save_setup(admin, document.replace(product, wanted), seen=0, at=later(), note="")
    case_id = dangerous(world)
    assert safety.open_request(case_id)
    assert request_of(case_id, raluca).ticket.fields == {}
