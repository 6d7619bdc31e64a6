"""P6: what does a public page cost, kept and made anew, for a reader of whom nothing is known?

As granian asks: the WSGI application in this process, with every middleware. Processor time of all processes, the
database included; the floor is the same application answering ``/health/live``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from functools import partial

from bench.cpu import Meter
from bench.running import installation
from bench.table import Figure, show

PAGES = ("/ro/help/refund-not-received", "/ro/help/", "/ro/rights/", "/ro/help/sections/disputes")
RUNS = 300


def _cost(ask: Callable[[], object], *, runs: int) -> float:
    """Milliseconds of processor time of one answer."""
    for _warm in range(10):
        ask()
    with Meter() as meter:
        for _run in range(runs):
            ask()
    return meter.seconds / runs * 1000


def measure(rounds: int) -> list[Figure]:
    """The floor, then each page kept and made anew, in turns."""
    from amiabil.channels.helpcentre import kept
    from bench.pages import anonymous_page

    get = anonymous_page()

    def anew(path: str) -> Callable[[], object]:
        def ask() -> object:
            kept.forget()
            return get(path)

        return ask

    works: dict[tuple[str, str], Callable[[], object]] = {
        ("/health/live", "floor"): partial(get, "/health/live")
    }
    for path in PAGES:
        works[path, "kept"] = partial(get, path)
        works[path, "made anew"] = anew(path)
    found: dict[tuple[str, str], list[float]] = {one: [] for one in works}
    for _round in range(rounds):
        for one, ask in works.items():
            found[one].append(_cost(ask, runs=RUNS))
    targets = {"kept": 1.0, "made anew": 4.0}
    return [
        Figure(f"P6 {path}, {how}", statistics.median(costs), "ms", target=targets.get(how))
        for (path, how), costs in found.items()
    ]


def main() -> int:
    """Measure and show; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with installation():
        figures = measure(given.rounds)
    return show("help_pages", figures, sizes={"rounds": given.rounds, "runs": RUNS})


if __name__ == "__main__":
    sys.exit(main())
