"""A seller's claim about a return: two cases, kept together or not at all."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from amiabil.actions import tied_cases
from amiabil.actions.disputes import StepRequest, confirm_refund, take_step, wake_due
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.mediation import take_case
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.terms import Command, Reason, Remedy, Role
from amiabil.foundation.codec import patched
from amiabil.records import chains, clock
from amiabil.records.case_load import load, lock_tied
from amiabil.records.case_rows import body_of
from amiabil.records.models import Conversation, Dispute, Event, EvidenceItem, HeldUnit, Hold, Refund
from amiabil.records.new_id import new_id
from tests.actions.cases import opened, row, step
from tests.factories import PARCEL, World, later, make_staff, make_world

pytestmark = pytest.mark.django_db

SEEN = (HandedIn(new_id(), "photo_unboxing", "Cutia"), HandedIn(new_id(), "photo_weight_label", "Eticheta"))


@pytest.fixture
def world() -> World:
    return make_world()


def returned(world: World) -> str:
    """A return has come back to the seller, on the eighth day."""
    given = Submission(
        {"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND, "269.89"), text="Crăpat", answers=PARCEL
    )
    reference = opened(world, given)
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    step(world.seller, reference, Command.PROVIDE_LABEL, later(days=2))
    step(world.buyer, reference, Command.RECORD_RETURN_SHIPMENT, later(days=3), proof="tracking")
    carrier = Viewer(role=Role.SYSTEM, ref="carrier")
    case = load(carrier, reference)
    act = engine.By(engine.Actor(Role.CARRIER, "carrier"), later(days=8))
    came = engine.act(case.dispute, Command.SCAN, {"status": "delivered", "direction": "return"}, by=act)
    tied_cases.store(case, came, received_at=later(days=8))
    return reference


def fresh() -> tuple[HandedIn, ...]:
    return tuple(HandedIn(new_id(), item.kind, item.title) for item in SEEN)


def refused_goods(world: World, reference: str) -> str:
    """The seller claims that they are damaged; the reference of the claim."""
    arguments = read_arguments(Command.INSPECT, {"ok": False, "reason": "se_return_damaged"})
    take_step(world.seller, reference, StepRequest(Command.INSPECT, arguments, later(days=9), items=fresh()))
    claim = Dispute.objects.select_related("case").get(lane="seller_return_claim")
    return claim.case.reference


def decided(world: World, claim: str, amount: str, username: str = "mira") -> Any:
    mira = make_staff(username, Role.MEDIATOR)
    take_case(mira, claim)
    return step(
        mira,
        claim,
        Command.DECIDE,
        later(days=16),
        amount=amount,
        remedy="return_refund",
        grounds="Zgârietura este nouă.",
        rule="ro-default@3",
    )


def replayed(reference: str) -> dict[str, Any]:
    document: dict[str, Any] = {}
    changes = Event.objects.filter(case_id=row(reference).case_id).order_by("version", "place")
    for change in changes.values_list("change", flat=True):
        document = patched(document, change)
    document.pop("pinned")
    return document


def whole(world: World, reference: str) -> None:
    """The chain holds, and the events tell the state that is stored."""
    (checked,) = chains.check(reference)
    assert checked.broken is None
    stored = body_of(load(world.buyer, reference).dispute)
    told = replayed(reference)
    stored.pop("version", None)
    told.pop("version", None)
    assert told == stored


def test_the_claim_is_a_case_of_its_own_beside_its_parent(world: World) -> None:
    parent = returned(world)
    claim = refused_goods(world, parent)
    first, second = row(parent), row(claim)
    assert (first.state, first.held, first.wake_at) == ("return_inspection", 26989, None)
    assert (second.state, second.held, second.reason) == ("in_mediation", 0, "se_return_damaged")
    assert (second.buyer_id, second.shop_id, second.order_id) == (
        first.buyer_id,
        first.shop_id,
        first.order_id,
    )
    assert set(EvidenceItem.objects.filter(case=second.case).values_list("kind", flat=True)) == {
        "photo_unboxing",
        "photo_weight_label",
    }
    assert HeldUnit.objects.get().case_id == first.case_id
    assert load(world.buyer, parent).dispute.linked == second.case_id
    whole(world, parent)
    whole(world, claim)


def test_a_decision_that_is_final_by_time_pays_in_the_parent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = returned(world)
    claim = refused_goods(world, parent)
    decided(world, claim, "100.00")
    monkeypatch.setattr(clock, "now", lambda: later(days=40))
    wake_due(10)
    assert (row(claim).state, row(claim).outcome) == ("closed", "decided_split")
    assert (row(parent).state, Refund.objects.get().amount) == ("remedy_pending", 10000)
    assert Hold.objects.get(case=row(parent).case).amount == 10000
    confirm_refund(Refund.objects.get().key, at=later(days=40, hours=1))
    assert (row(parent).state, row(parent).outcome) == ("closed", "settled_by_agreement")
    whole(world, parent)
    whole(world, claim)


def test_a_claim_that_is_right_in_full_closes_the_parent(world: World) -> None:
    parent = returned(world)
    claim = refused_goods(world, parent)
    decided(world, claim, "0")
    step(world.seller, claim, Command.WAIVE_APPEAL, later(days=17))
    step(world.buyer, claim, Command.WAIVE_APPEAL, later(days=17))
    assert (row(claim).outcome, row(parent).outcome) == ("decided_seller", "decided_seller")
    assert not Refund.objects.exists()
    assert not HeldUnit.objects.exists()


def test_an_act_on_the_parent_comes_after_what_the_claim_had_due(world: World) -> None:
    """Nobody has swept since the decision became final: the parent knows of it before it acts."""
    parent = returned(world)
    claim = refused_goods(world, parent)
    decided(world, claim, "0")
    with pytest.raises(Exception, match="not_in_this_state"):
        step(world.buyer, parent, Command.WITHDRAW, later(days=40))
    assert (row(claim).outcome, row(parent).outcome) == ("decided_seller", "decided_seller")


def test_the_claim_ends_with_a_parent_that_was_withdrawn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = returned(world)
    claim = refused_goods(world, parent)
    step(world.buyer, parent, Command.WITHDRAW, later(days=10))
    monkeypatch.setattr(clock, "now", lambda: later(days=12, hours=1))
    wake_due(10)
    assert (row(parent).outcome, row(claim).outcome) == ("withdrawn_by_buyer", "withdrawn_by_buyer")
    whole(world, claim)


@pytest.mark.parametrize("broken", ["open_case", "save"])
def test_a_death_while_the_claim_opens_leaves_nothing_half(
    world: World, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    parent = returned(world)
    before, events = row(parent).body, Event.objects.count()
    _die(monkeypatch, broken, after=0)
    with pytest.raises(_Death):
        refused_goods(world, parent)
    assert (row(parent).body, Event.objects.count(), Dispute.objects.count()) == (before, events, 1)
    monkeypatch.undo()
    assert row(refused_goods(world, parent)).state == "in_mediation"


def test_a_death_between_claim_and_parent_leaves_both_as_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = returned(world)
    claim = refused_goods(world, parent)
    decided(world, claim, "0")
    step(world.seller, claim, Command.WAIVE_APPEAL, later(days=17))
    before, events = (row(parent).body, row(claim).body), Event.objects.count()
    _die(monkeypatch, "save", after=1)
    with pytest.raises(_Death):
        step(world.buyer, claim, Command.WAIVE_APPEAL, later(days=17))
    assert ((row(parent).body, row(claim).body), Event.objects.count()) == (before, events)
    monkeypatch.undo()
    step(world.buyer, claim, Command.WAIVE_APPEAL, later(days=17))
    assert row(parent).outcome == "decided_seller"


class _Death(BaseException):
    """The process ends here."""


def _die(monkeypatch: pytest.MonkeyPatch, name: str, *, after: int) -> None:
    real, calls = getattr(tied_cases, name), iter(range(100))

    def dying(*args: Any, **given: Any) -> None:
        if next(calls) >= after:
            raise _Death
        real(*args, **given)

    monkeypatch.setattr(tied_cases, name, dying)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_does_not_wait_for_a_parent_somebody_has(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = returned(world)
    claim = refused_goods(world, parent)
    decided(world, claim, "0")
    monkeypatch.setattr(clock, "now", lambda: later(days=40))
    locked, done = threading.Event(), threading.Event()

    def holder() -> None:
        with transaction.atomic():
            lock_tied([Conversation.objects.get(reference=parent).id], wait=True)
            locked.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=holder)
    thread.start()
    assert locked.wait(10)
    try:
        wake_due(10)
        assert (row(claim).state, row(parent).state) == ("decided", "return_inspection")
    finally:
        done.set()
        thread.join()
    wake_due(10)
    assert (row(claim).outcome, row(parent).outcome) == ("decided_seller", "decided_seller")
