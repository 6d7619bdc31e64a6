"""What strangers send to the door: bombs, rubbish, every charset. Each is taken in whole, and the next one is filed."""

from __future__ import annotations

import codecs
import encodings
import time
import zlib
from collections.abc import Callable
from encodings.aliases import aliases

import pytest

from amiabil.domain.mail.intake import State
from amiabil.records.models import IncomingMail, Message
from amiabil.ui import mail_intake
from amiabil.ui.mail_html import safe_html
from amiabil.ui.mail_intake import Arrived
from tests.mails import came, mail, open_door, with_files

__all__ = ["open_door"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_door")]

MOST_SECONDS = 20.0
"""Of processor time for the worst of them: far from an attack, far above what any needs."""


def many_parts() -> bytes:
    """Two hundred parts and more."""
    part = b"--x\r\nContent-Type: text/plain\r\n\r\nparte\r\n"
    return mail(part * 1_000 + b"--x--", "Content-Type: multipart/mixed; boundary=x")


def many_mails_inside() -> bytes:
    """Mails inside of mails, four hundred deep."""
    whole = b"Subject: inside\r\n\r\nfund"
    for depth in range(400):
        mark = f"b{depth}".encode()
        whole = (
            b"Content-Type: multipart/mixed; boundary="
            + mark
            + b"\r\n\r\n--"
            + mark
            + (b"\r\nContent-Type: message/rfc822\r\n\r\n" + whole + b"\r\n--" + mark + b"--\r\n")
        )
    return b"From: ana@example.ro\r\nSubject: Bomb\r\n" + whole


def large_file() -> bytes:
    """A file of fifty megabytes that says it is a picture."""
    return with_files("Uite", ("mare.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(50_000_000)))


def picture_bomb() -> bytes:
    """A small picture that wants to be a very large one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    head = chunk(b"IHDR", size + size + b"\x08\x02\x00\x00\x00")
    body = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    return with_files(
        "Uite", ("b.png", "image/png", b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b""))
    )


def long_head() -> bytes:
    """Fields without end."""
    return mail("x", *[f"X-{number}: {'y' * 900}" for number in range(2_000)])


def html_bomb() -> bytes:
    """Elements inside of elements, a hundred thousand deep."""
    return mail("<div>" * 100_000 + "fund", "Content-Type: text/html")


@pytest.mark.parametrize(
    "bomb",
    [many_parts, many_mails_inside, large_file, picture_bomb, long_head, html_bomb],
    ids=lambda one: one.__name__,
)
def test_a_bomb_costs_little_and_the_next_mail_is_filed(bomb: Callable[[], bytes]) -> None:
    raw = bomb()
    begun = time.process_time()
    told = came(raw)
    assert time.process_time() - begun < MOST_SECONDS
    assert told.state in {State.FILED, State.HELD}
    assert mail_intake.raw_of(mail_intake.mail_at(told.id)) == raw
    assert came(mail("Următorul", author="ion@example.ro")).text == "Următorul"


def test_what_a_bomb_brings_is_no_file_of_the_message_and_is_named() -> None:
    told = came(picture_bomb())
    assert told.files == ()
    assert [name for name, _why in told.left_out] == ["b.png"]


def _charsets() -> list[str]:
    """Every charset of text that Python knows."""
    found = sorted({*aliases.values()})
    return [name for name in found if name in encodings.aliases.aliases.values() and _is_text(name)]


def _is_text(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding and bool("a".encode(name))
    except (LookupError, UnicodeError):
        return False


def test_every_charset_is_read_and_none_stops_anything() -> None:
    came_in = []
    for number, name in enumerate(_charsets()):
        body = "Salut 123".encode(name, "replace")
        raw = mail(body, f"Content-Type: text/plain; charset={name}", author=f"a{number}@example.ro")
        came_in.append(Arrived("lmtp", raw))
    mail_intake.take(came_in)
    assert mail_intake.file_next(500) == len(came_in)
    assert not IncomingMail.objects.filter(cause="failed").exists()
    read = Message.objects.filter(text__startswith="Salut 123").count()
    assert read > 60


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 5_000, b"\xff" * 5_000, b"\r\n\r\ntext", bytes(range(256)) * 40]
)
def test_rubbish_waits_and_is_kept(raw: bytes) -> None:
    told = came(raw)
    assert told.state is State.HELD
    assert mail_intake.raw_of(mail_intake.mail_at(told.id)) == raw


@pytest.mark.parametrize(
    "line",
    [
        "From: a@b.example\r\nBcc: victim@example.org",
        "Subject: x\r\nX-Injected: 1",
        "From: =?utf-8?q?a=0D=0AB?= <a@b.example>",
    ],
)
def test_no_line_break_gets_into_what_is_kept_of_the_fields(line: str) -> None:
    told = came(f"{line}\r\nTo: x@example.org\r\n\r\nSalut".encode())
    for text in (told.subject, told.author, told.author_name):
        assert "\r" not in text
        assert "\n" not in text


@pytest.mark.parametrize(
    "source",
    [
        "<svg><script>x</script></svg><math><mi xlink:href='javascript:x'>",
        "<a href=' jAvaScript:alert(1)'>x</a>",
        "<img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<div style='background:url(//spy.example)'>x</div>",
        "<base href='//evil.example'><link rel=stylesheet href='//evil.example'>",
        "<iframe srcdoc='<script>x</script>'></iframe><object data=x></object><embed src=x>",
    ],
)
def test_nothing_of_a_mails_html_acts_or_fetches(source: str) -> None:
    shown = safe_html(source).lower()
    for word in (
        "<script",
        "javascript:",
        "onerror=",
        "<img",
        "<svg",
        "style=",
        "<base",
        "<link",
        "<iframe",
        "<object",
    ):
        assert word not in shown, shown
