"""P9: how long do ten thousand deadlines take that are due at once, and what does a sweep cost that finds none?

Two sweepers compete; one of them is killed in the middle and another takes its place. Each deadline must fire exactly
once. Seconds are those of the clock on the wall, as the target asks; the idle sweep is told in processor time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.cpu import Meter
from bench.running import installation
from bench.table import Figure, show

MOST_SECONDS, MOST_IDLE = 60.0, 5.0
"""Source: performance.md, P9."""

IDLE_RUNS = 200
DATABASE = {"shared_buffers": "1GB"}


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--cases", type=int, default=100_000, help="with a running timer, beside those that are due"
    )
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--sweep", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.sweep:
        return _sweep()
    with installation(DATABASE) as home:
        figures = _measured(home, given)
    return show("deadlines", figures, sizes={"cases": given.cases, "due": given.due, **DATABASE})


def _sweep() -> int:
    """One sweeper: until nothing is due that nobody else holds."""
    from amiabil.server.django_process import set_up

    set_up()
    from amiabil.jobs.deadlines import sweep

    while sweep():
        pass
    return 0


def _measured(home: Path, given: argparse.Namespace) -> list[Figure]:
    from amiabil.jobs.deadlines import sweep
    from amiabil.records import clock
    from bench.data import data_set

    with data_set(home) as data:
        clock.measure()
        data.grow(given.cases)
        # The stories the copies were made of are due themselves; nothing else is.
        while sweep():
            pass
        idle = [_idle(sweep) for _ in range(5)]
        data.add_overdue(given.due)
        before = _expired(data.connection)
        with Meter() as meter:
            seconds = _fire(data.connection)
        fired = _expired(data.connection) - before
        left = _due(data.connection)
    if (fired, left) != (given.due, 0):
        raise SystemExit(f"{fired} deadlines have fired of {given.due}, {left} cases are still due")
    return [
        Figure(
            f"P9 {given.due:,} deadlines due at once, two sweepers, one killed", seconds, "s", MOST_SECONDS
        ),
        Figure("P9 a deadline, in processor time", meter.seconds * 1000 / given.due, "ms"),
        Figure("P9 a sweep that finds nothing", statistics.median(idle), "ms", MOST_IDLE),
    ]


def _idle(sweep: Any) -> float:
    with Meter() as meter:
        for _ in range(IDLE_RUNS):
            sweep()
    return meter.seconds * 1000 / IDLE_RUNS


def _fire(connection: Any) -> float:
    """Seconds until nothing is due any more."""
    all_due, began = _due(connection), time.monotonic()
    sweepers = [_sweeper(), _sweeper()]
    while _due(connection) > all_due / 2:
        time.sleep(0.05)
    sweepers[0].kill()
    sweepers.append(_sweeper())
    for one in sweepers:
        one.wait()
    while _due(connection):
        # A sweeper ends when the other one holds the rest: whoever comes last finds what the killed one held.
        _sweeper().wait()
    return time.monotonic() - began


def _sweeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.deadlines", "--sweep"], env=os.environ.copy())


def _due(connection: Any) -> int:
    """Cases that would act if a sweep came now."""
    found = connection.execute(
        "SELECT count(*) FROM dispute WHERE wake_at < clock_timestamp() - interval '3 s'"
    )
    return int(found.fetchone()[0])


def _expired(connection: Any) -> int:
    found = connection.execute(
        "SELECT count(*) FROM event WHERE type = 'dispute.expired' AND data ->> 'timer' = 'seller_first_answer'"
    )
    return int(found.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
