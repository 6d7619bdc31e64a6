"""What does the contact directory say now, and how long did people wait? For its versions see ``support_versions``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.records import sql
from amiabil.records.holidays import CONFIRMED, declared_of

MEASURED = timedelta(days=7)
"""So far back first answers are measured."""

OLDEST = timedelta(days=60)
"""A request whose first answer took longer is not looked for: it bounds what a measurement reads."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a first answer took, over ``counted`` answers of the last seven days before ``measured_at``."""

    counted: int
    median: timedelta
    nine_tenths: timedelta
    measured_at: datetime


@dataclass(frozen=True, slots=True)
class Newest:
    """The version that counts (0 and None while none was saved), declared holidays, and waits by means."""

    version: int
    text: str | None
    holidays: tuple[DeclaredDay, ...]
    waits: Mapping[str, Wait]


_NEWEST = f"""
SELECT v.version, v.text, d.days, w.waits FROM (SELECT {CONFIRMED} AS days) d
  CROSS JOIN (SELECT jsonb_object_agg(means, jsonb_build_array(counted, median_seconds, nine_tenths_seconds,
    to_char(measured_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00'))) AS waits FROM contact_wait) w
  LEFT JOIN LATERAL (SELECT version, text FROM contact_directory ORDER BY version DESC LIMIT 1) v ON true
"""


def newest() -> Newest:
    """The directory that counts and everything a page about it needs. One statement."""
    found = sql.row(_NEWEST, {})
    if found is None:
        return Newest(0, None, (), {})
    waits = {
        means: Wait(
            counted, timedelta(seconds=median), timedelta(seconds=most), datetime.fromisoformat(measured_at)
        )
        for means, (counted, median, most, measured_at) in (found.waits or {}).items()
    }
    return Newest(found.version or 0, found.text, declared_of(found.days), waits)


_MEASURE = """
WITH answered AS (
  SELECT CASE k.channel WHEN 'email' THEN 'email' WHEN 'chat' THEN 'chat' ELSE 'form' END AS means,
         extract(epoch FROM (k.body ->> 'first_replied_at')::timestamptz - k.opened_at) AS took
    FROM ticket k
   WHERE k.opened_at > %(oldest)s AND k.type <> 'report' AND (k.body ->> 'first_replied_at')::timestamptz
         BETWEEN %(since)s AND %(at)s AND NOT EXISTS (SELECT 1 FROM call_back b WHERE b.case_id = k.case_id)
), measured AS (
  SELECT means, count(*) AS counted,
         percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY greatest(took, 0)) AS spans
    FROM answered GROUP BY means
), gone AS (
  DELETE FROM contact_wait w WHERE NOT EXISTS (SELECT 1 FROM measured m WHERE m.means = w.means)
)
INSERT INTO contact_wait (means, counted, median_seconds, nine_tenths_seconds, measured_at)
SELECT means, counted, round(spans[1]), round(spans[2]), %(at)s FROM measured
ON CONFLICT (means) DO UPDATE SET counted = EXCLUDED.counted, median_seconds = EXCLUDED.median_seconds,
  nine_tenths_seconds = EXCLUDED.nine_tenths_seconds, measured_at = EXCLUDED.measured_at
"""


def measure(*, at: datetime) -> int:
    """Measure anew how long first answers took; for how many ways of reaching us. One statement."""
    return sql.run(_MEASURE, {"at": at, "since": at - MEASURED, "oldest": at - OLDEST})
