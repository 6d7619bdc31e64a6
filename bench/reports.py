"""P14: what does a report cost over a million disputes, and what does it cost to count them?

The cases happen over three years, in three countries, with events apart by different spans, so that the counters have
as many rows as in life. Counted is from the events, as ``amiabil report --rebuild`` does. Milliseconds are those of the
clock on the wall, as the target asks; processor time, database included, stands beside them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bench.cpu import Meter
from bench.running import installation
from bench.table import Figure, show

if TYPE_CHECKING:
    from bench.data import Data

MOST = 300.0
"""Milliseconds; source: performance.md, P14."""

SPREAD = 3 * 365
"""Days over which the cases happened."""

NEW = 2_000
"""Events published after everything was counted: one batch of the job."""

RUNS = 20
DATABASE = {"shared_buffers": "2GB", "autovacuum": "off"}


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="1000000 is what the target asks")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with installation(DATABASE) as home:
        figures = _measured(home, given)
    return show("reports", figures, sizes={"cases": given.cases, "rounds": given.rounds, **DATABASE})


def _measured(home: Path, given: argparse.Namespace) -> list[Figure]:
    from amiabil.records import clock
    from bench.data import data_set

    with data_set(home, spread=SPREAD) as data:
        clock.measure()
        data.grow(given.cases)
        events = _publish(data.connection)
        figures = _counting(data, events)
        data.connection.execute("VACUUM ANALYZE")
        for name, read in _readings().items():
            figures += _cost(name, read, rounds=given.rounds)
    return figures


def _publish(connection: psycopg.Connection) -> int:
    """Give every event its number, as the relay has long done; how many."""
    print("  publishing", file=sys.stderr, flush=True)
    done = connection.execute(
        "INSERT INTO published (stream_seq, event_id, case_id, published_at)"
        " SELECT row_number() OVER (ORDER BY at, case_id, version, place), id, case_id, at FROM event"
    )
    connection.execute("VACUUM ANALYZE published")
    return done.rowcount


def _counting(data: Data, events: int) -> list[Figure]:
    """Everything anew, then a last batch as the job counts it."""
    from amiabil.records import tallying

    print("  counting", file=sys.stderr, flush=True)
    now = datetime.now(UTC)
    with Meter() as whole:
        tallying.count_anew(at=now)
    tallying.count_orders(at=now, zone="Europe/Bucharest")
    before = _rows(data.connection)
    last = events - NEW
    # What the last batch adds is taken away by counting anew up to it: both ways must come to the same.
    data.connection.execute(
        "CREATE TEMPORARY TABLE late AS SELECT * FROM published WHERE stream_seq > %s", [last]
    )
    data.connection.execute("DELETE FROM published WHERE stream_seq > %s", [last])
    tallying.count_anew(at=now)
    data.connection.execute("INSERT INTO published SELECT * FROM late")
    with Meter() as batch:
        counted = tallying.count_published(at=now)
    assert (counted, _rows(data.connection)) == (NEW, before)
    return [
        Figure("counting everything anew, an event", whole.seconds * 1e6 / events, "us"),
        Figure("counting everything anew", whole.wall, "s"),
        Figure(f"a batch of {NEW:,} events of the job, an event", batch.seconds * 1e6 / NEW, "us"),
        Figure("rows of counters", sum(rows for rows, _ in before), ""),
    ]


def _rows(connection: psycopg.Connection) -> list[tuple[int, int]]:
    """How many rows each table of counters has, and what they add up to."""
    found = [
        connection.execute(f"SELECT count(*), COALESCE(sum(count), 0)::bigint FROM {table}").fetchone()
        for table in ("tally", "shop_tally")
    ]
    return [(int(one[0]), int(one[1])) for one in found if one is not None]


def _readings() -> dict[str, Callable[[], object]]:
    """What is asked: whole years, days at odd ends, one lane and country, the page with its tables, sellers."""
    from amiabil.desks.reports.tables import Writer, tables
    from amiabil.domain.access import Viewer
    from amiabil.domain.reports.report import Asked
    from amiabil.domain.terms import Role
    from amiabil.records import reports

    viewer = Viewer(role=Role.SUPERVISOR, ref="staff:bench")
    end = datetime.now(UTC).date() - timedelta(days=10)
    year = Asked(end - timedelta(days=365), end)
    every = Asked(date(2020, 1, 1), end)
    narrow = Asked(year.since, year.until, "guarantee", "HU")
    return {
        "report of a year": lambda: reports.report(viewer, year),
        "report of all years": lambda: reports.report(viewer, every),
        "report of a lane and a country": lambda: reports.report(viewer, narrow),
        "report of a year with its tables": lambda: tables(reports.report(viewer, year), Writer("ro")),
        "first page of sellers of a year": lambda: reports.shops(viewer, year, limit=50),
    }


def _cost(name: str, read: Callable[[], object], *, rounds: int) -> list[Figure]:
    print(f"  {name}", file=sys.stderr, flush=True)
    read()
    wall, cpu = [], []
    for _ in range(rounds):
        with Meter() as meter:
            for _ in range(RUNS):
                read()
        wall.append(meter.wall * 1000 / RUNS)
        cpu.append(meter.seconds * 1000 / RUNS)
    return [
        Figure(name, statistics.median(wall), "ms", MOST),
        Figure(f"{name}: processor", statistics.median(cpu), "ms"),
    ]


if __name__ == "__main__":
    sys.exit(main())
