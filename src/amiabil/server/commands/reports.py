"""The command that prints the figures of a period, and counts them anew."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import date
from functools import partial

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit


def add(commands: Commands) -> None:
    """Add reports to the command line."""
    report = commands.add_parser(
        "report",
        help="figures of disputes in a period",
        description="Prints one number a line: figure, lane, detail, value, as docs/operate/reports.md explains them.",
    )
    report.add_argument("--from", dest="since", metavar="DAY", help="first day, YYYY-MM-DD")
    report.add_argument("--to", dest="until", metavar="DAY", help="last day, included")
    report.add_argument("--lane", default="", help="only this lane")
    report.add_argument("--country", default="", help="only this country, such as RO")
    report.add_argument(
        "--transparency", action="store_true", help="the figures of DSA art. 15 and 24 instead"
    )
    report.add_argument("--requests", action="store_true", help="the figures of requests for help instead")
    report.add_argument("--chats", action="store_true", help="the figures of chats instead")
    report.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    report.add_argument("--rebuild", action="store_true", help="first count everything anew from the events")
    report.set_defaults(run=_report)


def _report(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    if not args.rebuild and not (args.since and args.until):
        sys.stderr.write("amiabil: name the days, as in --from 2026-01-01 --to 2026-12-31\n")
        return Exit.UNUSABLE
    with database_at_hand(config):
        set_up()
        if args.rebuild:
            from amiabil.records import clock, tallying

            sys.stderr.write(f"counted anew: {tallying.count_anew(at=clock.now())} different figures\n")
        if not (args.since and args.until):
            return Exit.YES
        return _print(args, p2b=config.p2b)


def _print(args: argparse.Namespace, *, p2b: bool) -> int:
    from amiabil.domain.reports import writing, writing_chats
    from amiabil.domain.reports.report import Asked
    from amiabil.domain.terms import Lane, Role
    from amiabil.foundation.errors import InvalidFields
    from amiabil.records import out_of_court, reports
    from amiabil.server.commands.people import operator, sentence

    if args.lane not in {"", *Lane}:
        sys.stderr.write(f"amiabil: lanes are {', '.join(Lane)}\n")
        return Exit.UNUSABLE
    lane = writing.COMPLAINTS if args.transparency else args.lane
    try:
        asked = Asked(_day(args.since), _day(args.until), lane, args.country).checked()
    except ValueError as error:
        sys.stderr.write(f"amiabil: {error}\n")
        return Exit.UNUSABLE
    except InvalidFields as refusal:
        sys.stderr.writelines(f"amiabil: {one.field}: {sentence(one)}\n" for one in refusal.errors)
        return Exit.UNUSABLE
    viewer = replace(operator(), role=Role.OPERATOR)
    if args.chats:
        written = writing_chats.chats(reports.of_chats(viewer, asked))
    elif args.requests:
        written = writing.requests(reports.of_requests(viewer, asked))
    else:
        told, outside = reports.report(viewer, asked), out_of_court.totals(viewer, asked)
        make = partial(writing.transparency, p2b=p2b) if args.transparency else writing.document
        written = make(told, outside)
    if args.json:
        sys.stdout.write(json.dumps(written) + "\n")
    else:
        sys.stdout.writelines("\t".join(row) + "\n" for row in writing.rows(written))
    return Exit.YES


def _day(text: str) -> date:
    return date.fromisoformat(text)
