"""The commands about times in which nobody could act: take one down, list them."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable


def add(commands: Commands) -> None:
    """Add the commands."""
    outage = commands.add_parser("outage", help="times in which nobody could act")
    steps = outage.add_subparsers(metavar="STEP", required=True)
    declare = steps.add_parser(
        "add",
        help="take down one that the service did not notice itself",
        description="Deadlines of the parties end later, as the policy of each case says; both sides are told."
        " What has ended by now stays. Instants are RFC 3339 with a zone, such as 2026-11-20T10:00:00+02:00.",
    )
    declare.add_argument("start", metavar="FROM")
    declare.add_argument("end", metavar="UNTIL")
    declare.add_argument("--reason", required=True, help="what happened; it stands in the audit log")
    declare.set_defaults(run=_add)
    shown = steps.add_parser("list", help="every outage, the latest first")
    shown.add_argument("--json", action="store_true", help="one JSON object for each")
    shown.set_defaults(run=_list)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"'{text}' is no instant such as 2026-11-20T10:00:00+02:00") from None
    if at.tzinfo is None:
        raise Unusable(f"'{text}' has no zone; write it as 2026-11-20T10:00:00+02:00")
    return at


def _add(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    start, end = _instant(args.start), _instant(args.end)
    with database_at_hand(config):
        set_up()
        from amiabil.actions.outages import declare
        from amiabil.domain.disputes.parts import Outage
        from amiabil.foundation.errors import AmiabilError
        from amiabil.records import clock
        from amiabil.server.commands.people import sentence
        from amiabil.server.commands.policy import keeper

        try:
            made = declare(keeper(), Outage(start, end), args.reason, at=clock.now())
        except AmiabilError as refusal:
            sys.stderr.write(f"the outage was not taken down: {sentence(refusal)}\n")
            return Exit.NO
    known = (
        "It is known already." if made is None else "Every open case is told of it by the running service."
    )
    sys.stderr.write(f"{known}\n")
    return Exit.YES


def _list(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        from amiabil.foundation.codec import instant_text
        from amiabil.records import outages
        from amiabil.server.commands.policy import keeper

        after: str | None = None
        while True:
            found = outages.listed(keeper(), after=after, limit=100)
            for one in found.items:
                line = {
                    "from": instant_text(one.outage.started_at),
                    "until": instant_text(one.outage.ended_at),
                    "by": one.declared_by,
                    "reason": one.reason,
                    "told": one.settled_at is not None,
                }
                told = "every case told" if line["told"] else "cases are being told"
                by = f"{one.declared_by}: {one.reason}" if one.declared_by else "noticed"
                text = json.dumps(line, ensure_ascii=False) if args.json else _row(line, told, by)
                sys.stdout.write(f"{text}\n")
            after = found.next
            if after is None:
                return Exit.YES


def _row(line: dict[str, object], told: str, by: str) -> str:
    return f"{line['from']}  {line['until']}  {told}  {by}"
