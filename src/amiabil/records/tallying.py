"""How do events become figures? In the order of the stream, each once, behind a mark; and all anew to the same numbers.

What an event adds follows from the events of its case up to it (``domain/reports/counting``), so a batch reads those of
the cases it touches and adds what the newly published ones say. Nothing of this is in the transaction of a step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.rows import namedtuple_row

from amiabil.domain.reports import chats, requests
from amiabil.domain.reports.counting import COUNTED_TYPES, Figure, Told, figures, of_shop
from amiabil.domain.reports.report import DAY, MONTH
from amiabil.records import complainants, sql

BATCH = 2_000
"""Events counted in one transaction."""

CHUNK = 20_000
"""Rows read at once when everything is counted anew."""

ORDERS_EVERY = timedelta(hours=20)
"""How old the number of orders of a shop may become before they are counted again; once a day, whatever the hour."""

Figures = Counter[Figure]
ShopFigures = Counter[tuple[date, UUID, str]]

_ANSWER = f"""(e.type = '{requests.MESSAGE}' AND e.actor_role <> ALL(%(others)s)
  AND EXISTS (SELECT 1 FROM ticket t WHERE t.case_id = e.case_id))"""
"""What the staff write into a request; nobody counts the messages of disputes."""

_COUNTS = f"""(e.type = ANY(%(types)s) OR {_ANSWER}
  OR jsonb_exists_any(e.change, ARRAY['state', 'lane', 'reason', 'outcome']))"""
_TOLD = """e.case_id, e.type, e.at, CASE WHEN e.type = ANY(%(told)s) THEN e.data ELSE '{}' END AS data,
       e.actor_role AS actor,
       e.change ->> 'state' AS state, e.change ->> 'lane' AS lane, e.change ->> 'reason' AS reason,
       e.change ->> 'outcome' AS outcome, e.change -> 'order' ->> 'country' AS country, p.stream_seq AS seq,
       d.shop_id, s.document -> 'policy' -> 'policy' ->> 'case_tz' AS zone"""
_PINNED = """LEFT JOIN dispute d ON d.case_id = e.case_id
  LEFT JOIN platform_measure m ON m.case_id = e.case_id
  LEFT JOIN ticket k ON k.case_id = e.case_id
  LEFT JOIN chat h ON h.case_id = e.case_id
  LEFT JOIN policy_snapshot s ON s.digest = COALESCE(d.policy_id, m.policy_id, k.policy_id, h.policy_id)"""

_TYPES: dict[str, list[str]] = {
    "types": [*COUNTED_TYPES, *requests.TYPES, *chats.TYPES],
    "told": [*COUNTED_TYPES, *requests.TYPES, *chats.TYPES, requests.MESSAGE],
    "others": sorted(requests.NO_ANSWER),
}

_NEW = f"""
WITH fresh AS MATERIALIZED (
  SELECT stream_seq, event_id, case_id FROM published WHERE stream_seq > %(after)s ORDER BY stream_seq LIMIT %(limit)s
), touched AS (
  SELECT DISTINCT f.case_id FROM fresh f JOIN event e ON e.id = f.event_id WHERE {_COUNTS}
)
SELECT {_TOLD}, (SELECT max(stream_seq) FROM fresh) AS until
  FROM touched t JOIN event e ON e.case_id = t.case_id
  LEFT JOIN fresh p ON p.event_id = e.id
  {_PINNED}
 WHERE {_COUNTS}
 ORDER BY e.case_id, e.version, e.place
"""

_ALL = f"""
SELECT {_TOLD}
  FROM event e LEFT JOIN published p ON p.event_id = e.id AND p.stream_seq <= %(until)s
  {_PINNED}
 WHERE {_COUNTS}
 ORDER BY e.case_id, e.version, e.place
"""

_ADD = """
INSERT INTO tally (grain, day, name, lane, country, detail, step, count)
SELECT grain, day, name, lane, country, detail, step, count
  FROM jsonb_to_recordset(%(rows)s::jsonb)
    AS n(grain text, day date, name text, lane text, country text, detail text, step smallint, count bigint)
ON CONFLICT (grain, name, day, lane, country, detail, step) DO UPDATE SET count = tally.count + EXCLUDED.count
"""

_ADD_OF_SHOPS = """
INSERT INTO shop_tally (grain, day, shop_id, name, count)
SELECT grain, day, shop, name, count
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(grain text, day date, shop uuid, name text, count bigint)
ON CONFLICT (grain, day, shop_id, name) DO UPDATE SET count = shop_tally.count + EXCLUDED.count
"""


def count_published(*, at: datetime, limit: int = BATCH) -> int:
    """Add what was published since the mark, up to ``limit`` events, and move the mark; how many there were.

    Two at once come one after the other, and neither counts what the other did. A crash counts nothing.
    """
    with transaction.atomic():
        mark = _lock_mark()
        last = sql.row(
            "SELECT max(stream_seq) AS seq FROM (SELECT stream_seq FROM published WHERE stream_seq > %(after)s"
            " ORDER BY stream_seq LIMIT %(limit)s) AS fresh",
            {"after": mark, "limit": limit},
        )
        until = mark if last is None or last.seq is None else int(last.seq)
        if until > mark:
            found = sql.rows(_NEW, {**_TYPES, "after": mark, "limit": limit})
            counted, of_shops = _figures(found)
            _add(counted, of_shops)
            complainants.count({row.case_id for row in found}, at=at)
        _move_mark(until, at)
    return until - mark


def count_anew(*, at: datetime) -> int:
    """Count everything that was published again, in place of the figures there are; how many figures there are then.

    Readers see the old figures until the new ones are whole; the job that counts on waits.
    """
    with transaction.atomic():
        _lock_mark()
        found = sql.row("SELECT COALESCE(max(stream_seq), 0) AS seq FROM published", {})
        until = int(found.seq) if found is not None else 0
        sql.run("DELETE FROM tally", {})
        sql.run("DELETE FROM shop_tally", {})
        counted, of_shops = _figures(_every_event(until))
        _add(counted, of_shops)
        _move_mark(until, at)
    return len(counted)


def count_orders(*, at: datetime, zone: str) -> bool:
    """Count the orders of each shop by the day they were paid in this zone, unless that was done lately; whether it
    was done now. Orders come in late and by the hundred thousand, so they are counted as they are, once a day; and what
    people complained about more than a year ago leaves their figures then."""
    with transaction.atomic():
        _lock_mark()
        due = sql.run(
            "UPDATE tally_mark SET orders_at = %(at)s"
            " WHERE orders_at IS NULL OR orders_at <= %(old)s OR orders_at > %(at)s",
            {"at": at, "old": at - ORDERS_EVERY},
        )
        if not due:
            return False
        complainants.count_all(at=at)
        sql.run("DELETE FROM order_tally", {})
        sql.run(
            "INSERT INTO order_tally (shop_id, day, orders)"
            ' SELECT shop_id, (paid_at AT TIME ZONE %(zone)s)::date, count(*) FROM "order" GROUP BY 1, 2',
            {"zone": zone},
        )
    return True


def _lock_mark() -> int:
    """The mark, locked against everybody else who counts; made when there is none yet."""
    sql.run("INSERT INTO tally_mark (id, stream_seq) VALUES (1, 0) ON CONFLICT (id) DO NOTHING", {})
    found = sql.row("SELECT stream_seq FROM tally_mark WHERE id = 1 FOR UPDATE", {})
    return int(found.stream_seq) if found is not None else 0


def _move_mark(until: int, at: datetime) -> None:
    sql.run("UPDATE tally_mark SET stream_seq = %(seq)s, counted_at = %(at)s", {"seq": until, "at": at})


def _every_event(until: int) -> Iterator[Any]:
    """Every event that counts, case by case, without ever holding more than a chunk of them."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ALL, {**_TYPES, "until": until})
        make = None
        while rows := cursor.fetchmany(CHUNK):
            make = make or namedtuple_row(cursor.cursor)
            yield from map(make, rows)


def _figures(rows: Iterable[Any]) -> tuple[Figures, ShopFigures]:
    """What the published ones among these events add, each case told from its first event."""
    counted, of_shops = Figures(), ShopFigures()
    for _, case in groupby(rows, key=attrgetter("case_id")):
        events = list(case)
        shop, zone = events[0].shop_id, events[0].zone
        for told, figure in _of_case([_told(one) for one in events], zone):
            if told.seq is None:
                continue
            counted[figure] += 1
            for name in of_shop(figure) if shop is not None else ():
                of_shops[figure.day, shop, name.value] += 1
    return counted, of_shops


def _of_case(events: Sequence[Told], zone: str) -> Iterator[tuple[Told, Figure]]:
    yield from figures(events, zone=zone)
    yield from requests.figures(events, zone=zone)
    yield from chats.figures(events, zone=zone)


def _told(row: Any) -> Told:
    data = sql.read_json(row.data)
    return Told(
        row.type,
        row.at,
        data,
        row.state,
        row.lane,
        row.reason,
        row.outcome,
        row.country,
        row.seq,
        row.actor,
    )


def _add(counted: Figures, of_shops: ShopFigures) -> None:
    rows = [
        {**one._asdict(), "grain": grain, "day": day.isoformat(), "count": count}
        for one, count in counted.items()
        for grain, day in _grains(one.day)
    ]
    shops = [
        {"grain": grain, "day": begins.isoformat(), "shop": str(shop), "name": name, "count": count}
        for (day, shop, name), count in of_shops.items()
        for grain, begins in _grains(day)
    ]
    for part in _parts(_summed(rows)):
        sql.run(_ADD, {"rows": sql.jsonb(part)})
    for part in _parts(_summed(shops)):
        sql.run(_ADD_OF_SHOPS, {"rows": sql.jsonb(part)})


def _grains(day: date) -> tuple[tuple[str, date], ...]:
    return (DAY, day), (MONTH, day.replace(day=1))


def _summed(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of one place as one: a statement may meet each row of a table only once."""
    found: Counter[tuple[tuple[str, Any], ...]] = Counter()
    for row in rows:
        count = row.pop("count")
        found[tuple(sorted(row.items()))] += count
    return [{**dict(place), "count": count} for place, count in found.items()]


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(rows), CHUNK):
        yield rows[first : first + CHUNK]
