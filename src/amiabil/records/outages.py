"""When could nobody act? The pulse of the web application, the outages it shows, and those somebody declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.parts import Outage
from amiabil.records import clock, sql
from amiabil.records.models import ServiceOutage
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

SILENT_AFTER = timedelta(seconds=90)
"""Without a pulse for so long nobody can act now, and no deadline fires."""

LEAST = timedelta(minutes=5)
"""A shorter silence is a restart, and is not kept; what a longer one gives is for the policy of each case to say."""


@dataclass(frozen=True, slots=True)
class KnownOutage:
    """An outage, since when it is known, and how far the cases have been told; ``declared_by`` empty: noticed."""

    id: UUID
    outage: Outage
    known_at: datetime
    reason: str
    declared_by: str
    reached: UUID | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Service:
    """Whether people can act now, and whether an outage is known of which not every case has been told."""

    is_silent: bool
    is_unsettled: bool


SILENT = f"""(SELECT p.at FROM service_pulse p
         WHERE p.at < clock_timestamp() - interval '{SILENT_AFTER.seconds} seconds')"""
"""Since when nobody can act, by the database's clock; null while somebody can."""

UNSETTLED = """(SELECT jsonb_agg(jsonb_build_array(o.known_at, o.started_at, o.ended_at) ORDER BY o.known_at)
         FROM service_outage o WHERE o.settled_at IS NULL)"""
"""The outages of which not every case has been told; null: none."""

OUTAGES = """(SELECT jsonb_agg(jsonb_build_array(o.started_at, o.ended_at)) FROM (
  SELECT started_at, ended_at FROM service_outage ORDER BY ended_at DESC, id DESC LIMIT 200) o)"""
"""The last two hundred outages; null: none. What lies before them is outside every window that is open."""

_SERVICE = f"SELECT {SILENT} IS NOT NULL AS silent, {UNSETTLED} IS NOT NULL AS unsettled"

_BEAT = """
WITH old AS (SELECT at FROM service_pulse WHERE id = 1)
INSERT INTO service_pulse (id, at) VALUES (1, clock_timestamp())
ON CONFLICT (id) DO UPDATE SET at = clock_timestamp()
RETURNING at, (SELECT old.at FROM old) AS before
"""

_NOTICED = """
INSERT INTO service_outage (id, started_at, ended_at, known_at, reason, declared_by)
VALUES (%(id)s, %(start)s, %(end)s, %(known)s, %(reason)s, %(by)s)
ON CONFLICT (started_at, ended_at) DO NOTHING RETURNING id
"""

CANDIDATES = """(d.state <> 'closed' OR d.wake_at IS NOT NULL
  OR (d.closed_at > %(since)s AND d.body ->> 'reopen_until' IS NOT NULL))"""
"""Disputes in which a deadline may run: open ones, a default that can be set aside, and what may be reopened."""

REOPENED_WITHIN = timedelta(days=400)
"""How long after its end a dispute is looked at for the time to reopen it; no policy gives longer."""

_NEXT = f"""
SELECT d.case_id FROM dispute d WHERE (%(after)s::uuid IS NULL OR d.case_id > %(after)s) AND {CANDIDATES}
 ORDER BY d.case_id LIMIT %(limit)s
"""


def service() -> Service:
    """How the service stands. Without any pulse yet nothing is held against it. One statement."""
    found = sql.row(_SERVICE, {})
    assert found is not None  # noqa: S101  (a statement without FROM has one row)
    return Service(found.silent, found.unsettled)


def outages_of(found: Iterable[Sequence[str]]) -> tuple[tuple[datetime, Outage], ...]:
    """What ``UNSETTLED`` gives, as values: each outage with since when it is known."""
    read = (tuple(map(datetime.fromisoformat, times)) for times in found)
    return tuple((known_at, Outage(started_at, ended_at)) for known_at, started_at, ended_at in read)


def known_of(found: Iterable[Sequence[str]] | None) -> tuple[Outage, ...]:
    """What ``OUTAGES`` gives, as values."""
    return tuple(Outage(*map(datetime.fromisoformat, times)) for times in found or ())


@transaction.atomic
def beat() -> Outage | None:
    """The web application is there; the outage that ends with this, if there was one.

    Several processes may do it at once: the row is locked, and only the first after a silence finds it.
    """
    sql.row("SELECT at FROM service_pulse WHERE id = 1 FOR UPDATE", {})
    found = sql.row(_BEAT, {})
    assert found is not None  # noqa: S101  (it returns the row it wrote)
    if found.before is None or found.at - found.before < LEAST:
        return None
    ended_at = clock.now()
    outage = Outage(ended_at - (found.at - found.before), ended_at)
    keep(outage, known_at=ended_at)
    return outage


def keep(outage: Outage, *, known_at: datetime, reason: str = "", declared_by: str = "") -> UUID | None:
    """Keep an outage; None when it is known already."""
    parameters = {
        "id": new_id(),
        "start": outage.started_at,
        "end": outage.ended_at,
        "known": known_at,
        "reason": reason,
        "by": declared_by,
    }
    found = sql.row(_NOTICED, parameters)
    return found.id if found else None


def unsettled() -> KnownOutage | None:
    """The first outage of which not every case has been told."""
    row = ServiceOutage.objects.filter(settled_at__isnull=True).order_by("known_at", "id").first()
    return _known(row) if row is not None else None


def cases_after(known: KnownOutage, *, limit: int) -> list[UUID]:
    """The next cases in which a deadline may run, that have not been told of this outage."""
    since = known.known_at - REOPENED_WITHIN
    found = sql.rows(_NEXT, {"after": known.reached, "since": since, "limit": limit})
    return [one.case_id for one in found]


def reached(known: KnownOutage, case_id: UUID | None, *, at: datetime) -> None:
    """Remember how far the telling has come; None: every case knows."""
    if case_id is None:
        ServiceOutage.objects.filter(id=known.id).update(settled_at=at)
    else:
        ServiceOutage.objects.filter(id=known.id).update(reached=case_id)


def listed(viewer: Viewer, *, after: str | None = None, limit: int | None = None) -> Page[KnownOutage]:
    """Every outage, the latest first. Raises what ``demand`` raises for ``MANAGE_POLICIES``, and ``BadCursor``."""
    demand(viewer, Act.MANAGE_POLICIES)
    size, place = bounded(limit), decode(after, (datetime, UUID))
    rows = ServiceOutage.objects.order_by("-ended_at", "-id")
    if place is not None:
        at, last = place
        rows = rows.filter(Q(ended_at__lt=at) | Q(ended_at=at, id__lt=last))
    found = [_known(row) for row in rows[: size + 1]]
    return page(found, limit=size, place=lambda one: [one.outage.ended_at.isoformat(), str(one.id)])


def _known(row: ServiceOutage) -> KnownOutage:
    return KnownOutage(
        row.id,
        Outage(row.started_at, row.ended_at),
        row.known_at,
        row.reason,
        row.declared_by,
        row.reached,
        row.settled_at,
    )
