"""Mails over real SMTP: what arrives, what can never be smuggled into a header, what each refusal means."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.gateways.mail import (
    BadHeader,
    Letter,
    MailDeferred,
    MailRefused,
    Sender,
    SmtpMailer,
    compose,
    message_id,
)
from tests.gateways.mail_servers import Mailbox, running

SENDER = Sender("no-reply@asistenta.example", "Iarmaroc Asistență")
LETTER = Letter(
    id=message_id("n-1", "asistenta.example"),
    to="ioana@example.org",
    to_name="Ioana Mureșan",
    subject="Atelier Luminos îți propune 150,00 lei. Răspunde până joi, 19 noiembrie",
    text="Bună ziua, Ioana,\n\nE rândul tău.\n",
    html="<p>Bună ziua, Ioana,</p>",
    language="ro",
    at=datetime(2026, 11, 16, 15, 21, tzinfo=UTC),
    thread=("<D-4H8P-6TXC@asistenta.example>", "<n-0@asistenta.example>"),
    thread_index="AdwAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
    reply_to="ajutor+t7k3m92qf0123456789abcdef@asistenta.example",
    unsubscribe_url="https://asistenta.example/mails/eyJw.c2ln",
)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    content = found.get_content()
    assert isinstance(content, str)
    return content


@pytest.mark.enable_socket
def test_a_letter_arrives_whole() -> None:
    box = Mailbox()
    with running(box) as where:
        SmtpMailer(f"smtp://{where}", SENDER).send(LETTER)
    (got,) = box.mails
    assert box.envelopes[0].mail_from == SENDER.address and box.envelopes[0].rcpt_tos == [LETTER.to]
    assert got["Subject"] == LETTER.subject
    assert got["From"] == "Iarmaroc Asistență <no-reply@asistenta.example>"
    assert got["To"] == "Ioana Mureșan <ioana@example.org>"
    assert got["Message-ID"] == "<n-1@asistenta.example>"
    assert got["References"] == " ".join(LETTER.thread) and got["In-Reply-To"] == LETTER.thread[-1]
    assert got["Thread-Index"] == LETTER.thread_index
    assert got["Reply-To"].addresses[0].addr_spec == LETTER.reply_to
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] == f"<{LETTER.unsubscribe_url}>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Content-Language"] == "ro"
    assert got["Date"].datetime == LETTER.at
    assert got.get_content_type() == "multipart/alternative"
    assert part(got, "plain").replace("\r\n", "\n") == LETTER.text
    assert "Bună ziua" in part(got, "html")


def test_the_address_that_ends_mails_is_never_encoded_or_broken() -> None:
    """Mail services look for it as it stands; an encoded word would be no address to them."""
    url = f"https://asistenta.example/mails/{'eyJw' * 60}.{'c2ln' * 11}"
    lines = compose(replace(LETTER, unsubscribe_url=url), SENDER).as_bytes().split(b"\r\n")
    assert f"List-Unsubscribe: <{url}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    with pytest.raises(BadHeader):
        compose(replace(LETTER, unsubscribe_url=url * 4), SENDER)


@pytest.mark.enable_socket
def test_a_dot_alone_on_a_line_ends_nothing() -> None:
    box = Mailbox()
    with running(box) as where:
        SmtpMailer(f"smtp://{where}", SENDER).send(replace(LETTER, text="one\n.\nRCPT TO:<x@y>\n"))
    assert part(box.mails[0], "plain").replace("\r\n", "\n") == "one\n.\nRCPT TO:<x@y>\n"


BREAKS = ["\r\nBcc: victim@example.org", "\nX: y", "\rX: y", "\x00", "\x0b", "\x85", "\u2028X", "\u202eX"]


@pytest.mark.parametrize("line", BREAKS)
@pytest.mark.parametrize(
    "field",
    ["to", "to_name", "subject", "id", "thread", "thread_index", "reply_to", "language", "unsubscribe_url"],
)
def test_line_breaks_and_controls_are_refused_in_every_header(field: str, line: str) -> None:
    held = getattr(LETTER, field)
    value = (*held, f"<x@y.example>{line}") if isinstance(held, tuple) else f"{held}{line}"
    with pytest.raises(BadHeader):
        compose(replace(LETTER, **{field: value}), SENDER)


@pytest.mark.parametrize("line", BREAKS)
def test_the_senders_name_is_held_to_the_same(line: str) -> None:
    with pytest.raises(BadHeader):
        compose(LETTER, replace(SENDER, name=f"Iarmaroc{line}"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ioana",
        "@example.org",
        "ioana@",
        "a b@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a@b@c",
        f"{'a' * 250}@example.org",
        "a@exa mple.org",
        "a@[127.0.0.1]",
        "a(x)@example.org",
        "ă@example.org",
    ],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(BadHeader):
        compose(replace(LETTER, to=address), SENDER)


@pytest.mark.parametrize(
    "name",
    ["Ion <victim@example.org>", "a, victim@example.org", 'say "x" <v@example.org>, y', "=?utf-8?q?a?=", ""],
)
def test_a_display_name_adds_no_recipient(name: str) -> None:
    message = compose(replace(LETTER, to_name=name), SENDER)
    assert [one.addr_spec for one in message["To"].addresses] == [LETTER.to]


@given(st.text(max_size=120))
def test_any_name_either_stays_a_name_or_is_refused(name: str) -> None:
    try:
        message = compose(replace(LETTER, to_name=name), SENDER)
    except BadHeader:
        return
    wire = message.as_bytes()
    head = wire.split(b"\r\n\r\n", 1)[0]
    assert head.lower().count(b"\r\nto:") == 1 and b"\r\nbcc:" not in head.lower()
    assert [one.addr_spec for one in message["To"].addresses] == [LETTER.to]


def test_a_host_with_other_letters_is_written_for_machines() -> None:
    message = compose(replace(LETTER, to="ioana@căsuță.example"), SENDER)
    assert message["To"].addresses[0].domain.startswith("xn--")


def test_a_subject_without_end_is_cut() -> None:
    assert len(compose(replace(LETTER, subject="a" * 5_000), SENDER)["Subject"]) == 200


# ---- what the server says --------------------------------------------------------------------------


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("box", "kind"),
    [
        (Mailbox(rcpt="550 no such user"), MailRefused),
        (Mailbox(rcpt="450 try later"), MailDeferred),
        (Mailbox(data="554 looks like spam"), MailRefused),
        (Mailbox(data="452 disk full"), MailDeferred),
    ],
)
def test_a_refusal_is_for_good_or_for_now(box: Mailbox, kind: type[Exception]) -> None:
    with running(box) as where, pytest.raises(kind) as caught:
        SmtpMailer(f"smtp://{where}", SENDER).send(LETTER)
    assert (box.rcpt or box.data) in str(caught.value)


@pytest.mark.enable_socket
@pytest.mark.filterwarnings(
    "ignore:Requiring AUTH:UserWarning"
)  # of the test server, which has no certificate
def test_a_password_is_used_and_a_wrong_one_defers_without_telling_it() -> None:
    box = Mailbox()
    with running(box, password="s3cret/word") as where:
        SmtpMailer(f"smtp://me:s3cret%2Fword@{where}", SENDER).send(LETTER)
        with pytest.raises(MailDeferred) as caught:
            SmtpMailer(f"smtp://me:wrong-one@{where}", SENDER, seconds=1).send(LETTER)
    assert len(box.mails) == 1
    assert "wrong-one" not in str(caught.value)


@pytest.mark.enable_socket
def test_starttls_is_not_given_up_silently() -> None:
    box = Mailbox()
    with running(box) as where, pytest.raises(MailDeferred):
        SmtpMailer(f"smtp+tls://{where}", SENDER).send(LETTER)
    assert box.mails == []


@pytest.mark.enable_socket
def test_nobody_there_and_a_server_that_says_nothing_defer() -> None:
    with pytest.raises(MailDeferred):
        SmtpMailer("smtp://127.0.0.1:9", SENDER).send(LETTER)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MailDeferred):
            SmtpMailer(f"smtp://{where}", SENDER, seconds=0.3).send(LETTER)


@pytest.mark.enable_socket
def test_a_server_that_hangs_up_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up() -> None:
            connection, _ = rude.accept()
            connection.sendall(b"220 rude\r\n")
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(MailDeferred):
            SmtpMailer(f"smtp://127.0.0.1:{rude.getsockname()[1]}", SENDER).send(LETTER)
        thread.join(10)
