"""Refunds against the real fake service: whatever happens in between, the buyer is paid once and the case knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from amiabil.domain.terms import State
from amiabil.gateways.payments import HttpPayments, PaymentsAway
from amiabil.jobs import refunds, tasks
from amiabil.records import clock, ledger
from amiabil.records.case_load import load
from amiabil.records.models import Event, Refund
from tests.demo.payments_process import KEY, Service, running
from tests.factories import World, make_world
from tests.jobs.cases import accepted, opened

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


def only_refund() -> Refund:
    return Refund.objects.get()


def state_of(world: World, reference: str) -> State:
    return load(world.buyer, reference).dispute.state


def test_a_refund_is_paid_once_and_closes_the_case(service: Service, world: World) -> None:
    reference = accepted(world)
    key = only_refund().key
    assert refunds.execute(key, wire(service))
    assert refunds.execute(key, wire(service))
    assert only_refund().state == "confirmed" and only_refund().tries == 1
    assert state_of(world, reference) is State.CLOSED
    assert service.books.paid() == [(key, "269.89 RON")]
    (told,) = service.books.refunds()
    assert (told.case, told.order, told.told) == (reference, "4101", 1)


def test_paid_but_no_answer_is_asked_and_confirmed_once(service: Service, world: World) -> None:
    reference = accepted(world)
    key = only_refund().key
    service.behave("time_out_after_paying", times=1)
    assert not refunds.execute(key, wire(service, seconds=0.5))
    assert only_refund().state == "sent" and state_of(world, reference) is State.REMEDY_PENDING
    assert refunds.execute(key, wire(service))
    assert only_refund().state == "confirmed" and state_of(world, reference) is State.CLOSED
    assert len(service.books.paid()) == 1
    assert service.books.refunds()[0].told == 1, "it was asked about, not instructed again"
    assert Event.objects.filter(type="refund.confirmed").count() == 1


def test_an_unavailable_service_is_instructed_again_under_the_same_attempt(
    service: Service, world: World
) -> None:
    accepted(world)
    key = only_refund().key
    service.behave("unavailable", times=2)
    assert not refunds.execute(key, wire(service))
    assert not refunds.execute(key, wire(service))
    assert refunds.execute(key, wire(service))
    assert [(one.attempt, one.state) for one in service.books.refunds()] == [(1, "confirmed")]
    assert only_refund().tries == 1


def test_killed_between_the_ledger_and_the_call_it_is_found_and_carried_out(
    service: Service, world: World
) -> None:
    accepted(world)
    key = only_refund().key
    assert ledger.mark_sent(key, at=clock.now())
    assert refunds.execute(key, wire(service))
    assert len(service.books.paid()) == 1


def test_killed_between_the_call_and_the_booking_it_is_found_and_booked(
    service: Service, world: World
) -> None:
    accepted(world)
    key = only_refund().key
    assert ledger.mark_sent(key, at=clock.now())
    order = ledger.refund_to_execute(key)
    assert order is not None
    wire(service).instruct(refunds._instruction(order, attempt=1))
    assert refunds.execute(key, wire(service))
    assert service.books.refunds()[0].told == 1 and len(service.books.paid()) == 1


def test_a_late_answer_is_waited_for(service: Service, world: World) -> None:
    reference = accepted(world)
    key = only_refund().key
    service.behave("late", times=1, seconds=0.5)
    assert not refunds.execute(key, wire(service))
    while not refunds.execute(key, wire(service)):
        assert state_of(world, reference) is State.REMEDY_PENDING
    assert state_of(world, reference) is State.CLOSED and len(service.books.paid()) == 1


def test_a_failure_is_booked_with_its_cause_and_the_procedure_tries_again_later(
    service: Service, world: World
) -> None:
    reference = accepted(world)
    key = only_refund().key
    service.behave("fail", times=1, cause="card_closed")
    assert refunds.execute(key, wire(service))
    assert (only_refund().state, only_refund().cause) == ("failed", "card_closed")
    failed = load(world.buyer, reference).dispute.refunds[0]
    assert failed.status == "failed" and failed.retry_at is not None and failed.retry_at > clock.now()
    assert refunds.execute(key, wire(service)), "nothing to do until the procedure says so"
    assert service.books.paid() == []
    Refund.objects.update(state="intended")  # what saving the procedure's next attempt does
    assert refunds.execute(key, wire(service))
    assert len(service.books.paid()) == 1 and service.books.refunds()[0].attempt == 2


def test_two_workers_begin_one_attempt(service: Service, world: World) -> None:
    accepted(world)
    key = only_refund().key
    order = ledger.refund_to_execute(key)
    assert order is not None and order.state == "intended"
    assert ledger.mark_sent(key, at=clock.now())
    assert not ledger.mark_sent(key, at=clock.now())


def test_what_hangs_for_a_minute_is_found(world: World) -> None:
    accepted(world)
    key = only_refund().key
    ledger.mark_sent(key, at=clock.now())
    assert refunds.unsettled(tasks.REFUND) == []
    Refund.objects.update(sent_at=clock.now() - timedelta(seconds=61))
    assert refunds.unsettled(tasks.REFUND) == [key]


def test_the_hold_follows_the_case(service: Service, world: World) -> None:
    reference = accepted(world)
    case = load(world.buyer, reference)
    refunds.hold(case.case_id, wire(service))
    (held,) = service.books.holds()
    assert (held.key, held.order, held.amount) == (str(case.case_id), "4101", "269.89")
    refunds.execute(only_refund().key, wire(service))
    refunds.hold(case.case_id, wire(service))
    assert [one.amount for one in service.books.holds()] == ["0"]


def test_a_hold_is_not_told_to_nobody(world: World) -> None:
    reference = opened(world)
    case_id = load(world.buyer, reference).case_id
    with pytest.raises(PaymentsAway):
        refunds.hold(case_id, HttpPayments("http://127.0.0.1:9", KEY))
