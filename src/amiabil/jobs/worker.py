"""The process that does the jobs: it ends itself without a database, and what a dead one left begins again."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from copy import copy
from dataclasses import dataclass

import psycopg
from procrastinate import App, exceptions
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg_pool import AsyncConnectionPool

from amiabil.records import clock

JOBS_AT_ONCE = 4
"""Jobs mostly wait for others' servers; more would only be more connections to the database."""

STOP_WITHIN = 12.0
"""Seconds a stop waits for the jobs under way; the supervisor gives 30. What is cut off begins again."""

WITHOUT_DATABASE = 30.0
"""Seconds after which a worker that reaches no database ends, for a fresh one to be started."""

HOUSE_EVERY = 30.0
"""Seconds between looks for stalled jobs, unsettled refunds and mails whose next try has come."""

MISSED_WITHIN = 24 * 3600.0
"""Seconds for which a daily job that no worker was there for is made up: its whole day."""

LOOK_EVERY = 2.0
AFTER_LOSS = 0.5

log = logging.getLogger(__name__)


class NoDatabase(Exception):
    """The database was away for too long."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What one process does of the queue: jobs of these ``queues``, so many ``at_once``, and the ``house`` or not.

    ``also`` goes on beside the jobs, and ends the process by raising.
    """

    queues: tuple[str, ...]
    at_once: int = JOBS_AT_ONCE
    house: bool = True
    also: Callable[[], Coroutine[None, None, None]] | None = None


def run(stop: threading.Event) -> None:
    """Do jobs until ``stop`` is set. Raises ``SystemExit`` when there is no database for half a minute."""
    run_duty(every_duty(), stop)


def every_duty() -> Duty:
    """Everything but the turns of the assistant, which have a process of their own."""
    from amiabil.jobs import tasks

    every = {task.queue for task in tasks.known().values()}
    return Duty(tuple(sorted(every - {tasks.ASSISTANT})))


def run_duty(duty: Duty, stop: threading.Event) -> None:
    """The same for the jobs of one duty."""
    clock.keep_measuring()
    try:
        asyncio.run(_work(duty, stop))
    except NoDatabase:
        log.error("the worker ends: no database for %s seconds", WITHOUT_DATABASE)
        raise SystemExit(1) from None


def queue() -> App:
    """The queue with every task of ours and their hours, on connections of its own.

    What jobs defer goes by Django's connection, so that it commits with what they write. What the worker asks for by
    itself must not: Django would keep a dead connection after a restart of the database, and the worker would never
    come to work again. So the tasks are bound anew, to this queue.
    """
    from procrastinate.contrib.django import DjangoApp

    from amiabil.jobs import tasks

    made = DjangoApp(connector=PsycopgConnector(), periodic_defaults={"max_delay": MISSED_WITHIN})
    for name, task in tasks.known().items():
        made.tasks[name] = bound = copy(task)
        bound.blueprint = made
    for one in tasks.hours():
        made.periodic_registry.register_task(
            task=made.tasks[one.task.name],
            cron=one.cron,
            periodic_id=one.periodic_id,
            configure_kwargs={**one.configure_kwargs},
        )
    return made


async def _work(duty: Duty, stop: threading.Event) -> None:
    reached_at = time.monotonic()
    while not stop.is_set():
        try:
            async with _connections() as pool, queue().open_async(pool) as app:
                await pool.wait(WITHOUT_DATABASE / 3)
                try:
                    await _work_while_reached(app, duty, stop)
                finally:
                    reached_at = time.monotonic()
        except (exceptions.ConnectorException, psycopg.OperationalError, OSError) as error:
            if time.monotonic() - reached_at > WITHOUT_DATABASE:
                raise NoDatabase from None
            log.warning("the worker lost the database: %s", error)
            await asyncio.sleep(AFTER_LOSS)


def _connections() -> AsyncConnectionPool:
    """Connections of the worker's own for the queue, each tried before it is used; the jobs themselves use Django's."""
    return AsyncConnectionPool(
        kwargs=connector_params("default"),
        min_size=1,
        max_size=3,
        timeout=WITHOUT_DATABASE / 3,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )


async def _work_while_reached(app: App, duty: Duty, stop: threading.Event) -> None:
    """Do jobs until told to stop; raises when the database is gone or the worker ended by itself."""
    worker = asyncio.create_task(
        app.run_worker_async(
            queues=list(duty.queues),
            concurrency=duty.at_once,
            install_signal_handlers=False,
            shutdown_graceful_timeout=STOP_WITHIN,
            delete_jobs="successful",
        )
    )
    others = {asyncio.create_task(_watch(app, stop))}
    if duty.house:
        others.add(asyncio.create_task(_keep_house(app)))
    if duty.also is not None:
        others.add(asyncio.create_task(duty.also()))
    try:
        await asyncio.wait({worker, *others}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*others, worker):
            task.cancel()
        await asyncio.gather(*others, worker, return_exceptions=True)
    for task in (*others, worker):
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
    if not stop.is_set():
        raise exceptions.ConnectorException("the worker ended by itself")


async def _watch(app: App, stop: threading.Event) -> None:
    """Come back when told to stop; raises ``NoDatabase`` when the database was away for too long."""
    reached_at = looked_at = time.monotonic()
    while not stop.is_set():
        await asyncio.sleep(0.1)
        if time.monotonic() - looked_at < LOOK_EVERY:
            continue
        try:
            await asyncio.wait_for(app.check_connection_async(), LOOK_EVERY)
            reached_at = time.monotonic()
        except (exceptions.ConnectorException, OSError, TimeoutError) as error:
            log.warning("the worker does not reach the database: %s", type(error).__name__)
        looked_at = time.monotonic()
        if looked_at - reached_at > WITHOUT_DATABASE:
            raise NoDatabase


async def _keep_house(app: App) -> None:
    """Ask for the jobs of the house, now and again."""
    from amiabil.jobs.tasks import HOUSEKEEPING

    while True:
        for name in HOUSEKEEPING:
            with suppress(exceptions.AlreadyEnqueued):
                await app.configure_task(name, queueing_lock=name).defer_async()
        await asyncio.sleep(HOUSE_EVERY)
