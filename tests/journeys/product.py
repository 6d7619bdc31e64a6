"""The product as ``amiabil serve`` runs it, with what a tester may look at from outside: mails, books, processes."""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.marketplace import Marketplace
from tests.server.installation import Installation

SECRET = "the marketplace of the journeys signs its tokens with this"
_SET_AHEAD = "import django; django.setup(); from amiabil.records.clock import set_ahead; set_ahead"
_UNPAID = (
    "import django; django.setup(); from amiabil.records import sql; "
    "print(sql.row(\"SELECT count(*) FROM refund WHERE state NOT IN ('confirmed', 'failed')\", {}).count)"
)
SCOPES = ("orders:write", "cases:read", "cases:write", "measures:write", "admin")


class Product:
    """One installation that runs; its addresses, its marketplace, and its insides where a test must look."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.base_url = f"http://localhost:{installation.port}"
        self.payments_url = f"http://127.0.0.1:{installation.port + 3}"
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        made = installation.run("keys", "add", "journeys", *scopes)
        assert made.returncode == 0, made.stderr
        self.marketplace = Marketplace(self.base_url, key=made.stdout.strip(), secret=SECRET, issuer="demo")

    # ---- what arrived elsewhere -------------------------------------------------

    def mails_to(self, address: str) -> list[EmailMessage]:
        """The mails that were caught for an address, the oldest first."""
        found = []
        for path in sorted((self.installation.home / "demo-mail").glob("[!.]*.eml")):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(letter, EmailMessage)
            if address in letter.get_all("Delivered-To", []):
                found.append(letter)
        return found

    def refunds_of(self, case: str) -> list[dict[str, Any]]:
        """What the payments service has in its books for the buyer of a case; what it pays to sellers is not here."""
        return [one for one in self._paid_for(case) if one["kind"] == "refund"]

    def payouts_of(self, case: str, *, state: str) -> list[dict[str, Any]]:
        """What the payments service has in its books for the seller of a case and has come to this."""
        return [one for one in self._paid_for(case) if one["kind"] != "refund" and one["state"] == state]

    def _paid_for(self, case: str) -> list[dict[str, Any]]:
        books = sqlite3.connect(self.installation.home / "demo-payments.sqlite3", timeout=10)
        books.row_factory = sqlite3.Row
        try:
            asked = "SELECT r.*, p.paid_at FROM refund r LEFT JOIN payment p USING (key) WHERE case_ref = ?"
            rows = books.execute(asked, (case,)).fetchall()
        finally:
            books.close()
        return [dict(row) for row in rows]

    def pay_like(self, behaviour: str, **how: Any) -> None:
        """Let the payments service treat the next refunds so."""
        answer = httpx.post(
            f"{self.payments_url}/control", json={"behaviour": behaviour, **how}, trust_env=False
        )
        assert answer.status_code == 200, answer.text

    def verified(self, reference: str) -> bool:
        """Whether ``amiabil verify`` says that the chain of a case holds."""
        checked = self.installation.run("verify", reference)
        assert checked.returncode in {0, 1}, checked.stderr
        return checked.returncode == 0

    @contextmanager
    def ahead(self, **how: float) -> Iterator[None]:
        """Meanwhile it is so much later: ``days=6``."""
        self._set_ahead(timedelta(**how))
        try:
            yield
        finally:
            self._set_ahead(timedelta())

    def _set_ahead(self, much: timedelta) -> None:
        self._inside(f"{_SET_AHEAD}({int(much.total_seconds() * 1000)})")

    def _inside(self, program: str) -> str:
        environ = {**self.installation.environ, "DJANGO_SETTINGS_MODULE": "amiabil.server.settings"}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environ, check=True, timeout=60, stdout=subprocess.PIPE
        )
        return done.stdout.decode().strip()

    def wait_paid(self, seconds: float = 120) -> None:
        """Wait until every refund under way has arrived: each moves a case on that somebody may be deciding."""
        eventually(lambda: self._inside(_UNPAID) == "0", seconds)

    # ---- its processes --------------------------------------------------------------

    def process(self, name: str) -> int:
        """The process that ``serve`` started under this name, or ``database``; fails when there is none."""
        (supervisor,) = [running.pid for running in self.installation.processes if running.poll() is None]
        for pid in self.installation.members():
            try:
                parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
            except OSError:
                continue
            if parent == supervisor and _runs(name, words):
                return pid
        raise AssertionError(f"no process {name}")

    def kill(self, name: str) -> None:
        """End one process as a crash would: at once and without a word."""
        os.kill(self.process(name), signal.SIGKILL)

    def wait_ready(self, seconds: float = 60) -> None:
        """Wait until pages are served again."""
        self.installation.wait_ready(seconds)


def _runs(name: str, words: list[str]) -> bool:
    """Whether a command line is that of this part; web becomes granian's main process."""
    if name == "database":
        return words[0].endswith("postgres")
    return words[1:3] == ["-m", "granian"] if name == "web" else words[-1] == name


def eventually(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """The first true value of the condition; fails when there is none in time."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, "it did not happen in time"
        signal.sigtimedwait((), 0.05)


@contextmanager
def running(*, alone: bool = False) -> Iterator[Product]:
    """A whole product; when the body fails, the end of every log is printed.

    ``alone``: with the mediator ``mira`` and nobody else, for where the demonstration takes more time than it gives.
    """
    installation = Installation(AMIABIL_DEMO="1", AMIABIL_JWT_KEY=SECRET)
    try:
        if alone:
            _add_mediator(installation)
        installation.start("serve")
        installation.wait_told("is ready after", 300)
        product = Product(installation)
        product.wait_paid()
        try:
            yield product
        finally:
            product.marketplace.close()
    except BaseException:
        print(logs_of(installation))
        raise
    finally:
        installation.close()


def _add_mediator(installation: Installation) -> None:
    (installation.home / "password").write_text("correct horse battery staple\n")
    told = ["--name", "Mira Dragomir", "--email", "mira@iarmaroc.example", "--role", "mediator"]
    password = ["--password-file", str(installation.home / "password")]
    for words in (["migrate"], ["staff", "add", "mira", "--pseudonym", "Mira D.", *told, *password]):
        done = installation.run(*words)
        assert done.returncode == 0, done.stderr


def logs_of(installation: Installation, lines: int = 25) -> str:
    """The end of everything its processes wrote."""
    parts = [installation.said()]
    for path in sorted((installation.home / "logs").glob("*.log")):
        tail = path.read_text("utf-8", "replace").splitlines()[-lines:]
        parts.append(f"--- {path.name}\n" + "\n".join(tail))
    return "\n".join(parts)


def links_in(letter: EmailMessage) -> list[str]:
    """Every address in the plain words of a mail."""
    plain = letter.get_body(preferencelist=("plain",))
    assert plain is not None
    return re.findall(r"https?://[^\s<>()\"]+", plain.get_content())
