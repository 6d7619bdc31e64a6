"""Commands about the keys with which the marketplace's own systems call the API."""

from __future__ import annotations

import argparse
import sys

from amiabil.domain.access import KEY_ACTS
from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit


def add(commands: Commands) -> None:
    """Add keys to the command line."""
    keys = commands.add_parser("keys", help="keys of the API")
    steps = keys.add_subparsers(metavar="STEP", required=True)
    new = steps.add_parser(
        "add",
        help="make a key",
        description="Prints the key on standard output, this once: only its hash is kept.",
    )
    new.add_argument("name", help="what the key is for; given once and never again")
    new.add_argument(
        "--scope", action="append", required=True, choices=sorted(KEY_ACTS), help="repeat it for several"
    )
    new.set_defaults(run=_add)
    close = steps.add_parser("revoke", help="close a key for ever")
    close.add_argument("name")
    close.set_defaults(run=_revoke)


def _add(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        from amiabil.actions import api_keys
        from amiabil.foundation.errors import AmiabilError
        from amiabil.server.commands.people import operator, sentence

        try:
            key = api_keys.create(operator(), args.name, frozenset(args.scope))
        except AmiabilError as refusal:
            sys.stderr.write(f"{args.name} was not made: {sentence(refusal)}\n")
            return Exit.NO
    sys.stdout.write(f"{key}\n")
    return Exit.YES


def _revoke(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        from amiabil.actions import api_keys
        from amiabil.foundation.errors import AmiabilError
        from amiabil.server.commands.people import operator, sentence

        try:
            api_keys.revoke(operator(), args.name)
        except AmiabilError as refusal:
            sys.stderr.write(f"{args.name} was not closed: {sentence(refusal)}\n")
            return Exit.NO
    return Exit.YES
