"""The demonstration's mail server: accepts whatever it is sent and keeps it for a page to show.

Nothing leaves this machine. Each mail becomes one ``.eml`` file in ``AMIABIL_HOME/demo-mail``.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

FOLDER = "demo-mail"
LARGEST = 5 * 1024 * 1024
"""Bytes of one mail; ours have under 100 kB."""

MOST_KEPT = 2_000
"""Mails kept; beyond it the oldest go, so that a demonstration that runs for months fills no disk."""


class Catcher:
    """Stores every mail with those it was for, before it says that it has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """The end of a mail."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self._keep(_received(envelope) + raw)
        return "250 kept"

    def _keep(self, whole: bytes) -> None:
        name = f"{time.time_ns() // 1_000_000:013d}-{secrets.token_hex(4)}.eml"
        part = self._folder / f".{name}"
        with part.open("wb") as file:
            file.write(whole)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._folder / name)
        for old in sorted(self._folder.glob("[!.]*.eml"))[:-MOST_KEPT]:
            old.unlink(missing_ok=True)


def _received(envelope: Envelope) -> bytes:
    """The lines a receiving server adds: who sent it and for whom, as the envelope said."""
    lines = [f"Return-Path: <{envelope.mail_from or ''}>"]
    lines += [f"Delivered-To: {address}" for address in envelope.rcpt_tos]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def controller(port: int, folder: Path) -> Controller:
    """The catcher as a server of its own thread on one port of loopback; ``start`` and ``stop`` it."""
    return Controller(
        Catcher(folder), hostname="127.0.0.1", port=port, data_size_limit=LARGEST, server_hostname="demo-mail"
    )
