"""Measures are told of holidays that were declared, and of times in which nobody could act; each for itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.domain.disputes import measure_time
from amiabil.domain.disputes.measure_time import Under
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.disputes.reports import CalendarChanged
from amiabil.foundation.working_time import Calendar
from amiabil.records import measure_save, measures, outages
from amiabil.records import measure_time as records
from amiabil.records.case_rows import pin
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.measures import Ticket

BATCH = 100

_LOG = logging.getLogger(__name__)


def tell_of_outage(outage: Outage, *, at: datetime) -> int:
    """Tell every measure in which something ran during an outage; how many got more time. Again changes nothing."""

    def tell(ticket: Ticket) -> bool:
        return _give_back(ticket, outage, at=at)

    return _each(lambda after: records.running(at=outage.started_at, after=after, limit=BATCH), tell)


def tell_of_calendars(stale: Sequence[bytes], now: Callable[[Calendar], Calendar], *, at: datetime) -> int:
    """Tell every measure that counts by one of these snapshots what its calendar is ``now``; how many were told."""

    def tell(ticket: Ticket) -> bool:
        return _count_by(ticket, now(ticket.pinned.calendar), at=at)

    return _each(lambda after: records.running_under(stale, at=at, after=after, limit=BATCH), tell)


def caught_up(ticket: Ticket, *, at: datetime) -> bool:
    """Whether a measure was told just now of an outage that not everybody knows of yet; then it is to be read again."""
    known = outages.unsettled()
    return known is not None and known.known_at <= at and _give_back(ticket, known.outage, at=at)


def _each(found: Callable[[UUID | None], list[UUID]], tell: Callable[[Ticket], bool]) -> int:
    told, after = 0, None
    while True:
        batch = found(after)
        told += sum(_one(case_id, tell) for case_id in batch)
        if len(batch) < BATCH:
            return told
        after = batch[-1]


def _one(case_id: UUID, tell: Callable[[Ticket], bool]) -> bool:
    """One measure in a transaction of its own; a defect in one is loud and leaves the others alone."""
    try:
        ticket = measures.load_ticket(case_id)
        return ticket is not None and tell(ticket)
    except CaseMovedOn:
        _LOG.info("measure %s moved on; its next step tells it", case_id)
    except Exception:
        _LOG.exception("measure %s could not be told of more time", case_id)
    return False


def _give_back(ticket: Ticket, outage: Outage, *, at: datetime) -> bool:
    under = Under.of(ticket.pinned.policy, ticket.pinned.calendar)
    with transaction.atomic():
        known = records.outages_known(ticket.case_id)
        step = measure_time.outage_extended(ticket.standing, under, outage, known, at=at)
        measure_save.save(ticket, step, received_at=at)
    return bool(step.events)


def _count_by(ticket: Ticket, calendar: Calendar, *, at: datetime) -> bool:
    old = ticket.pinned
    if calendar == old.calendar:
        return False
    added = tuple(sorted(calendar.holidays - old.calendar.holidays))
    removed = tuple(sorted(old.calendar.holidays - calendar.holidays))
    given = CalendarChanged(old.calendar.id, added, removed)
    under = Under.of(old.policy, old.calendar)
    with transaction.atomic():
        step = measure_time.calendar_changed(ticket.standing, under, given, at=at)
        measure_save.save(ticket, step, received_at=at)
        measure_save.pin_anew(ticket.case_id, pin(old.policy, calendar), at=at)
    return True
