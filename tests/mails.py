"""Mails that come in, as tests write them; the world they come into has one buyer, one shop and an agent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import override_settings

from amiabil.domain.mail.reply_address import reply_address, reply_name
from amiabil.domain.terms import Role
from amiabil.records import mail_desk
from amiabil.records.mail_desk import ToldMail
from amiabil.records.models import StaffMember
from amiabil.records.tickets import TicketFile
from amiabil.ui import mail_intake
from amiabil.ui.mail_intake import Arrived
from tests.factories import make_staff

HELP = "ajutor@iarmaroc.example"
RELAY = "mx.iarmaroc.example"
PROVEN = f"Authentication-Results: {RELAY}; dmarc=pass"
FORGED = f"Authentication-Results: {RELAY}; dmarc=fail"


@contextmanager
def door(folder: Path) -> Iterator[None]:
    """An installation that takes mail in, with its files in a folder of the test's."""
    with override_settings(
        AMIABIL_MAIL_IN_ADDRESSES=(HELP,),
        AMIABIL_MAIL_IN_RELAYS=(RELAY,),
        AMIABIL_MAIL_FROM=HELP,
        AMIABIL_FILES_URL=(folder / "files").as_uri(),
    ):
        yield


def mail(
    text: str | bytes = "Unde este coletul meu?",
    *fields: str,
    author: str = "Ana Pop <ana@example.ro>",
    subject: str = "Coletul",
    to: str = HELP,
) -> bytes:
    """A mail; ``fields`` are lines of its head and come first."""
    body = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
    given = "\r\n".join([*fields, f"From: {author}", f"To: {to}", f"Subject: {subject}"])
    kind = (
        ""
        if any(line.lower().startswith("content-type") for line in fields)
        else ("\r\nContent-Type: text/plain; charset=utf-8")
    )
    return f"{given}{kind}\r\n\r\n".encode() + body


def with_files(text: str, *files: tuple[str, str, bytes], fields: tuple[str, ...] = (), **more: str) -> bytes:
    """A mail with files: name, type, bytes each."""
    import base64

    parts = [f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()]
    for name, kind, content in files:
        head = (
            f'--x\r\nContent-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n"
        )
        parts.append(head.encode() + base64.encodebytes(content) + b"\r\n")
    return mail(b"".join(parts) + b"--x--\r\n", *fields, "Content-Type: multipart/mixed; boundary=x", **more)


def came(raw: bytes, *, account: str = "lmtp", recipients: tuple[str, ...] = ()) -> ToldMail:
    """Take a mail in and file it; what became of it as an agent reads it."""
    (id,) = mail_intake.take([Arrived(account, raw, recipients=recipients)])
    mail_intake.process(id)
    reader = make_staff(f"reader{StaffMember.objects.count()}", Role.AGENT)
    return mail_desk.told(reader, id)


def answer_to(file: TicketFile) -> str:
    """The address that the mails about a request to whoever asked it are answered at."""
    person = file.customer_id or (file.contact.id if file.contact else None)
    assert person is not None
    return reply_address(HELP, reply_name(file.reference, person, keys=mail_intake.keys()))


@pytest.fixture
def open_door(tmp_path: Path) -> Iterator[None]:
    """The door, for a whole test."""
    with door(tmp_path):
        yield
