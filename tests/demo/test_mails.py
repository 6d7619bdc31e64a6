"""The mail catcher keeps what it is sent, and its pages show it without letting it do anything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from amiabil.demo import mail_catcher, mails
from amiabil.foundation.errors import NotFound
from amiabil.gateways.mail import Letter, Sender, SmtpMailer, message_id

pytestmark = [pytest.mark.enable_socket, pytest.mark.django_db, pytest.mark.urls("tests.demo.urls_with_demo")]

SENDER = Sender("no-reply@iarmaroc.example", "Iarmaroc")
EVIL = '<html><head></head><body><script>alert(1)</script><a href="/ro/">Vezi</a></body></html>'
LETTER = Letter(
    id=message_id("n-1", "iarmaroc.example"),
    to="ioana@posta.example",
    to_name="Ioana Mureșan",
    subject="Ofertă <b>nouă</b>: 150,00 lei",
    text="Bună ziua <script>,\n",
    html=EVIL,
    language="ro",
    at=datetime(2026, 11, 16, 15, 21, tzinfo=UTC),
)

_PROGRAM = """
import sys
from pathlib import Path
from amiabil.demo.services import serve_mail
serve_mail(int(sys.argv[1]), home=Path(sys.argv[2]))
"""


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.AMIABIL_HOME = tmp_path
    return tmp_path


@pytest.fixture
def mailer(home: Path) -> Iterator[SmtpMailer]:
    """A mailer to a catcher that runs as a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _PROGRAM, str(port), str(home)], env=dict(os.environ))
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert process.poll() is None
    yield SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_what_was_sent_is_kept_and_listed_newest_first(mailer: SmtpMailer, client: Client) -> None:
    mailer.send(LETTER)
    mailer.send(replace(LETTER, subject="A doua", to="luca@posta.example"))
    newest, first = mails.latest(limit=10)
    assert (newest.subject, newest.to) == ("A doua", "luca@posta.example")
    assert (first.subject, first.text.strip()) == (LETTER.subject, "Bună ziua <script>,")
    assert mails.latest(limit=10, before=newest.name) == [first]
    page = client.get("/demo/mail/").content.decode()
    assert page.index("A doua") < page.index("Ofertă &lt;b&gt;")
    assert "ioana@posta.example" in page


def test_a_mail_is_shown_in_a_frame_that_may_run_nothing(mailer: SmtpMailer, client: Client) -> None:
    mailer.send(LETTER)
    (mail,) = mails.latest(limit=1)
    page = client.get(f"/demo/mail/{mail.name}")
    html = page.content.decode()
    assert "<script>alert" not in html and "Bună ziua &lt;script&gt;" in html
    assert f'src="/demo/mail/{mail.name}/body" sandbox="allow-popups' in html and "allow-scripts" not in html
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    body = client.get(f"/demo/mail/{mail.name}/body")
    policy = body["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "allow-scripts" not in policy
    assert "script-src" not in policy and "allow-same-origin" not in policy
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in body.content.decode()


def test_the_source_is_told_as_text(mailer: SmtpMailer, client: Client) -> None:
    mailer.send(LETTER)
    answer = client.get(f"/demo/mail/{mails.latest(limit=1)[0].name}/source")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Delivered-To: ioana@posta.example" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["..", "secret_key", "0000000000000-00000000", "../secret_key", "%2e%2e%2fsecret_key"]
)
@pytest.mark.parametrize("tail", ["", "/body", "/source"])
def test_no_other_file_is_ever_read(home: Path, client: Client, name: str, tail: str) -> None:
    (home / "secret_key.eml").write_text("Subject: secret\n\n")
    assert client.get(f"/demo/mail/{name}{tail}").status_code == 404
    with pytest.raises(NotFound):
        mails.caught(name)


def test_nothing_sent_yet_is_said(home: Path, client: Client) -> None:
    assert client.get("/demo/mail/").status_code == 200
    assert mails.latest(limit=5) == []


def test_the_oldest_go_when_there_are_too_many(
    mailer: SmtpMailer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_catcher, "MOST_KEPT", 2)
    catcher = mail_catcher.Catcher(tmp_path / "few")
    for number in range(4):
        catcher._keep(b"Subject: %d\r\n\r\n" % number)
    assert len(list((tmp_path / "few").glob("*.eml"))) == 2
