"""Every committed event is told, once in the feed, in order, whoever dies on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from amiabil.gateways.bus import Mark, wake_relay
from amiabil.jobs import live, relay
from amiabil.records import outbox
from amiabil.records.models import DemoClock, Outbox
from amiabil.records.outbox import PublishedEvent
from tests.jobs.relays import MemoryBus, end_session, eventually, happen, leader, published, running

pytestmark = pytest.mark.django_db(transaction=True)


def test_events_get_numbers_without_gaps_in_the_order_of_their_case(tmp_path: Path) -> None:
    bus, first, second = MemoryBus(), uuid4(), uuid4()
    with running(tmp_path, bus):
        for version in range(1, 6):
            happen(first, version)
            happen(second, version)
        eventually(lambda: len(bus.events()) == 10)
    assert [seq for seq, _ in published()] == list(range(1, 11))
    assert [event.seq for event in bus.events()] == list(range(1, 11))
    for case in (first, second):
        assert [e.body["version"] for e in bus.events() if e.body["case"] == str(case)] == [1, 2, 3, 4, 5]
    assert not Outbox.objects.exists()


def test_a_case_whose_rows_are_dated_the_wrong_way_is_told_in_order() -> None:
    case = uuid4()
    late, early = happen(case, 1), happen(case, 2)
    Outbox.objects.filter(event_id=early).update(created_at="2026-01-01T00:00:00Z")
    with transaction.atomic():
        told = outbox.publish(1)
    assert [event.id for event in told] == [late, early]


def test_a_commit_that_comes_late_is_not_skipped(tmp_path: Path) -> None:
    bus, started, go_on = MemoryBus(), threading.Event(), threading.Event()
    slow, quick = uuid4(), uuid4()

    def commit_late() -> None:
        with transaction.atomic():
            happen(slow, 1)
            started.set()
            go_on.wait(10)
        connection.close()

    writer = threading.Thread(target=commit_late)
    writer.start()
    started.wait(10)
    with running(tmp_path, bus):
        happen(quick, 1)
        eventually(lambda: len(bus.events()) == 1)
        go_on.set()
        eventually(lambda: len(bus.events()) == 2)
    writer.join()
    assert [event.body["case"] for event in bus.events()] == [str(quick), str(slow)]


def test_only_the_sides_of_an_event_hear_it(tmp_path: Path) -> None:
    bus, case = MemoryBus(), uuid4()
    with running(tmp_path, bus):
        happen(case, 1, sides=["staff"])
        happen(case, 2, sides=["buyer", "staff"])
        eventually(lambda: len(bus.events()) == 2)
    assert [event.channels for event in bus.events()] == [
        (f"case:{case}:staff",),
        (f"case:{case}:buyer", f"case:{case}:staff"),
    ]
    assert bus.events()[0].body["actor"] == {"role": "buyer"}


def test_jobs_and_numbers_commit_together_or_not_at_all(tmp_path: Path) -> None:
    seen: list[list[UUID]] = []

    def write_then_fail(events: Sequence[PublishedEvent]) -> None:
        DemoClock.objects.create(id=1, ahead_ms=len(events))
        seen.append([event.id for event in events])
        raise ArithmeticError

    event = happen(uuid4(), 1)
    bus = MemoryBus()
    defective = relay.Relay(bus, relay.WakeListener(tmp_path), write_then_fail, lambda: False)
    with pytest.raises(ArithmeticError):
        defective.run(threading.Event())
    assert seen == [[event]]
    assert published() == []
    assert bus.events() == []
    assert not DemoClock.objects.exists()
    assert Outbox.objects.count() == 1


def test_one_relay_leads_and_the_next_takes_over_when_it_is_gone(tmp_path: Path) -> None:
    one, two, case = MemoryBus(), MemoryBus(), uuid4()
    with running(tmp_path / "1", one):
        eventually(lambda: leader() is not None)
        with running(tmp_path / "2", two):
            happen(case, 1)
            eventually(lambda: len(one.events()) == 1)
            assert two.said == []
            session = leader()
            assert session is not None
            end_session(session)
            eventually(lambda: leader() not in {None, session})
            happen(case, 2)
            eventually(lambda: len(published()) == 2)
            eventually(lambda: {e.seq for e in one.events() + two.events()} == {1, 2})
    assert [seq for seq, _ in published()] == [1, 2]


def test_a_new_leader_repeats_what_the_one_before_may_not_have_told(tmp_path: Path) -> None:
    case = uuid4()
    happen(case, 1)
    with transaction.atomic():
        outbox.publish(10)  # and died before it told anybody
    bus = MemoryBus()
    with running(tmp_path, bus):
        happen(case, 2)
        eventually(lambda: len(bus.events()) == 2)
    assert [(event.seq, event.again) for event in bus.events()] == [(1, True), (2, False)]


def test_the_relay_goes_on_after_its_session_ended(tmp_path: Path) -> None:
    bus, case = MemoryBus(), uuid4()
    with running(tmp_path, bus) as thread:
        for version in range(1, 4):
            happen(case, version)
            eventually(lambda n=version: len({e.seq for e in bus.events()}) == n)
            session = leader()
            assert session is not None
            end_session(session)
            eventually(lambda gone=session: leader() not in {None, gone})
        assert thread.is_alive()
    assert [seq for seq, _ in published()] == [1, 2, 3]


def test_without_the_bus_events_are_numbered_and_told_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "RETRY_SECONDS", 0.1)
    bus, case = MemoryBus(), uuid4()
    bus.is_away = True
    with running(tmp_path, bus):
        happen(case, 1)
        eventually(lambda: len(published()) == 1)
        happen(case, 2)
        eventually(lambda: len(published()) == 2)
        bus.is_away = False
        eventually(lambda: len(bus.events()) == 2)
    assert [event.seq for event in bus.events()] == [1, 2]
    assert bus.events()[0].again


def test_in_quiet_times_the_last_number_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MARK_SECONDS", 0.1)
    bus = MemoryBus()
    with running(tmp_path, bus):
        eventually(lambda: Mark(0) in bus.said)
        happen(uuid4(), 1)
        eventually(lambda: Mark(1) in bus.said)


def test_a_lost_wake_up_costs_a_moment_and_no_event(tmp_path: Path) -> None:
    bus = MemoryBus()
    with running(tmp_path, bus):
        eventually(lambda: leader() is not None)
        assert wake_relay(tmp_path)
        happen(uuid4(), 1)  # and nobody calls
        eventually(lambda: len(bus.events()) == 1, within=2)
    assert not wake_relay(tmp_path)


def test_deadlines_are_swept_again_at_once_while_there_are_more(tmp_path: Path) -> None:
    sweeps: list[float] = []

    def sweep() -> bool:
        sweeps.append(time.monotonic())
        return len(sweeps) < 20

    with running(tmp_path, MemoryBus(), sweep=sweep):
        eventually(lambda: len(sweeps) >= 21)
    assert sweeps[19] - sweeps[0] < 2
    assert sweeps[20] - sweeps[19] >= 0.9


def test_a_defect_in_a_deadline_does_not_silence_the_events(tmp_path: Path) -> None:
    def sweep() -> bool:
        raise ArithmeticError

    bus = MemoryBus()
    with running(tmp_path, bus, sweep=sweep):
        happen(uuid4(), 1)
        eventually(lambda: len(bus.events()) == 1)


def test_an_idle_look_and_a_batch_are_one_statement_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert outbox.is_empty()
    for count in (1, 25):
        for _ in range(count):
            happen(uuid4(), 1)
        with transaction.atomic(), django_assert_num_queries(1):
            assert len(outbox.publish(100)) == count
