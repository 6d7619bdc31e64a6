"""How long do the stages of a dispute take? Measured from ended cases by a job, read by pages as a small table."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import transaction

from amiabil.domain.terms import Lane, State
from amiabil.records import sql

SINCE = timedelta(days=365)
"""Cases that ended longer ago do not count: the way of working has changed since."""

MOST = 20_000
"""Ended cases that are measured, the latest first."""

ENOUGH = 20
"""Cases below which a figure is none: nobody should take three lucky cases for what is usual."""

_KEPT_SECONDS = 600
"""How long a process keeps the table; it changes once a day."""


@dataclass(frozen=True, slots=True)
class Typical:
    """What is usual for a stage: half of the cases were through within ``median``, nine in ten within ``p90``."""

    cases: int
    median: timedelta
    p90: timedelta


_MEASURE = """
WITH ended AS (
  SELECT case_id, lane FROM dispute WHERE state = 'closed' AND closed_at >= %(since)s
   ORDER BY closed_at DESC LIMIT %(most)s
), moved AS (
  SELECT e.case_id, ended.lane, e.change ->> 'state' AS state, e.at,
         lead(e.at) OVER (PARTITION BY e.case_id ORDER BY e.version, e.place) AS left_at
    FROM ended JOIN event e ON e.case_id = ended.case_id
   WHERE e.change ? 'state'
), spent AS (
  SELECT case_id, lane, state, EXTRACT(epoch FROM sum(left_at - at)) AS seconds
    FROM moved WHERE left_at IS NOT NULL AND state NOT IN ('draft', 'suspended', 'closed')
   GROUP BY case_id, lane, state
)
INSERT INTO stage_time (lane, state, cases, median_seconds, p90_seconds, measured_at)
SELECT lane, state, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds), %(at)s
  FROM spent GROUP BY lane, state
"""


@transaction.atomic
def measure(*, at: datetime) -> int:
    """Measure anew, in place of what was measured before; how many stages have a figure now."""
    sql.run("DELETE FROM stage_time", {})
    made = sql.run(_MEASURE, {"since": at - SINCE, "most": MOST, "at": at})
    _table.cache_clear()
    return made


def typical(lane: Lane, state: State) -> Typical | None:
    """What is usual for this stage; None while fewer than ``ENOUGH`` cases tell.

    Costs a statement at most once in ten minutes a process.
    """
    found = _table(int(time.monotonic() // _KEPT_SECONDS)).get((lane.value, state.value))
    return found if found is not None and found.cases >= ENOUGH else None


@lru_cache(maxsize=1)
def _table(period: int) -> Mapping[tuple[str, str], Typical]:
    rows = sql.rows("SELECT lane, state, cases, median_seconds, p90_seconds FROM stage_time", {})
    return {
        (one.lane, one.state): Typical(
            one.cases, timedelta(seconds=one.median_seconds), timedelta(seconds=one.p90_seconds)
        )
        for one in rows
    }
