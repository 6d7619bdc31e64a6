"""How is a measure kept, and what becomes of it? All or nothing, by a statement that compares what it was read at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain import event_names
from amiabil.domain.chain import first_head, instant
from amiabil.domain.disputes.complaints import Complaint, Measure
from amiabil.domain.disputes.measures import MeasureState, MeasureStep
from amiabil.domain.disputes.model import Event
from amiabil.domain.terms import Role
from amiabil.foundation import codec
from amiabil.foundation.values import replace
from amiabil.records import sql
from amiabil.records.case_rows import Pinned
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.event_rows import HAPPENED, Chain, EventRows, Writing, rows_of
from amiabil.records.evidence_seals import LISTED, NewEvidence, digests, rows_to_list, sealed
from amiabil.records.measures import Ticket
from amiabil.records.new_id import new_id

KIND = "measure"
"""The kind of conversation a measure is."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """Where a new measure belongs and how it is called; the buyer's or the shop's id is None."""

    case_id: UUID
    reference: str
    subject: str
    buyer_id: UUID | None
    shop_id: UUID | None
    measure: Measure
    automated: bool
    complain_until: datetime
    remind_at: datetime | None
    pinned: Pinned


_RECORD = f"""
WITH pinned AS (
  INSERT INTO policy_snapshot (digest, policy_id, version, document, created_at)
  VALUES (%(pinned)s, %(policy_id)s, %(policy_version)s, %(pinned_document)s, %(at)s)
  ON CONFLICT (digest) DO NOTHING
), head AS (
  INSERT INTO conversation (id, reference, kind, subject, buyer_id, shop_id, version, place, buyer_seq, seller_seq,
                            staff_seq, chain_head, closed_to_messages, created_at, changed_at)
  VALUES (%(case_id)s, %(reference)s, '{KIND}', %(subject)s, %(buyer_id)s, %(shop_id)s, %(version)s, %(place)s,
          0, 0, 0, %(head)s, true, %(at)s, %(at)s)
  RETURNING id
), measure AS (
  INSERT INTO platform_measure (case_id, ref, kind, against, person, state, automated, decided_by, policy_id,
                                noticed_at, complain_until, wake_at, created_at)
  SELECT h.id, %(ref)s, %(kind)s, %(against)s, %(person)s, %(state)s, %(automated)s, %(decided_by)s, %(pinned)s,
         %(noticed_at)s, %(complain_until)s, %(remind_at)s, %(at)s FROM head h
), {HAPPENED}
SELECT count(*) AS saved FROM head
"""

_SAVE = f"""
WITH head AS (
  UPDATE conversation SET version = %(version)s, place = %(place)s, chain_head = %(head)s, changed_at = %(at)s,
         closed_to_messages = %(closed)s
   WHERE id = %(case_id)s AND version = %(seen_version)s AND place = %(seen_place)s
  RETURNING id
), measure AS (
  UPDATE platform_measure m SET state = %(state)s, wake_at = %(remind_at)s,
         complain_until = COALESCE(%(until)s::timestamptz, m.complain_until)
    FROM head h WHERE m.case_id = h.id
     AND (m.state, m.wake_at, m.complain_until) IS DISTINCT FROM
         (%(state)s, %(remind_at)s::timestamptz, COALESCE(%(until)s::timestamptz, m.complain_until))
), procedure AS (
  INSERT INTO platform_complaint (case_id, state, outcome, breached, filed_at, due_at, wake_at, closed_at, body)
  SELECT h.id, k.state, k.outcome, k.breached, k.filed_at, k.due_at, k.wake_at, k.closed_at, k.body
    FROM head h, jsonb_to_recordset(%(complaint)s::jsonb) AS k(state text, outcome text, breached boolean,
         filed_at timestamptz, due_at timestamptz, wake_at timestamptz, closed_at timestamptz, body jsonb)
  ON CONFLICT (case_id) DO UPDATE SET state = EXCLUDED.state, outcome = EXCLUDED.outcome,
         breached = EXCLUDED.breached, due_at = EXCLUDED.due_at,
         wake_at = EXCLUDED.wake_at, closed_at = EXCLUDED.closed_at, body = EXCLUDED.body
), {HAPPENED}
SELECT count(*) AS saved FROM head
"""


def record(new: NewTicket, event: Event, *, received_at: datetime) -> None:
    """Keep a new measure with the event that tells of it; call it inside a transaction.

    Raises ``IntegrityError`` when the marketplace's reference, or ours, is taken.
    """
    start = Chain(0, -1, first_head(new.case_id))
    rows = rows_of([event], start, _writing(new.measure.against, received_at))
    policy = new.pinned.policy
    sql.run(
        _RECORD,
        {
            **_shared(rows, received_at),
            "case_id": new.case_id,
            "reference": new.reference,
            "subject": new.subject[:300],
            "buyer_id": new.buyer_id,
            "shop_id": new.shop_id,
            "ref": new.measure.id,
            "kind": new.measure.kind.value,
            "against": new.measure.against.value,
            "person": new.measure.person,
            "state": MeasureState.IN_FORCE.value,
            "automated": new.automated,
            "decided_by": sorted(new.measure.decided_by),
            "noticed_at": new.measure.noticed_at,
            "complain_until": new.complain_until,
            "remind_at": new.remind_at,
            "pinned": new.pinned.digest,
            "policy_id": policy.policy.id,
            "policy_version": policy.policy.version,
            "pinned_document": sql.jsonb(new.pinned.document),
        },
    )


def save(
    seen: Ticket,
    after: MeasureStep,
    *,
    received_at: datetime,
    key: UUID | None = None,
    evidence: Sequence[NewEvidence] = (),
) -> None:
    """Store a step taken on a ticket that was read, with what was handed in; call it inside a transaction.

    One statement, and one more for evidence. Without events nothing happens. ``key`` becomes the id of the last event,
    so a second step under it meets ``IntegrityError``. Raises ``CaseMovedOn`` when the ticket is no longer as it was
    read.
    """
    if not after.events:
        return
    items = sealed(evidence)
    writing = _writing(seen.measure.against, received_at, len(after.events), key)
    rows = rows_of(after.events, seen.chain, replace(writing, seals=digests(items)))
    complaint = after.complaint if after.complaint is not None else seen.complaint
    parameters = {
        **_shared(rows, received_at),
        "case_id": seen.case_id,
        "seen_version": seen.chain.version,
        "seen_place": seen.chain.place,
        "state": after.state.value,
        "remind_at": after.remind_at,
        "until": after.until,
        "closed": complaint is None or complaint.ruled is not None,
        "complaint": sql.jsonb([_complaint(after.complaint)] if after.complaint is not None else []),
    }
    found = sql.row(_SAVE, parameters)
    if found is None or found.saved != 1:
        raise CaseMovedOn()
    if items:
        sql.run(LISTED, {"case": seen.case_id, "items": sql.jsonb(rows_to_list(items, evidence))})


_PIN_ANEW = """
WITH pinned AS (
  INSERT INTO policy_snapshot (digest, policy_id, version, document, created_at)
  VALUES (%(digest)s, %(policy_id)s, %(policy_version)s, %(document)s, %(at)s) ON CONFLICT (digest) DO NOTHING
)
UPDATE platform_measure SET policy_id = %(digest)s WHERE case_id = %(case)s
"""


def pin_anew(case_id: UUID, pinned: Pinned, *, at: datetime) -> None:
    """Let a measure count by this policy and calendar from now on."""
    policy = pinned.policy
    given = {
        "case": case_id,
        "digest": pinned.digest,
        "policy_id": policy.policy.id,
        "policy_version": policy.policy.version,
        "document": sql.jsonb(pinned.document),
        "at": at,
    }
    sql.run(_PIN_ANEW, given)


def postpone(case_id: UUID, *, until: datetime) -> None:
    """Let the sweep pass a measure by until then; its next step computes the instant anew."""
    for table in ("platform_complaint", "platform_measure"):
        sql.run(
            f"UPDATE {table} SET wake_at = %(until)s WHERE case_id = %(case)s AND wake_at < %(until)s",
            {"case": case_id, "until": until},
        )


def _shared(rows: EventRows, at: datetime) -> dict[str, Any]:
    return {
        "version": rows.end.version,
        "place": rows.end.place,
        "head": rows.end.head,
        "at": at,
        "events": sql.jsonb(rows.events),
        "texts": sql.jsonb(rows.texts),
    }


def _writing(against: Role, received_at: datetime, events: int = 1, key: UUID | None = None) -> Writing:
    """Only the party it is against, and the staff, may hear of a measure."""
    ids = iter([*(new_id() for _ in range(events - 1)), key or new_id()])
    return Writing(
        received_at=received_at,
        new_id=lambda: next(ids),
        change_of=dict,
        seals={},
        type_of=event_names.of_measure,
        sides=(against.value, "staff"),
    )


def _complaint(complaint: Complaint) -> dict[str, Any]:
    body = codec.encode(Complaint, complaint)
    return {
        **{name: body.get(name) for name in ("state", "filed_at", "closed_at")},
        "due_at": _instant(complaint.until),
        "wake_at": _instant(complaint.wakes_at),
        "outcome": complaint.outcome.value if complaint.outcome else "",
        "breached": complaint.breached,
        "body": body,
    }


def _instant(at: datetime | None) -> str | None:
    return instant(at) if at is not None else None
