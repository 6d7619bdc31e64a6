"""Which days did the operator declare holidays, or take back? They lie over the calendars that ship."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.foundation.codec import decode as decoded
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.foundation.working_time import Calendar
from amiabil.records import sql
from amiabil.records.models import HolidayDay
from amiabil.records.new_id import new_id
from amiabil.records.outages import CANDIDATES, REOPENED_WITHIN
from amiabil.records.paging import Page, bounded, decode, page


@unique
class DayState(StrEnum):
    """How far a day has come."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class DayProposed(Conflict):
    """This day of this calendar waits for a second person already."""

    code = "holiday_proposed"


class DayMovedOn(Conflict):
    """Somebody decided about this day meanwhile."""

    code = "holiday_moved_on"


@dataclass(frozen=True, slots=True)
class KnownDay:
    """One day somebody proposed: what it is to be, why, by whom, and what became of it."""

    id: UUID
    declared: DeclaredDay
    reason: str
    state: DayState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None


CONFIRMED = """(SELECT jsonb_agg(jsonb_build_array(n.calendar, n.day, n.works) ORDER BY n.calendar, n.day) FROM (
  SELECT DISTINCT ON (calendar, day) calendar, day, works FROM holiday_day
   WHERE state = 'confirmed' ORDER BY calendar, day, decided_at DESC, id DESC) n)"""
"""The days that hold, each as calendar, day and whether one works; null: none."""


def declared_of(found: list[list[object]] | None) -> tuple[DeclaredDay, ...]:
    """What ``CONFIRMED`` gives, as values."""
    return tuple(
        DeclaredDay(str(c), date.fromisoformat(str(day)), bool(works)) for c, day, works in found or ()
    )


def declared() -> tuple[DeclaredDay, ...]:
    """The days that hold, by calendar and day. One statement."""
    found = sql.row(f"SELECT {CONFIRMED} AS days", {})
    return declared_of(found.days if found else None)


def listed(viewer: Viewer, *, after: str | None = None, limit: int | None = None) -> Page[KnownDay]:
    """Every day that was proposed, the latest first. Raises what ``demand`` raises, and ``BadCursor``."""
    demand(viewer, Act.MANAGE_POLICIES)
    size, place = bounded(limit), decode(after, (date, UUID))
    rows = HolidayDay.objects.order_by("-day", "-id")
    if place is not None:
        day, last = place
        rows = rows.filter(Q(day__lt=day) | Q(day=day, id__lt=last))
    found = [_known(row) for row in rows[: size + 1]]
    return page(found, limit=size, place=lambda one: [one.declared.day.isoformat(), str(one.id)])


def known(viewer: Viewer, id_: UUID) -> KnownDay:
    """One of them. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_POLICIES)
    row = HolidayDay.objects.filter(id=id_).first()
    if row is None:
        raise NotFound()
    return _known(row)


def propose(viewer: Viewer, declared: DeclaredDay, reason: str, *, at: datetime) -> KnownDay:
    """Keep a day for a second person to confirm. Raises ``DayProposed`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_POLICIES)
    row = HolidayDay(
        id=new_id(),
        calendar=declared.calendar,
        day=declared.day,
        works=declared.works,
        reason=reason,
        state=DayState.PROPOSED.value,
        proposed_by=viewer.ref[:80],
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise DayProposed(field="/day", day=declared.day.isoformat()) from None
    return _known(row)


def decide(viewer: Viewer, id_: UUID, state: DayState, *, at: datetime) -> None:
    """Confirm or withdraw a proposed day. Raises ``DayMovedOn`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_POLICIES)
    touched = HolidayDay.objects.filter(id=id_, state=DayState.PROPOSED.value).update(
        state=state.value, decided_by=viewer.ref[:80], decided_at=at
    )
    if not touched:
        raise DayMovedOn()


def untold() -> list[UUID]:
    """The confirmed days of which the open cases were not told yet."""
    rows = HolidayDay.objects.filter(state=DayState.CONFIRMED.value, told_at__isnull=True)
    return list(rows.values_list("id", flat=True)[:1000])


def mark_told(ids: list[UUID], *, at: datetime) -> None:
    """The open cases know of these days."""
    HolidayDay.objects.filter(id__in=ids).update(told_at=at)


def pinned_calendars() -> list[tuple[bytes, Calendar]]:
    """The calendar of every snapshot a case ever stood under, with its digest."""
    found = sql.rows("SELECT digest, document -> 'calendar' AS calendar FROM policy_snapshot", {})
    return [(bytes(one.digest), decoded(Calendar, one.calendar)) for one in found]


_STALE = f"""
SELECT d.case_id FROM dispute d
 WHERE d.policy_id = ANY(%(digests)s) AND (%(after)s::uuid IS NULL OR d.case_id > %(after)s) AND {CANDIDATES}
 ORDER BY d.case_id LIMIT %(limit)s
"""


def cases_under(digests: list[bytes], *, after: UUID | None, at: datetime, limit: int) -> list[UUID]:
    """The next cases under these snapshots in which a deadline may run."""
    since = at - REOPENED_WITHIN
    found = sql.rows(_STALE, {"digests": digests, "after": after, "since": since, "limit": limit})
    return [one.case_id for one in found]


def _known(row: HolidayDay) -> KnownDay:
    return KnownDay(
        row.id,
        DeclaredDay(row.calendar, row.day, row.works),
        row.reason,
        DayState(row.state),
        row.proposed_by,
        row.proposed_at,
        row.decided_by,
        row.decided_at,
    )
