"""P15: how long does a start on prepared files take, until the first page is there?"""

from __future__ import annotations

import argparse
import statistics
import sys

from bench.running import demonstration
from bench.table import Figure, show

LIMIT = 6.0
"""Seconds; source: performance.md, P15."""


def main() -> int:
    """Print the figures; 1 when the limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", default="/ro/help/")
    given = parser.parse_args()
    with demonstration() as whole:
        first = whole.start(given.page)
        whole.stop()
        later = []
        for _ in range(given.rounds):
            later.append(whole.start(given.page))
            whole.stop()
    figures = [
        Figure("P15 first start: database made, demonstration loaded", first, "s"),
        Figure("P15 later start, median", statistics.median(later), "s", LIMIT),
        Figure("P15 later start, slowest", max(later), "s"),
    ]
    return show("start", figures, sizes={"rounds": given.rounds, "page": given.page})


if __name__ == "__main__":
    sys.exit(main())
