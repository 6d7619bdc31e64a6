"""The command that takes exchange rates in from a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit

LARGEST = 4 * 1024 * 1024
"""Bytes of the largest file."""


def add(commands: Commands) -> None:
    """Add rates to the command line."""
    rates = commands.add_parser("rates", help="exchange rates by day")
    steps = rates.add_subparsers(metavar="STEP", required=True)
    take = steps.add_parser(
        "import",
        help="take in a CSV file",
        description="Columns day, pair, rate, such as 2026-11-20,RON/EUR,5.0900. All rows or none.",
    )
    take.add_argument("file", metavar="FILE")
    take.add_argument("--dry-run", action="store_true", help="tell what is wrong, store nothing")
    take.set_defaults(run=_import)


def _import(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    path = Path(args.file)
    try:
        with path.open("rb") as source:
            whole = source.read(LARGEST + 1)
        text = whole.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{path}: {error}\n")
        return Exit.UNUSABLE
    if len(whole) > LARGEST:
        sys.stderr.write(f"{path}: more than {LARGEST} bytes\n")
        return Exit.UNUSABLE
    with database_at_hand(config):
        set_up()
        from amiabil.actions.daily_rates import put_file
        from amiabil.records import clock
        from amiabil.server.commands.people import operator, sentence

        done = put_file(operator(), text.splitlines(), at=clock.now(), dry_run=args.dry_run)
        if isinstance(done, list):
            for bad in done[:100]:
                sys.stderr.write(f"{path}:{bad.line}: {sentence(bad.refusal)}\n")
            return Exit.NO
    sys.stdout.write(f"{path}: {'(dry run) ' if args.dry_run else ''}{done} new or changed\n")
    return Exit.YES
