"""What happened in the cases that were closed since a day? For comparing policies; no text of anybody is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.measures import Standing
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.scenario.history import ToldEvent
from amiabil.records import sql
from amiabil.records.case_rows import dispute_of, read_pinned
from amiabil.records.measures import standing_of

_ORDERS = """
SELECT d.order_id, max(d.closed_at) AS closed_at FROM dispute d
 WHERE d.closed_at >= %(since)s
 GROUP BY d.order_id
HAVING %(after)s::uuid IS NULL OR (max(d.closed_at), d.order_id) < (%(before)s, %(after)s)
 ORDER BY max(d.closed_at) DESC, d.order_id DESC LIMIT %(limit)s
"""

_CASES = """
SELECT d.order_id, d.case_id, c.reference, c.version, d.body, p.digest, p.document
  FROM dispute d JOIN conversation c ON c.id = d.case_id JOIN policy_snapshot p ON p.digest = d.policy_id
 WHERE d.order_id = ANY(%(orders)s) ORDER BY d.opened_at, d.case_id
"""

_EVENTS = """
SELECT case_id, type, at, actor_role, actor_ref, data, change FROM event
 WHERE case_id = ANY(%(cases)s) ORDER BY case_id, version, place
"""


@dataclass(frozen=True, slots=True)
class StoredCase:
    """One case with its events; ``document`` is the policy and calendar it is pinned to."""

    reference: str
    dispute: Dispute
    document: dict[str, Any]
    events: tuple[ToldEvent, ...]


def closed_orders(viewer: Viewer, *, since: datetime, limit: int | None = None) -> Iterator[list[StoredCase]]:
    """The cases of every order that had a case closed since an instant, the latest first, an order at a time.

    At most ``limit`` orders. Raises what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    after: UUID | None = None
    before: datetime | None = None
    left = limit
    while left is None or left > 0:
        size = 50 if left is None else min(50, left)
        found = sql.rows(_ORDERS, {"since": since, "after": after, "before": before, "limit": size})
        yield from _cases_of([one.order_id for one in found])
        if len(found) < size:
            return
        after, before = found[-1].order_id, found[-1].closed_at
        left = None if left is None else left - len(found)


_MEASURES = """
SELECT m.case_id, c.reference, c.version, m.ref, m.kind, m.against, m.person, m.state, m.decided_by, m.noticed_at,
       m.complain_until, m.wake_at AS remind_at, k.body, p.document, k.closed_at
  FROM platform_complaint k JOIN platform_measure m ON m.case_id = k.case_id
  JOIN conversation c ON c.id = k.case_id JOIN policy_snapshot p ON p.digest = m.policy_id
 WHERE k.closed_at >= %(since)s AND (k.closed_at, k.case_id) < (%(before)s::timestamptz, %(after)s::uuid)
 ORDER BY k.closed_at DESC, k.case_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class StoredMeasure:
    """One measure with its events; ``document`` is the policy and calendar it is pinned to."""

    reference: str
    standing: Standing
    document: dict[str, Any]
    events: tuple[ToldEvent, ...]


def closed_measures(viewer: Viewer, *, since: datetime) -> Iterator[StoredMeasure]:
    """The measures of which a complaint was closed since an instant, the latest first.

    Raises what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    before, after = "9999-12-31T00:00:00+00:00", str(UUID(int=2**128 - 1))
    while found := sql.rows(_MEASURES, {"since": since, "before": before, "after": after, "limit": 50}):
        events = _events_of([row.case_id for row in found])
        for row in found:
            yield StoredMeasure(row.reference, standing_of(row), row.document, tuple(events[row.case_id]))
        before, after = found[-1].closed_at.isoformat(), str(found[-1].case_id)


def _events_of(cases: list[UUID]) -> dict[UUID, list[ToldEvent]]:
    events: dict[UUID, list[ToldEvent]] = defaultdict(list)
    for one in sql.rows(_EVENTS, {"cases": cases}):
        events[one.case_id].append(
            ToldEvent(one.type, one.at, one.actor_role, one.actor_ref, one.data, one.change)
        )
    return events


def _cases_of(orders: list[UUID]) -> Iterator[list[StoredCase]]:
    rows = sql.rows(_CASES, {"orders": orders})
    events = _events_of([row.case_id for row in rows])
    for order in orders:
        yield [
            StoredCase(
                row.reference,
                dispute_of(row.body, read_pinned(bytes(row.digest), row.document), version=row.version),
                row.document,
                tuple(events.get(row.case_id, ())),
            )
            for row in rows
            if row.order_id == order
        ]
