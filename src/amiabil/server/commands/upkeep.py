"""Commands that look after an installation: tables, checks, descriptions."""

from __future__ import annotations

import argparse
import sys

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable


def add(commands: Commands) -> None:
    """Add upkeep to the command line."""
    migrate = commands.add_parser(
        "migrate",
        help="bring the tables up to date and give the application's role its rights",
        description="Applies what is pending as AMIABIL_DATABASE_OWNER_URL (or the embedded server's owner), with"
        " a time-out on locks, then lets the role of DATABASE_URL read and write rows, but change neither tables"
        " nor events.",
    )
    migrate.add_argument(
        "--check", action="store_true", help="only tell whether something is pending (exit 1)"
    )
    migrate.set_defaults(run=_migrate)
    commands.add_parser(
        "prepare",
        help="what serve does first: tables, static files, and the demonstration when it is empty",
    ).set_defaults(run=_prepare)
    doctor = commands.add_parser(
        "doctor",
        help="explain what is wrong with this installation",
        description="Checks settings, database, files, ports, services and clock. Exit status 0: all well,"
        " 1: something fails, 2: the settings cannot be read.",
    )
    doctor.add_argument(
        "--list", action="store_true", help="print every setting with meaning, default and source"
    )
    doctor.add_argument(
        "--dns",
        action="store_true",
        help="look instead at what name servers say about the domains of our mail: SPF, DKIM, DMARC, MX",
    )
    doctor.add_argument(
        "--resolver",
        metavar="ADDRESS",
        default="",
        help="with --dns: the name server to ask, as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53",
    )
    doctor.add_argument("--json", action="store_true", help="one JSON object a line")
    doctor.set_defaults(run=_doctor, without_config=True)
    commands.add_parser("openapi", help="print the description of the API").set_defaults(run=_openapi)
    messages = commands.add_parser("messages", help="work on translations", add_help=False)
    messages.add_argument("rest", nargs=argparse.REMAINDER)
    messages.set_defaults(run=_messages)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _migrate(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up_as_owner

    with database_at_hand(config):
        set_up_as_owner(config)
        from amiabil.server import migrations

        if args.check:
            waiting = migrations.pending()
            _say("\n".join(["Pending:", *waiting]) if waiting else "Nothing is pending.")
            return Exit.NO if waiting else Exit.YES
        count = migrations.apply(application_role(), say=_say)
        _say(f"{count} migrations applied." if count else "The tables are up to date.")
    return Exit.YES


def application_role() -> str:
    """The name of the role that web, relay and worker connect as."""
    from django.conf import settings
    from django.db import connection

    return str(settings.AMIABIL_APPLICATION_ROLE or connection.settings_dict["USER"])


def _prepare(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up_as_owner

    with database_at_hand(config):
        set_up_as_owner(config)
        from amiabil.server import migrations

        if migrations.apply(application_role(), say=_say):
            _say("Tables are up to date.")
        _prepare_files()
        if config.demo:
            from amiabil.server.commands import demo

            demo.load_when_empty(config.home, _say)
    return Exit.YES


def _prepare_files() -> None:
    """Compile translations and gather static files where they are older than their sources."""
    from amiabil.server import assets
    from amiabil.ui import messages

    try:
        if messages.compile_stale():
            _say("Translations are compiled.")
    except PermissionError as error:
        _say(
            f"{error.filename} cannot be written: run `amiabil messages compile` once as who installed Amiabil."
        )
    if assets.gather():
        _say("Static files are gathered.")


def _doctor(args: argparse.Namespace) -> int:
    from amiabil.server import doctor

    if args.list:
        return doctor.list_settings(as_json=args.json)
    if args.dns:
        return doctor.examine_dns(args.resolver, as_json=args.json)
    if args.resolver:
        raise Unusable("--resolver says whom --dns asks: give both")
    return doctor.examine(as_json=args.json)


def _openapi(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import set_up

    set_up()
    from amiabil.channels.api.app import description

    sys.stdout.write(description())
    return Exit.YES


def _messages(args: argparse.Namespace, config: Config) -> int:
    from amiabil.ui import messages

    return messages.main(args.rest)
