"""A holiday that is declared later: one operator proposes the day, another confirms it, and open cases are told."""

from __future__ import annotations

import logging
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions import measure_time, waking
from amiabil.actions.surroundings import surroundings_of
from amiabil.actions.tied_cases import store
from amiabil.domain import policy as policies
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import SYSTEM
from amiabil.domain.disputes.reports import CalendarChanged
from amiabil.domain.policy import PolicyError
from amiabil.domain.policy.holidays import DeclaredDay, with_declared
from amiabil.domain.terms import Command
from amiabil.foundation.errors import Conflict, Invalid
from amiabil.foundation.fields import FieldRequired, NotAChoice, TooLong
from amiabil.foundation.working_time import Calendar
from amiabil.records import audit, clock, holidays
from amiabil.records.case_load import load_tied, lock_tied
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.holidays import DayState, KnownDay

REASON_MAX = 200

MOST_DAYS = 800
"""How far ahead a day may lie."""

BATCH = 100

_LOG = logging.getLogger(__name__)


class DayNotDeclarable(Invalid):
    """A day can be declared from ``earliest`` on, up to ``latest``."""

    code = "holiday_out_of_range"


class SecondPersonConfirms(Conflict):
    """Who proposed a day cannot confirm it."""

    code = "holiday_second_person"


class DayIsSo(Invalid):
    """The day is a holiday already, or none."""

    code = "holiday_is_so"


def known_calendars() -> tuple[str, ...]:
    """The calendars that policies may count by."""
    return policies.calendar_ids()


def calendar_now(calendar_id: str) -> Calendar:
    """A calendar with what was declared of it. Raises ``PolicyError`` for one that does not exist."""
    return with_declared(policies.calendar(calendar_id), holidays.declared())


@transaction.atomic
def propose(viewer: Viewer, declared: DeclaredDay, reason: str, *, today: date) -> KnownDay:
    """Propose that a day is a holiday, or is none any more; a second operator confirms it.

    Raises ``NotAChoice`` for a calendar that does not exist, ``DayNotDeclarable``, ``DayIsSo``, ``FieldRequired``,
    ``TooLong``, ``DayProposed`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    reason = " ".join(reason.split())
    if not reason:
        raise FieldRequired(field="/reason")
    if len(reason) > REASON_MAX:
        raise TooLong(field="/reason", max=REASON_MAX)
    try:
        calendar = calendar_now(declared.calendar)
    except PolicyError:
        raise NotAChoice(field="/calendar") from None
    latest = date.fromordinal(today.toordinal() + MOST_DAYS)
    if not today <= declared.day <= latest:
        raise DayNotDeclarable(field="/day", earliest=today.isoformat(), latest=latest.isoformat())
    if (declared.day in calendar.holidays) != declared.works:
        raise DayIsSo(field="/day")
    at = clock.now()
    known = holidays.propose(viewer, declared, reason, at=at)
    _note(viewer, "holiday.propose", known, at)
    return known


@transaction.atomic
def confirm(viewer: Viewer, known: KnownDay) -> None:
    """Let a proposed day hold, by another person than who proposed it; open cases are told soon after.

    Raises ``SecondPersonConfirms``, ``DayMovedOn`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    if viewer.ref == known.proposed_by:
        raise SecondPersonConfirms()
    at = clock.now()
    holidays.decide(viewer, known.id, DayState.CONFIRMED, at=at)
    _note(viewer, "holiday.confirm", known, at)


@transaction.atomic
def withdraw(viewer: Viewer, known: KnownDay) -> None:
    """Take back a proposed day. Raises ``DayMovedOn`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_POLICIES)
    at = clock.now()
    holidays.decide(viewer, known.id, DayState.WITHDRAWN, at=at)
    _note(viewer, "holiday.withdraw", known, at)


def _note(viewer: Viewer, action: str, known: KnownDay, at: datetime) -> None:
    one = known.declared
    subject = f"holiday:{one.calendar}:{one.day.isoformat()}"
    audit.note(viewer, action, subject, at=at, facts={"works": one.works, "reason": known.reason})


def tell_confirmed() -> int:
    """Tell the open cases of days that were confirmed since the last time; how many were told.

    Nothing is read of cases while there are none.
    """
    untold = holidays.untold()
    if not untold:
        return 0
    told = tell_cases()
    holidays.mark_told(untold, at=clock.now())
    return told


def tell_cases() -> int:
    """Tell every case and every measure whose calendar is not the installed one any more; how many were told.

    Each case is its own transaction, and again changes nothing. One with a defect is loud and is passed by.
    """
    declared = holidays.declared()
    stale = [digest for digest, known in holidays.pinned_calendars() if known != _installed(known, declared)]
    if not stale:
        return 0
    told = measure_time.tell_of_calendars(stale, lambda one: _installed(one, declared), at=clock.now())
    after = None
    while True:
        found = holidays.cases_under(stale, after=after, at=clock.now(), limit=BATCH)
        told += sum(_tell(case_id, declared) for case_id in found)
        if len(found) < BATCH:
            return told
        after = found[-1]


def _installed(known: Calendar, declared: tuple[DeclaredDay, ...]) -> Calendar:
    """The calendar of this id now; one the product has no more stays as it was."""
    try:
        return with_declared(policies.calendar(known.id), declared)
    except PolicyError:
        return known


def _tell(case_id: UUID, declared: tuple[DeclaredDay, ...]) -> bool:
    try:
        return _tell_once(case_id, declared)
    except CaseMovedOn:
        _LOG.info("case %s moved on; the next round tells it of the calendar", case_id)
    except Exception:
        _LOG.exception("case %s could not be told of the calendar", case_id)
    return False


@transaction.atomic
def _tell_once(case_id: UUID, declared: tuple[DeclaredDay, ...]) -> bool:
    lock_tied([case_id], wait=True)
    case, now = load_tied(case_id), clock.now()
    around = surroundings_of(case)
    woken = waking.woken(case, at=now, around=around)
    old = woken.dispute.calendar
    new = _installed(old, declared)
    if new == old or case.is_erased:
        return False
    changed = CalendarChanged(
        old.id, tuple(sorted(new.holidays - old.holidays)), tuple(sorted(old.holidays - new.holidays))
    )
    step = engine.act(woken.dispute, Command.CALENDAR_CHANGED, changed, by=By(SYSTEM, now), around=around)
    store(case, woken.then(step), received_at=now)
    return True
