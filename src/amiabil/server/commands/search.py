"""The command ``search rebuild``: the index of everything that was said, entered anew."""

from __future__ import annotations

import argparse
import json
import sys

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit

STEP = 10_000
"""Cases after which it is told how far it came."""


def add(commands: Commands) -> None:
    """Add the index to the command line."""
    search = commands.add_parser("search", help="the index of what was said in requests and disputes")
    steps = search.add_subparsers(metavar="STEP", required=True)
    rebuild = steps.add_parser(
        "rebuild",
        help="enter every request, dispute and message anew",
        description="Triggers keep the index while people work, so this is for after a restore without it, or a doubt."
        " Nothing stops meanwhile; what is right is left alone, and broken off it can be begun again at any time."
        " Exit status 0: done.",
    )
    rebuild.add_argument("--json", action="store_true", help="one JSON object")
    rebuild.set_defaults(run=_rebuild)


def _rebuild(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        cases, entries, repaired = _rebuilt()
    if args.json:
        told = {"cases": cases, "entries": entries, "repaired": repaired}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        sys.stdout.write(f"{cases} cases, {entries} entries: {repaired} were not right.\n")
    return Exit.YES


def _rebuilt() -> tuple[int, int, int]:
    from amiabil.records import search_rebuild

    cases = entries = 0
    repaired, last = search_rebuild.forget_homeless(), search_rebuild.FIRST
    while (done := search_rebuild.rebuild_next(last)).last is not None:
        if (cases + done.cases) // STEP > cases // STEP:
            sys.stderr.write(f"{cases + done.cases} cases\n")
        cases, entries, repaired = cases + done.cases, entries + done.entries, repaired + done.repaired
        last = done.last
    return cases, entries, repaired
