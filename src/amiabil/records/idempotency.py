"""Has this caller asked for exactly this before, and what was the answer?

The lock on a key ends with its transaction, and the answer commits with what was done: whoever dies in between
leaves neither, and whoever loses the connection afterwards gets the first answer again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import Conflict
from amiabil.records import sql
from amiabil.records.models import IdempotencyRecord

KEPT_FOR = timedelta(days=7)

_FIND = """
SELECT body_hash, status, answer FROM idempotency_record
 WHERE caller = %(caller)s AND key = %(key)s AND created_at > %(since)s
"""
_KEEP = """
INSERT INTO idempotency_record (caller, key, body_hash, status, answer, created_at)
VALUES (%(caller)s, %(key)s, %(body)s, %(status)s, %(answer)s, %(at)s)
ON CONFLICT (caller, key) DO UPDATE
   SET body_hash = EXCLUDED.body_hash, status = EXCLUDED.status, answer = EXCLUDED.answer,
       created_at = EXCLUDED.created_at
"""


class KeyReused(Conflict):
    """The caller has used this key for another request."""

    code = "key_reused"


class InProgress(Conflict):
    """The first request with this key is still being answered."""

    code = "in_progress"


@dataclass(frozen=True, slots=True)
class Request:
    """A request under a key of its caller; ``body_hash`` is SHA-256 of everything that makes it this request."""

    key: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the HTTP status and the JSON. Members named in ``secret`` are told once and never kept."""

    status: int
    body: Any
    secret: tuple[str, ...] = ()


def first_answer(viewer: Viewer, request: Request, *, at: datetime) -> Answer | None:
    """The answer this request got before, or None for the first; from here to the end of the transaction it is ours.

    Call it in a transaction, before anything is done. Raises ``KeyReused`` and ``InProgress``.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the lock of an idempotency key lasts as long as its transaction")
    lock = sql.row("SELECT pg_try_advisory_xact_lock(%(name)s) AS got", {"name": _lock_name(viewer, request)})
    if lock is None or not lock.got:
        raise InProgress(key=request.key)
    # A statement of its own: it must see what the last holder of the lock has committed.
    found = sql.row(_FIND, {"caller": viewer.ref, "key": request.key, "since": at - KEPT_FOR})
    if found is None:
        return None
    if bytes(found.body_hash) != request.body_hash:
        raise KeyReused(key=request.key)
    return Answer(found.status, found.answer)


def keep(viewer: Viewer, request: Request, answer: Answer, *, at: datetime) -> None:
    """Keep the answer for repeats; commits with what the request did."""
    sql.run(
        _KEEP,
        {
            "caller": viewer.ref,
            "key": request.key,
            "body": request.body_hash,
            "status": answer.status,
            "answer": sql.jsonb(_without_secrets(answer)),
            "at": at,
        },
    )


def forget_old(*, at: datetime, limit: int = 5000) -> int:
    """Remove up to ``limit`` answers older than ``KEPT_FOR``; how many there were. For the retention job."""
    old = IdempotencyRecord.objects.filter(created_at__lt=at - KEPT_FOR).values("pk")[:limit]
    return IdempotencyRecord.objects.filter(pk__in=old).delete()[0]


def _without_secrets(answer: Answer) -> Any:
    return {**answer.body, **dict.fromkeys(answer.secret)} if answer.secret else answer.body


def _lock_name(viewer: Viewer, request: Request) -> int:
    text = f"idempotency\0{viewer.ref}\0{request.key}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)
