"""Which mails that came in are kept no longer? For the daily job and for the erasure of a case; shows nothing."""

from __future__ import annotations

from datetime import datetime

from amiabil.records import sql
from amiabil.records.file_upkeep import KeptBytes

BATCH = 200
"""Mails of one step, so that no statement holds many."""

BLANK = (
    "sender = '', recipients = '{}', author = '', author_name = '', subject = '', rest = '', reason = '',"
    " left_out = '[]', report = NULL, about = '', erased_at = %(at)s"
)
"""What an erased mail loses; account, hash and what became of it stay, so that the
same bytes are not taken in again."""

_FORGET = f"""
WITH old AS (
  SELECT id FROM incoming_mail i
   WHERE erased_at IS NULL
     AND ((state = 'discarded' AND received_at < %(discarded)s) OR (state = 'held' AND received_at < %(held)s)
          OR (state = 'noted' AND received_at < %(held)s))
     AND NOT EXISTS (SELECT 1 FROM legal_hold h JOIN conversation c ON c.id = h.case_id
                      WHERE h.lifted_at IS NULL AND (c.id = i.case_id OR c.reference = i.meant))
   ORDER BY received_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), blank AS (
  UPDATE incoming_mail SET {BLANK} WHERE id IN (SELECT id FROM old)
)
UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'mail_not_kept'
 WHERE f.id IN (SELECT id FROM old) AND f.erased_at IS NULL
RETURNING f.kind, f.owner_id, f.id, f.variants
"""


def forget_old(*, discarded_before: datetime, held_before: datetime, at: datetime) -> list[KeptBytes]:
    """Erase one batch of mails that were put aside, or waited for nobody, before these instants; the bytes that go.

    What has to do with a case under a legal hold stays.
    """
    given = {"discarded": discarded_before, "held": held_before, "at": at, "batch": BATCH}
    return [
        KeptBytes(one.kind, one.owner_id, one.id, tuple(one.variants)) for one in sql.rows(_FORGET, given)
    ]
