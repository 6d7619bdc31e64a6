"""What does ``amiabil serve`` do, in which order, and what does it tell?"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

import structlog

from amiabil.server import launch, logs
from amiabil.server.config import Config, prepare_home
from amiabil.server.embedded.errors import DatabaseUnusable
from amiabil.server.embedded.server import Server
from amiabil.server.exits import Exit
from amiabil.server.lock import Held, Lock
from amiabil.server.supervisor import FIRST_DELAY, LONGEST_DELAY, Child, Program, Signals, Supervisor
from amiabil.server.unusable import Unusable

START_PATIENCE = 60.0
"""Seconds in which web must answer; a slow machine needs a few."""

MOST_EARLY_DEATHS = 4
"""After so many deaths before the first page it will not come: something is wrong with the code or the settings."""

OTHER_PATIENCE = 60.0
"""Seconds a short command, such as a migration, may keep the embedded database from us."""

logger = structlog.get_logger(__name__)


def serve(config: Config, *, logs_to_stderr: bool = False) -> int:
    """Run the installation until asked to stop; afterwards nothing of it runs.

    Raises ``Unusable`` when it cannot start.
    """
    started = time.monotonic()
    logs.configure_plainly("warning")
    prepare_home(config.home)
    lock = Lock(config.home / "serve.lock")
    try:
        lock.take()
    except Held as error:
        raise Unusable(f"{config.home} is already served by {error.holder}.") from None
    _demand_free_ports(config)
    signals = Signals()
    database = Database(config)
    supervisor = Supervisor(signals, os.environ)
    try:
        database.start()
        _prepare()
        web, *others = programs(config, logs_to_stderr=logs_to_stderr)
        _await_web(supervisor, supervisor.add(web), config)
        for program in others:  # after the first page: on a small machine they would take its time
            supervisor.add(program)
        supervisor.await_ready(lambda: answers(config, "push", "/health/live"), seconds=START_PATIENCE)
        if not signals.stop_wanted:
            _tell(config, time.monotonic() - started)
        supervisor.watch(database.look_after)
    finally:
        supervisor.stop()
        database.stop()
        lock.release()
    return Exit.YES


def _await_web(supervisor: Supervisor, web: Child, config: Config) -> None:
    """Wait for the first page; raises ``Unusable`` with the end of the log when there is none to come."""

    def settled() -> bool:
        return web.restarts >= MOST_EARLY_DEATHS or answers(config, "web", "/health/ready")

    settled_in_time = supervisor.await_ready(settled, seconds=START_PATIENCE)
    if supervisor.is_stopping or (settled_in_time and web.restarts < MOST_EARLY_DEATHS):
        return
    log, last = web.program.log, ""
    if log is not None and log.exists():
        last = "\n" + "\n".join(log.read_text("utf-8", "replace").splitlines()[-12:])
    raise Unusable(f"The web process does not answer. The end of {log or 'its log is above'}:{last}")


class Database:
    """The embedded server of this installation, started again when it dies; nothing where DATABASE_URL is set."""

    def __init__(self, config: Config) -> None:
        self._server = Server(config.home) if config.database_url is None else None
        self._delay = FIRST_DELAY
        self._again_at = 0.0

    def start(self) -> None:
        """Start it; raises ``DatabaseUnusable``."""
        if self._server is not None:
            self._server.start(wait_for_others=OTHER_PATIENCE)

    def look_after(self) -> None:
        """Start it again when it is gone: at once the first time, then with growing delay."""
        if self._server is None or self._server.alive() or time.monotonic() < self._again_at:
            return
        logger.error("database ended")
        try:
            self._server.stop()
            self._server.start()
            self._delay = FIRST_DELAY
        except DatabaseUnusable as error:
            logger.error("database does not start", reason=str(error))
            self._delay = min(self._delay * 2, LONGEST_DELAY)
        self._again_at = time.monotonic() + self._delay

    def stop(self) -> None:
        """End it."""
        if self._server is not None:
            self._server.stop()


@dataclass(frozen=True, slots=True)
class _Own:
    """How our own commands are run as children."""

    config: Config
    logs_to_stderr: bool

    def program(self, name: str, *words: str, patience: float = 15.0) -> Program:
        log = None if self.logs_to_stderr else self.config.home / "logs" / f"{name}.log"
        return Program(name, own_command(*words), log, patience)


def own_command(*words: str) -> list[str]:
    """The command line that runs ``amiabil`` with these words in this environment."""
    return [sys.executable, "-m", "amiabil.server", *words]


def programs(config: Config, *, logs_to_stderr: bool) -> list[Program]:
    """The processes of this installation, in the order in which they are stopped."""
    own = _Own(config, logs_to_stderr)
    found = [
        own.program("web", "web"),
        own.program("push", "push"),
        own.program("worker", "worker", patience=30.0),
        *([own.program("assistant", "assistant", "run")] if config.assistant else []),
        own.program("relay", "relay"),
    ]
    if config.mail_in_listen is not None:
        found.insert(2, own.program("listen", "listen"))
    if config.demo:
        found += [own.program(name, "demo", name) for name in ("payments", "shop", "mail")]
    return found


def _prepare() -> None:
    """Bring tables, static files and the demonstration up to date, in a process that ends afterwards."""
    argv = launch.command(own_command("prepare"))
    if subprocess.run(argv, check=False).returncode != 0:
        raise Unusable("The installation could not be prepared; what went wrong is said above.")


def _demand_free_ports(config: Config) -> None:
    taken = [f"{config.port_of(part)} ({part})" for part in parts(config) if not port_is_free(config, part)]
    if taken:
        raise Unusable(
            f"Something else listens on port {', '.join(taken)}. Stop it, or choose another AMIABIL_PORT."
        )


def parts(config: Config) -> list[str]:
    """The parts of this installation that listen on a port."""
    return ["web", "push", *(["shop", "payments", "mail"] if config.demo else [])]


def port_is_free(config: Config, part: str) -> bool:
    """Whether a part could listen on its port right now."""
    host = config.host if part in {"web", "push"} else "127.0.0.1"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, config.port_of(part)))
        except OSError:
            return False
        return True


def answers(config: Config, part: str, path: str) -> bool:
    """Whether a part answers a request with 200."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, config.port_of(part), timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _tell(config: Config, seconds: float) -> None:
    _say(f"\n  {config.marketplace} is ready after {seconds:.1f} s:  {config.base_url}")
    if config.demo:
        _say(
            f"  Sign in as any buyer, seller or member of staff, without a password:  {config.base_url}/demo/"
        )
        _say(f"  A page of the marketplace with the chat:  http://127.0.0.1:{config.port_of('shop')}/")
    _say(f"  Logs: {config.home / 'logs'}    Stop: Ctrl-C\n")
