"""Which reports are there, what is reported together, and how does each stand? Their words are in their tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand, may
from amiabil.domain.support.content_reports import Outcome, ReportState, Standing
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import sql
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class Report:
    """A report beside its ticket. ``trusted``: a trusted flagger made it; ``verified``: they are known by a session or
    an address that was shown to be theirs. ``alike`` counts other reports of the same thing that still wait."""

    case_id: UUID
    reference: str
    target: str
    place: str
    target_key: str
    category: str
    made_at: datetime
    standing: Standing
    automated: bool | None
    measure: str
    reporter: str
    trusted: bool
    verified: bool
    alike: int


TRUSTED = """EXISTS (SELECT 1 FROM trusted_flagger f WHERE f.customer_id = c.buyer_id
         OR (f.address <> '' AND q.verified_at IS NOT NULL AND f.address = lower(q.address)))"""

_COLUMNS = f"""
SELECT r.*, c.reference, {TRUSTED} AS trusted, (c.contact_id IS NULL OR q.verified_at IS NOT NULL) AS verified,
       COALESCE(NULLIF(b.name, ''), NULLIF(s.name, ''), b.subject, s.ref, NULLIF(q.name, ''), q.address, '')
         AS reporter,
       (SELECT count(*) FROM content_report o WHERE o.target_key = r.target_key AND o.case_id <> r.case_id
           AND o.state = 'open') AS alike
  FROM content_report r
  JOIN conversation c ON c.id = r.case_id
  LEFT JOIN customer b ON b.id = c.buyer_id
  LEFT JOIN shop s ON s.id = c.shop_id
  LEFT JOIN contact q ON q.id = c.contact_id
"""

_OF_CASE = f"{_COLUMNS} WHERE r.case_id = %(case)s AND {CASE_SCOPE}"

_QUEUE = f"""
WITH listed AS ({_COLUMNS} WHERE r.state = ANY(%(states)s)),
ranked AS (SELECT listed.*, (CASE WHEN trusted THEN 0 WHEN verified THEN 1 ELSE 2 END) AS place_in_line FROM listed)
SELECT * FROM ranked
 WHERE (place_in_line, made_at, case_id) > (%(line)s, %(at)s::timestamptz, %(id)s::uuid)
 ORDER BY place_in_line, made_at, case_id LIMIT %(limit)s
"""

_FIRST = [-1, "0001-01-02T00:00:00+00:00", str(UUID(int=0))]


def of_case(viewer: Viewer, case_id: UUID) -> Report | None:
    """The report beside a conversation of the viewer's; None where it is no report. One statement."""
    found = sql.row(_OF_CASE, {"case": case_id, **case_scope(viewer)})
    return _report(found) if found else None


def locked(viewer: Viewer, reference: str) -> Report:
    """A report for a decision, locked for this transaction. Raises ``NotFound``. Two statements."""
    found = sql.row(
        f"SELECT r.case_id FROM content_report r JOIN conversation c ON c.id = r.case_id"
        f" WHERE c.reference = %(reference)s AND {CASE_SCOPE} FOR UPDATE OF r",
        {"reference": reference, **case_scope(viewer)},
    )
    known = of_case(viewer, found.case_id) if found else None
    if known is None:
        raise NotFound()
    return known


def queue(
    viewer: Viewer, states: tuple[ReportState, ...], *, limit: int | None = None, after: str | None = None
) -> Page[Report]:
    """Reports in these states: those of trusted flaggers first, then the oldest, then those of unverified addresses.

    One statement. Raises ``BadCursor`` and ``Forbidden``.
    """
    if not (may(viewer, Act.DECIDE_REPORT) or may(viewer, Act.REVIEW_REPORT)):
        raise Forbidden(act=Act.DECIDE_REPORT.value)
    size, place = bounded(limit), decode(after, (int, str, str)) or _FIRST
    given = {"states": [one.value for one in states], "line": place[0], "at": place[1], "id": place[2]}
    rows = sql.rows(_QUEUE, {**given, "limit": size + 1})
    found = page(
        rows, limit=size, place=lambda one: [one.place_in_line, one.made_at.isoformat(), str(one.case_id)]
    )
    return Page(tuple(_report(one) for one in found.items), found.next)


def alike(viewer: Viewer, report: Report, *, most: int = 50) -> tuple[Report, ...]:
    """Other reports of the same thing that still wait, the oldest first. Raises what ``demand`` raises."""
    demand(viewer, Act.DECIDE_REPORT)
    found = sql.rows(
        f"{_COLUMNS} WHERE r.target_key = %(key)s AND r.case_id <> %(case)s AND r.state = 'open'"
        " ORDER BY r.made_at LIMIT %(most)s",
        {"key": report.target_key, "case": report.case_id, "most": most},
    )
    return tuple(_report(one) for one in found)


def open_alike(viewer: Viewer, target_key: str) -> str:
    """The reference of the viewer's own open report of the same thing; empty for none. One statement."""
    found = sql.row(
        "SELECT c.reference FROM content_report r JOIN conversation c ON c.id = r.case_id"
        f" WHERE r.target_key = %(key)s AND r.state = 'open' AND {CASE_SCOPE} ORDER BY r.made_at LIMIT 1",
        {"key": target_key, **case_scope(viewer)},
    )
    return found.reference if found else ""


@dataclass(frozen=True, slots=True)
class NewReport:
    """What is kept of a report beside its ticket."""

    case_id: UUID
    target: str
    place: str
    target_key: str
    category: str
    made_at: datetime


def keep(viewer: Viewer, new: NewReport) -> None:
    """Keep a report beside the ticket that the viewer has just made. Raises ``NotFound`` for another's."""
    kept = sql.run(
        "INSERT INTO content_report (case_id, target, place, target_key, category, made_at, state, outcome, measure,"
        " decided_by, reviewed_by)"
        " SELECT c.id, %(target)s, %(place)s, %(key)s, %(category)s, %(at)s, 'open', '', '', '', ''"
        f" FROM conversation c WHERE c.id = %(case)s AND {CASE_SCOPE}",
        {
            "case": new.case_id,
            "target": new.target,
            "place": new.place,
            "key": new.target_key,
            "category": new.category,
            "at": new.made_at,
            **case_scope(viewer),
        },
    )
    if not kept:
        raise NotFound()


def save(viewer: Viewer, report: Report, standing: Standing, *, at: datetime, **decided: Any) -> None:
    """Keep how a locked report stands now; ``decided`` may name ``automated`` and ``measure``."""
    sql.run(
        "UPDATE content_report r SET state = %(state)s::text, outcome = %(outcome)s, decided_at = %(decided_at)s,"
        " decided_by = %(decided_by)s, complained_at = %(complained_at)s, reviewed_by = %(reviewed_by)s,"
        " reviewed_at = CASE WHEN %(state)s::text = 'reviewed' THEN %(at)s::timestamptz END,"
        " automated = %(automated)s, measure = %(measure)s"
        f" FROM conversation c WHERE r.case_id = %(case)s AND c.id = r.case_id AND {CASE_SCOPE}",
        {
            "case": report.case_id,
            "at": at,
            "state": standing.state.value,
            "outcome": standing.outcome.value if standing.outcome else "",
            "decided_at": standing.decided_at,
            "decided_by": standing.decided_by,
            "complained_at": standing.complained_at,
            "reviewed_by": standing.reviewed_by,
            "automated": decided.get("automated", report.automated),
            "measure": decided.get("measure", report.measure),
            **case_scope(viewer),
        },
    )


def trust(viewer: Viewer, report: Report, *, trusted: bool, at: datetime) -> bool:
    """Whoever made a report is a trusted flagger from now on, or no longer; whether that was possible and news.

    Raises what ``demand`` raises for ``DECIDE_REPORT``.
    """
    demand(viewer, Act.DECIDE_REPORT)
    given = {"case": report.case_id, "id": new_id(), "by": viewer.ref, "at": at}
    if not trusted:
        return bool(
            sql.run(
                "DELETE FROM trusted_flagger f USING conversation c LEFT JOIN contact q ON q.id = c.contact_id"
                " WHERE c.id = %(case)s AND (f.customer_id = c.buyer_id"
                "   OR (f.address <> '' AND f.address = lower(q.address)))",
                given,
            )
        )
    return bool(
        sql.run(
            "INSERT INTO trusted_flagger (id, customer_id, address, added_by, added_at)"
            " SELECT %(id)s, c.buyer_id, COALESCE(lower(q.address), ''), %(by)s, %(at)s"
            "   FROM conversation c LEFT JOIN contact q ON q.id = c.contact_id AND q.verified_at IS NOT NULL"
            "  WHERE c.id = %(case)s AND (c.buyer_id IS NOT NULL OR q.address <> '') ON CONFLICT DO NOTHING",
            given,
        )
    )


def _report(row: Any) -> Report:
    standing = Standing(
        ReportState(row.state),
        Outcome(row.outcome) if row.outcome else None,
        row.decided_at,
        row.decided_by,
        row.complained_at,
        row.reviewed_by,
    )
    return Report(
        row.case_id,
        row.reference,
        row.target,
        row.place,
        row.target_key,
        row.category,
        row.made_at,
        standing,
        row.automated,
        row.measure,
        row.reporter,
        row.trusted,
        row.verified,
        row.alike,
    )
