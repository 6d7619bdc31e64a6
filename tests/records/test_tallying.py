"""Figures are counted once for each event, whatever comes in between, and counted anew to the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute as Aggregate
from amiabil.domain.disputes.model import Event as Told
from amiabil.domain.event_names import of_dispute
from amiabil.domain.reports.report import Asked
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden
from amiabil.records import reports, tallying
from amiabil.records.case_rows import change_of, columns_of, pin
from amiabil.records.models import (
    Conversation,
    Dispute,
    Event,
    Order,
    OrderTally,
    PolicySnapshot,
    Published,
    Shop,
    ShopTally,
    Tally,
    TallyMark,
)
from tests.domain.disputes.cases import opened
from tests.domain.disputes.test_histories import BEGINNINGS, a_life
from tests.factories import OPENED, PAID, World, later, make_order, make_staff, make_world

pytestmark = pytest.mark.django_db

AT = later(days=400)
YEAR = Asked(date(2026, 1, 1), date(2027, 12, 31))


@pytest.fixture
def sofia() -> Viewer:
    return make_staff("sofia", Role.SUPERVISOR)


def kept(world: World, number: int, dispute: Aggregate, events: Sequence[Told]) -> list[UUID]:
    """A dispute with its events as they are stored, not published yet; the ids of the events."""
    case = uuid5(dispute.id, str(number))
    pinned = pin(dispute.policy, dispute.calendar)
    PolicySnapshot.objects.get_or_create(
        digest=pinned.digest,
        defaults={"policy_id": "p", "version": 1, "document": pinned.document, "created_at": OPENED},
    )
    Conversation.objects.create(
        id=case,
        reference=f"D-{number:07d}",
        kind="dispute",
        version=1,
        chain_head=b"0" * 32,
        created_at=OPENED,
        changed_at=OPENED,
    )
    columns = {name: value for name, value in columns_of(dispute).items() if name != "closed_to_messages"}
    Dispute.objects.create(
        case_id=case,
        order_id=world.order_id,
        buyer_id=world.buyer.person_id,
        shop_id=world.shop_id,
        currency="RON",
        opened_at=dispute.opened_at,
        policy_id=pinned.digest,
        body={},
        **columns,
    )
    made = [
        Event(
            id=uuid5(case, str(place)),
            case_id=case,
            version=place + 1,
            place=0,
            type=of_dispute(event.kind),
            at=event.at,
            actor_role=event.actor.role.value,
            actor_ref=event.actor.ref,
            sides=["staff"],
            data=dict(event.data),
            change=change_of(event.change, pinned),
            digest=b"d" * 32,
            link=b"l" * 32,
            received_at=event.at,
        )
        for place, event in enumerate(events)
    ]
    Event.objects.bulk_create(made)
    return [one.id for one in made]


def publish(ids: Iterable[UUID]) -> None:
    last = Published.objects.count()
    cases = dict(Event.objects.values_list("id", "case_id"))
    Published.objects.bulk_create(
        Published(stream_seq=last + n, event_id=one, case_id=cases[one], published_at=AT)
        for n, one in enumerate(ids, 1)
    )


def figures() -> tuple[set[Any], set[Any]]:
    """Everything that is counted."""
    names = ("grain", "day", "name", "lane", "country", "detail", "step", "count")
    return (
        set(Tally.objects.values_list(*names)),
        set(ShopTally.objects.values_list("grain", "day", "shop_id", "name", "count")),
    )


def a_marketplace(draw: Any, world: World) -> list[UUID]:
    """Some histories by chance, their events in an order in which the relay could publish them."""
    waiting = []
    for number in range(draw(st.integers(1, 3))):
        dispute, events = a_life(draw, BEGINNINGS[draw(st.integers(0, len(BEGINNINGS) - 1))], 8)
        waiting.append(kept(world, number, dispute, events))
    order: list[UUID] = []
    while waiting := [one for one in waiting if one]:
        order.append(waiting[draw(st.integers(0, len(waiting) - 1))].pop(0))
    return order


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_counted_bit_by_bit_or_anew_the_figures_are_the_same(data: st.DataObject) -> None:
    with transaction.atomic():
        order = a_marketplace(data.draw, make_world())
        while order:
            size = data.draw(st.integers(1, 9))
            publish(order[:size])
            order = order[size:]
            while tallying.count_published(at=AT, limit=data.draw(st.integers(1, 5))):
                pass
        bit_by_bit = figures()
        tallying.count_anew(at=AT)
        assert figures() == bit_by_bit
        assert bit_by_bit[0]
        transaction.set_rollback(True)


def one_case() -> list[UUID]:
    first = opened()
    rest = engine.wake(first.dispute, at=OPENED + timedelta(days=60))
    return kept(make_world(), 1, rest.dispute, [*first.events, *rest.events])


def test_what_is_not_published_is_not_counted_and_nothing_is_counted_twice() -> None:
    ids = one_case()
    publish(ids[:1])
    assert tallying.count_published(at=AT) == 1
    assert set(Tally.objects.values_list("name", flat=True)) == {"opened"}
    before = figures()
    assert tallying.count_published(at=AT) == 0
    assert figures() == before
    tallying.count_anew(at=AT)
    assert figures() == before
    publish(ids[1:])
    tallying.count_published(at=AT)
    assert "silence" in set(Tally.objects.values_list("name", flat=True))


def test_each_figure_is_kept_by_day_and_by_month() -> None:
    publish(one_case()[:1])
    tallying.count_published(at=AT)
    assert [(one.grain, one.day, one.count) for one in Tally.objects.order_by("grain")] == [
        ("day", date(2026, 11, 5), 1),
        ("month", date(2026, 11, 1), 1),
    ]


def test_a_batch_and_a_report_cost_the_same_few_statements(sofia: Viewer) -> None:
    publish(one_case())
    with CaptureQueriesContext(connection) as counting:
        tallying.count_published(at=AT)
    names = [one["sql"].split()[0] for one in counting.captured_queries]
    assert [name for name in names if name not in {"SAVEPOINT", "RELEASE"}] == [
        "INSERT",
        "SELECT",
        "SELECT",
        "WITH",
        "INSERT",
        "INSERT",
        "SELECT",
        "UPDATE",
    ]
    with CaptureQueriesContext(connection) as reading:
        told = reports.report(sofia, YEAR)
        assert told.flows()
    assert len(reading) == 2
    with CaptureQueriesContext(connection) as listing:
        reports.shops(sofia, YEAR)
    assert len(listing) == 1


def test_a_report_says_how_far_was_counted(sofia: Viewer) -> None:
    assert reports.report(sofia, YEAR).counted.at is None
    publish(one_case())
    tallying.count_published(at=AT, limit=2)
    counted = reports.report(sofia, YEAR).counted
    assert (counted.seq, counted.at, counted.behind) == (2, AT, Published.objects.count() - 2)


def test_a_report_is_for_the_period_the_lane_and_the_country(sofia: Viewer) -> None:
    publish(one_case())
    tallying.count_published(at=AT)
    day = date(2026, 11, 5)

    def found(**asked: Any) -> int:
        return sum(flow.opened for flow in reports.report(sofia, Asked(**asked)).flows())

    assert found(since=day, until=day) == 1
    assert found(since=day, until=day, lane="guarantee", country="RO") == 1
    assert found(since=day, until=day, lane="statutory_withdrawal") == 0
    assert found(since=day, until=day, country="HU") == 0
    (flow,) = reports.report(sofia, Asked(day + timedelta(days=1), day + timedelta(days=1))).flows()
    assert (flow.before, flow.opened, flow.after) == (1, 0, 1)
    assert reports.report(sofia, Asked(day - timedelta(days=9), day - timedelta(days=1))).is_empty
    assert reports.countries(sofia) == ("RO",)


def test_orders_are_counted_once_a_day_by_the_day_they_were_paid() -> None:
    world = make_world()
    assert tallying.count_orders(at=AT, zone="Europe/Bucharest")
    assert list(OrderTally.objects.values_list("shop_id", "day", "orders")) == [
        (world.shop_id, PAID.date(), 1)
    ]
    Order.objects.update(paid_at=PAID.replace(hour=22))
    assert not tallying.count_orders(at=AT + timedelta(hours=1), zone="Europe/Bucharest")
    assert tallying.count_orders(at=AT + timedelta(days=1), zone="Europe/Bucharest")
    assert OrderTally.objects.get().day == PAID.date() + timedelta(days=1)


def test_sellers_are_listed_page_by_page_with_their_orders(sofia: Viewer) -> None:
    for number in range(3):
        world = make_world(str(number))
        for extra in range(number):
            make_order(world.buyer, world_shop(world), f"{number}-{extra}")
        ShopTally.objects.create(
            grain="month", day=date(2026, 10, 1), shop_id=world.shop_id, name="opened", count=2 - number // 2
        )
    tallying.count_orders(at=AT, zone="Europe/Bucharest")
    first = reports.shops(sofia, YEAR, limit=2)
    last = reports.shops(sofia, YEAR, after=first.next, limit=2)
    found = [(one.ref, one.opened, one.orders) for one in (*first.items, *last.items)]
    assert sorted(found) == [("shop-0", 2, 1), ("shop-1", 2, 2), ("shop-2", 1, 3)]
    assert last.next is None


def world_shop(world: World) -> Shop:
    return Shop.objects.get(id=world.shop_id)


def test_who_may_not_see_reports_reads_none() -> None:
    ada = make_staff("ada", Role.AGENT)
    for ask in (reports.report, reports.shops):
        with pytest.raises(Forbidden):
            ask(ada, YEAR)
    with pytest.raises(Forbidden):
        reports.countries(ada)
    assert not TallyMark.objects.exists()
