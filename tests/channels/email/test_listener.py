"""Mail servers hand mails over: taken once they are kept, for our own addresses alone, an answer for each recipient."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError

from amiabil.channels.email import listener
from amiabil.records.models import IncomingMail
from amiabil.ui import mail_intake
from tests.mails import HELP, mail, open_door

__all__ = ["open_door"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_door")]


@contextmanager
def running(speaks: str) -> Iterator[int]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    server = listener.listener(f"{speaks}://127.0.0.1:{port}", [HELP])
    server.start()
    try:
        yield port
    finally:
        server.stop()


def test_a_mail_is_taken_for_our_addresses_and_kept_before_the_answer() -> None:
    with running("smtp") as port, smtplib.SMTP("127.0.0.1", port) as server:
        refused = server.sendmail(
            "ana@example.ro", [HELP.replace("@", "+t123@"), "b@other.example"], mail("Unu")
        )
    assert list(refused) == ["b@other.example"]
    (row,) = IncomingMail.objects.all()
    assert (row.sender, row.recipients, row.state) == (
        "ana@example.ro",
        [HELP.replace("@", "+t123@")],
        "waiting",
    )
    assert mail_intake.raw_of(mail_intake.mail_at(row.id)).rstrip(b"\r\n") == mail("Unu")


def test_lmtp_answers_for_each_recipient() -> None:
    with running("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as server:
        server.ehlo()
        server.mail("")
        for to in (HELP, HELP.replace("@", "+x@")):
            server.rcpt(to)
        server.docmd("DATA")
        server.send(mail("Unu") + b"\r\n.\r\n")
        answers = [server.getreply()[0] for _ in range(2)]  # RFC 2033, 4.2
    assert answers == [250, 250]
    assert IncomingMail.objects.get().recipients == [HELP, HELP.replace("@", "+x@")]


@pytest.mark.parametrize(
    "failure", [OperationalError("the database is away"), InterfaceError("closed"), ValueError("a defect")]
)
def test_what_cannot_be_kept_is_not_taken(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def gone(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(mail_intake.mail_in, "store", gone)
    with (
        running("smtp") as port,
        smtplib.SMTP("127.0.0.1", port) as server,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        server.sendmail("ana@example.ro", [HELP], mail("Unu"))
    assert refused.value.smtp_code == 451
