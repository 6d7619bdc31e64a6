"""Two cases become one: kept together or not at all, each with its own record, and nobody loses the way."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from amiabil.actions import joining
from amiabil.actions.disputes import StepRequest, confirm_refund, wake_due
from amiabil.actions.joining import foresee, join_cases
from amiabil.actions.mediation import take_case
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Merge, Submission
from amiabil.domain.terms import Command, Reason, Remedy, Role
from amiabil.foundation.errors import AmiabilError, Conflict
from amiabil.records import books, chains, clock, joins
from amiabil.records.case_load import load
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.models import AuditEntry, Event, EvidenceItem, HeldUnit, Hold, LedgerEntry, Refund
from amiabil.records.new_id import new_id
from tests.actions.cases import opened, row, step
from tests.actions.test_claims import whole
from tests.factories import PARCEL, World, later, make_buyer, make_staff, make_world

pytestmark = pytest.mark.django_db

TWO_LAMPS = ({"ref": "L1", "title": "Lamp", "unit_price": 20000, "quantity": 2},)


@pytest.fixture
def world() -> World:
    return make_world(lines=TWO_LAMPS, shipping=0)


@pytest.fixture
def agent() -> Viewer:
    return make_staff("alma", Role.AGENT)


def lamp(remedy: Remedy = Remedy.REFUND_KEEP) -> Submission:
    return Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(remedy), text="Crăpat", answers=PARCEL)


def pair(world: World) -> tuple[str, str]:
    """Two cases, a lamp each; the first is the one that goes on."""
    return opened(world, lamp()), opened(world, lamp())


def request(other: str, at: datetime | None = None, **more: Any) -> StepRequest:
    merge = Merge(other, more.pop("other_version", None), more.pop("text", "Același colet."))
    return StepRequest(Command.MERGE, merge, at or later(days=1), **more)


@pytest.mark.parametrize("turned", [False, True])
def test_one_goes_on_with_everything_and_the_other_ends(world: World, agent: Viewer, turned: bool) -> None:
    first, second = pair(world)
    named, other = (second, first) if turned else (first, second)
    taken = join_cases(agent, named, request(other))
    assert (taken.reference, taken.repeated) == (named, False)
    assert (row(first).state, row(first).held, row(first).asked) == ("awaiting_seller", 40000, 40000)
    assert (row(second).state, row(second).outcome, row(second).held) == ("closed", "merged_duplicate", 0)
    assert row(second).case.closed_to_messages
    assert {held.case_id for held in HeldUnit.objects.all()} == {row(first).case_id}
    assert [hold.amount for hold in Hold.objects.order_by("amount")] == [0, 40000]
    for reference in (first, second):
        whole(world, reference)
        assert not books.different(row(reference).case_id)


def test_nothing_that_was_held_goes_to_the_seller(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    moved = LedgerEntry.objects.exclude(kind="hold").order_by("kind").values_list("kind", "amount", "case_id")
    assert list(moved) == [
        ("hold_handed_over", 20000, row(second).case_id),
        ("hold_taken_over", 20000, row(first).case_id),
    ]


def test_evidence_is_in_both_cases_and_proved_in_both(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    before = EvidenceItem.objects.filter(case=row(second).case).order_by("label")
    after = EvidenceItem.objects.filter(case=row(first).case).order_by("label")
    assert [item.label for item in before] == ["photo_item-1", "photo_parcel-1"]
    assert [item.label for item in after] == [
        "photo_item-1",
        "photo_item-2",
        "photo_parcel-1",
        "photo_parcel-2",
    ]
    assert after[1].received_at == before[0].received_at
    assert after[1].owner_ref == world.buyer.ref
    assert [checked.broken for reference in (first, second) for checked in chains.check(reference)] == [
        None,
        None,
    ]
    EvidenceItem.objects.filter(id=after[1].id).update(title="Another")
    assert [checked.broken is None for checked in chains.check(first)] == [False]


def test_either_side_still_comes_to_the_case_by_its_old_reference(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    for viewer in (world.buyer, world.seller):
        old = load(viewer, second)
        assert old.dispute.merged_into is not None
        assert old.dispute.merged_into.key == first
        assert [one.key for one in load(viewer, first).dispute.merged_from] == [second]
        assert joins.goes_on_as(viewer, old.case_id) == first
    assert joins.goes_on_as(make_buyer("stranger"), row(second).case_id) == ""


def test_a_reference_leads_on_through_cases_that_were_joined_in_turn(agent: Viewer) -> None:
    world = make_world("4102", lines=({**TWO_LAMPS[0], "quantity": 3},), shipping=0)
    first, second, third = (opened(world, lamp()) for _ in range(3))
    join_cases(agent, second, request(third))
    join_cases(agent, first, request(second))
    assert joins.goes_on_as(world.buyer, row(third).case_id) == first
    assert row(first).held == 60000
    whole(world, first)


# --- once, together, by whom ------------------------------------------------------------------------------------


def test_the_same_act_again_does_nothing_more(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    asked = request(second, key=new_id(), expected_version=1)
    join_cases(agent, first, asked)
    events = Event.objects.count()
    again = join_cases(agent, first, asked)
    assert again.repeated
    assert Event.objects.count() == events
    assert AuditEntry.objects.filter(action="case.merge").count() == 1


def test_another_act_under_the_key_is_refused(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    key = new_id()
    join_cases(agent, first, request(second, key=key))
    with pytest.raises(AmiabilError) as caught:
        join_cases(agent, first, request(second, key=key, text="Alt motiv"))
    assert caught.value.code == "not_in_this_state"


@pytest.mark.parametrize("versions", [{"expected_version": 2}, {"other_version": 2}])
def test_both_versions_are_compared(world: World, agent: Viewer, versions: dict[str, int]) -> None:
    first, second = pair(world)
    with pytest.raises(Conflict) as caught:
        join_cases(agent, first, request(second, **versions))
    assert caught.value.code == "stale_version"
    assert row(second).state == "awaiting_seller"


@pytest.mark.parametrize("fails_at", [1, 2])
def test_both_are_kept_or_none(
    world: World, agent: Viewer, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    first, second = pair(world)
    saved, count = joining.save, []

    def failing(*args: Any, **kwargs: Any) -> None:
        count.append(1)
        if len(count) == fails_at:
            raise RuntimeError("the power goes")
        saved(*args, **kwargs)

    monkeypatch.setattr(joining, "save", failing)
    with pytest.raises(RuntimeError):
        join_cases(agent, first, request(second))
    assert (row(first).held, row(second).held) == (20000, 20000)
    assert HeldUnit.objects.count() == 2
    assert {held.case_id for held in HeldUnit.objects.all()} == {row(first).case_id, row(second).case_id}
    assert not Event.objects.filter(type__in=["dispute.merge", "dispute.joined"]).exists()


def test_who_comes_second_reads_again(world: World, agent: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = pair(world)
    decide, tries = joining._decide, []

    def interrupted(*args: Any) -> Any:
        found = decide(*args)
        if not tries:
            step(world.seller, second, Command.REJECT_REQUEST, reason="packaging", text="Ambalat bine")
        tries.append(1)
        return found

    monkeypatch.setattr(joining, "_decide", interrupted)
    join_cases(agent, first, request(second))
    assert (len(tries), row(first).state) == (2, "negotiating")


def test_a_preview_stores_nothing(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    found = foresee(agent, second, request(first))
    assert (found.kept.case.reference, found.ended.case.reference) == (first, second)
    assert not Event.objects.filter(type="dispute.joined").exists()


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR, Role.REVIEWER])
def test_other_staff_does_not_join_cases(world: World, role: Role) -> None:
    first, second = pair(world)
    with pytest.raises(AmiabilError) as caught:
        join_cases(make_staff("other", role), first, request(second))
    assert caught.value.code == "forbidden"


def test_the_parties_do_not_join_cases(world: World) -> None:
    first, second = pair(world)
    for viewer in (world.buyer, world.seller):
        with pytest.raises(AmiabilError) as caught:
            join_cases(viewer, first, request(second))
        assert caught.value.code == "forbidden"


def test_cases_of_two_orders_stay_two(world: World, agent: Viewer) -> None:
    first, _ = pair(world)
    elsewhere = opened(make_world("4103", lines=TWO_LAMPS, shipping=0), lamp())
    with pytest.raises(AmiabilError) as caught:
        join_cases(agent, first, request(elsewhere))
    assert (caught.value.code, caught.value.facts["why"]) == ("not_joinable", "another_order")


@pytest.mark.parametrize("other", ["D-0000-0000", "nonsense", ""])
def test_an_unknown_reference_is_not_found(world: World, agent: Viewer, other: str) -> None:
    first, _ = pair(world)
    with pytest.raises(AmiabilError) as caught:
        join_cases(agent, first, request(other))
    assert caught.value.code == "not_found"


# --- mediators and time --------------------------------------------------------------------------------------------


def heard(world: World, reference: str) -> None:
    step(world.seller, reference, Command.REJECT_REQUEST, reason="packaging", text="Ambalat bine")
    step(world.buyer, reference, Command.ESCALATE)


def test_the_mediator_of_the_case_that_ends_goes_with_it(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    heard(world, second)
    mira = make_staff("mira", Role.MEDIATOR)
    take_case(mira, second)
    join_cases(agent, first, request(second))
    assert (row(first).state, row(first).mediator_id) == ("in_mediation", mira.person_id)
    whole(world, first)


def test_a_mediator_who_was_challenged_in_the_other_case_does_not_hear_this_one(
    world: World, agent: Viewer
) -> None:
    first, second = pair(world)
    mira, sorin = make_staff("mira", Role.MEDIATOR), make_staff("sorin", Role.SUPERVISOR)
    for reference in (first, second):
        heard(world, reference)
        take_case(mira, reference)
    step(world.buyer, second, Command.CHALLENGE, reason="Se cunosc.")
    step(sorin, second, Command.ANSWER_CHALLENGE, granted=True, text="Așa este.")
    join_cases(agent, first, request(second))
    assert row(first).mediator_id is None


def test_what_fell_due_before_comes_first(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    with pytest.raises(AmiabilError) as caught:
        join_cases(agent, first, request(second, later(days=20)))
    assert caught.value.code == "not_in_this_state"


def test_the_case_that_goes_on_is_woken_and_the_other_never_again(
    world: World, agent: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    assert row(second).wake_at is None
    monkeypatch.setattr(clock, "now", lambda: later(days=20))
    assert wake_due(10) == 1
    assert row(first).state in {"remedy_pending", "in_mediation"}
    whole(world, first)


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_join_them_once(world: World) -> None:
    first, second = pair(world)
    agents = [make_staff(name, Role.AGENT) for name in ("alma", "andra")]
    outcomes: list[str] = []

    def join(viewer: Viewer, named: str, other: str) -> None:
        try:
            join_cases(viewer, named, request(other))
            outcomes.append("done")
        except (AmiabilError, CaseMovedOn) as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    ways = ((agents[0], first, second), (agents[1], second, first))
    threads = [threading.Thread(target=join, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "not_in_this_state"]
    whole(world, first)
    whole(world, second)


def test_what_could_be_joined_is_listed_for_those_who_see_it(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    known: UUID = row(first).order_id
    twins = joins.open_twins(agent, known, but=row(first).case_id)
    assert [one.reference for one in twins] == [second]
    assert joins.open_twins(make_buyer("stranger"), known, but=row(first).case_id) == ()
    join_cases(agent, first, request(second))
    assert joins.open_twins(agent, known, but=row(first).case_id) == ()


def test_what_was_taken_over_is_spent_once_and_the_rest_goes_to_the_seller(
    world: World, agent: Viewer
) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    offer = {"remedy": "refund_keep", "amount": "250.00"}
    step(world.seller, first, Command.PROPOSE, later(days=2), **offer)
    step(world.buyer, first, Command.ACCEPT, later(days=2), proposal="seller")
    confirm_refund(Refund.objects.get().key, at=later(days=2, hours=1))
    assert (row(first).state, row(first).outcome, row(first).held) == ("closed", "settled_by_agreement", 0)
    released = LedgerEntry.objects.filter(kind="release").values_list("amount", "case_id")
    assert list(released) == [(15000, row(first).case_id)]
    for reference in (first, second):
        whole(world, reference)
        assert not books.different(row(reference).case_id)
