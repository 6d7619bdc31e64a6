"""``make bench``: measure one part after the other, each in processes of its own, and print one table."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench import table

PARTS = {
    "p1": "cases",
    "p2": "cases",
    "p3": "cases",
    "p4": "cases",
    "p5": "cases",
    "r1": "requests",
    "r4": "requests",
    "r5": "requests",
    "p6": "help_pages",
    "p7": "requests",
    "h1": "help_search",
    "p8": "push",
    "p9": "deadlines",
    "p10": "mail",
    "p10f": "mail_filing",
    "p10k": "mail_filing",
    "p11": "assistant",
    "p12": "engine",
    "p13": "orders",
    "p14": "reports",
    "p15": "start",
    "p16": "memory",
}
"""Which module measures which work of docs/performance.md."""

ON_REQUEST = {"p10k"}
"""Takes most of an hour, so only who names it gets it; then in place of ``p10f``, whose module it is."""

ROUNDS = {
    "cases",
    "engine",
    "help_pages",
    "help_search",
    "mail",
    "orders",
    "reports",
    "requests",
    "start",
}
"""Modules that measure several times and give medians."""


def _arguments(module: str, chosen: list[str], given: argparse.Namespace) -> list[str]:
    words: list[str] = []
    if module in {"cases", "requests"}:
        words += ["--parts", ",".join(part for part in chosen if PARTS[part] == module)]
    if module in {"cases", "deadlines", "reports", "requests"}:
        words += ["--cases", str(given.cases)]
    if module == "mail_filing" and "p10k" in chosen:
        words += ["--kill", "10000"]
    if module in ROUNDS and given.rounds is not None:
        words += ["--rounds", str(given.rounds)]
    return words


def _measure(module: str, words: list[str]) -> bool:
    """Run one module; whether it measured everything, limits kept or not."""
    before = table.RESULTS / f"{module}.json"
    before.unlink(missing_ok=True)
    print(f"measuring {module} ...", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{module}", *words], stdout=subprocess.DEVNULL, check=False)
    return before.exists()


def main() -> int:
    """Measure the parts asked for, or all; 1 when a target is missed, 2 when something could not be measured."""
    parser = argparse.ArgumentParser(
        prog="make bench OPTIONS=...",
        description=__doc__,
        epilog="Options of one module: python -m bench.MODULE --help. What is measured: docs/performance.md.",
    )
    usual = ",".join(part for part in PARTS if part not in ON_REQUEST)
    parser.add_argument("--parts", default=usual, help=f"of {','.join(PARTS)} (default: {usual})")
    parser.add_argument("--cases", type=int, default=100_000, help="of the largest data set (default 100000)")
    parser.add_argument(
        "--rounds", type=int, help="of each measurement, in turns (default: the module's own)"
    )
    parser.add_argument("--json", type=Path, help="write everything to this file, too")
    given = parser.parse_args()
    chosen = [part for part in given.parts.split(",") if part]
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    modules = list(dict.fromkeys(PARTS[part] for part in chosen))
    failed = [module for module in modules if not _measure(module, _arguments(module, chosen, given))]
    found = {module: document for module in modules if (document := table.kept(module)) is not None}
    figures = {module: table.figures_of(document) for module, document in found.items()}
    if figures:
        table.print_table(figures)
    if given.json is not None:
        given.json.write_text(json.dumps(list(found.values()), indent=2) + "\n", "utf-8")
    if failed:
        print(f"\nCould not be measured: {', '.join(failed)}")
        return 2
    return 0 if all(figure.holds for part in figures.values() for figure in part) else 1


if __name__ == "__main__":
    sys.exit(main())
