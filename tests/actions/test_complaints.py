"""Measures told by the marketplace, complaints about them, decisions, and what the record holds of all that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.complaints import (
    Ruling,
    decide_complaint,
    file_complaint,
    wake_due_complaints,
)
from amiabil.actions.measures import UnknownPerson, record_measure, undo_measure
from amiabil.actions.verify import verify
from amiabil.domain.access import RightMissing, ScopeMissing, Viewer
from amiabil.domain.disputes.complaints import Statement, Verdict
from amiabil.domain.disputes.errors import (
    AlreadyDecided,
    ConflictOfInterest,
    DecisionIncomplete,
    StaleVersion,
    TooLate,
)
from amiabil.domain.disputes.measures import (
    AlreadyComplained,
    MeasureDiffers,
    MeasureLifted,
    MeasureState,
    NoticeInFuture,
    undone,
)
from amiabil.domain.disputes.model import Actor
from amiabil.domain.terms import Outcome, Role, State
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import Forbidden, InvalidFields, NotFound
from amiabil.records import clock, measure_save, measures
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.models import AuditEntry, Event, PlatformComplaint, PlatformMeasure, Shop
from tests.factories import OPENED, World, later, make_buyer, make_member, make_shop, make_staff, make_world
from tests.measures_world import (
    DECISION,
    REASONS,
    REPORTER,
    TEXT,
    complained,
    decided,
    party,
    recorded,
    report,
    trust_issuer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Settings) -> World:
    made = make_world()
    trust_issuer(settings)
    return made


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.REVIEWER)


def types(reference: str) -> list[str]:
    found = Event.objects.filter(case_id=measures.ticket(OLGA, reference).case_id)
    return list(found.order_by("version", "place").values_list("type", flat=True))


OLGA = Viewer(role=Role.OPERATOR, ref="staff:olga")


def whole(reference: str) -> bool:
    return [one.broken for one in verify(reference)] == [None]


@pytest.mark.parametrize("against", [Role.BUYER, Role.SELLER])
def test_a_complaint_goes_from_the_measure_to_its_reversal(world: World, radu: Viewer, against: Role) -> None:
    ticket = complained(world, against=against)
    assert ticket.complaint is not None and ticket.complaint.state is State.IN_MEDIATION
    assert ticket.complaint.due_at == datetime.fromisoformat("2026-10-22T21:00:00Z")
    after = decided(radu, ticket)
    assert after.complaint is not None and after.complaint.state is State.DECIDED
    closed = undo_measure(REPORTER, "M-1", MeasureState.LIFTED, at=later(days=3))
    assert closed.complaint is not None and closed.state is MeasureState.LIFTED
    won = Outcome.DECIDED_SELLER if against is Role.SELLER else Outcome.DECIDED_BUYER
    assert (closed.complaint.state, closed.complaint.outcome) == (State.CLOSED, won)
    assert types(ticket.reference) == [
        "measure.recorded",
        "complaint.submit",
        "complaint.decide",
        "complaint.measure_reversed",
        "measure.lifted",
        "complaint.closed",
    ]
    assert whole(ticket.reference)


def test_only_the_side_it_is_against_and_the_staff_hear_of_it(world: World) -> None:
    ticket = complained(world, against=Role.SELLER)
    assert {tuple(one.sides) for one in Event.objects.all()} == {("seller", "staff")}
    for outsider in (world.buyer, make_buyer("other"), make_member(make_shop("another"), "else")):
        with pytest.raises(NotFound):
            measures.ticket(outsider, ticket.reference)
        assert measures.measures(outsider).items == ()
        with pytest.raises(NotFound):
            file_complaint(outsider, ticket.reference, TEXT, at=later(days=2))
    assert [one.reference for one in measures.measures(world.seller).items] == [ticket.reference]


def test_the_same_measure_told_again_is_one(world: World) -> None:
    first, second = recorded(world), recorded(world, at=later(days=1))
    assert first.reference == second.reference and PlatformMeasure.objects.count() == 1
    with pytest.raises(MeasureDiffers):
        recorded(world, against=Role.BUYER)


@pytest.mark.parametrize("name", ["what", "scope", "facts", "ground", "redress", "automated"])
def test_no_measure_is_kept_without_its_reasons(world: World, name: str) -> None:
    lacking: Statement = replace(REASONS, **{name: None if name == "automated" else " "})  # type: ignore[arg-type]  # by name
    with pytest.raises(InvalidFields) as refused:
        recorded(world, statement=lacking)
    assert [one.field for one in refused.value.errors] == [f"/{name}"]
    assert not PlatformMeasure.objects.exists() and not Event.objects.exists()


def test_a_measure_is_told_by_whom_may(world: World) -> None:
    with pytest.raises(ScopeMissing):
        record_measure(replace(REPORTER, scopes=frozenset({"cases:write"})), report(world), at=OPENED)
    with pytest.raises(Forbidden):
        record_measure(make_staff("rea", Role.REVIEWER), report(world), at=OPENED)
    with pytest.raises(UnknownPerson):
        recorded(world, person="nobody-of-ours")
    with pytest.raises(NoticeInFuture):
        recorded(world, noticed_at=later(days=1))


def test_months_count_from_the_notice_and_end_exclusively(world: World) -> None:
    ticket = recorded(world, noticed_at=OPENED - timedelta(days=30))
    assert ticket.complain_until == datetime.fromisoformat("2027-03-08T22:00:00Z")
    with pytest.raises(TooLate):
        file_complaint(world.seller, ticket.reference, TEXT, at=ticket.complain_until)
    assert not PlatformComplaint.objects.exists()
    last = ticket.complain_until - timedelta(seconds=1)
    assert file_complaint(world.seller, ticket.reference, TEXT, at=last).complaint is not None


def test_one_complaint_a_measure_and_the_same_click_is_one(world: World) -> None:
    ticket, key = recorded(world), uuid4()
    first = file_complaint(world.seller, ticket.reference, TEXT, at=later(days=1), key=key)
    again = file_complaint(world.seller, ticket.reference, TEXT, at=later(days=1), key=key)
    assert first.chain == again.chain
    with pytest.raises(AlreadyComplained):
        file_complaint(world.seller, ticket.reference, TEXT, at=later(days=1))
    assert types(ticket.reference).count("complaint.submit") == 1


def test_a_member_without_the_right_does_not_complain_for_the_shop(world: World) -> None:
    ticket = recorded(world)
    bare = make_member(Shop.objects.get(id=world.shop_id), "bare", rights=())
    with pytest.raises(RightMissing):
        file_complaint(bare, ticket.reference, TEXT, at=later(days=1))
    with pytest.raises(TextMissing):
        file_complaint(world.seller, ticket.reference, " \n ", at=later(days=1))


def test_who_took_part_does_not_decide_and_no_key_does(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    olga = make_staff("olga", Role.REVIEWER)
    with pytest.raises(ConflictOfInterest):
        decided(olga, ticket)
    key = Viewer(role=Role.OPERATOR, ref="key:shop", scopes=frozenset({"cases:write", "measures:write"}))
    posing = replace(key, role=Role.REVIEWER)
    for viewer in (key, posing, make_staff("mia", Role.MEDIATOR), make_staff("sup", Role.SUPERVISOR)):
        with pytest.raises(Forbidden):
            decided(viewer, ticket)
    assert [one.reference for one in measures.complaints_to_hear(radu).items] == [ticket.reference]
    assert measures.complaints_to_hear(olga).items == ()


def test_a_decision_is_whole_and_given_once(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    with pytest.raises(DecisionIncomplete):
        decide_complaint(
            radu, ticket.reference, Ruling(Verdict.STANDS, replace(DECISION, facts=""), later(days=2))
        )
    with pytest.raises(StaleVersion):
        decided(radu, ticket, version=ticket.chain.version - 1)
    key = uuid4()
    first = decided(radu, ticket, Verdict.STANDS, key=key)
    assert first.complaint is not None and first.complaint.outcome is Outcome.DECIDED_BUYER
    assert decided(radu, ticket, Verdict.STANDS, key=key).chain == first.chain
    with pytest.raises(AlreadyDecided):
        decided(radu, ticket, Verdict.LIFTED)
    assert whole(ticket.reference)
    assert AuditEntry.objects.filter(action="complaint.decide").count() == 1


def test_what_was_lifted_before_the_decision_closes_with_it(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    undo_measure(REPORTER, "M-1", MeasureState.LIFTED, at=later(days=1.5))
    after = decided(radu, ticket)
    assert after.complaint is not None and after.complaint.state is State.CLOSED
    assert whole(ticket.reference)


def test_a_change_does_not_close_what_was_lifted_by_decision(world: World, radu: Viewer) -> None:
    ticket = decided(radu, complained(world), Verdict.LIFTED)
    changed = undo_measure(REPORTER, "M-1", MeasureState.CHANGED, at=later(days=3))
    assert changed.complaint is not None and changed.complaint.state is State.DECIDED
    lifted = undo_measure(REPORTER, "M-1", MeasureState.LIFTED, at=later(days=4))
    assert lifted.complaint is not None and lifted.complaint.state is State.CLOSED
    again = undo_measure(REPORTER, "M-1", MeasureState.LIFTED, at=later(days=5))
    assert again.chain == lifted.chain
    with pytest.raises(MeasureLifted):
        undo_measure(REPORTER, "M-1", MeasureState.CHANGED, at=later(days=5))
    assert whole(ticket.reference)


def test_nobody_complains_about_what_was_lifted(world: World) -> None:
    ticket = recorded(world)
    undo_measure(REPORTER, "M-1", MeasureState.LIFTED, at=later(days=1))
    with pytest.raises(MeasureLifted):
        file_complaint(world.seller, ticket.reference, TEXT, at=later(days=2))


def test_time_that_runs_out_is_a_breach_and_runs_anew(
    world: World, radu: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = complained(world)
    assert ticket.complaint is not None and ticket.complaint.due_at is not None
    due = ticket.complaint.due_at
    monkeypatch.setattr(clock, "now", lambda: due - timedelta(seconds=1))
    assert wake_due_complaints(10) == 0
    monkeypatch.setattr(clock, "now", lambda: due + timedelta(days=20))
    assert wake_due_complaints(10) == 1
    late = measures.ticket(radu, ticket.reference).complaint
    assert late is not None and late.breached and late.due_at is not None and late.due_at > clock.now()
    assert types(ticket.reference).count("complaint.expired") == 2
    assert wake_due_complaints(10) == 0
    assert len(measures.complaints_to_hear(radu, late=True).items) == 1
    assert whole(ticket.reference)


def test_a_complaint_that_cannot_act_does_not_starve_the_others(
    world: World, radu: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = complained(world), complained(world, ref="M-2", days=2)
    row = PlatformComplaint.objects.get(case_id=broken.case_id)
    row.body["place"]["zone"] = "Nowhere/Nothing"
    row.save()
    monkeypatch.setattr(clock, "now", lambda: later(days=30))
    assert wake_due_complaints(10) == 2
    assert [one.ref for one in measures.complaints_to_hear(radu, late=True).items] == [sound.ref]
    assert wake_due_complaints(10) == 0


@pytest.mark.parametrize("count", [0, 1, 3])
def test_lists_cost_one_statement(
    world: World, radu: Viewer, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        complained(world, ref=f"M-{number}")
    if count:
        measures.measures(world.seller)  # the policy of a case is read once in the life of a process
    with django_assert_num_queries(1):
        assert len(measures.measures(world.seller).items) == count
    with django_assert_num_queries(1):
        assert len(measures.complaints_to_hear(radu).items) == count
    with django_assert_num_queries(1):
        assert len(measures.complaints_in(radu, State.IN_MEDIATION).items) == count


def test_long_lists_come_in_pages(world: World, radu: Viewer) -> None:
    for number in range(3):
        complained(world, ref=f"M-{number}")
    first = measures.complaints_to_hear(radu, limit=2)
    rest = measures.complaints_to_hear(radu, limit=2, after=first.next)
    assert len({one.ref for one in (*first.items, *rest.items)}) == 3 and rest.next is None
    own = measures.measures(party(world, Role.SELLER), limit=2)
    assert [one.ref for one in measures.measures(world.seller, limit=2, after=own.next).items] == ["M-0"]


def test_a_step_on_what_has_moved_on_is_not_stored(world: World) -> None:
    before = recorded(world)
    file_complaint(world.seller, before.reference, TEXT, at=later(days=1))
    late = undone(
        before.standing, MeasureState.LIFTED, by=Actor(Role.OPERATOR, "key:trust"), at=later(days=1)
    )
    with pytest.raises(CaseMovedOn):
        measure_save.save(before, late, received_at=later(days=1))
    assert "measure.lifted" not in types(before.reference)
    assert PlatformMeasure.objects.get().state == "in_force" and whole(before.reference)
