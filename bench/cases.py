"""P1 to P5: what do the hot operations of a case cost, beside the least the same statements can cost?

The limit is pgbench sending the same statements, prepared, to the same database with full durability, measured in turns
with ours; cost is processor time of all processes, the database included. Growth is shown by measuring the lists at
10,000 cases and again at the size asked for.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import Meter
from bench.least import Pgbench, Script, recorded
from bench.running import installation
from bench.table import Figure, show

SMALL = 10_000
"""Cases of the first measurement of the lists."""

FLAT = 1.3
"""How much dearer a list may become from the small to the large data set; source: performance.md, P4."""

WARM = 60
"""Operations before the first measured one, at least: connections, prepared statements, codecs."""

DATABASE = {"shared_buffers": "2GB", "autovacuum": "off"}
"""Memory enough for the pages that are asked for, as an operator of so many cases gives it: with the default of 128 MB
lists grow dearer between 10,000 and 100,000 cases, because pages come from the kernel. Vacuum runs after the data is
made and not in between, because what it costs would be counted to whatever takes longest."""


@dataclass(frozen=True)
class Work:
    """An operation to measure.

    ``act`` does it for the given number; no number is used twice. ``script`` makes, from one recorded run of a
    number, what pgbench is to send. ``times`` is how many times the limit it may cost, ``most`` how many
    milliseconds, ``statements`` how many it may send; None where that has no target. ``runs`` is how often it is
    done in a round, pgbench twice as often; ``warm`` how often before.
    """

    name: str
    prepare: Callable[[int], Callable[[], object]]
    known: Callable[[int], dict[object, str]]
    lines: tuple[str, ...]
    runs: int
    times: float | None = None
    most: float | None = None
    statements: int | None = None
    warm: int = WARM


@dataclass(frozen=True)
class Result:
    """Milliseconds of an operation and of its limit, a pair a round, and the statements it sent."""

    work: Work
    ours: list[float]
    least: list[float]
    statements: int

    @property
    def cost(self) -> float:
        """Milliseconds of processor time an operation, the median."""
        return statistics.median(self.ours)

    @property
    def limit(self) -> float:
        """The same of pgbench."""
        return statistics.median(self.least)

    def figures(self) -> list[Figure]:
        """What the table shows."""
        ratio = statistics.median(ours / least for ours, least in zip(self.ours, self.least, strict=True))
        name, most = self.work.name, self.work.most
        return [
            Figure(name, self.cost, "ms", most, self.limit, ratio, self.work.times),
            Figure(f"{name}: statements", self.statements, "", self.work.statements),
        ]


class Bench:
    """Measures works on one data set, giving each operation a number of its own."""

    def __init__(self, home: Path, *, rounds: int) -> None:
        self._pgbench = Pgbench(home)
        self._rounds = rounds
        self._next: dict[str, int] = {}

    def measure(self, work: Work) -> Result:
        """Ours and the limit in turns, after both are warm."""
        print(f"  {work.name}", file=sys.stderr, flush=True)
        self._ours(work, work.warm)
        script, statements = self._recorded(work)
        ours, least = [], []
        for _ in range(self._rounds):
            ours.append(self._ours(work, work.runs))
            least.append(self._least(work, script, work.runs * 2))
        print([round(x, 2) for x in ours], [round(x, 2) for x in least], file=sys.stderr)
        return Result(work, ours, least, statements)

    def _take(self, work: Work, count: int) -> int:
        first = self._next.get(work.name, 0)
        self._next[work.name] = first + count
        return first

    def _ours(self, work: Work, count: int) -> float:
        first = self._take(work, count)
        acts = [work.prepare(number) for number in range(first, first + count)]
        with Meter() as meter:
            for act in acts:
                act()
        return meter.seconds * 1000 / count

    def _recorded(self, work: Work) -> tuple[Script, int]:
        number = self._take(work, 1)
        act = work.prepare(number)
        with recorded() as sent:
            act()
        script = Script(work.known(number), work.lines)
        script.add(sent)
        return script, len(sent)

    def _least(self, work: Work, script: Script, count: int) -> float:
        first = self._take(work, self._pgbench.uses(count))
        return self._pgbench.cost(script, transactions=count, first=first - 1)


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default="p1,p2,p3,p4,p5")
    parser.add_argument("--cases", type=int, default=100_000, help="10000, 100000 (default) or 1000000")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    parts = given.parts.split(",")
    with installation(DATABASE) as home:
        figures = _measured(home, parts, given)
    return show("cases", figures, sizes={"cases": given.cases, "rounds": given.rounds, **DATABASE})


def _measured(home: Path, parts: list[str], given: argparse.Namespace) -> list[Figure]:
    from amiabil.records import clock
    from bench import works
    from bench.data import data_set

    with data_set(home) as data:
        clock.measure()
        lists: list[Result] = []
        figures: list[Figure] = []
        if "p4" in parts and given.cases > SMALL:
            data.grow(SMALL)
            lists = [Bench(home, rounds=given.rounds).measure(work) for work in works.lists(data)]
        data.grow(given.cases)
        bench = Bench(home, rounds=given.rounds)
        for part in parts:
            results = [bench.measure(work) for work in works.of_part(part, data)]
            figures += [figure for result in results for figure in result.figures()]
            if part == "p4":
                figures += [_growth(*pair, given.cases) for pair in zip(lists, results, strict=False)]
    return figures


def _growth(small: Result, large: Result, cases: int) -> Figure:
    """How many times dearer a list has become; beside it the same of its limit, which tells the machine's mood."""
    what = f"{small.work.name}: {cases:,} cases against {SMALL:,}"
    return Figure(what, large.cost / small.cost, "x", FLAT, large.limit / small.limit)


if __name__ == "__main__":
    sys.exit(main())
