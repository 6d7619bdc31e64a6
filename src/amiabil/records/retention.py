"""Which cases may be erased, and how is one erased? Texts, names and salts go; rows, hashes and the chain stay.

For the daily job and for a person's own page; nothing here shows what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.chain import instant
from amiabil.domain.disputes.model import SYSTEM, Event
from amiabil.domain.retention import Ending, Kept, Rule, kept
from amiabil.foundation.working_time import Place, start_of_day
from amiabil.records import mail_upkeep, sql
from amiabil.records.case_load import pinned_snapshot
from amiabil.records.event_rows import EVERYBODY, HAPPENED, Chain, Writing, rows_of
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.new_id import new_id
from amiabil.records.scope import customer_of

EVENT_TYPE = "conversation.erased"
"""The last event of a case that was erased: its data tell by which rule."""

MOST_SHOWN = 200
"""Cases of one person told of at once on the page of their erasure; the others are counted."""


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case of a person with what is known of its end."""

    id: UUID
    reference: str
    subject: str
    kind: str
    zone: str
    kept: Kept


_GOES_ON = """WITH RECURSIVE way (reference) AS (
  SELECT t.body ->> 'merged_into'
  UNION
  SELECT o.body ->> 'merged_into' FROM way JOIN conversation n USING (reference) JOIN ticket o ON o.case_id = n.id
   WHERE o.body ->> 'merged_into' IS NOT NULL
) SELECT o.closed_at FROM way JOIN conversation n USING (reference) JOIN ticket o ON o.case_id = n.id
   WHERE o.body ->> 'merged_into' IS NULL"""
"""When the request ended in which the merged one ``t`` goes on, whatever that was merged into meanwhile."""

HELD = """WITH RECURSIVE kin (id) AS (
  SELECT unnest(ARRAY[c.id, v.parent_id])
  UNION
  SELECT CASE WHEN g.source_id = kin.id THEN g.into_id ELSE g.source_id END
    FROM kin JOIN ticket_merge g ON kin.id IN (g.source_id, g.into_id) AND g.undone_at IS NULL
) SELECT 1 FROM legal_hold h WHERE h.case_id IN (SELECT id FROM kin) AND h.lifted_at IS NULL"""
"""A hold on the case, on the request it was asked beside, or on any that is answered as one with it: what was said of
one matter stands in all of them."""

_ENDED = f"""CASE WHEN d.case_id IS NOT NULL THEN d.closed_at WHEN k.case_id IS NOT NULL THEN k.closed_at
            WHEN t.body ->> 'merged_into' IS NOT NULL THEN ({_GOES_ON})
            WHEN v.case_id IS NOT NULL THEN
              CASE WHEN t.closed_at IS NOT NULL AND a.closed_at IS NOT NULL THEN GREATEST(t.closed_at, a.closed_at) END
            WHEN t.case_id IS NOT NULL THEN t.closed_at WHEN h.case_id IS NOT NULL THEN h.ended_at
            ELSE m.complain_until END"""

_FROM = """
  FROM conversation c
  LEFT JOIN dispute d ON d.case_id = c.id
  LEFT JOIN platform_measure m ON m.case_id = c.id
  LEFT JOIN platform_complaint k ON k.case_id = c.id
  LEFT JOIN ticket t ON t.case_id = c.id
  LEFT JOIN side_conversation v ON v.case_id = c.id
  LEFT JOIN ticket a ON a.case_id = v.parent_id
  LEFT JOIN chat h ON h.case_id = c.id
  JOIN policy_snapshot p ON p.digest = COALESCE(d.policy_id, m.policy_id, t.policy_id, h.policy_id)
"""

_COLUMNS = f"""
SELECT c.id, c.reference, c.subject, c.kind, c.version, c.place, c.chain_head, d.order_id,
       CASE WHEN COALESCE(t.case_id, h.case_id) IS NULL THEN m.against
            WHEN COALESCE(t.shop_id, h.shop_id) IS NULL THEN 'buyer' ELSE 'seller' END AS against,
       p.digest AS pinned, {_ENDED} AS ended_at,
       EXISTS ({HELD}) AS held,
       EXISTS (SELECT 1 FROM dispute o WHERE o.order_id = d.order_id AND o.closed_at IS NULL
                  AND o.case_id <> c.id) AS beside,
       EXISTS (SELECT 1 FROM external_proceeding x WHERE x.order_id = d.order_id) AS contested,
       EXISTS (SELECT 1 FROM external_proceeding x WHERE x.order_id = d.order_id AND x.closed_at IS NULL)
         OR EXISTS (SELECT 1 FROM out_of_court y WHERE y.case_id = c.id AND y.ended_on IS NULL) AS going_on,
       (SELECT max(x.closed_at) FROM external_proceeding x WHERE x.order_id = d.order_id) AS proceeding_ended_at,
       (SELECT max(y.ended_on) FROM out_of_court y WHERE y.case_id = c.id) AS heard_outside_on
{_FROM}"""

_CANDIDATES = f"""
SELECT c.id {_FROM}
 WHERE c.erased_at IS NULL AND c.id > %(after)s
   AND {_ENDED} + make_interval(years => (p.document #>> '{{policy,retention,after_close_years}}')::int) <= %(at)s
 ORDER BY c.id LIMIT %(limit)s
"""

_LOCK = "SELECT 1 AS got FROM conversation WHERE id = %(case)s AND erased_at IS NULL FOR UPDATE SKIP LOCKED"

_LOCKED = f"{_COLUMNS} WHERE c.id = %(case)s"

_OF_BUYER = f"{_COLUMNS} WHERE c.buyer_id = %(person)s AND c.erased_at IS NULL ORDER BY c.id LIMIT %(limit)s"


def candidates(*, at: datetime, after: UUID, limit: int) -> list[UUID]:
    """Cases whose years are over, by id, from the one after ``after`` on; what else keeps them is decided later."""
    return [one.id for one in sql.rows(_CANDIDATES, {"at": at, "after": after, "limit": limit})]


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that nothing has erased yet, locked for this transaction, with what keeps it."""

    case_id: UUID
    reference: str
    order_id: UUID | None
    sides: tuple[str, ...]
    policy: str
    chain: Chain
    kept: Kept


def lock(case_id: UUID) -> Ended | None:
    """A case to be erased, locked; None when it is erased already or somebody else has it. Two statements.

    What keeps it is read after the lock, so that a hold set a moment before is seen.
    """
    if sql.row(_LOCK, {"case": case_id}) is None:
        return None
    found = sql.row(_LOCKED, {"case": case_id})
    if found is None:  # of a kind that has no rules of keeping
        return None
    sides = EVERYBODY if found.against is None else (str(found.against), "staff")
    chain = Chain(found.version, found.place, bytes(found.chain_head))
    policy = pinned_snapshot(found.pinned).policy.name
    return Ended(found.id, found.reference, found.order_id, sides, policy, chain, _kept(found))


def own_cases(viewer: Viewer) -> list[KeptCase]:
    """Everything that is kept of the customer who asks, with its end; one statement, ``MOST_SHOWN`` at most.

    Raises ``NotFound`` for anybody who is no customer.
    """
    found = sql.rows(_OF_BUYER, {"person": customer_of(viewer), "limit": MOST_SHOWN})
    return [
        KeptCase(
            one.id, one.reference, one.subject, one.kind, pinned_snapshot(one.pinned).policy.zone, _kept(one)
        )
        for one in found
    ]


def _kept(found: Any) -> Kept:
    pinned = pinned_snapshot(found.pinned)
    stops = {
        Rule.LEGAL_HOLD: found.held,
        Rule.OPEN_BESIDE: found.beside,
        Rule.PROCEEDING: found.going_on,
    }
    zone, ended_on = pinned.policy.zone, found.heard_outside_on
    outside = [found.proceeding_ended_at, start_of_day(ended_on, zone) if ended_on else None]
    ending = Ending(
        found.ended_at,
        found.contested,
        max((end for end in outside if end is not None), default=None),
        frozenset(rule for rule, stopped in stops.items() if stopped),
    )
    return kept(ending, pinned.policy.retention, Place(zone, pinned.calendar))


_TELL = f"""
WITH head AS (
  UPDATE conversation SET version = %(version)s, place = %(place)s, chain_head = %(head)s, changed_at = %(at)s,
         erased_at = %(at)s, erased_by = %(rule)s, closed_to_messages = true,
         subject = CASE WHEN kind IN ('measure', 'ticket', 'chat') THEN reference ELSE subject END
   WHERE id = %(case)s AND erased_at IS NULL
  RETURNING id
), {HAPPENED}
SELECT count(*) AS saved FROM head
"""

_ERASE = f"""
WITH drafts AS (
  SELECT id FROM dispute_draft WHERE order_id = %(order)s AND case_id = %(case)s
), files AS (
  SELECT f.id FROM stored_file f
   WHERE f.kind IN ('evidence', 'message') AND f.erased_at IS NULL
     AND f.id IN (SELECT i.file_id FROM evidence_item i WHERE i.case_id = %(case)s
                   UNION SELECT s.id FROM stored_file s WHERE s.kind IN ('evidence', 'message')
                     AND (s.owner_id = %(case)s OR s.owner_id IN (SELECT id FROM drafts)))
     AND NOT EXISTS (SELECT 1 FROM evidence_item i JOIN conversation o ON o.id = i.case_id
                      WHERE i.file_id = f.id AND i.case_id <> %(case)s AND o.erased_at IS NULL)
  UNION ALL SELECT i.id FROM incoming_mail i WHERE i.case_id = %(case)s
), came AS (
  UPDATE incoming_mail SET {mail_upkeep.BLANK} WHERE case_id = %(case)s
), gone AS (
  UPDATE stored_file f SET erased_at = %(at)s, erased_why = %(why)s, name = ''
   WHERE f.id IN (SELECT id FROM files) AND f.erased_at IS NULL RETURNING f.kind, f.owner_id, f.id, f.variants
), items AS (
  UPDATE evidence_item i
     SET title = CASE WHEN i.case_id = %(case)s THEN '' ELSE i.title END,
         text = CASE WHEN i.case_id = %(case)s THEN '' ELSE i.text END,
         salt = CASE WHEN i.case_id = %(case)s THEN NULL ELSE i.salt END,
         file_salt = CASE WHEN i.file_id IN (SELECT id FROM files) THEN NULL ELSE i.file_salt END
   WHERE i.case_id = %(case)s OR i.file_id IN (SELECT id FROM files)
), known AS (
  SELECT contact_id FROM conversation WHERE id = %(case)s
), parted AS (
  UPDATE conversation SET contact_id = NULL WHERE id = %(case)s AND contact_id IS NOT NULL
), address AS (
  DELETE FROM contact WHERE id IN (SELECT contact_id FROM known)
), said AS (
  UPDATE message SET text = '', cards = '[]', salt = NULL, author_name = '',
                     erased_at = COALESCE(erased_at, %(at)s)
   WHERE case_id = %(case)s
), written AS (
  DELETE FROM event_text WHERE case_id = %(case)s
), steps AS (
  DELETE FROM complainant_step WHERE case_id = %(case)s
), answered AS (
  UPDATE ticket SET body = body - 'fields' - 'tags', tags = '{{}}' WHERE case_id = %(case)s
), together AS (
  DELETE FROM ticket_bulk_row WHERE case_id = %(case)s
), linked AS (
  DELETE FROM ticket_link WHERE source_id = %(case)s OR target_id = %(case)s
), drafted AS (
  DELETE FROM ticket_draft WHERE case_id = %(case)s
), checked AS (
  DELETE FROM ticket_check WHERE case_id = %(case)s
), worked AS (
  UPDATE ticket_time SET note = '' WHERE case_id = %(case)s
), called AS (
  DELETE FROM call_back WHERE case_id = %(case)s
), translated AS (
  DELETE FROM message_translation WHERE case_id = %(case)s
), translated_for AS (
  DELETE FROM translation_wish WHERE case_id = %(case)s
), beside AS (
  DELETE FROM person_in_copy WHERE case_id = %(case)s
), rated AS (
  DELETE FROM ticket_rating WHERE case_id = %(case)s
), ruled AS (
  DELETE FROM rule_run WHERE case_id = %(case)s
), talked AS (
  UPDATE chat SET secret_hash = NULL WHERE case_id = %(case)s
), answering AS (
  DELETE FROM assistant_talk WHERE case_id = %(case)s
), wished AS (
  DELETE FROM assistant_wish WHERE case_id = %(case)s
), learned AS (
  DELETE FROM learning_question WHERE case_id = %(case)s
), turned AS (
  UPDATE assistant_turn SET scores = '[]', reason = '' WHERE case_id = %(case)s
), reported AS (
  UPDATE content_report SET place = '' WHERE case_id = %(case)s
), uploads AS (
  DELETE FROM upload WHERE owner_id = %(case)s OR owner_id IN (SELECT id FROM drafts)
), begun AS (
  DELETE FROM dispute_draft WHERE id IN (SELECT id FROM drafts)
), found AS (
  UPDATE quality_review SET comment = '' WHERE case_id = %(case)s
), told AS (
  SELECT n.id FROM notice n WHERE n.event_id IN (SELECT e.id FROM event e WHERE e.case_id = %(case)s)
), mails AS (
  DELETE FROM delivery WHERE notice_id IN (SELECT id FROM told)
), notices AS (
  DELETE FROM notice WHERE id IN (SELECT id FROM told)
), reasons AS (
  UPDATE legal_hold SET reason = '' WHERE case_id = %(case)s
), parcels AS (
  SELECT p.id FROM parcel p
   WHERE p.order_id = %(order)s
     AND NOT EXISTS (SELECT 1 FROM dispute d JOIN conversation o ON o.id = d.case_id
                      WHERE d.order_id = %(order)s AND d.case_id <> %(case)s AND o.erased_at IS NULL)
), sent AS (
  UPDATE parcel SET tracking = '' WHERE id IN (SELECT id FROM parcels)
), scans AS (
  UPDATE parcel_event SET place = '', text = '' WHERE parcel_id IN (SELECT id FROM parcels)
)
SELECT kind, owner_id, id, variants FROM gone
"""
"""A file that another case still needs stays with its salt, and goes with the last of them. The order of the parts
does not matter: all of them see the rows as they were before."""


def erase(case: Ended, *, at: datetime) -> list[KeptBytes]:
    """Erase a locked case: an event in its chain that says so, then everything people wrote; what bytes now go.

    Two statements. The caller has decided that nothing keeps it, and removes the bytes after the transaction.
    """
    rule = case.kept.rules[-1]
    until = case.kept.until
    data = {"rule": rule.value, "policy": case.policy, "kept_until": instant(until) if until else ""}
    event = Event("erased", at, SYSTEM, case.chain.version + 1, data)
    writing = Writing(
        received_at=at,
        new_id=new_id,
        change_of=dict,
        seals={},
        type_of=lambda kind: f"conversation.{kind}",
        sides=case.sides,
    )
    rows = rows_of([event], case.chain, writing)
    told = sql.row(
        _TELL,
        {
            "case": case.case_id,
            "at": at,
            "rule": rule.value,
            "version": rows.end.version,
            "place": rows.end.place,
            "head": rows.end.head,
            "events": sql.jsonb(rows.events),
            "texts": sql.jsonb(rows.texts),
        },
    )
    assert told is not None and told.saved == 1  # noqa: S101 - the case is locked by this transaction
    given = {"case": case.case_id, "order": case.order_id, "at": at, "why": f"retention:{rule.value}"}
    return [KeptBytes(one.kind, one.owner_id, one.id, tuple(one.variants)) for one in sql.rows(_ERASE, given)]
