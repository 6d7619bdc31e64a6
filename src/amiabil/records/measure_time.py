"""Which measures have something that runs when a holiday is declared, or after an outage?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from amiabil.domain.disputes.parts import Outage
from amiabil.records import sql

_RUNS = """
SELECT m.case_id FROM platform_measure m JOIN conversation c ON c.id = m.case_id
  LEFT JOIN platform_complaint k ON k.case_id = m.case_id
 WHERE (%(after)s::uuid IS NULL OR m.case_id > %(after)s) AND c.erased_at IS NULL
   AND CASE WHEN k.case_id IS NULL THEN m.state <> 'lifted' AND m.complain_until > %(at)s
       ELSE k.due_at IS NOT NULL END {more}
 ORDER BY m.case_id LIMIT %(limit)s
"""

_KNOWN = """
SELECT data ->> 'started_at' AS started_at, data ->> 'ended_at' AS ended_at FROM event
 WHERE case_id = %(case)s AND type = 'measure.outage_extended'
"""


def running(*, at: datetime, after: UUID | None, limit: int) -> list[UUID]:
    """Measures in which something ends after this instant for whom they are against, by id."""
    found = sql.rows(_RUNS.format(more=""), {"at": at, "after": after, "limit": limit})
    return [one.case_id for one in found]


def running_under(digests: Sequence[bytes], *, at: datetime, after: UUID | None, limit: int) -> list[UUID]:
    """The same, of those that count by these snapshots."""
    statement = _RUNS.format(more="AND m.policy_id = ANY(%(digests)s)")
    found = sql.rows(statement, {"at": at, "after": after, "limit": limit, "digests": list(digests)})
    return [one.case_id for one in found]


def outages_known(case_id: UUID) -> list[Outage]:
    """The outages that have given a measure more time."""
    return [
        Outage(datetime.fromisoformat(one.started_at), datetime.fromisoformat(one.ended_at))
        for one in sql.rows(_KNOWN, {"case": case_id})
    ]
