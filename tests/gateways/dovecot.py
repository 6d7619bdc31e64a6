"""A real Dovecot over loopback, run by nobody in particular, with one mailbox in a folder of the test's."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.server.installation import select_pause

_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/Maildir
mail_max_userip_connections = 100
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where it listens and where its mails lie."""

    port: int
    home: Path

    @property
    def url(self) -> str:
        """Its mailbox as the settings name it."""
        return f"imap://help:secret@127.0.0.1:{self.port}/INBOX"

    def deliver(self, mails: Iterable[bytes], *, name: str = "a") -> None:
        """Put mails into the mailbox, in their order."""
        folder = self.home / "Maildir"
        for number, raw in enumerate(mails):
            draft = folder / "tmp" / f"{number}"
            draft.write_bytes(raw)
            draft.chmod(0o666)
            draft.replace(folder / "new" / f"{1700000000 + number}.{name}{number}.test")

    def begin_anew(self) -> None:
        """Forget every number that was given: the mailbox has another validity afterwards."""
        for one in (self.home / "Maildir").glob("dovecot*"):
            one.unlink()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A running server; its folder is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="amiabil-imap-"))
    whose = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    for folder in ("run", "state", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
        (home / folder).mkdir(parents=True)
    running = Dovecot(_free_port(), home)
    group = grp.getgrgid(whose.pw_gid).gr_name
    told = _CONFIG.format(
        home=home, port=running.port, user=whose.pw_name, group=group, uid=whose.pw_uid, gid=whose.pw_gid
    )
    (home / "conf").write_text(told)
    if os.geteuid() == 0:
        for one in (home, *home.rglob("*")):
            os.chown(one, whose.pw_uid, whose.pw_gid)
    as_whom = {"user": whose.pw_uid, "group": whose.pw_gid} if os.geteuid() == 0 else {}
    server = subprocess.Popen(
        [_program(), "-F", "-c", str(home / "conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        extra_groups=[] if as_whom else None,
        **as_whom,  # type: ignore[arg-type]
    )
    try:
        _await(running, server)
        yield running
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _program() -> str:
    found = shutil.which("dovecot") or "/usr/sbin/dovecot"
    assert Path(found).exists(), "Dovecot is missing: tools/test-services installs it"
    return found


def _await(running: Dovecot, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            box = imaplib.IMAP4("127.0.0.1", running.port, timeout=5)
            box.login("help", "secret")
            box.logout()
            return
        except (OSError, imaplib.IMAP4.error):
            log = running.home / "log"
            said = log.read_text() if log.exists() else ""
            assert time.monotonic() < end and server.poll() is None, said
            select_pause()
