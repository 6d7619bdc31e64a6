"""Commands about the people who work here."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from amiabil.domain.terms import STAFF_ROLES, Role
from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit


def add(commands: Commands) -> None:
    """Add staff to the command line."""
    staff = commands.add_parser("staff", help="people who work for the marketplace")
    steps = staff.add_subparsers(metavar="STEP", required=True)
    new = steps.add_parser(
        "add",
        help="take somebody into the staff",
        description="Asks for the password on the terminal, or takes the first line of --password-file ('-': standard"
        " input). The first sign-in asks for a second factor.",
    )
    new.add_argument("username")
    new.add_argument("--name", required=True, help="full name")
    new.add_argument("--email", required=True)
    new.add_argument(
        "--role",
        action="append",
        required=True,
        choices=sorted(role.value for role in STAFF_ROLES),
        help="repeat it for several",
    )
    new.add_argument(
        "--team",
        action="append",
        default=[],
        help="a team of the set-up of assistance, by its key; repeat it for several",
    )
    new.add_argument("--pseudonym", default="", help="what parties read under a decision")
    new.add_argument("--language", default="ro", choices=["ro", "en"])
    new.add_argument("--password-file", metavar="FILE")
    new.set_defaults(run=_add)


def _password(file: str | None) -> str:
    if file is None:
        return getpass.getpass("Password (12 characters or more): ")
    text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    return text.split("\n", 1)[0].rstrip("\r")


def _add(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    password = _password(args.password_file)
    with database_at_hand(config):
        set_up()
        from amiabil.actions import staff
        from amiabil.foundation.errors import AmiabilError
        from amiabil.records.staff import NewMember
        from amiabil.server.commands.people import operator, sentence

        member = NewMember(
            username=args.username,
            email=args.email,
            name=args.name,
            roles=frozenset(Role(role) for role in args.role),
            pseudonym=args.pseudonym,
            language=args.language,
            teams=frozenset(args.team),
        )
        try:
            staff.add(operator(), member, password=password)
        except AmiabilError as refusal:
            sys.stderr.write(f"{args.username} was not added: {sentence(refusal)}\n")
            return Exit.NO
    sys.stderr.write(f"{args.username} may sign in at {config.base_url}/desk/.\n")
    return Exit.YES
