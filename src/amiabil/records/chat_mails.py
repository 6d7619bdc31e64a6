"""Who asked for what was said in a chat by mail, where does it go, and which of these mails is ours to send?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.domain.access import Viewer
from amiabil.records import sql
from amiabil.records.chats import ChatFile
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class Address:
    """Where what was said would go: the address of the account, or one a visitor has shown to be theirs; empty where
    there is none. ``asked_at`` is when it was asked for, None before. ``waits`` is an address for which a visitor has
    asked and whose link was not pressed yet, empty for none."""

    address: str
    asked_at: datetime | None
    waits: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptMail:
    """A mail whose try has come; ``tries`` counts those so far."""

    reference: str
    address: str
    tries: int


_THEIRS = """CASE WHEN q.id IS NOT NULL THEN CASE WHEN q.verified_at IS NOT NULL THEN q.address ELSE '' END
            ELSE COALESCE(b.email, '') END"""
_JOINED = """conversation c ON c.id = k.case_id LEFT JOIN customer b ON b.id = k.customer_id
  LEFT JOIN contact q ON q.id = c.contact_id"""

_ADDRESS = f"""
SELECT {_THEIRS} AS address, k.mailed_at AS asked_at,
       COALESCE((SELECT h.address FROM address_check h WHERE h.contact_id = q.id AND h.body ->> 'chat' = c.reference
                  ORDER BY h.made_at DESC LIMIT 1), '') AS waits
  FROM chat k JOIN {_JOINED}
 WHERE k.case_id = %(case)s AND {CASE_SCOPE}
"""

_ASK = f"""
UPDATE chat k SET mailed_at = %(at)s, mail_try_at = clock_timestamp()
  FROM conversation c WHERE c.id = k.case_id AND k.case_id = %(case)s AND k.mailed_at IS NULL AND {CASE_SCOPE}
"""

_CLAIM = f"""
WITH due AS (
  SELECT case_id FROM chat WHERE mail_try_at <= clock_timestamp() ORDER BY mail_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE chat SET mail_tries = mail_tries + 1, mail_try_at = clock_timestamp() + %(lease)s
    FROM due WHERE chat.case_id = due.case_id RETURNING chat.case_id, chat.customer_id, chat.mail_tries
)
SELECT c.reference, {_THEIRS} AS address, k.mail_tries AS tries FROM claimed k JOIN {_JOINED} WHERE c.erased_at IS NULL
"""


def address_of(viewer: Viewer, file: ChatFile) -> Address:
    """Where it would go, for whose chat this is. One statement."""
    found = sql.row(_ADDRESS, {"case": file.case_id, **case_scope(viewer)})
    return Address(found.address, found.asked_at, found.waits) if found else Address("", None)


def ask(viewer: Viewer, file: ChatFile, *, at: datetime) -> None:
    """Let what was said go out by mail, once. One statement."""
    sql.run(_ASK, {"case": file.case_id, "at": at, **case_scope(viewer)})


def claim(*, lease: timedelta) -> TranscriptMail | None:
    """A mail whose try has come, ours for as long as ``lease``; None when there is none. One statement."""
    found = sql.row(_CLAIM, {"lease": lease})
    return TranscriptMail(*found) if found else None


def mark(mail: TranscriptMail, *, again_in: timedelta | None) -> None:
    """The mail went out (None: no other try follows) or is tried again."""
    sql.run(
        """UPDATE chat k SET mail_try_at = clock_timestamp() + %(again)s::interval
             FROM conversation c WHERE c.id = k.case_id AND c.reference = %(reference)s""",
        {"reference": mail.reference, "again": again_in},
    )
