"""What has happened but was not told yet, who may tell it, and under which number?

One relay leads at a time: it holds an advisory lock of its session, and does everything on that session, so
that who loses the connection loses the lock and the unfinished batch together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from amiabil.foundation.errors import Fact
from amiabil.records import sql

LEADER_LOCK = 0x616D6961_62696C01
"""The advisory lock of the relay: "amiabil" and 1."""


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """An event with its place in the feed of everything; ``data`` may be read by every side in ``sides``."""

    stream_seq: int
    id: UUID
    case_id: UUID
    version: int
    type: str
    at: datetime
    actor_role: str
    actor_ref: str
    sides: tuple[str, ...]
    data: Mapping[str, Fact]


_COLUMNS = "stream_seq, id, case_id, version, type, at, actor_role, actor_ref, sides, data"

_PUBLISH = f"""
WITH oldest AS (
  SELECT DISTINCT case_id FROM (SELECT case_id FROM outbox ORDER BY created_at LIMIT %(limit)s) AS first
),
taken AS (
  DELETE FROM outbox USING oldest WHERE outbox.case_id = oldest.case_id
  RETURNING outbox.event_id, outbox.created_at
),
told AS (
  SELECT e.*, min(t.created_at) OVER (PARTITION BY e.case_id) AS since
  FROM taken t JOIN event e ON e.id = t.event_id
),
numbered AS (
  SELECT told.*, (SELECT coalesce(max(stream_seq), 0) FROM published)
    + row_number() OVER (ORDER BY since, case_id, version, place) AS stream_seq
  FROM told
),
kept AS (
  INSERT INTO published (stream_seq, event_id, case_id, published_at)
  SELECT stream_seq, id, case_id, clock_timestamp() FROM numbered
)
SELECT {_COLUMNS} FROM numbered ORDER BY stream_seq
"""
"""Whole cases are taken, so that two events of one case are never told in the wrong order."""

_RECENT = f"""
SELECT {_COLUMNS} FROM (
  SELECT p.stream_seq, e.id, e.case_id, e.version, e.type, e.at, e.actor_role, e.actor_ref, e.sides, e.data
  FROM published p JOIN event e ON e.id = p.event_id
  WHERE p.published_at > clock_timestamp() - %(age)s
  ORDER BY p.stream_seq DESC LIMIT %(limit)s
) AS recent ORDER BY stream_seq
"""


def try_lead() -> int | None:
    """Become the one relay; the id of the database session that leads, None while another one does."""
    found = sql.row("SELECT pg_try_advisory_lock(%s) AS got, pg_backend_pid() AS session", [LEADER_LOCK])
    return found.session if found is not None and found.got else None


def leads(session: int) -> bool:
    """Whether this process still speaks to the database through the session that leads; costs no statement."""
    current = connection.connection
    return current is not None and not current.closed and current.info.backend_pid == session


def stop_leading() -> None:
    """Give the lock back, if it is held, by closing the session that holds it."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # the stubs know no pool


def is_empty() -> bool:
    """Whether everything has been published; cheap enough to ask several times a second."""
    found = sql.row("SELECT EXISTS (SELECT 1 FROM outbox) AS waiting", [])
    return found is None or not found.waiting


def publish(limit: int) -> list[PublishedEvent]:
    """Number the events not published yet, the oldest first; about ``limit`` of them, whole cases only.

    Call it in a transaction: what is done because of these events commits with their numbers or not at all.
    """
    return [_event(row) for row in sql.rows(_PUBLISH, {"limit": limit})]


def recent(limit: int, *, age: timedelta) -> list[PublishedEvent]:
    """The last events published within ``age``, in order: what a relay that died may not have told."""
    return [_event(row) for row in sql.rows(_RECENT, {"limit": limit, "age": age})]


def last_seq() -> int:
    """The number of the last published event; 0 before the first."""
    found = sql.row("SELECT coalesce(max(stream_seq), 0) AS seq FROM published", [])
    return found.seq if found is not None else 0


def _event(row: Any) -> PublishedEvent:
    return PublishedEvent(
        stream_seq=row.stream_seq,
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        type=row.type,
        at=row.at,
        actor_role=row.actor_role,
        actor_ref=row.actor_ref,
        sides=tuple(row.sides),
        data=row.data,
    )
