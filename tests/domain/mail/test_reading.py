"""Any bytes become a letter that says what the sender's program would have shown."""

from __future__ import annotations

import binascii
import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail import Flaw, Letter, Place, limits, read_letter
from amiabil.domain.mail.body import read_body
from amiabil.domain.mail.parts import read_parts
from tests.domain.mail.samples import container, file, html, mail, part, plain, whole, winmail


def files(letter: Letter) -> list[tuple[str, str]]:
    return [(one.name, one.place.value) for one in letter.attachments]


def test_a_plain_mail() -> None:
    raw = mail(
        "To: Asistență <ajutor@example.ro>",
        "Cc: ion@example.ro",
        "Subject: =?utf-8?q?Colet_pierdut?=",
        "Date: Mon, 23 Nov 2026 10:00:00 +0200",
        "Message-ID: <1@example.ro>",
        "In-Reply-To: <0@example.ro>",
        "References: <a@example.ro> <b@example.ro>\r\n <0@example.ro>",
        "Content-Type: text/plain; charset=utf-8",
        body="Bună ziua,\r\nunde este coletul?\r\n",
    )
    letter = read_letter(raw)
    assert letter.subject == "Colet pierdut"
    assert [one.address for one in letter.people.authors] == ["ana@example.ro"]
    assert letter.people.to[0].name == "Asistență"
    assert letter.sent_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert letter.thread.id == "1@example.ro"
    assert letter.thread.earlier == ("0@example.ro", "b@example.ro", "a@example.ro")
    assert letter.text == "Bună ziua,\nunde este coletul?\n"
    assert letter.hash == hashlib.sha256(raw).hexdigest()
    assert letter.flaws == frozenset()


def test_a_mail_without_fields_is_all_text() -> None:
    letter = read_letter("Unde este coletul?\nAștept.".encode())
    assert letter.text == "Unde este coletul?\nAștept."
    assert Flaw.NO_HEADERS in letter.flaws


@pytest.mark.parametrize(
    "above", ["", "\r\n", "\ufeff", "From ana@example.ro Mon Nov 23 10:00:00 2026\n", ">From x\n"]
)
@pytest.mark.parametrize("line", ["\r\n", "\n", "\r"])
def test_line_ends_and_junk_above_do_not_matter(above: str, line: str) -> None:
    letter = read_letter(
        (above + f"Subject: unu{line}From: ana@example.ro{line}{line}doi{line}trei").encode()
    )
    assert (letter.subject, letter.text) == ("unu", "doi\ntrei")


def test_eight_bit_text_without_a_charset_is_not_empty() -> None:  # M30
    assert read_letter(mail(body="Aştept răspuns", charset="cp1250")).text == "Aştept răspuns"


def test_plain_and_html_are_one_text() -> None:
    raw = whole("alternative", plain("Bună ziua"), html("<p>Bună <b>ziua</b></p>"))
    letter = read_letter(raw)
    assert letter.text == "Bună ziua"
    assert letter.html == "<p>Bună <b>ziua</b></p>"
    assert letter.attachments == ()


def test_a_plain_text_that_is_a_stand_in_gives_way() -> None:
    long = "<p>" + "Coletul a sosit deschis și lipsesc două produse. " * 5 + "</p>"
    letter = read_letter(whole("alternative", plain("Your program shows no HTML."), html(long)))
    assert letter.text.startswith("Coletul a sosit deschis")


def test_text_picture_text_stays_in_order() -> None:
    raw = whole("mixed", plain("sus"), file("a.jpg", b"jpg", "image/jpeg"), plain("jos"))
    letter = read_letter(raw)
    assert letter.text == "sus\njos"
    assert files(letter) == [("a.jpg", "file")]


def test_every_file_of_ten_is_there() -> None:  # M32
    raw = whole("mixed", plain("vezi"), *(file(f"{number}.pdf", bytes([number])) for number in range(10)))
    found = read_letter(raw).attachments
    assert [(one.name, one.content) for one in found] == [(f"{n}.pdf", bytes([n])) for n in range(10)]


def test_a_forwarded_mail_is_a_file_named_by_its_subject() -> None:  # M32
    inner = mail("Subject: Confirmare 12/34", body="text")
    letter = read_letter(whole("mixed", plain("vezi"), part(inner, "Content-Type: message/rfc822")))
    assert files(letter) == [("Confirmare 12-34.eml", "forwarded")]
    assert letter.attachments[0].content == inner
    assert letter.text == "vezi"


def test_a_text_that_has_only_a_name_is_text_and_a_text_sent_as_a_file_is_one() -> None:
    named = part("text", "Content-Type: text/plain; name=body.txt")
    sent = part("log", "Content-Type: text/plain", 'Content-Disposition: inline; filename="a.log"')
    letter = read_letter(whole("mixed", named, sent))
    assert (letter.text, files(letter)) == ("text", [("a.log", "file")])


def test_inline_pictures_and_calendars_know_their_place() -> None:
    picture = part("x", "Content-Type: image/png", "Content-ID: <p1@x>")
    related = container("related", html('<p>iată <img src="cid:p1@x"></p>'), picture, boundary="b2")
    calendar = part("BEGIN:VCALENDAR", "Content-Type: text/calendar; method=REQUEST")
    letter = read_letter(whole("mixed", related, calendar))
    assert [(one.place, one.content_id) for one in letter.attachments] == [
        (Place.INLINE, "p1@x"),
        (Place.CALENDAR, ""),
    ]
    assert letter.text == "iată"


def test_signed_and_encrypted_mails() -> None:
    signed = read_letter(
        whole("signed", plain("semnat"), part("x", "Content-Type: application/pgp-signature"))
    )
    assert (signed.text, files(signed)) == ("semnat", [("", "signature")])
    sealed = read_letter(
        whole(
            "encrypted",
            part("Version: 1", "Content-Type: application/pgp-encrypted"),
            part("x", "Content-Type: application/octet-stream; name=encrypted.asc"),
        )
    )
    assert (sealed.text, files(sealed)) == ("", [("", "encrypted"), ("encrypted.asc", "encrypted")])


def test_the_files_of_winmail_dat_are_files_of_the_mail() -> None:
    packed = winmail("factură fiscală.pdf", b"%PDF-1.7")
    letter = read_letter(whole("mixed", plain("atașat"), file("winmail.dat", packed, "application/ms-tnef")))
    assert [(one.name, one.content) for one in letter.attachments] == [("factură fiscală.pdf", b"%PDF-1.7")]
    assert letter.text == "atașat"


def test_the_text_of_winmail_dat_is_read_where_there_is_no_other() -> None:
    packed = winmail("a.pdf", b"%PDF", text="Bună ziua, atașez factura")
    letter = read_letter(whole("mixed", file("winmail.dat", packed, "application/ms-tnef")))
    assert letter.text == "Bună ziua, atașez factura"


@given(st.binary(max_size=400), st.integers(0, 400))
def test_a_torn_winmail_dat_is_read_as_far_as_it_goes(noise: bytes, cut: int) -> None:
    packed = winmail("a.pdf", b"%PDF", text="x")[:cut] + noise
    assert (
        read_letter(whole("mixed", file("winmail.dat", packed, "application/ms-tnef"))).attachments
        is not None
    )


def test_uuencoded_files_leave_the_text() -> None:  # M8
    content = bytes(range(100))
    lines = b"".join(binascii.b2a_uu(content[at : at + 45]) for at in range(0, 100, 45))
    body = b"sus\nbegin 644 lista.bin\n" + lines + b"`\nend\njos\nbegin 644 words that only look so\nend\n"
    letter = read_letter(mail(body=body))
    assert [(one.name, one.content) for one in letter.attachments] == [("lista.bin", content)]
    assert letter.text.split() == ["sus", "jos", "begin", "644", "words", "that", "only", "look", "so", "end"]


def test_soft_breaks_are_undone() -> None:
    flowed = 'Content-Type: text/plain; charset=utf-8; format="flowed"'
    body = "Coletul a sosit \r\ndeschis.\r\n> spus \r\n> odată\r\n  stânga\r\n-- \r\nAna"
    assert (
        read_letter(mail(flowed, body=body)).text
        == "Coletul a sosit deschis.\n> spus odată\n stânga\n--\nAna"
    )


def test_file_names_are_never_paths() -> None:
    names = ["../../etc/passwd", "C:\\temp\\a.exe", "poza\u202egpj.exe", "a\r\nb.pdf", "." * 500]
    for name in names:
        raw = whole(
            "mixed",
            part("x", "Content-Type: image/png", f'Content-Disposition: attachment; filename="{name}"'),
        )
        for found in read_letter(raw).attachments:
            assert not set(found.name) & set("/\\\r\n\u202e")
            assert len(found.name) <= 200


@pytest.mark.parametrize(
    ("date", "usable"),
    [
        ("Mon, 23 Nov 2026 10:00:00 +0200", True),
        ("23 Nov 2026 10:00 EET", True),
        ("Thu, 01 Jan 1970 00:00:00 +0000", False),
        ("Mon, 23 Nov 2037 10:00:00 +0200", False),
        ("Mon, 99 Nov 2026 10:00:00 +0200", False),
        ("ieri", False),
        ("Mon, 23 Nov 99999999999999999999 10:00:00 +0200", False),
        ("Mon, 23 Nov 2026 10:00:00 +99999999", False),
    ],
)
def test_a_date_that_cannot_be_true_is_no_date(date: str, usable: bool) -> None:
    letter = read_letter(mail(f"Date: {date}"), received_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert (letter.sent_at is not None) is usable
    assert (Flaw.DATE_NOT_USABLE in letter.flaws) is not usable


@pytest.mark.parametrize("value", ["", "<>", "   ", "\x00"])
def test_an_empty_message_id_stops_nothing(value: str) -> None:  # M6
    letter = read_letter(mail(f"Message-ID: {value}", body="text"))
    assert (letter.thread.id, letter.text) == ("", "text")


def test_two_from_fields_are_two_authors() -> None:
    letter = read_letter(mail("From: ana@example.ro", "From: ion@example.ro"))
    assert len(letter.people.authors) == 2


def test_a_long_history_keeps_its_first_and_latest_ids() -> None:
    ids = " ".join(f"<{number}@x>" for number in range(500))
    references = read_letter(mail(f"References: {ids}")).thread.references
    assert (len(references), references[0], references[-1]) == (limits.REFERENCES, "0@x", "499@x")


@pytest.mark.long
def test_parts_have_an_end() -> None:  # S20
    raw = whole("mixed", *(plain(str(number)) for number in range(500)))
    letter = read_letter(raw)
    assert Flaw.TOO_MANY_PARTS in letter.flaws
    assert letter.text.split() == [str(number) for number in range(limits.PARTS - 1)]


@pytest.mark.long
def test_containers_in_containers_have_an_end() -> None:  # S20
    inside = plain("adânc")
    for depth in range(1_000):
        inside = container("mixed", inside, boundary=f"b{depth}")
    letter = read_letter(b"From: ana@example.ro\r\n" + inside)
    assert Flaw.TOO_DEEP in letter.flaws


@pytest.mark.long
def test_fields_have_an_end() -> None:  # S20
    bomb = mail(*(f"X-{number}: {'y' * 100}" for number in range(20_000)), "Subject: last", body="text")
    letter = read_letter(bomb)
    assert Flaw.HEADERS_CUT in letter.flaws
    assert len(letter.headers.fields) <= limits.HEADERS
    assert letter.text == "text"


def test_files_have_an_end_and_what_is_left_out_is_named() -> None:
    raw = whole("mixed", file("mare.pdf", b"x" * 1_000), file("mic.pdf", b"y" * 10))
    body = read_body(raw, read_parts(raw)[0], room=100)
    assert [(one.name, len(one.content), one.left_out) for one in body.files] == [
        ("mare.pdf", 0, True),
        ("mic.pdf", 10, False),
    ]
    assert Flaw.FILE_LEFT_OUT in body.flaws


@pytest.mark.long
def test_text_has_an_end() -> None:
    letter = read_letter(mail(body="rând\n" * 1_000_000))
    assert Flaw.TEXT_CUT in letter.flaws
    assert len(letter.lines) <= limits.LINES
    assert len(letter.text) <= limits.TEXT_CHARS * 2


@pytest.mark.long
def test_a_mail_beyond_all_size_is_read_from_its_beginning() -> None:
    raw = mail("Subject: lung", body=b"text\n" + b"x" * limits.RAW_BYTES)
    letter = read_letter(raw)
    assert (letter.subject, letter.lines[0].text) == ("lung", "text")
    assert {Flaw.RAW_CUT, Flaw.TEXT_CUT} <= letter.flaws
    assert letter.hash == hashlib.sha256(raw).hexdigest()


def test_a_container_without_its_mark_is_text() -> None:
    for field in ("Content-Type: multipart/mixed", 'Content-Type: multipart/mixed; boundary="zz"'):
        letter = read_letter(mail(field, body="totuși text"))
        assert letter.text == "totuși text"
        assert Flaw.BROKEN_STRUCTURE in letter.flaws


def test_a_container_without_its_last_mark_is_read() -> None:
    raw = whole("mixed", plain("unu"), plain("doi")).removesuffix(b"--b1--\r\n")
    assert read_letter(raw).text.split() == ["unu", "doi"]


_PIECES = st.sampled_from(
    [
        b"From: ana@example.ro\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: text/html\r\n",
        b"--b\r\n", b"--b--\r\n", b"\r\n", b"\n", b"\r", b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?q?", b"?=",
        b"Content-Type: text/plain; charset=hz; format=flowed\r\n", b"<div style='display:none'>", b"</div>", b"<!--",
        b"begin 644 a\n", b"end\n", b"> ", b"&#99999999999999;", b"Date: Mon, 0 Xxx 0000 99:99\r\n", b"filename*0*=",
        b"Content-Disposition: attachment; filename=\"", b"Content-Type: message/rfc822\r\n", b"<a href='",
        b"\xff\xfe\0",
    ]
)  # fmt: skip


@given(st.lists(_PIECES | st.binary(max_size=20), max_size=40).map(b"".join))
def test_any_bytes_become_a_letter_and_twice_the_same(raw: bytes) -> None:
    letter = read_letter(raw)
    assert letter == read_letter(raw)
    assert letter.hash == hashlib.sha256(raw).hexdigest()
    assert len(letter.text) <= 4 * len(raw) + 200
    assert "\0" not in letter.text + letter.subject
    letter.text.encode("utf-8")
