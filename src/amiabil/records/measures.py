"""Which measures of the platform are there, against whom, and what was said to them? For writing see ``measure_save``.

A measure is a ticket: a conversation with one party, its record as the first event, and perhaps a complaint beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand, demand_taking_measures
from amiabil.domain.disputes.complaints import Complaint, Measure, MeasureKind
from amiabil.domain.disputes.measures import MeasureState, Standing
from amiabil.domain.terms import Outcome, Role, State
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.foundation.values import replace
from amiabil.records import sql
from amiabil.records.case_load import pinned_snapshot
from amiabil.records.case_rows import Pinned
from amiabil.records.event_rows import Chain
from amiabil.records.paging import Page, Place, bounded, decode, page
from amiabil.records.scope import CASE_SCOPE, case_scope

RECORDED = "measure.recorded"
"""The event that carries the statement of reasons of a measure."""

DECIDED = "complaint.decide"
"""The event that carries that of the decision about the complaint."""

SUBMITTED = "complaint.submit"
"""The event that carries what the complaint says."""

SAID_ONCE = (RECORDED, SUBMITTED, DECIDED)

ASKED = "complaint.request_info"
"""The event that carries a question of the reviewer."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A measure with everything that has become of it: what an act on it decides on, and what its page shows.

    ``person_name`` is that of the buyer or the shop it is against. ``complain_until`` is exclusive. ``erased_at`` and
    ``erased_by`` tell when, and by which rule, what was written in it was erased. ``rests_until`` is the exclusive
    end of a suspension of complaints; None for other measures.
    """

    case_id: UUID
    reference: str
    subject: str
    ref: str
    person_name: str
    buyer_id: UUID | None
    shop_id: UUID | None
    measure: Measure
    state: MeasureState
    automated: bool
    complain_until: datetime
    remind_at: datetime | None
    created_at: datetime
    pinned: Pinned
    chain: Chain
    complaint: Complaint | None
    erased_at: datetime | None = None
    erased_by: str = ""
    rests_until: datetime | None = None

    @property
    def standing(self) -> Standing:
        """As the rules know it."""
        return Standing(
            self.measure, self.state, self.chain.version, self.complaint, self.complain_until, self.remind_at
        )

    @property
    def zone(self) -> str:
        """The zone its deadlines are counted in."""
        return self.pinned.policy.zone


@dataclass(frozen=True, slots=True)
class ListedMeasure:
    """A measure in a list; what concerns the complaint is None or empty where there is none.

    ``asked`` while the reviewer's question awaits an answer; ``due_at`` is then its end.
    """

    case_id: UUID
    reference: str
    ref: str
    subject: str
    kind: MeasureKind
    against: Role
    person: str
    person_name: str
    state: MeasureState
    noticed_at: datetime
    complain_until: datetime
    created_at: datetime
    complaint: State | None
    outcome: Outcome | None
    breached: bool
    filed_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    asked: bool
    zone: str


_COLUMNS = """
SELECT c.id AS case_id, c.reference, c.subject, c.buyer_id, c.shop_id, c.version, c.place, c.chain_head,
       c.erased_at, c.erased_by, m.ref, m.kind, m.against, m.person,
       COALESCE(CASE WHEN c.erased_at IS NULL THEN NULLIF(b.name, '') END, NULLIF(s.name, ''), m.person) AS person_name,
       m.state, m.automated, m.decided_by, m.policy_id AS pinned, m.noticed_at, m.complain_until, m.created_at,
       (SELECT t.until FROM complainant_step t WHERE t.case_id = m.case_id) AS rests_until,
       m.wake_at AS remind_at, k.body, k.state AS complaint, k.outcome, k.breached, k.filed_at, k.due_at, k.closed_at,
       k.body @? '$.questions[*] ? (!exists(@.open))' AS asked
  FROM platform_measure m
  JOIN conversation c ON c.id = m.case_id
  LEFT JOIN platform_complaint k ON k.case_id = m.case_id
  LEFT JOIN customer b ON b.id = c.buyer_id
  LEFT JOIN shop s ON s.id = c.shop_id
"""
_LISTED = _COLUMNS.replace(" k.body,", "")
_BY_REFERENCE = f"{_COLUMNS} WHERE c.reference = %(reference)s AND {CASE_SCOPE}"
_BY_ID = f"{_COLUMNS} WHERE c.id = %(case)s"
_BY_REF = f"{_COLUMNS} WHERE m.ref = %(ref)s"
_CALLED = f"{_BY_REF} AND {CASE_SCOPE}"
_MINE = f"""{_LISTED} WHERE {CASE_SCOPE} AND (m.created_at, m.case_id) < (%(at)s::timestamptz, %(case)s::uuid)
 ORDER BY m.created_at DESC, m.case_id DESC LIMIT %(limit)s"""
_OF_PARTIES = f"""{_LISTED} JOIN conversation d ON d.reference = %(reference)s
       AND (c.buyer_id = d.buyer_id OR c.shop_id = d.shop_id)
 WHERE {CASE_SCOPE} AND (m.created_at, m.case_id) < (%(at)s::timestamptz, %(case)s::uuid)
 ORDER BY m.created_at DESC, m.case_id DESC LIMIT %(limit)s"""
_DUE = f"""{_COLUMNS} WHERE c.id IN (
   (SELECT w.case_id FROM platform_complaint w WHERE w.wake_at <= %(at)s ORDER BY w.wake_at, w.case_id LIMIT %(limit)s)
   UNION
   (SELECT w.case_id FROM platform_measure w WHERE w.wake_at <= %(at)s ORDER BY w.wake_at, w.case_id LIMIT %(limit)s))
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE OF c SKIP LOCKED"""
_TO_HEAR = """{listed} WHERE k.due_at IS NOT NULL AND NOT (%(own)s AND %(ref)s = ANY(m.decided_by))
   AND (NOT %(late)s OR k.breached) AND (k.due_at, k.case_id) > (%(at)s::timestamptz, %(case)s::uuid)
 ORDER BY k.due_at, k.case_id LIMIT %(limit)s"""
_IN_STATE = """{listed} WHERE k.state = %(state)s AND (k.filed_at, k.case_id) < (%(at)s::timestamptz, %(case)s::uuid)
 ORDER BY k.filed_at DESC, k.case_id DESC LIMIT %(limit)s"""

_LATEST = "9999-12-31T00:00:00+00:00"
_EARLIEST = "0001-01-02T00:00:00+00:00"
_LAST, _FIRST = str(UUID(int=2**128 - 1)), str(UUID(int=0))


def ticket(viewer: Viewer, reference: str) -> Ticket:
    """The measure with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    return _found(sql.row(_BY_REFERENCE, {"reference": reference, **case_scope(viewer)}))


def called(viewer: Viewer, ref: str) -> Ticket:
    """The measure the marketplace calls so, if it is the viewer's to see. Raises ``NotFound``."""
    return _found(sql.row(_CALLED, {"ref": ref, **case_scope(viewer)}))


def by_ref(viewer: Viewer, ref: str) -> Ticket:
    """The measure the marketplace calls so. Raises ``NotFound`` and what ``demand_taking_measures`` raises."""
    demand_taking_measures(viewer)
    return _found(sql.row(_BY_REF, {"ref": ref}))


def known(viewer: Viewer, ref: str) -> Ticket | None:
    """The measure the marketplace calls so, or None. Raises what ``demand_taking_measures`` raises."""
    demand_taking_measures(viewer)
    row = sql.row(_BY_REF, {"ref": ref})
    return _ticket(row) if row is not None else None


def load_ticket(case_id: UUID) -> Ticket | None:
    """The measure of this id, or None: for the worker, which acts for nobody."""
    row = sql.row(_BY_ID, {"case": case_id})
    return _ticket(row) if row is not None else None


def lock_due_complaints(*, at: datetime, limit: int) -> list[Ticket]:
    """Up to ``limit`` measures about which something is due, of the longest overdue, locked for this transaction."""
    return [_ticket(one) for one in sql.rows(_DUE, {"at": at, "limit": limit})]


def measures(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[ListedMeasure]:
    """Every measure the viewer may see, the newest first. One statement. Raises ``BadCursor``."""
    size, place = bounded(limit), decode(after, (datetime, UUID)) or [_LATEST, _LAST]
    rows = sql.rows(_MINE, {**case_scope(viewer), "at": place[0], "case": place[1], "limit": size + 1})
    return page([_listed(one) for one in rows], limit=size, place=_age)


def measures_of_parties(
    viewer: Viewer, reference: str, *, limit: int | None = None, after: str | None = None
) -> Page[ListedMeasure]:
    """Measures against the buyer or the shop of a dispute, as far as the viewer may see them, the newest first.

    One statement. Raises what ``demand`` raises, and ``BadCursor``.
    """
    demand(viewer, Act.SEE_MEASURES_OF_PARTIES)
    size, place = bounded(limit), decode(after, (datetime, UUID)) or [_LATEST, _LAST]
    given = {"reference": reference, "at": place[0], "case": place[1], "limit": size + 1}
    rows = sql.rows(_OF_PARTIES, {**case_scope(viewer), **given})
    return page([_listed(one) for one in rows], limit=size, place=_age)


def complaints_to_hear(
    viewer: Viewer, *, late: bool = False, limit: int | None = None, after: str | None = None
) -> Page[ListedMeasure]:
    """Complaints that wait for a decision, by due time; for a reviewer none about a measure they took part in.

    ``late``: only those whose time has run out once. One statement. Raises what ``demand`` raises, and ``BadCursor``.
    """
    demand(viewer, Act.SEE_COMPLAINTS)
    size, place = bounded(limit), decode(after, (datetime, UUID)) or [_EARLIEST, _FIRST]
    own = {"own": viewer.role is Role.REVIEWER, "ref": viewer.ref}
    given = {**own, "late": late, "at": place[0], "case": place[1], "limit": size + 1}
    rows = sql.rows(_TO_HEAR.format(listed=_LISTED), given)
    return page([_listed(one) for one in rows], limit=size, place=lambda one: _place(one.due_at, one))


def complaints_in(
    viewer: Viewer, state: State, *, limit: int | None = None, after: str | None = None
) -> Page[ListedMeasure]:
    """Complaints in a state, the newest first. One statement. Raises what ``demand`` raises, and ``BadCursor``."""
    demand(viewer, Act.SEE_COMPLAINTS)
    size, place = bounded(limit), decode(after, (datetime, UUID)) or [_LATEST, _LAST]
    given = {"state": state.value, "at": place[0], "case": place[1], "limit": size + 1}
    rows = sql.rows(_IN_STATE.format(listed=_LISTED), given)
    return page([_listed(one) for one in rows], limit=size, place=lambda one: _place(one.filed_at, one))


def _age(one: ListedMeasure) -> Place:
    return _place(one.created_at, one)


def _place(at: datetime | None, one: ListedMeasure) -> Place:
    assert at is not None  # noqa: S101 - what the list is sorted by is never empty
    return [at.isoformat(), str(one.case_id)]


def _found(row: Any) -> Ticket:
    if row is None:
        raise NotFound()
    return _ticket(row)


def _ticket(row: Any) -> Ticket:
    return Ticket(
        case_id=row.case_id,
        reference=row.reference,
        subject=row.subject,
        ref=row.ref,
        person_name=row.person_name,
        buyer_id=row.buyer_id,
        shop_id=row.shop_id,
        measure=_measure(row),
        state=MeasureState(row.state),
        automated=row.automated,
        rests_until=row.rests_until,
        complain_until=row.complain_until,
        remind_at=row.remind_at,
        created_at=row.created_at,
        pinned=pinned_snapshot(row.pinned),
        chain=Chain(row.version, row.place, bytes(row.chain_head)),
        complaint=_complaint(row),
        erased_at=row.erased_at,
        erased_by=row.erased_by,
    )


def standing_of(row: Any) -> Standing:
    """A measure as the rules know it, from the columns that carry it."""
    return Standing(
        _measure(row),
        MeasureState(row.state),
        row.version,
        _complaint(row),
        row.complain_until,
        row.remind_at,
    )


def _measure(row: Any) -> Measure:
    decided_by: Sequence[str] = row.decided_by
    return Measure(
        row.ref, MeasureKind(row.kind), Role(row.against), row.person, row.noticed_at, frozenset(decided_by)
    )


def _complaint(row: Any) -> Complaint | None:
    """The aggregate; its version is the conversation's, which other events of the ticket move on too."""
    if row.body is None:
        return None
    return replace(codec.decode(Complaint, row.body), version=row.version)


def _listed(row: Any) -> ListedMeasure:
    return ListedMeasure(
        case_id=row.case_id,
        reference=row.reference,
        ref=row.ref,
        subject=row.subject,
        kind=MeasureKind(row.kind),
        against=Role(row.against),
        person=row.person,
        person_name=row.person_name,
        state=MeasureState(row.state),
        noticed_at=row.noticed_at,
        complain_until=row.complain_until,
        created_at=row.created_at,
        complaint=State(row.complaint) if row.complaint else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        breached=bool(row.breached),
        filed_at=row.filed_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        asked=bool(row.asked),
        zone=pinned_snapshot(row.pinned).policy.zone,
    )
