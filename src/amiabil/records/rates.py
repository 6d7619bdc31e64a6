"""How often has somebody done something lately? Windows in the database, so that all processes count together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.foundation.errors import RateLimited
from amiabil.records import sql

_COUNT = """
WITH counted AS (
  INSERT INTO rate_window AS r (subject, "window", count) VALUES (%(subject)s, %(ends)s, 1)
  ON CONFLICT (subject, "window") DO UPDATE SET count = r.count + 1
  RETURNING count
), forgotten AS (
  DELETE FROM rate_window WHERE id IN
    (SELECT id FROM rate_window WHERE "window" < %(now)s ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED)
)
SELECT count FROM counted
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` in each window of this length; ``what`` is a short name of the thing limited."""

    what: str
    times: int
    each: timedelta


def count(subject: str, limit: Limit, *, at: datetime) -> None:
    """Count once, and refuse when it was once too often. One statement; call it outside a transaction.

    ``subject`` names who is limited: a person, an address, a recipient. ``at`` is ``clock.unshifted()``. Inside a
    transaction that the refusal rolls back the count would be lost with it. Raises ``RateLimited``.
    """
    length = limit.each.total_seconds()
    ends = math.floor(at.timestamp() / length + 1) * length
    found = sql.row(
        _COUNT, {"subject": f"{limit.what}:{subject}"[:160], "ends": int(ends), "now": int(at.timestamp())}
    )
    assert found is not None  # noqa: S101 - an upsert always returns its row
    if found.count > limit.times:
        raise RateLimited(retry_after=max(1, math.ceil(ends - at.timestamp())))
