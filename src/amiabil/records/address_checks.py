"""Which addresses wait to be shown to be somebody's, and which mail is ours to send? Each is forgotten at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.records import sql
from amiabil.records.file_upkeep import KeptBytes

ENDS_AFTER = timedelta(days=3)
"""How long a link in such a mail works, and what waits for it is kept."""

MOST_WAITING = 3
"""Links that wait for one address at once: who types a stranger's address sends them three mails at most."""


@dataclass(frozen=True, slots=True)
class Check:
    """An address that waits; ``contact_id`` is set where it is somebody's of a conversation, ``body`` is else the form.

    ``tries`` counts the tries of its mail so far.
    """

    id: UUID
    contact_id: UUID | None
    address: str
    language: str
    body: dict[str, Any] | None
    ends_at: datetime
    tries: int


_COLUMNS = "k.id, k.contact_id, k.address, k.language, k.body, k.ends_at, k.tries"


@dataclass(frozen=True, slots=True)
class NewCheck:
    """An address that begins to wait; see ``Check``."""

    id: UUID
    address: str
    language: str
    contact_id: UUID | None = None
    body: dict[str, Any] | None = None


def begin(new: NewCheck, *, at: datetime) -> bool:
    """Let an address wait for its link; False where enough links wait for it already. Once for each id."""
    return bool(
        sql.run(
            "INSERT INTO address_check (id, contact_id, address, language, body, made_at, ends_at, tries, next_try_at)"
            " SELECT %(id)s, %(contact)s, %(address)s::text, %(language)s, %(body)s::jsonb, %(at)s, %(ends)s, 0,"
            " clock_timestamp() WHERE (SELECT count(*) FROM address_check o"
            "  WHERE lower(o.address) = lower(%(address)s::text)"
            "   AND o.ends_at > %(at)s AND o.id <> %(id)s) < %(most)s ON CONFLICT (id) DO NOTHING",
            {
                "id": new.id,
                "contact": new.contact_id,
                "address": new.address,
                "language": new.language,
                "body": None if new.body is None else sql.jsonb(new.body),
                "at": at,
                "ends": at + ENDS_AFTER,
                "most": MOST_WAITING,
            },
        )
    )


def waiting(id: UUID, *, at: datetime) -> Check | None:
    """An address whose link still works; None when it is over. One statement."""
    found = sql.row(
        f"SELECT {_COLUMNS} FROM address_check k WHERE k.id = %(id)s AND k.ends_at > %(at)s",
        {"id": id, "at": at},
    )
    return Check(*found) if found else None


def done(id: UUID) -> None:
    """Nothing of what waited is needed any more but that the link was pressed."""
    sql.run("UPDATE address_check SET body = NULL, next_try_at = NULL WHERE id = %(id)s", {"id": id})


UNREAD = """UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'not_confirmed', name = ''
 WHERE f.erased_at IS NULL AND f.id IN (
       SELECT one::uuid FROM gone, jsonb_array_elements_text(COALESCE(gone.body -> 'files', '[]')) AS one)"""
"""What becomes of the files of forms that nobody confirmed; ``gone`` are their rows, with ``body``."""

_SWEEP = f"""
WITH gone AS (
  DELETE FROM address_check WHERE ends_at <= %(at)s RETURNING contact_id, body
), unshown AS (
  UPDATE contact c SET address = '' FROM gone g WHERE c.id = g.contact_id AND c.verified_at IS NULL
), files AS ({UNREAD} RETURNING f.kind, f.owner_id, f.id, f.variants)
SELECT (SELECT count(*) FROM gone) AS count, files.kind, files.owner_id, files.id, files.variants
  FROM (SELECT 1) AS once LEFT JOIN files ON true
"""


def sweep(*, at: datetime) -> tuple[int, list[KeptBytes]]:
    """Forget what is over, and every address nobody has shown to be theirs with it; how many, and the bytes that go."""
    found = sql.rows(_SWEEP, {"at": at})
    gone = [
        KeptBytes(one.kind, one.owner_id, one.id, tuple(one.variants)) for one in found if one.id is not None
    ]
    return int(found[0].count), gone


def claim_mail(*, lease: timedelta) -> Check | None:
    """A mail whose try has come, ours for as long as ``lease``; None when there is none."""
    found = sql.row(
        f"UPDATE address_check k SET tries = k.tries + 1, next_try_at = clock_timestamp() + %(lease)s"
        " WHERE k.id = (SELECT id FROM address_check WHERE next_try_at <= clock_timestamp()"
        f" ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {_COLUMNS}",
        {"lease": lease},
    )
    return Check(*found) if found else None


def mark_mail(check: Check, *, again_in: timedelta | None) -> None:
    """The mail went out (None: no other try follows) or is tried again."""
    sql.run(
        "UPDATE address_check SET next_try_at = clock_timestamp() + %(again)s::interval WHERE id = %(id)s",
        {"id": check.id, "again": again_in},
    )
