"""How is a step stored? All or nothing, by a statement that compares the version it was decided on; what only some
steps have (evidence, rulings) follows in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.domain.disputes import repairs
from amiabil.domain.disputes.model import Dispute, Step, UnitAccount
from amiabil.domain.seals import SealedItem
from amiabil.domain.terms import State
from amiabil.foundation.errors import Conflict
from amiabil.records import sql
from amiabil.records.case_load import LoadedCase
from amiabil.records.case_rows import Pinned, body_of, change_of, columns_of, pinned_of
from amiabil.records.event_rows import HAPPENED, Chain, EventRows, Writing, rows_of
from amiabil.records.evidence_seals import LISTED, NewEvidence, digests, rows_to_list, sealed
from amiabil.records.money_rows import (
    fund_change,
    ledger_rows,
    pays_twice,
    refund_rows,
    unit_changes,
    use_fund,
)
from amiabil.records.new_id import new_id


class CaseMovedOn(Conflict):
    """Somebody else changed the case between reading and saving; read again and decide again."""

    code = "case_moved_on"


class OrderMovedOn(Conflict):
    """The marketplace changed the order between reading and saving; read again and decide again."""

    code = "order_moved_on"


_PARTS = f"""
{HAPPENED}, moved AS (
  INSERT INTO ledger_entry (id, case_id, order_id, version, kind, amount, currency, refund_key, attempt, from_hold,
                            from_fund, purpose, shares, at, payout_key, rate, rate_day)
  SELECT l.id, h.id, %(order_id)s, %(version)s, l.kind, l.amount, l.currency, l.refund_key, l.attempt, l.from_hold,
         l.from_fund, l.purpose, l.shares, l.at, l.payout_key, l.rate, l.rate_day
    FROM head h, jsonb_to_recordset(%(ledger)s::jsonb) AS l(id uuid, kind text, amount bigint, currency text,
         refund_key text, attempt int, from_hold bigint, from_fund bigint, purpose text, shares jsonb, at timestamptz,
         payout_key text, rate numeric, rate_day date)
), paid AS (
  INSERT INTO refund (key, case_id, order_id, amount, currency, state, tries, cause, intended_at, ended_at)
  SELECT r.key, h.id, %(order_id)s, r.amount, %(currency)s, r.state, 0, '', r.at, r.ended_at
    FROM head h, jsonb_to_recordset(%(refunds)s::jsonb) AS r(key text, amount bigint, state text,
         at timestamptz, ended_at timestamptz)
  ON CONFLICT (key) DO UPDATE SET state = EXCLUDED.state, ended_at = EXCLUDED.ended_at,
         intended_at = CASE WHEN EXCLUDED.state = 'intended' THEN EXCLUDED.intended_at ELSE refund.intended_at END
), kept AS (
  INSERT INTO hold (case_id, order_id, amount, changed_at)
  SELECT h.id, %(order_id)s, %(held)s, %(at)s FROM head h
  ON CONFLICT (case_id) DO UPDATE SET amount = EXCLUDED.amount, changed_at = EXCLUDED.changed_at
   WHERE hold.amount <> EXCLUDED.amount
), cost AS (
  UPDATE unit_money u SET refunded = u.refunded + n.refunded, external = u.external + n.external
    FROM head h, jsonb_to_recordset(%(units)s::jsonb) AS n(line text, unit int, refunded bigint, external bigint)
   WHERE u.order_id = %(order_id)s AND u.line_ref = n.line AND u.unit = n.unit
)
"""

_REPAIRED = """
UPDATE order_line l SET repaired_at = n.at
  FROM dispute d, jsonb_to_recordset(%(items)s::jsonb) AS n(ref text, at timestamptz)
 WHERE d.case_id = %(case)s AND l.order_id = d.order_id AND l.ref = n.ref AND l.repaired_at IS NULL
"""

_RULED = """
UPDATE evidence_item i SET status = n.status
  FROM jsonb_to_recordset(%(items)s::jsonb) AS n(label text, status text)
 WHERE i.case_id = %(case)s AND i.label = n.label
"""

_STEP = sql.squeezed(f"""
WITH head AS (
  UPDATE conversation SET version = %(version)s, place = %(place)s, chain_head = %(head)s,
         closed_to_messages = %(closed_to_messages)s, changed_at = %(at)s
   WHERE id = %(case_id)s AND version = %(seen_version)s AND place = %(seen_place)s
  RETURNING id
), procedure AS (
  UPDATE dispute d SET lane = %(lane)s, reason = %(reason)s, state = %(state)s, outcome = %(outcome)s,
         turn = %(turn)s, flags = %(flags)s, asked = %(asked)s, held = %(held)s, due_at = %(due_at)s,
         wake_at = %(wake_at)s, closed_at = %(closed_at)s, buyer_rank = %(buyer_rank)s,
         seller_rank = %(seller_rank)s, staff_rank = %(staff_rank)s, policy_id = %(pinned)s, body = %(body)s,
         mediator_id = CASE WHEN %(unseats)s THEN NULL ELSE d.mediator_id END
    FROM head h WHERE d.case_id = h.id
), freed AS (
  DELETE FROM held_unit f USING head h WHERE f.case_id = h.id AND %(frees)s
), taken AS (
  INSERT INTO held_unit (order_id, line_ref, unit, case_id)
  SELECT %(order_id)s, n.line, n.unit, h.id
    FROM head h, jsonb_to_recordset(%(takes)s::jsonb) AS n(line text, unit int)
), {_PARTS}
SELECT count(*) AS saved FROM head
""")

_PIN = """INSERT INTO policy_snapshot (digest, policy_id, version, document, created_at)
  VALUES (%(pinned)s, %(policy_id)s, %(policy_version)s, %(pinned_document)s, %(at)s)
  ON CONFLICT (digest) DO NOTHING"""

_OPEN = f"""
WITH sold AS (
  SELECT o.id FROM "order" o WHERE o.id = %(order_id)s AND o.digest = %(order_digest)s FOR SHARE
), pinned AS (
  {_PIN}
), head AS (
  INSERT INTO conversation (id, reference, kind, subject, buyer_id, shop_id, version, place, buyer_seq, seller_seq,
                            staff_seq, chain_head, closed_to_messages, created_at, changed_at)
  SELECT %(case_id)s, %(reference)s, 'dispute', %(subject)s, %(buyer_id)s, %(shop_id)s, %(version)s, %(place)s,
         0, 0, 0, %(head)s, %(closed_to_messages)s, %(at)s, %(at)s FROM sold
  RETURNING id
), procedure AS (
  INSERT INTO dispute (case_id, order_id, buyer_id, shop_id, lane, reason, state, outcome, turn, flags, currency,
                       asked, held, opened_at, due_at, wake_at, closed_at, buyer_rank, seller_rank, staff_rank,
                       policy_id, body)
  SELECT h.id, %(order_id)s, %(buyer_id)s, %(shop_id)s, %(lane)s, %(reason)s, %(state)s, %(outcome)s, %(turn)s,
         %(flags)s, %(currency)s, %(asked)s, %(held)s, %(opened_at)s, %(due_at)s, %(wake_at)s, %(closed_at)s,
         %(buyer_rank)s, %(seller_rank)s, %(staff_rank)s, %(pinned)s, %(body)s FROM head h
), taken AS (
  INSERT INTO held_unit (order_id, line_ref, unit, case_id)
  SELECT %(order_id)s, n.line, n.unit, h.id
    FROM head h, jsonb_to_recordset(%(takes)s::jsonb) AS n(line text, unit int)
), priced AS (
  INSERT INTO unit_money (order_id, line_ref, unit, paid, refunded, external)
  SELECT %(order_id)s, n.line, n.unit, n.paid, 0, 0
    FROM head h, jsonb_to_recordset(%(takes)s::jsonb) AS n(line text, unit int, paid bigint)
  ON CONFLICT (order_id, line_ref, unit) DO UPDATE SET paid = EXCLUDED.paid
), {_PARTS}
SELECT count(*) AS saved FROM head
"""

_OPEN_TIED = _OPEN.replace("AND o.digest = %(order_digest)s FOR SHARE", "")


def save(
    loaded: LoadedCase,
    step: Step,
    *,
    received_at: datetime,
    evidence: Sequence[NewEvidence] = (),
    key: UUID | None = None,
) -> None:
    """Store a step taken on a case that was read; call it inside a transaction or as one of its own.

    ``key`` becomes the id of the step's last event, so a second step under it meets ``IntegrityError``. Raises
    ``CaseMovedOn`` when the case is no longer at the version that was read, or another case has meanwhile paid for the
    same units or out of the guarantee fund: read again, and the procedure sees what is left.
    """
    before, after = loaded.dispute, step.dispute
    items = sealed(evidence)
    pinned = pinned_of(after, loaded.pinned)
    rows = rows_of(step.events, loaded.chain, _writing(step, pinned, received_at, items, key))
    parameters = {
        **_shared(step, before, rows, received_at),
        "case_id": loaded.case_id,
        "order_id": loaded.order_id,
        "seen_version": loaded.chain.version,
        "seen_place": loaded.chain.place,
        "pinned": pinned.digest,
        "unseats": bool(after.barred - before.barred),
        "frees": after.state is State.CLOSED,
        "takes": sql.jsonb(_takes(_taken(before, after))),
    }
    beside = _beside(before, after, items, evidence)
    fund = fund_change(before, after)
    repins = pinned is not loaded.pinned
    with transaction.atomic() if beside or fund or repins else nullcontext():
        if repins:
            sql.run(_PIN, {**_snapshot(pinned), "at": received_at})
        try:
            found = sql.row(_STEP, parameters)
        except IntegrityError as error:
            if pays_twice(error):
                raise CaseMovedOn() from error
            raise
        if found is None or found.saved != 1:
            raise CaseMovedOn()
        _write(loaded.case_id, beside)
        if fund is not None and not use_fund(loaded.shop_id, fund):
            raise CaseMovedOn()


def _snapshot(pinned: Pinned) -> dict[str, Any]:
    about = pinned.policy.policy
    return {
        "pinned": pinned.digest,
        "policy_id": about.id,
        "policy_version": about.version,
        "pinned_document": sql.jsonb(pinned.document),
    }


def postpone(case_id: UUID, *, until: datetime) -> None:
    """Let the sweep pass a case by until then; the next step of the case computes its instant anew."""
    sql.run(
        "UPDATE dispute SET wake_at = %(until)s WHERE case_id = %(case)s", {"case": case_id, "until": until}
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a new case belongs and how it is called.

    ``order_digest`` is the state of the order it was decided on; None for a case tied to another, which was decided
    on the order as that one has it.
    """

    case_id: UUID
    reference: str
    subject: str
    order_id: UUID
    order_digest: bytes | None
    buyer_id: UUID
    shop_id: UUID
    start: Chain
    pinned: Pinned


def open_case(
    opening: Opening, step: Step, *, received_at: datetime, evidence: Sequence[NewEvidence] = ()
) -> None:
    """Store a new case inside a transaction; until its end nobody changes the order.

    Raises ``OrderMovedOn`` when the order is not as it was read, and ``IntegrityError`` when a unit is held by
    another case or the reference is taken.
    """
    items = sealed(evidence)
    rows = rows_of(step.events, opening.start, _writing(step, opening.pinned, received_at, items))
    parameters = {
        **_shared(step, None, rows, received_at),
        "case_id": opening.case_id,
        "reference": opening.reference,
        "subject": opening.subject[:300],
        "order_id": opening.order_id,
        "order_digest": opening.order_digest,
        "buyer_id": opening.buyer_id,
        "shop_id": opening.shop_id,
        "opened_at": step.dispute.opened_at,
        **_snapshot(opening.pinned),
        "takes": sql.jsonb(_takes(step.dispute.units)),
    }
    found = sql.row(_OPEN if opening.order_digest is not None else _OPEN_TIED, parameters)
    if found is None or found.saved != 1:
        raise OrderMovedOn()
    _write(opening.case_id, _beside(None, step.dispute, items, evidence))


Beside = list[tuple[str, list[dict[str, Any]]]]
"""What only some steps write, after the statement every step needs: statements, each with its rows."""


def _beside(
    before: Dispute | None, after: Dispute, items: Sequence[SealedItem], new: Sequence[NewEvidence]
) -> Beside:
    parts = [
        (LISTED, rows_to_list(items, new)),
        (_RULED, _rulings(before, after)),
        (_REPAIRED, _repairs(before, after)),
    ]
    return [(statement, rows) for statement, rows in parts if rows]


def _write(case_id: UUID, beside: Beside) -> None:
    for statement, rows in beside:
        sql.run(statement, {"case": case_id, "items": sql.jsonb(rows)})


def _writing(
    step: Step, pinned: Pinned, received_at: datetime, items: Sequence[SealedItem], key: UUID | None = None
) -> Writing:
    ids = iter([*(new_id() for _ in step.events[1:]), key or new_id()])
    return Writing(
        received_at=received_at,
        new_id=lambda: next(ids),
        change_of=lambda change: change_of(change, pinned),
        seals=digests(items),
    )


def _shared(
    step: Step,
    before: Dispute | None,
    rows: EventRows,
    at: datetime,
) -> dict[str, Any]:
    after = step.dispute
    columns = columns_of(after)
    return {
        **columns,
        "currency": after.currency,
        "version": rows.end.version,
        "place": rows.end.place,
        "head": rows.end.head,
        "at": at,
        "body": sql.jsonb(body_of(after)),
        "events": sql.jsonb(rows.events),
        "texts": sql.jsonb(rows.texts),
        "ledger": sql.jsonb(ledger_rows(step, before, at=at)),
        "refunds": sql.jsonb(refund_rows(step.ledger)),
        "units": sql.jsonb(unit_changes(before.units if before else (), after.units)),
    }


def _taken(before: Dispute, after: Dispute) -> Sequence[UnitAccount]:
    """The units a step takes: all when it opens a case again, else those that came from another one."""
    if before.state is State.CLOSED and after.state is not State.CLOSED:
        return after.units
    had = {(unit.line, unit.number) for unit in before.units}
    return [unit for unit in after.units if (unit.line, unit.number) not in had]


def _takes(units: Sequence[UnitAccount]) -> list[dict[str, Any]]:
    return [
        {"line": unit.line, "unit": unit.number, "paid": (unit.net + unit.shipping).minor} for unit in units
    ]


def _repairs(before: Dispute | None, after: Dispute) -> list[dict[str, str]]:
    """The lines a step has repaired: a fact of the order for every case to come."""
    found = repairs.made(before.order if before else None, after.order)
    return [{"ref": ref, "at": at.isoformat()} for ref, at in found.items()]


def _rulings(before: Dispute | None, after: Dispute) -> list[dict[str, str]]:
    """Items that were there before and now have another status."""
    old = {item.label: item.status for item in before.evidence} if before else {}
    return [
        {"label": item.label, "status": item.status.value}
        for item in after.evidence
        if old.get(item.label, item.status) is not item.status
    ]
