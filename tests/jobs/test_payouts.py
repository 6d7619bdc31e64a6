"""Payments to sellers against the real fake service: whatever happens in between, each is made once and booked once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amiabil.actions.disputes import confirm_refund
from amiabil.actions.joining import join_cases
from amiabil.actions.verify import verify
from amiabil.domain.terms import Command, Role
from amiabil.gateways.payments import HttpPayments
from amiabil.jobs import dispatch, payouts, refunds, tasks
from amiabil.records import books, clock
from amiabil.records import payouts as records
from amiabil.records.models import Conversation, LedgerEntry, Payout, Refund
from amiabil.records.new_id import new_id
from tests.actions.test_joining import TWO_LAMPS, pair
from tests.actions.test_joining import request as merging
from tests.demo.payments_process import KEY, Service, running
from tests.factories import World, later, make_staff, make_world
from tests.jobs.cases import opened, published, step

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as service:
        yield service


@pytest.fixture
def world() -> World:
    return make_world()


def wire(service: Service, *, seconds: float = 5.0) -> HttpPayments:
    return HttpPayments(service.url, KEY, seconds=seconds)


def released(world: World) -> str:
    """A dispute settled on 100.00 of 269.89; the rest is the seller's."""
    reference = opened(world)
    step(world.seller, reference, Command.PROPOSE, days=0.5, remedy="refund_keep", amount="100.00")
    step(world.buyer, reference, Command.ACCEPT, proposal="seller", amount="100.00")
    return reference


def only() -> Payout:
    return Payout.objects.get()


def only_case(reference: str) -> UUID:
    return Conversation.objects.get(reference=reference).id


def behave(service: Service, behaviour: str, **more: Any) -> None:
    service.behave(behaviour, of="payout", **more)


def pass_time(by: timedelta) -> None:
    Payout.objects.filter(next_at__isnull=False).update(next_at=clock.now() - timedelta(seconds=1))
    Payout.objects.filter(sent_at__isnull=False).update(sent_at=clock.now() - by)


def test_what_is_released_is_paid_to_the_seller_once(service: Service, world: World) -> None:
    reference = released(world)
    assert (only().kind, only().amount, only().state) == ("release", 16989, "intended")
    for _ in range(3):
        assert payouts.execute(only().key, wire(service))
    assert (only().state, only().tries, only().reference[:4]) == ("confirmed", 1, "PAY-")
    assert service.books.paid_out() == [(only().key, "169.89 RON")]
    (told,) = service.books.payouts()
    assert (told.case, told.order, told.seller, told.kind, told.told) == (
        reference,
        "4101",
        "shop-4101",
        "release",
        1,
    )
    assert LedgerEntry.objects.filter(kind="payout_confirmed").get().amount == 16989
    assert books.different(only_case(reference)) == "" and next(verify(reference)).broken is None
    assert service.books.paid() == [], "the buyer's refund is a matter of its own"


def test_a_refund_says_whose_money_it_is(service: Service, world: World) -> None:
    released(world)
    refunds.execute(Refund.objects.get().key, wire(service))
    assert service.books.refunds()[0].sources == "hold 100.00"


def test_paid_but_no_answer_is_asked_and_booked_once(service: Service, world: World) -> None:
    released(world)
    behave(service, "time_out_after_paying", times=1)
    assert not payouts.execute(only().key, wire(service, seconds=0.5))
    assert only().state == "sent" and payouts.unsettled(tasks.PAYOUT) == []
    pass_time(timedelta(seconds=61))
    assert payouts.unsettled(tasks.PAYOUT) == [only().key]
    assert payouts.execute(only().key, wire(service))
    assert only().state == "confirmed" and len(service.books.paid_out()) == 1
    assert service.books.payouts()[0].told == 1, "it was asked about, not instructed again"


def test_killed_before_the_call_it_is_instructed_under_the_same_attempt(
    service: Service, world: World
) -> None:
    released(world)
    assert records.mark_sent(only().key, at=clock.now())
    assert not records.mark_sent(only().key, at=clock.now())
    assert payouts.execute(only().key, wire(service))
    assert [(one.attempt, one.told) for one in service.books.payouts()] == [(1, 1)]


def test_a_failure_is_tried_again_later_each_time_and_then_needs_a_person(
    service: Service, world: World
) -> None:
    released(world)
    behave(service, "fail", cause="account_closed")
    waits = []
    for attempt in range(1, len(payouts.AGAIN_AFTER) + 1):
        before = clock.now()
        assert payouts.execute(only().key, wire(service))
        row = only()
        assert (row.state, row.tries, row.cause) == ("failed", attempt, "account_closed")
        assert row.next_at is not None and payouts.unsettled(tasks.PAYOUT) == []
        waits.append(row.next_at - before)
        assert payouts.execute(row.key, wire(service)) and only().tries == attempt, "not before its time"
        pass_time(timedelta())
        assert payouts.unsettled(tasks.PAYOUT) == [row.key]
    assert waits == sorted(waits) and waits[0] < timedelta(minutes=11) < timedelta(hours=47) < waits[-1]
    assert payouts.execute(only().key, wire(service))
    assert (only().state, only().next_at) == ("stuck", None) and payouts.unsettled(tasks.PAYOUT) == []
    behave(service, "confirm")
    assert payouts.execute(only().key, wire(service)) and service.books.paid_out() == []
    operator = make_staff("ola", Role.OPERATOR)
    records.try_again(operator, only().key, at=clock.now())
    assert payouts.unsettled(tasks.PAYOUT) == [only().key] and payouts.execute(only().key, wire(service))
    assert only().state == "confirmed" and len(service.books.paid_out()) == 1
    with pytest.raises(records.PayoutSettled):
        records.paid_by_hand(operator, only().key, "OP 17", at=clock.now())


class _Old(BaseHTTPRequestHandler):
    """A payments service of before: it knows no payments to sellers."""

    def do_POST(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_service_that_knows_no_payouts_leaves_them_to_a_person_at_once(world: World) -> None:
    released(world)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Old) as old:
        Thread(target=old.serve_forever, daemon=True).start()
        assert payouts.execute(only().key, HttpPayments(f"http://127.0.0.1:{old.server_port}", KEY))
        old.shutdown()
    assert (only().state, only().cause, only().tries) == ("stuck", "not_supported", 1)


def test_by_setting_releases_follow_the_holds_and_the_fund_waits_for_a_person(
    world: World, settings: Any
) -> None:
    settings.AMIABIL_PAYMENTS_PAYOUTS = False
    reference = released(world)
    tasks.execute_payout(only().key)
    assert only().state == "by_hold"
    entry = LedgerEntry.objects.get(kind="release")
    LedgerEntry.objects.create(
        id=new_id(),
        case=entry.case,
        order=entry.order,
        version=9,
        kind="fund_paid",
        amount=7,
        currency="RON",
        payout_key=f"{entry.case_id}:9.1",
        at=clock.now(),
    )
    tasks.execute_payout(f"{entry.case_id}:9.1")
    fund = Payout.objects.get(kind="fund")
    assert (fund.state, fund.cause) == ("stuck", "not_instructed")
    records.paid_by_hand(make_staff("ola", Role.OPERATOR), fund.key, "OP 17", at=clock.now())
    assert Payout.objects.get(kind="fund").reference == "OP 17"
    assert books.different(only_case(reference)) == "" and next(verify(reference)).broken is None


def test_the_event_of_a_release_makes_the_job_of_its_payout(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(world)
    deferred: list[dict[str, Any]] = []

    class Job:
        def defer(self, **given: Any) -> None:
            deferred.append(given)

    monkeypatch.setattr(tasks.execute_payout, "configure", lambda **_: Job())
    monkeypatch.setattr(tasks.execute_refund, "configure", lambda **_: Job())
    dispatch.defer_for(published())
    assert {"payout_key": only().key} in deferred


def test_the_database_neither_alters_nor_forgets_a_payout_nor_spends_a_hold_twice(world: World) -> None:
    released(world)
    confirm_refund(Refund.objects.get().key, at=later(days=2))
    entry = LedgerEntry.objects.get(kind="release")
    again = {"case": entry.case, "order": entry.order, "currency": "RON", "at": clock.now(), "version": 9}
    with pytest.raises(IntegrityError, match="ever held"), transaction.atomic():
        LedgerEntry.objects.create(id=new_id(), kind="release", amount=1, payout_key="x:9.1", **again)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Payout.objects.update(amount=1)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Payout.objects.all().delete()
    Payout.objects.update(state="confirmed")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Payout.objects.update(state="intended")


def test_what_a_joined_case_brought_is_released_to_the_seller_too() -> None:
    world = make_world(lines=TWO_LAMPS, shipping=0)
    first, second = pair(world)
    join_cases(make_staff("alma", Role.AGENT), first, merging(second))
    step(world.seller, first, Command.PROPOSE, days=1.5, remedy="refund_keep", amount="50.00")
    step(world.buyer, first, Command.ACCEPT, days=2, proposal="seller", amount="50.00")
    assert only().amount == 35000 and books.different(only_case(first)) == ""
