"""The command ``export histories``: closed cases as lines that can be told again, without personal data."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable


def add(commands: Commands) -> None:
    """Add the command."""
    export = commands.add_parser("export", help="take something out")
    steps = export.add_subparsers(metavar="WHAT", required=True)
    histories = steps.add_parser(
        "histories",
        help="the commands of closed cases, for `amiabil simulate --against`",
        description="One line for each order with a case closed since the day, and for each measure with a complaint"
        " closed since. Holds references of cases, but no names, addresses, texts, titles or references of people and"
        " orders.",
    )
    histories.add_argument("--closed-since", required=True, metavar="DAY", help="as 2026-09-01, in UTC")
    histories.add_argument("--limit", type=int, metavar="ORDERS", help="the most orders, the latest first")
    histories.set_defaults(run=_histories)


def _histories(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    try:
        since = datetime.fromisoformat(args.closed_since)
    except ValueError:
        raise Unusable(f"'{args.closed_since}' is not a day such as 2026-09-01") from None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    with database_at_hand(config):
        set_up()
        from amiabil.actions.histories import histories, measure_histories
        from amiabil.server.commands.policy import keeper

        told = left_out = 0
        for one in histories(keeper(), since=since, limit=args.limit):
            if one is None:
                left_out += 1
                continue
            told += 1
            _write(one)
        measures = 0
        for measure in measure_histories(keeper(), since=since):
            measures += 1
            _write(measure)
    sys.stderr.write(f"{told} orders and {measures} measures written.\n")
    if left_out:
        sys.stderr.write(f"{left_out} orders left out: a claim about a return hangs on a case.\n")
    return Exit.YES


def _write(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
