"""Commands that run until they are stopped: the processes of an installation, together or each alone."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable

from amiabil.server.commands import Commands
from amiabil.server.config import Config, prepare_home
from amiabil.server.exits import Exit

_GRACE = 20.0
"""Seconds a process that lost its parent may take to finish its work."""


def add(commands: Commands) -> None:
    """Add the processes to the command line."""
    serve = commands.add_parser(
        "serve",
        help="start and watch everything: database, web, push, relay, worker",
        description="Starts the embedded database (unless DATABASE_URL is set), brings its tables up to date, then"
        " runs and watches all processes. Stop with Ctrl-C or SIGTERM.",
    )
    serve.add_argument(
        "--logs-to-stderr", action="store_true", help="write all logs here instead of AMIABIL_HOME/logs"
    )
    serve.set_defaults(run=_serve)
    for name, run, text in (
        ("web", _web, "pages and API (granian)"),
        ("push", _push, "live streams and uploads"),
        ("relay", _relay, "events to streams and jobs; deadlines"),
        ("worker", _worker, "mail, refunds and other jobs that need the network"),
        ("listen", _listen, "mails that mail servers hand over (AMIABIL_MAIL_IN_LISTEN)"),
        ("database", _database, "the embedded PostgreSQL alone"),
    ):
        commands.add_parser(name, help=f"run one process: {text}").set_defaults(run=run)


def _serve(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.serve import serve

    return serve(config, logs_to_stderr=args.logs_to_stderr)


def _web(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server import assets, web
    from amiabil.server.django_process import demand_database, set_up

    demand_database(config)
    prepare_home(config.home)
    if not (config.home / "static" / ".state").exists():
        set_up()
        assets.gather()
    web.serve(config)
    return Exit.YES


def _push(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.parent import end_with_parent
    from amiabil.server.push import serve

    prepare_home(config.home)
    end_with_parent(grace=_GRACE)
    serve(config)
    return Exit.YES


def until_stopped(run: Callable[[threading.Event], None]) -> int:
    """Run until SIGTERM or SIGINT sets the event.

    A thread sets it: the handler may interrupt the main thread inside the event's own lock.
    """
    from amiabil.server.parent import end_with_parent

    stop = threading.Event()

    def stop_soon(*_: object) -> None:
        threading.Thread(target=stop.set, daemon=True).start()

    signal.signal(signal.SIGTERM, stop_soon)
    signal.signal(signal.SIGINT, stop_soon)
    end_with_parent(grace=_GRACE)
    run(stop)
    return Exit.YES


def _relay(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import demand_database, set_up_for_jobs

    demand_database(config)
    set_up_for_jobs(config)
    from amiabil.jobs import relay

    return until_stopped(relay.run)


def _worker(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import demand_database, set_up_for_jobs

    demand_database(config)
    set_up_for_jobs(config)
    from amiabil.jobs import worker

    return until_stopped(worker.run)


def _listen(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import demand_database, set_up_for_jobs
    from amiabil.server.unusable import Unusable

    url = config.mail_in_listen
    if url is None:
        raise Unusable("AMIABIL_MAIL_IN_LISTEN is not set, so there is nowhere to listen.")
    demand_database(config)
    set_up_for_jobs(config)
    from amiabil.channels.email import listener

    return until_stopped(lambda stop: listener.run(url, config.mail_in_addresses, stop))


def _database(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.embedded.errors import DatabaseUnusable
    from amiabil.server.embedded.server import Server
    from amiabil.server.supervisor import Signals

    if config.database_url is not None:
        raise DatabaseUnusable("DATABASE_URL is set, so there is no embedded database to run.")
    signals = Signals()
    with Server(config.home) as server:
        print(f"The database of {config.home} is running. Stop with Ctrl-C.", flush=True)
        while server.alive() and not signals.stop_wanted:
            signals.wait(1.0)
        return Exit.YES if signals.stop_wanted else Exit.NO
