"""What is wrong with this installation? Each check answers with a finding and what to do about it."""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from amiabil.server import doctor_dns, doctor_mail
from amiabil.server.config import Config, ConfigError, load
from amiabil.server.embedded import location
from amiabil.server.embedded.programs import OLDEST
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable
from amiabil.server.variables import VARIABLES

MOST_SKEW = 5.0
"""Seconds between this machine's clock and the database's that are no matter: tokens allow for more."""

_PATIENCE = 3.0


class Verdict(StrEnum):
    """How a check ended; only ``fails`` makes the examination end with 1."""

    OK = "ok"
    NOTE = "note"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in a sentence for the operator."""

    check: str
    verdict: Verdict
    text: str


Check = Callable[[Config], Iterator[Finding]]


def examine(*, as_json: bool) -> int:
    """Run every check and print its findings; 1 when something fails, 2 when the settings cannot be read."""
    return _examined(_CHECKS, as_json=as_json)


def examine_dns(resolver: str, *, as_json: bool) -> int:
    """Print what name servers say about the domains of our mail; ``resolver`` is the one to ask, empty for this
    machine's. 1 when something fails, 2 when settings or resolver cannot be used."""
    try:
        zone = doctor_dns.NameServers(resolver)
    except ValueError:
        raise Unusable(f"--resolver {resolver}: an IP address is expected, perhaps with a port") from None

    def check(config: Config) -> Iterator[Finding]:
        try:
            domains = doctor_dns.domains_of(config)
        except doctor_dns.KeyUnusable as error:
            yield Finding("dns", Verdict.FAILS, f"AMIABIL_MAIL_DKIM_KEY {error}.")
            return
        for verdict, text in doctor_dns.findings(domains, zone):
            yield Finding("dns", Verdict(verdict), text)

    return _examined((check,), as_json=as_json)


def _examined(checks: tuple[Check, ...], *, as_json: bool) -> int:
    try:
        config = load(os.environ)
    except ConfigError as error:
        for problem in error.problems:
            _print(Finding("settings", Verdict.FAILS, problem), as_json=as_json)
        return Exit.UNUSABLE
    failed = False
    for check in checks:
        for finding in check(config):
            failed |= finding.verdict is Verdict.FAILS
            _print(finding, as_json=as_json)
    return Exit.NO if failed else Exit.YES


def _print(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        line = {"check": finding.check, "verdict": finding.verdict.value, "text": finding.text}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{finding.verdict.value:>5}  {finding.check:<9} {finding.text}\n")
    sys.stdout.flush()


def list_settings(*, as_json: bool) -> int:
    """Print every setting with meaning, default and where its value comes from; never a value of a secret."""
    for variable in VARIABLES:
        source = _source(variable.name, secret=variable.secret)
        if as_json:
            line = {
                "name": variable.name,
                "meaning": variable.meaning,
                "default": variable.default,
                "secret": variable.secret,
                "source": source,
            }
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        else:
            file = f" (or {variable.name}_FILE)" if variable.secret else ""
            sys.stdout.write(f"{variable.name}{file}\n    {variable.meaning}\n")
            sys.stdout.write(f"    Default: {variable.default}. Now: {source or 'default'}.\n")
    return Exit.YES


def _source(name: str, *, secret: bool) -> str | None:
    if os.environ.get(name):
        return "environment"
    return os.environ.get(f"{name}_FILE") if secret else None


def _settings(config: Config) -> Iterator[Finding]:
    yield Finding("settings", Verdict.OK, f"{len(config.sources)} given, state folder {config.home}.")
    if config.demo:
        yield Finding("settings", Verdict.NOTE, "This is the demonstration: anybody may sign in as anybody.")
    elif config.jwt_jwks_url is None and config.jwt_key is None:
        yield Finding(
            "settings",
            Verdict.NOTE,
            "No customer can come in: set AMIABIL_JWT_ISSUER with AMIABIL_JWT_JWKS_URL or AMIABIL_JWT_KEY.",
        )
    yield from _sign_in(config)


def _sign_in(config: Config) -> Iterator[Finding]:
    if config.jwt_jwks_url is None and config.jwt_key is None:
        return
    from amiabil.server.django_process import set_up

    set_up()
    from amiabil.ui.vouching import problem_of_keys

    problem = problem_of_keys()
    if problem is None:
        yield Finding("sign-in", Verdict.OK, "The keys that sign customers in can be read.")
    else:
        yield Finding("sign-in", Verdict.FAILS, f"No customer can come in: {problem}.")


def _database(config: Config) -> Iterator[Finding]:
    import psycopg

    try:
        connection = _connect(config)
    except psycopg.OperationalError as error:
        advice = _advice(config)
        yield Finding("database", Verdict.FAILS, f"It does not answer: {_line(error)}. {advice}")
        return
    with connection:
        major, minor = divmod(connection.info.server_version, 10000)
        if major < OLDEST:
            yield Finding(
                "database", Verdict.FAILS, f"It is PostgreSQL {major}; {OLDEST} or newer is needed."
            )
            return
        kind = "embedded" if config.database_url is None else "yours"
        yield Finding("database", Verdict.OK, f"PostgreSQL {major}.{minor} ({kind}) answers.")
        yield from _tables(connection)
        yield from _rights(connection)
        yield from _clock(connection)
        yield from _policies(connection)
        yield from _pulse(connection)
        for verdict, text in doctor_mail.findings(config, connection):
            yield Finding("mail in", Verdict(verdict), text)


def _advice(config: Config) -> str:
    if config.database_url is not None:
        return "Check DATABASE_URL, the server, and the way to it."
    if not location.find(config.home).data.exists():
        return "It was never started here: `amiabil serve` makes it."
    return f"Start `amiabil serve`; what it said last is in {location.find(config.home).log}."


def _connect(config: Config) -> Any:
    import psycopg

    from amiabil.server import database

    if config.database_url is not None:
        return psycopg.connect(config.database_url, connect_timeout=5)
    entry = database.embedded_address(config, location.APPLICATION)
    return psycopg.connect(
        host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=entry["NAME"], connect_timeout=5
    )


def _line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".")


def _tables(connection: Any) -> Iterator[Finding]:
    from django.db.migrations.loader import MigrationLoader

    from amiabil.server.django_process import set_up

    set_up()
    on_disk = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())
    applied = connection.execute("SELECT to_regclass('public.django_migrations')").fetchone()
    done = set()
    if applied[0] is not None:
        done = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    pending = len(on_disk - done)
    if pending:
        yield Finding("tables", Verdict.FAILS, f"{pending} migrations are pending: run `amiabil migrate`.")
    elif done - on_disk:
        yield Finding("tables", Verdict.NOTE, "The database has migrations of a newer version than this one.")
    else:
        yield Finding("tables", Verdict.OK, "Up to date.")


def _rights(connection: Any) -> Iterator[Finding]:
    row = connection.execute(
        "SELECT has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')"
        " FROM pg_class c WHERE c.oid = to_regclass('public.event')"
    ).fetchone()
    if row is not None and row[0]:
        yield Finding(
            "tables",
            Verdict.NOTE,
            "The role of DATABASE_URL can change events. Use a role that does not own the tables, give the owner as"
            " AMIABIL_DATABASE_OWNER_URL and run `amiabil migrate`.",
        )


def _clock(connection: Any) -> Iterator[Finding]:
    before = time.time()
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    here = datetime.fromtimestamp((before + time.time()) / 2, UTC)
    skew = abs((row[0] - here).total_seconds())
    if skew > MOST_SKEW:
        yield Finding(
            "clock",
            Verdict.FAILS,
            f"This machine and the database differ by {skew:.0f} s; let both follow the same time service.",
        )
    else:
        yield Finding("clock", Verdict.OK, "This machine and the database agree.")


def _policies(connection: Any) -> Iterator[Finding]:
    from amiabil.actions.policies import unreadable_policies

    if connection.execute("SELECT to_regclass('public.policy_version')").fetchone()[0] is None:
        return
    unreadable = unreadable_policies()
    for name, problem in unreadable.items():
        yield Finding(
            "policies",
            Verdict.FAILS,
            f"{name} is published and cannot be read: {problem}. No case can be opened under it: publish a version"
            " that this release reads, or go back to the release that wrote it.",
        )
    if not unreadable:
        yield Finding("policies", Verdict.OK, "Every published version can be read.")


def _pulse(connection: Any) -> Iterator[Finding]:
    """Whether people can act, as deadlines see it."""
    from amiabil.records.outages import SILENT_AFTER

    if connection.execute("SELECT to_regclass('public.service_pulse')").fetchone()[0] is None:
        return
    row = connection.execute("SELECT clock_timestamp() - at FROM service_pulse").fetchone()
    if row is not None and row[0] > SILENT_AFTER:
        yield Finding(
            "pulse",
            Verdict.NOTE,
            f"The web application was last seen {int(row[0].total_seconds() // 60)} min ago; until it is back no"
            " deadline fires, and then the parties' deadlines end later as the policy says.",
        )
    untold = connection.execute("SELECT count(*) FROM service_outage WHERE settled_at IS NULL").fetchone()[0]
    if untold:
        yield Finding("pulse", Verdict.NOTE, f"{untold} outages of which not every case has been told yet.")


def _files(config: Config) -> Iterator[Finding]:
    folder = Path(unquote(urlsplit(config.files_url).path))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x" * 4096)
    except OSError as error:
        yield Finding("files", Verdict.FAILS, f"{folder} cannot be written: {error.strerror}.")
        return
    yield Finding("files", Verdict.OK, f"{folder} can be written.")


def _ports(config: Config) -> Iterator[Finding]:
    from amiabil.server import serve

    for part in serve.parts(config):
        port = config.port_of(part)
        if serve.port_is_free(config, part):
            yield Finding("ports", Verdict.OK, f"{port} ({part}) is free.")
        elif part not in {"web", "push"}:
            yield Finding("ports", Verdict.NOTE, f"{port} ({part}) is in use.")
        elif serve.answers(config, part, "/health/live"):
            yield Finding("ports", Verdict.OK, f"{port} ({part}) is answered by a running installation.")
        else:
            yield Finding("ports", Verdict.FAILS, f"{port} ({part}) is used by something else.")


def _reachable(check: str, url: str, *, default_port: int) -> Finding:
    parts = urlsplit(url)
    address = (parts.hostname or "localhost", parts.port or default_port)
    try:
        socket.create_connection(address, timeout=_PATIENCE).close()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Finding(check, Verdict.FAILS, f"{address[0]}:{address[1]} does not answer: {reason}.")
    return Finding(check, Verdict.OK, f"{address[0]}:{address[1]} answers.")


def _mail(config: Config) -> Iterator[Finding]:
    if config.mail_url is None:
        yield Finding("mail", Verdict.NOTE, "AMIABIL_MAIL_URL is not set: mails wait until it is.")
        return
    yield _reachable("mail", config.mail_url, default_port=465 if config.mail_url.startswith("smtps") else 25)


def _payments(config: Config) -> Iterator[Finding]:
    if config.payments_url is None:
        yield Finding("payments", Verdict.NOTE, "AMIABIL_PAYMENTS_URL is not set: refunds wait until it is.")
        return
    if not config.payments_payouts:
        yield Finding(
            "payments", Verdict.NOTE, "AMIABIL_PAYMENTS_PAYOUTS is 0: the guarantee fund is paid by hand."
        )
    default = 443 if config.payments_url.startswith("https") else 80
    yield _reachable("payments", config.payments_url, default_port=default)


_CHECKS: tuple[Check, ...] = (_settings, _database, _files, _ports, _mail, _payments)
