"""Which jobs are there? Each a thin shell: it finds its wires, calls the function that does the work, and comes back.

Jobs run at least once: by what a job names (a step, a refund's key, a delivery) running again changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.periodic import PeriodicTask
from procrastinate.tasks import Task
from procrastinate.types import JSONDict

from amiabil.actions import help_articles, holidays, seals
from amiabil.jobs import (
    addresses,
    call_backs,
    copies,
    erasures,
    files,
    learning_tasks,
    mail_in,
    mailboxes,
    notices,
    payouts,
    refunds,
    requests,
    retention,
    safety,
    transcripts,
    translation_tasks,
    wires,
)
from amiabil.jobs.assistant.process_knowledge import better, heard, knowledge
from amiabil.records import call_backs as records_of_calls
from amiabil.records import clock, contact_directory, deliveries, stage_times, tallying
from amiabil.ui.assistant import turning
from amiabil.ui.frames import HOME_ZONE

STALLED_AFTER = 30.0
"""Seconds without a heartbeat after which a worker is dead and its jobs begin again."""

_AGAIN_AFTER = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds before a job that met a defect or an outage is tried again; a poison job ends as failed, and is counted."""

QUESTION = -10
"""The priority of asking about a refund or a payout again: after the first instruction of others, and after mails."""

log = logging.getLogger(__name__)


def known() -> dict[str, Task[Any, Any, Any]]:
    """Every task by its name."""
    return dict(app.tasks)


def hours() -> list[PeriodicTask[Any, Any, Any]]:
    """The tasks that have hours of their own, with them."""
    return list(app.periodic_registry.periodic_tasks.values())


class Growing(BaseRetryStrategy):
    """Again, later each time; never for ever, unless ``without_end``: then with the last pause between."""

    def __init__(self, *, without_end: bool = False) -> None:
        self._without_end = without_end

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None after the last time."""
        if job.attempts >= len(_AGAIN_AFTER) and not self._without_end:
            return None
        return RetryDecision(retry_in={"seconds": _AGAIN_AFTER[min(job.attempts, len(_AGAIN_AFTER) - 1)]})


OF_OTHER_ROOMS = (learning_tasks, translation_tasks)

HOUSEKEEPING = (
    "retry_stalled",
    "settle_refunds",
    "settle_payouts",
    "send_waiting_mails",
    "tell_erasures",
    "check_addresses",
    "send_transcripts",
    "write_to_mailboxes",
    "tell_calls",
    "make_copies",
    "count_events",
    "tell_holidays",
    "publish_articles",
    "fetch_mails",
    "file_mails",
)
"""Jobs that a worker asks for at its start and every ``worker.HOUSE_EVERY`` seconds; never two of a kind wait."""


# ---- money -----------------------------------------------------------------------------------


@app.task(name="execute_refund", queue="money", retry=Growing())
def execute_refund(refund_key: str, asked: int = 0) -> None:
    """Carry out a refund; while its result is unknown, ask again soon, then leave it to the sweep."""
    payments = wires.payments()
    if payments is None:
        log.warning("refund %s waits: no payments service is configured", refund_key)
        return
    if not refunds.execute(refund_key, payments) and asked < len(refunds.ASK_AFTER):
        _ask_later(refund_key, asked=asked + 1, seconds=refunds.ASK_AFTER[asked])


REFUND, PAYOUT = "refund:", "payout:"
"""What the locks of jobs about refunds and payouts begin with; the key follows."""


def refund_lock(refund_key: str) -> str:
    """Two jobs about one refund never run at once."""
    return f"{REFUND}{refund_key}"


@app.task(name="settle_refunds", queue="money", queueing_lock="settle_refunds")
def settle_refunds() -> None:
    """Take up refunds that are overdue: their job was lost, or the service was away."""
    if wires.payments() is None:
        return
    for refund_key in refunds.unsettled(REFUND):
        _ask_later(refund_key, asked=len(refunds.ASK_AFTER))


def _ask_later(refund_key: str, *, asked: int, seconds: int = 0) -> None:
    """Ask about a refund, after everything else that waits: while the service hangs, each question takes a worker many
    seconds, and neither mails nor the refunds of others wait for it."""
    job = execute_refund.configure(
        lock=refund_lock(refund_key), priority=QUESTION, schedule_in={"seconds": seconds}
    )
    job.defer(refund_key=refund_key, asked=asked)


@app.task(name="execute_payout", queue="money", retry=Growing())
def execute_payout(payout_key: str, asked: int = 0) -> None:
    """Pay a seller; while the result is unknown, ask again soon, then leave it to the sweep."""
    if not settings.AMIABIL_PAYMENTS_PAYOUTS:
        payouts.not_instructed(payout_key)
        return
    payments = wires.payments()
    if payments is None:
        log.warning("payout %s waits: no payments service is configured", payout_key)
        return
    if not payouts.execute(payout_key, payments) and asked < len(refunds.ASK_AFTER):
        later = execute_payout.configure(
            lock=payout_lock(payout_key),
            priority=QUESTION,
            schedule_in={"seconds": refunds.ASK_AFTER[asked]},
        )
        later.defer(payout_key=payout_key, asked=asked + 1)


def payout_lock(payout_key: str) -> str:
    """Two jobs about one payout never run at once."""
    return f"{PAYOUT}{payout_key}"


@app.task(name="settle_payouts", queue="money", queueing_lock="settle_payouts")
def settle_payouts() -> None:
    """Take up every payout that is overdue or whose next attempt has come."""
    if wires.payments() is None and settings.AMIABIL_PAYMENTS_PAYOUTS:
        return
    for payout_key in payouts.unsettled(PAYOUT):
        last = len(refunds.ASK_AFTER)
        question = execute_payout.configure(lock=payout_lock(payout_key), priority=QUESTION)
        question.defer(payout_key=payout_key, asked=last)


@app.task(name="set_hold", queue="money", retry=Growing(without_end=True))
def set_hold(case_id: str) -> None:
    """Tell the payments service what is held for a case now; money it was never told of could leave its account."""
    payments = wires.payments()
    if payments is not None:
        refunds.hold(UUID(case_id), payments)


# ---- notices ----------------------------------------------------------------------------------


@app.task(name="tell", queue="notices", retry=Growing())
def tell(case_id: str, version: int, first: str | None = None) -> None:
    """Tell the parties of one step, and send the mails that belong to it."""
    with transaction.atomic():
        waiting = notices.tell(UUID(case_id), version, first=UUID(first) if first else None)
        _send_all(waiting, wait=notices.GATHER)


@app.task(name="follow_up", queue="notices", retry=Growing())
def follow_up(news: JSONDict) -> None:
    """Tell the followers of a request of its news, and let rules act on it."""
    requests.follow_up(news)


@app.task(name="open_safety_request", queue="notices", retry=Growing())
def open_safety_request(case_id: str) -> None:
    """Open the request to the safety team beside a dispute about something dangerous."""
    if reference := safety.open_request(UUID(case_id)):
        log.info("safety request: %s", reference)


@app.periodic(cron="*/10 * * * *")
@app.task(name="time_rules", queue="house", queueing_lock="time_rules", lock="time_rules")
def time_rules(timestamp: int) -> None:
    """Every ten minutes: let the rules about time act on open requests."""
    if acted := requests.run_time_rules():
        log.info("rules about time acted: %s", acted)


@app.periodic(cron="*/10 * * * *")
@app.task(name="measure_waits", queue="house", queueing_lock="measure_waits", lock="measure_waits")
def measure_waits(timestamp: int) -> None:
    """Every ten minutes: how long first answers took, for the contact directory."""
    contact_directory.measure(at=clock.now())


@app.task(name="send_mail", queue="mail", retry=Growing())
def send_mail(delivery_id: int) -> None:
    """Try one mail."""
    mailer = wires.mailer()
    if mailer is not None:
        notices.send(delivery_id, mailer)


@app.task(name="send_waiting_mails", queue="mail", queueing_lock="send_waiting_mails")
def send_waiting_mails() -> None:
    """Take up the mails whose next try has come."""
    if wires.mailer() is not None:
        _send_all(deliveries.due(notices.MAIL_BATCH))


@app.task(name="fetch_mails", queue="mail", queueing_lock="fetch_mails")
def fetch_mails() -> None:
    """Take in what is new in the mailboxes; what is left is asked for at once, behind the jobs that wait."""
    if settings.AMIABIL_MAIL_IN_URL and mail_in.fetch_all():
        _again(fetch_mails, "fetch_mails")


@app.task(name="file_mails", queue="mail", queueing_lock="file_mails")
def file_mails() -> None:
    """Read and file the mails that wait."""
    if mail_in.file_waiting():
        _again(file_mails, "file_mails")


def _again(task: Task[Any, Any, Any], lock: str) -> None:
    with suppress(AlreadyEnqueued):
        task.configure(queueing_lock=lock).defer()


@app.task(name="make_copies", queue="house", queueing_lock="make_copies", lock="make_copies")
def make_copies() -> None:
    """Put together the copies of their data that people asked for."""
    copies.make()


@app.task(name="tell_erasures", queue="mail", queueing_lock="tell_erasures")
def tell_erasures() -> None:
    """Write to the people who asked to be erased."""
    mailer = wires.mailer()
    if mailer is not None:
        erasures.tell(mailer)


@app.task(name="tell_calls", queue="mail", queueing_lock="tell_calls")
def tell_calls() -> None:
    """Write about the calls that people have booked."""
    mailer = wires.mailer()
    if mailer is not None:
        call_backs.tell(mailer)


@app.task(name="send_transcripts", queue="mail", queueing_lock="send_transcripts")
def send_transcripts() -> None:
    """Send what was said in chats to whoever asked for it."""
    mailer = wires.mailer()
    if mailer is not None:
        transcripts.send(mailer)


@app.task(name="write_to_mailboxes", queue="mail", queueing_lock="write_to_mailboxes")
def write_to_mailboxes() -> None:
    """Send the links that were asked for to the mailboxes something is known by."""
    mailboxes.write(wires.mailer())


@app.task(name="check_addresses", queue="mail", queueing_lock="check_addresses")
def check_addresses() -> None:
    """Ask whether addresses are their owners', and forget those nobody answered for."""
    addresses.ask(wires.mailer())


def _send_all(delivery_ids: Sequence[int], *, wait: timedelta = timedelta()) -> None:
    jobs: list[JSONDict] = [{"delivery_id": delivery_id} for delivery_id in delivery_ids]
    if jobs:
        send_mail.configure(schedule_in={"seconds": int(wait.total_seconds())}).batch_defer(*jobs)


# ---- the assistant ------------------------------------------------------------------------------


ASSISTANT = "assistant"
"""The queue of the process that answers chats: it holds what answers need, and nothing else waits behind a turn."""


@app.task(name="take_turn", queue=ASSISTANT, retry=Growing())
def take_turn(case_id: str) -> None:
    """Answer what waits in a chat; a turn that was taken already is not taken again."""
    turning.take_turn(UUID(case_id), knowledge().current(), better(), heard)


# ---- the worker's own house -----------------------------------------------------------------------


@app.task(name="retry_stalled", queue="house", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext) -> None:
    """Begin again the jobs whose worker died in the middle: they stay *doing* until somebody does this."""
    manager = context.app.job_manager
    stalled: Any = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
    for job in stalled:
        log.warning("job %s (%s) begins again: its worker is gone", job.id, job.task_name)
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same job of the house waits already
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.task(name="count_events", queue="house", queueing_lock="count_events")
def count_events() -> None:
    """Add what was published since the last time to the figures of the reports, batch after batch."""
    while tallying.count_published(at=clock.now()) == tallying.BATCH:
        pass
    tallying.count_orders(at=clock.now(), zone=HOME_ZONE)


@app.periodic(cron="17 3 * * *")
@app.task(name="sweep_files", queue="house", queueing_lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Once a day, in a quiet hour: remove the files that are nobody's."""
    swept = files.sweep(clock.unshifted())
    log.info("files swept: %s", swept)


@app.periodic(cron="37 3 * * *")
@app.task(name="purge", queue="house", queueing_lock="purge", lock="purge")
def purge(timestamp: int) -> None:
    """Once a day, after the sweep of files: erase the cases nothing keeps any more."""
    log.info("purged: %s", retention.purge(clock.now(), machine=clock.unshifted()))
    log.info("no longer kept beside requests: %s", requests.forget_old(clock.now()))
    log.info("numbers of calls forgotten: %s", records_of_calls.forget_numbers(at=clock.now()))


@app.periodic(cron="43 2 * * *")
@app.task(name="measure_stages", queue="house", queueing_lock="measure_stages")
def measure_stages(timestamp: int) -> None:
    """Once a day: how long the stages of ended cases took, for the pages that say what is usual."""
    log.info("stages measured: %s", stage_times.measure(at=clock.now()))


@app.task(name="publish_articles", queue="house", queueing_lock="publish_articles")
def publish_articles() -> None:
    """Make public the articles that were planned for a time that has come."""
    if published := help_articles.publish_due(at=clock.now()):
        log.info("articles became public as planned: %s", published)


@app.task(name="tell_holidays", queue="house", queueing_lock="tell_holidays")
def tell_holidays() -> None:
    """Tell open cases of holidays that were confirmed since the last time."""
    if told := holidays.tell_confirmed():
        log.info("cases told of another calendar: %s", told)


@app.periodic(cron="29 2 * * *")
@app.task(name="compare_calendars", queue="house", queueing_lock="compare_calendars")
def compare_calendars(timestamp: int) -> None:
    """Once a day: tell open cases that count by another calendar than the installed one, as after a release."""
    log.info("cases told of another calendar: %s", holidays.tell_cases())


@app.periodic(cron="5 0 * * *")
@app.task(name="seal_day", queue="house", queueing_lock="seal_day")
def seal_day(timestamp: int) -> None:
    """Once a day: sign one line over the ends of all chains and keep it outside the database too."""
    line = seals.seal_day(settings.AMIABIL_SEAL_KEY, settings.AMIABIL_SEALS_FILE, at=clock.unshifted())
    log.info("day sealed: %s", line)
