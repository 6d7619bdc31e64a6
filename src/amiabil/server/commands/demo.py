"""Commands of the demonstration; outside it they refuse."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from amiabil.server.commands import Commands
from amiabil.server.config import Config, kept_secret, payments_key
from amiabil.server.exits import Exit


def add(commands: Commands) -> None:
    """Add the demonstration to the command line."""
    demo = commands.add_parser("demo", help="the demonstration marketplace (needs AMIABIL_DEMO=1)")
    steps = demo.add_subparsers(metavar="STEP", required=True)
    for name, run, text in (
        ("load", _load, "load people, orders and disputes into an empty database"),
        ("reset", _reset, "remove everything and load it again"),
        ("payments", _payments, "run the payments service that serve starts"),
        ("shop", _shop, "run the page of the marketplace that serve starts"),
        ("mail", _mail, "run the mail catcher that serve starts"),
    ):
        steps.add_parser(name, help=text).set_defaults(run=run)


def _demand_demo(config: Config) -> bool:
    if not config.demo:
        sys.stderr.write("This is not a demonstration: set AMIABIL_DEMO=1 where nobody's data is at stake.\n")
    return config.demo


def _with_data(config: Config, work: Callable[[], object]) -> int:
    from amiabil.server.django_process import database_at_hand, set_up_as_owner

    if not _demand_demo(config):
        return Exit.UNUSABLE
    with database_at_hand(config):
        set_up_as_owner(config)
        work()
    return Exit.YES


def load_when_empty(home: Path, say: Callable[[str], None]) -> None:
    """Load the demonstration unless somebody is in the database already; Django is set up.

    A load that was cut off is begun again from nothing.
    """
    from amiabil.demo import load
    from amiabil.records import emptiness

    was_cut_off = _mark(home).exists()
    if not was_cut_off and not emptiness.is_empty():
        return
    say("Loading the demonstration marketplace …")
    with _unfinished(home):
        if was_cut_off:
            load.reset()
        else:
            load.load()


def _mark(home: Path) -> Path:
    return home / "demo.loading"


@contextmanager
def _unfinished(home: Path) -> Iterator[None]:
    """Leaves a mark when the load inside does not come to its end, so that the next start begins it again."""
    _mark(home).touch()
    yield
    _mark(home).unlink()


def _load(args: argparse.Namespace, config: Config) -> int:
    def work() -> None:
        from amiabil.demo import load

        load.load()

    return _with_data(config, work)


def _reset(args: argparse.Namespace, config: Config) -> int:
    def work() -> None:
        from amiabil.demo import load

        with _unfinished(config.home):
            load.reset()

    return _with_data(config, work)


def _payments(args: argparse.Namespace, config: Config) -> int:
    if not _demand_demo(config):
        return Exit.UNUSABLE
    from amiabil.demo import services
    from amiabil.server.parent import end_with_parent

    end_with_parent(grace=2.0)
    key = payments_key(config)
    services.serve_payments(config.port_of("payments"), home=config.home, key=key or "")
    return Exit.YES


def _shop(args: argparse.Namespace, config: Config) -> int:
    if not _demand_demo(config):
        return Exit.UNUSABLE
    from amiabil.actions.sign_in_token import BadKey, configured_keys
    from amiabil.demo import services, shop_service
    from amiabil.server.parent import end_with_parent

    end_with_parent(grace=2.0)
    key = config.jwt_key or ("" if config.jwt_jwks_url else kept_secret(config.home, "jwt_demo_key"))
    try:
        is_shared = bool(key) and configured_keys(key)[0].algorithm == "HS256"
    except BadKey:
        is_shared = False
    shop = shop_service.Shop(
        config.base_url, config.push_url, config.jwt_issuer or "", key if is_shared else ""
    )
    services.serve_shop(config.port_of("shop"), shop=shop)
    return Exit.YES


def _mail(args: argparse.Namespace, config: Config) -> int:
    if not _demand_demo(config):
        return Exit.UNUSABLE
    from amiabil.demo import services
    from amiabil.server.parent import end_with_parent

    end_with_parent(grace=2.0)
    services.serve_mail(config.port_of("mail"), home=config.home)
    return Exit.YES
