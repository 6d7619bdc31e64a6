"""Which proceedings outside are known, about which case, and how did they end? The register that staff fill in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.out_of_court import Body, Ending, Proceeding
from amiabil.domain.reports.report import Asked
from amiabil.domain.reports.writing import Outside
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page


class EntryMovedOn(Conflict):
    """Somebody else has changed this entry of the register since it was read."""

    code = "entry_moved_on"


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the register; ``case_kind`` is that of the conversation it is about."""

    id: UUID
    case_reference: str
    case_kind: str
    proceeding: Proceeding
    version: int
    recorded_by: str
    created_at: datetime
    changed_at: datetime


_COLUMNS = """
SELECT p.id, c.reference, c.kind, p.body, p.body_name, p.their_ref, p.opened_on, p.ended_on, p.outcome, p.implemented,
       p.version, p.recorded_by, p.created_at, p.changed_at
  FROM out_of_court p JOIN conversation c ON c.id = p.case_id
"""
_VALUES = """body = %(body)s, body_name = %(body_name)s, their_ref = %(their_ref)s, opened_on = %(opened_on)s,
       ended_on = %(ended_on)s, outcome = %(outcome)s, implemented = %(implemented)s"""


def case_of(viewer: Viewer, reference: str) -> UUID | None:
    """The case, of whatever kind, an entry is to be about: who keeps the register may name any. None: there is none.

    Raises what ``demand`` raises for ``KEEP_REGISTER``.
    """
    demand(viewer, Act.KEEP_REGISTER)
    found = sql.row("SELECT id FROM conversation WHERE reference = %(reference)s", {"reference": reference})
    return found.id if found is not None else None


def add(viewer: Viewer, entry: UUID, case: UUID, new: Proceeding, *, at: datetime) -> bool:
    """Keep a new entry under this id; False when there is one under it already."""
    demand(viewer, Act.KEEP_REGISTER)
    return bool(
        sql.run(
            "INSERT INTO out_of_court (id, case_id, body, body_name, their_ref, opened_on, ended_on, outcome,"
            " implemented, version, recorded_by, created_at, changed_at) VALUES (%(id)s, %(case)s, %(body)s,"
            " %(body_name)s, %(their_ref)s, %(opened_on)s, %(ended_on)s, %(outcome)s, %(implemented)s, 1, %(by)s,"
            " %(at)s, %(at)s) ON CONFLICT (id) DO NOTHING",
            {"id": entry, "case": case, "by": viewer.ref[:80], "at": at, **_values(new)},
        )
    )


def change(viewer: Viewer, entry: UUID, to: Proceeding, *, seen: int, at: datetime) -> None:
    """Write what holds of an entry now, if it is still at the version that was seen. Raises ``EntryMovedOn``."""
    demand(viewer, Act.KEEP_REGISTER)
    done = sql.run(
        f"UPDATE out_of_court SET {_VALUES}, version = version + 1, changed_at = %(at)s"
        " WHERE id = %(id)s AND version = %(seen)s",
        {"id": entry, "seen": seen, "at": at, **_values(to)},
    )
    if not done:
        raise EntryMovedOn()


def entry(viewer: Viewer, entry_id: UUID) -> Known:
    """One entry. Raises ``NotFound`` and what ``demand`` raises for ``SEE_REPORTS``."""
    demand(viewer, Act.SEE_REPORTS)
    return _entry(entry_id)


def written(viewer: Viewer, entry_id: UUID) -> Known:
    """The same for whoever keeps the register. Raises ``NotFound`` and what ``demand`` raises for ``KEEP_REGISTER``."""
    demand(viewer, Act.KEEP_REGISTER)
    return _entry(entry_id)


def _entry(entry_id: UUID) -> Known:
    found = sql.row(f"{_COLUMNS} WHERE p.id = %(id)s", {"id": entry_id})
    if found is None:
        raise NotFound()
    return _known(found)


def entries(
    viewer: Viewer, *, running: bool = False, after: str | None = None, limit: int | None = None
) -> Page[Known]:
    """The register, the latest begun first; ``running`` leaves out what has ended. One statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``SEE_REPORTS``.
    """
    demand(viewer, Act.SEE_REPORTS)
    size, place = bounded(limit), decode(after, (int, UUID))
    days, last = place or (date.max.toordinal(), str(UUID(int=2**128 - 1)))
    bounds = range(1, date.max.toordinal() + 1)
    found = sql.rows(
        f"{_COLUMNS} WHERE (p.opened_on, p.id) < (%(day)s::date, %(last)s::uuid)"
        " AND (NOT %(running)s OR p.ended_on IS NULL) ORDER BY p.opened_on DESC, p.id DESC LIMIT %(limit)s",
        {
            "day": date.fromordinal(min(max(int(days), bounds.start), bounds.stop - 1)),
            "last": last,
            "running": running,
            "limit": size + 1,
        },
    )
    known = [_known(one) for one in found]
    return page(known, limit=size, place=lambda one: [one.proceeding.opened_on.toordinal(), str(one.id)])


_TOTALS = """
SELECT 'begun' AS what, body, '' AS outcome, count(*) AS times, NULL::double precision AS days,
       0::bigint AS owed, 0::bigint AS implemented
  FROM out_of_court WHERE opened_on BETWEEN %(since)s AND %(until)s GROUP BY body
UNION ALL
SELECT 'ended', body, outcome, count(*), NULL, 0, 0
  FROM out_of_court WHERE ended_on BETWEEN %(since)s AND %(until)s GROUP BY body, outcome
UNION ALL
SELECT 'running', '', '', count(*), NULL, 0, 0
  FROM out_of_court WHERE opened_on <= %(until)s AND (ended_on IS NULL OR ended_on > %(until)s)
UNION ALL
SELECT 'took', '', '', count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY ended_on - opened_on),
       count(*) FILTER (WHERE outcome IN ('upheld', 'partly', 'settled')), count(*) FILTER (WHERE implemented)
  FROM out_of_court WHERE ended_on BETWEEN %(since)s AND %(until)s
"""


def totals(viewer: Viewer, asked: Asked) -> Outside:
    """The register in a period, of every lane and country; one statement.

    Raises ``InvalidFields`` with ``BadDay`` and what ``demand`` raises for ``SEE_REPORTS``.
    """
    demand(viewer, Act.SEE_REPORTS)
    asked = asked.checked()
    found = sql.rows(_TOTALS, {"since": asked.since, "until": asked.until})
    took = next(one for one in found if one.what == "took")
    return Outside(
        begun={one.body: one.times for one in found if one.what == "begun"},
        ended={(one.body, one.outcome): one.times for one in found if one.what == "ended"},
        running=next(one.times for one in found if one.what == "running"),
        median=timedelta(days=took.days) if took.days is not None else None,
        implemented=took.implemented,
        owed=took.owed,
    )


def _values(of: Proceeding) -> dict[str, Any]:
    return {
        "body": of.body.value,
        "body_name": of.body_name,
        "their_ref": of.their_ref,
        "opened_on": of.opened_on,
        "ended_on": of.ended_on,
        "outcome": of.outcome.value if of.outcome is not None else "",
        "implemented": of.implemented,
    }


def _known(row: Any) -> Known:
    return Known(
        id=row.id,
        case_reference=row.reference,
        case_kind=row.kind,
        proceeding=Proceeding(
            body=Body(row.body),
            body_name=row.body_name,
            opened_on=row.opened_on,
            their_ref=row.their_ref,
            ended_on=row.ended_on,
            outcome=Ending(row.outcome) if row.outcome else None,
            implemented=row.implemented,
        ),
        version=row.version,
        recorded_by=row.recorded_by,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
