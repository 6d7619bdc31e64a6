"""A mailbox is fetched by a whole installation while its database is killed, and counted afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from amiabil.server import database
from amiabil.server.config import load
from amiabil.server.embedded import location
from tests.gateways.dovecot import dovecot
from tests.server.installation import Installation, installation, until

HELP = "help@iarmaroc.example"


@dataclass(frozen=True)
class Outcome:
    """What there was afterwards: requests and messages by how often each mail was found; seconds it all took."""

    mails: int
    rows: Counter[str]
    said: Counter[str]
    killed: int
    seconds: float

    @property
    def exactly_once(self) -> bool:
        """Every mail has one row that is filed, and is one message."""
        return (
            self.rows == Counter({"filed": self.mails})
            and set(self.said.values()) == {1}
            and (len(self.said) == self.mails)
        )


def mailbox(count: int) -> Iterator[bytes]:
    """Mails of many people: answers with quotes, both forms, small files; every twentieth says the same as another in
    its fields, Message-ID included."""
    for number in range(count):
        id = number - 1 if number % 20 == 19 else number
        head = (
            f"Message-ID: <{id}@example.ro>\r\nFrom: Om {number % 997} <om{number % 997}@example.ro>\r\nTo: {HELP}\r\n"
            f"Subject: Comanda {id}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        )
        text = f"Mesajul {number}: unde este coletul?\r\n\r\nPe 1 nov. 2026, Iarmaroc <{HELP}> a scris:\r\n"
        text += "> Bună ziua, am primit comanda.\r\n" * (number % 40)
        if number % 3:
            yield f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()
            continue
        html = f"<div>Mesajul {number}: unde este coletul?</div><blockquote>{'Bună. ' * 200}</blockquote>"
        yield (
            f"{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain;"
            f" charset=utf-8\r\n\r\n{text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--\r\n"
        ).encode()


def fetched_under_fire(count: int, *, kills: int, patience: float) -> Outcome:
    """Fetch and file a mailbox of so many mails, the database killed so often on the way, at even parts of it."""
    with dovecot() as server:
        server.deliver(mailbox(count))
        settings = {"AMIABIL_MAIL_IN_URL": server.url, "AMIABIL_MAIL_IN_ADDRESSES": HELP}
        with installation(**settings) as whole:
            whole.start("serve")
            whole.wait_ready(max(90, patience / 8))
            begun = time.monotonic()
            for number in range(kills):
                until(lambda part=number: _stored(whole) > count * (part + 0.3) / (kills + 1), patience)
                _kill_database(whole)
            until(lambda: _is_done(whole, count), patience)
            seconds = time.monotonic() - begun
            return Outcome(count, *_counted(whole), kills, seconds)


def _stored(whole: Installation) -> int:
    """Mails whose bytes are there, some of them perhaps without a row."""
    folder = whole.home / "files" / "mail"
    return sum(1 for _ in os.scandir(folder)) if folder.exists() else 0


def _kill_database(whole: Installation) -> None:
    until(lambda: _postmaster(whole) is not None, 60)
    os.kill(_postmaster(whole) or 0, signal.SIGKILL)


def _postmaster(whole: Installation) -> int | None:
    path = location.find(whole.home).data / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def _is_done(whole: Installation, count: int) -> bool:
    try:
        with _connected(whole) as connection:
            row = connection.execute("SELECT count(*) FROM incoming_mail WHERE state <> 'waiting'").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and row[0] >= count


def _counted(whole: Installation) -> tuple[Counter[str], Counter[str]]:
    with _connected(whole) as connection:
        rows = Counter(state for (state,) in connection.execute("SELECT state FROM incoming_mail").fetchall())
        said = connection.execute("SELECT split_part(text, ':', 1) FROM message").fetchall()
    return rows, Counter(text for (text,) in said)


def _connected(whole: Installation) -> psycopg.Connection[tuple[object, ...]]:
    entry = database.embedded_address(load(whole.environ | {}), location.APPLICATION)
    return psycopg.connect(
        host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=entry["NAME"], connect_timeout=5
    )
