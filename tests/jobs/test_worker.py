"""A real worker on a real queue: events become money and mail, and what a dead worker left begins again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from amiabil.domain.terms import Command, State
from amiabil.jobs import dispatch, learning_tasks, tasks, worker
from amiabil.records import clock, outbox
from amiabil.records.case_load import load
from amiabil.records.models import ChainSeal, Customer, Delivery, Notice, Refund
from tests.demo.payments_process import KEY, Service
from tests.demo.payments_process import running as payments_running
from tests.factories import World, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.cases import opened, step

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("mails_at_once"),
]


@pytest.fixture(autouse=True)
def _no_clock_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would go on after the test, when no database may be asked."""
    monkeypatch.setattr(clock, "keep_measuring", lambda: None)


@pytest.fixture(autouse=True)
def _own_seals(tmp_path: Path, settings: Settings) -> None:
    """A worker seals the day, if nobody has yet."""
    settings.AMIABIL_SEALS_FILE = tmp_path / "seals.txt"


@pytest.fixture(autouse=True)
def _learns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Monday a worker makes up what it missed, in a process of its own."""
    monkeypatch.setattr(learning_tasks, "apart", lambda *_more: None)


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> None:
    """The tables of the queue are not models of ours, so no flush between tests empties them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers CASCADE"
        )


@pytest.fixture
def service(tmp_path: Path, settings: Settings) -> Iterator[Service]:
    with payments_running(tmp_path) as service:
        settings.AMIABIL_PAYMENTS_URL, settings.AMIABIL_PAYMENTS_KEY = service.url, KEY
        yield service


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.seller.person_id).update(email="lumina@example.org")
    return made


def relay() -> None:
    """What the relay does in one go: publish, and write the jobs in the same transaction."""
    with transaction.atomic():
        dispatch.defer_for(outbox.publish(500))


@contextmanager
def working() -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive(), "the worker does not stop"


def await_(what: Callable[[], bool], seconds: float = 40) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, [str(job.__dict__) for job in ProcrastinateJob.objects.all()]
        time.sleep(0.05)


def test_from_the_opening_to_the_money(service: Service, box: Mailbox, world: World) -> None:
    reference = opened(world)
    relay()
    with working():
        await_(lambda: len(box.mails) == 2)
        await_(lambda: [one.amount for one in service.books.holds()] == ["269.89"])
        step(world.seller, reference, Command.ACCEPT_REQUEST)
        relay()
        await_(lambda: load(world.buyer, reference).dispute.state is State.CLOSED)
        relay()
        await_(lambda: [one.amount for one in service.books.holds()] == ["0"])
        await_(lambda: Notice.objects.filter(key="dispute.closed").count() == 2)
        await_(
            lambda: (
                not ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
                .exclude(
                    task_name__in=["settle_refunds", "send_waiting_mails", "retry_stalled", "count_events"]
                )
                .exists()
            )
        )
    assert service.books.paid() == [(Refund.objects.get().key, "269.89 RON")]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Delivery.objects.count() >= 6
    assert len(box.mails) == Delivery.objects.values("message_id").distinct().count()
    assert not ProcrastinateJob.objects.filter(status="failed").exists()


def test_events_told_twice_are_heard_once(service: Service, box: Mailbox, world: World) -> None:
    opened(world)
    with transaction.atomic():
        events = outbox.publish(500)
        dispatch.defer_for(events)
        dispatch.defer_for(events)
    with working():
        await_(lambda: len(box.mails) == 2)
        await_(lambda: not ProcrastinateJob.objects.filter(task_name__in=["tell", "send_mail"]).exists())
    assert Notice.objects.count() == 2 and len(box.mails) == 2


def test_jobs_are_written_with_their_events_or_not_at_all(world: World) -> None:
    opened(world)
    with pytest.raises(RuntimeError), transaction.atomic():
        dispatch.defer_for(outbox.publish(500))
        assert ProcrastinateJob.objects.filter(task_name="tell").count() == 1
        raise RuntimeError
    assert not ProcrastinateJob.objects.exists()
    assert not outbox.is_empty()


def test_one_step_is_one_job_and_a_refund_one_of_its_own(world: World) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    relay()
    names = sorted(ProcrastinateJob.objects.values_list("task_name", flat=True))
    assert names == ["execute_refund", "set_hold", "tell", "tell"]
    money = ProcrastinateJob.objects.get(task_name="execute_refund")
    assert money.args == {"refund_key": Refund.objects.get().key}
    assert money.lock == tasks.refund_lock(Refund.objects.get().key)


def test_what_a_dead_worker_left_begins_again(service: Service, box: Mailbox, world: World) -> None:
    opened(world)
    relay()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    with working():
        await_(lambda: len(box.mails) == 2)


def test_an_unknown_result_is_asked_by_a_job_of_its_own(service: Service, box: Mailbox, world: World) -> None:
    service.behave("late", times=1, seconds=1)
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    relay()
    with working():
        await_(lambda: load(world.buyer, reference).dispute.state is State.CLOSED)
    assert len(service.books.paid()) == 1 and service.books.refunds()[0].told == 1


def test_while_the_payments_service_hangs_no_questions_pile_up(world: World, settings: Settings) -> None:
    settings.AMIABIL_PAYMENTS_URL = "http://127.0.0.1:9"
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    Refund.objects.update(state="sent", sent_at=clock.now() - timedelta(minutes=5))
    questions = ProcrastinateJob.objects.filter(task_name="execute_refund")
    for _ in range(3):
        tasks.settle_refunds()
        assert questions.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tasks.settle_refunds()
    assert questions.count() == 1
    relay()
    others = ProcrastinateJob.objects.exclude(id=questions.get(status="doing").id)
    assert all(one.priority > questions.get(status="doing").priority for one in others)


def test_a_job_of_the_house_whose_worker_died_does_not_stop_the_others(
    service: Service, box: Mailbox, world: World
) -> None:
    """A fresh one of its kind waits already, and two may not."""
    opened(world)
    relay()
    tasks.settle_refunds.configure(queueing_lock="settle_refunds").defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    tasks.settle_refunds.configure(queueing_lock="settle_refunds", schedule_in={"hours": 1}).defer()
    with working():
        await_(lambda: len(box.mails) == 2)
    assert ProcrastinateJob.objects.filter(task_name="settle_refunds").count() == 1


def test_without_a_payments_service_refunds_wait(world: World, settings: Settings) -> None:
    settings.AMIABIL_PAYMENTS_URL = None
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    tasks.execute_refund(refund_key=Refund.objects.get().key)
    tasks.settle_refunds()
    assert Refund.objects.get().state == "intended"
    assert not ProcrastinateJob.objects.filter(task_name="execute_refund").exists()


def test_a_worker_without_a_database_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WITHOUT_DATABASE", 1.5)
    monkeypatch.setattr(worker, "AFTER_LOSS", 0.05)
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    started = time.monotonic()
    with pytest.raises(SystemExit) as ended:
        worker.run(threading.Event())
    assert ended.value.code == 1
    assert 1 < time.monotonic() - started < 25


def test_a_job_that_fails_is_tried_later_and_not_for_ever() -> None:
    job = tasks.send_mail.configure(task_kwargs={"delivery_id": 1}).job
    delays = []
    for attempts in range(20):
        found = tasks.Growing().get_retry_decision(
            exception=exceptions.JobAborted(), job=job.evolve(attempts=attempts)
        )
        if found is None:
            break
        assert found.retry_at is not None
        delays.append(found.retry_at)
    assert len(delays) == 7 and delays == sorted(delays)


def test_what_is_held_is_told_however_long_the_payments_service_is_away() -> None:
    strategy = tasks.set_hold.retry_strategy
    assert strategy is not None
    job = tasks.set_hold.configure(task_kwargs={"case_id": "1"}).job
    for attempts in (6, 7, 400):
        found = strategy.get_retry_decision(
            exception=exceptions.JobAborted(), job=job.evolve(attempts=attempts)
        )
        assert found is not None and found.retry_at is not None
        assert found.retry_at - datetime.now(UTC) < timedelta(hours=25)


def test_a_worker_survives_the_loss_of_every_connection(box: Mailbox, world: World) -> None:
    reference = opened(world)
    relay()
    with working() as thread:
        await_(lambda: len(box.mails) == 2)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            (ended,) = cursor.fetchone()
        assert ended > 0
        step(world.seller, reference, Command.REJECT_REQUEST, reason="not_so", text="Nu e așa")
        relay()
        await_(lambda: len(box.mails) == 3)
        assert thread.is_alive()


def test_what_the_worker_asks_for_by_itself_needs_no_connection_of_djangos(
    box: Mailbox, world: World
) -> None:
    """Django's connection of asynchronous code outlives every worker of a process, dead or not."""

    def connected() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(pid)

    def closed() -> None:
        connection.close()

    pid = asyncio.run(sync_to_async(connected)())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    try:
        opened(world)
        relay()
        with working():
            await_(lambda: len(box.mails) == 2)
    finally:
        asyncio.run(sync_to_async(closed)())


def test_the_daily_jobs_are_asked_for_and_a_missed_one_is_made_up() -> None:
    """Whatever the hour: each had its time within the last day, and this worker was not there."""
    daily = {"sweep_files", "measure_stages", "seal_day", "purge", "compare_calendars"}
    asked = "SELECT task_name, count(*) FROM procrastinate_periodic_defers GROUP BY 1"

    def done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            counted = {name: count for name, count in cursor.fetchall() if name in daily}
            return counted == dict.fromkeys(daily, 1) and not left.exists()

    left = ProcrastinateJob.objects.filter(task_name__in=daily)
    for _ in range(2):  # once a day, however many workers come and go
        with working():
            await_(done)
    assert ChainSeal.objects.count() == 1
