"""No mail makes us work long, and none makes us fall over (S20): bombs in fields, parts, encodings, markup and quotes.

The bound is of processor time and far above what is needed; a bomb twice as long may take twice as long.
"""

from __future__ import annotations

import time

import pytest

from amiabil.domain.mail import Flaw, Ours, judge, read_letter, split_reply
from amiabil.domain.mail.threads import clues_of

OURS = Ours(
    frozenset({"ajutor@iarmaroc.example"}), frozenset({"iarmaroc.example"}), frozenset({"mx.example"})
)
SIZE = 200_000

FIELDS = ["From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Disposition"]
FIELDS += [
    "Authentication-Results",
    "Received",
    "Content-Transfer-Encoding",
    "X-Failed-Recipients",
    "In-Reply-To",
]
PIECES = [
    "(",
    ")",
    '"',
    "\\",
    "<",
    ">",
    ",",
    ";",
    ":",
    "a@b.ro,",
    "=?utf-8?q?",
    "=?utf-8?q?a?= ",
    "=?",
    "?=",
    "a=b;",
    ";a*0=b",
]
PIECES += [
    "mx.example;",
    "dkim=pass ",
    "\r\n ",
    "\t",
    " ",
    "a",
    "\u0301",
    "<a@b> ",
    "a*1*=%41;",
    "d-7k3m-92qf ",
    "\r\nX: ",
]

PLAIN = [
    "> ",
    ">",
    "On 1 ",
    "On 1 a wrote ",
    "a@b.ro wrote: ",
    "From: a\r\n",
    "-- \r\n",
    "--\r\n",
    "-",
    "_",
    "a scris ",
]
PLAIN += [
    "\r\n",
    "begin 644 a\r\n",
    "begin 644 a\r\nM\r\n",
    "end\r\n",
    "\u0301",
    "Message-ID: <",
    "a",
    "12 34 ",
]
PLAIN += ["Forwarded message -", "Sent from my ", "Acest mesaj ", "a.b@", "x ", "\u202e", "raspuns mai "]
HTML = [
    "<a",
    "<!--",
    "<p>",
    "<div>",
    "</div>",
    '<a "',
    "<b a='",
    "<!",
    "&#9",
    "&",
    "<blockquote type=cite>",
    "<style>",
]
HTML += [
    "<a href=https://x>a",
    "<div style='display:none'>",
    "<td>",
    "<br>",
    "<hr tabindex=-1>",
    "<img alt=a>",
    "<li>",
]
BODIES = [*(("plain", piece) for piece in PLAIN), *(("html", piece) for piece in HTML)]


def spent(raw: bytes) -> float:
    began = time.thread_time()
    letter = read_letter(raw)
    judge(letter, OURS)
    clues_of(letter)
    split_reply(letter.lines)
    return time.thread_time() - began


def in_field(field: str, piece: str, size: int) -> bytes:
    return f"{field}: {piece * (size // len(piece))}\r\nX-Last: 1\r\n\r\ntext".encode()


def in_body(kind: str, piece: str, size: int) -> bytes:
    return f"From: ana@example.ro\r\nContent-Type: text/{kind}\r\n\r\n{piece * (size // len(piece))}".encode()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_read_in_no_time(field: str) -> None:
    assert {piece: took for piece in PIECES if (took := spent(in_field(field, piece, SIZE))) > 2.0} == {}


@pytest.mark.parametrize(("kind", "piece"), BODIES)
def test_a_text_is_read_in_time_that_grows_with_it(kind: str, piece: str) -> None:
    whole = spent(in_body(kind, piece, SIZE))
    if whole > 1.0:
        half = min(spent(in_body(kind, piece, SIZE // 2)) for _ in range(3))
        assert whole < 10.0
        assert min(whole, spent(in_body(kind, piece, SIZE))) < 3 * half


CONTAINER = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"


@pytest.mark.parametrize(
    "mark", ["--b\r\n", "--b\r\n\r\n", "--b--\r\n", "--bb\r\n", "--b", f"--b\r\n{CONTAINER}"]
)
def test_parts_are_read_in_no_time(mark: str) -> None:
    raw = f"From: ana@example.ro\r\n{CONTAINER}{mark * (SIZE * 5 // len(mark))}"
    assert spent(raw.encode()) < 4.0


def test_containers_in_containers_are_read_in_no_time() -> None:
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(10_000))
    assert spent(f"From: ana@example.ro\r\n{opened}".encode()) < 4.0


def test_marks_that_are_none_are_looked_at_only_so_often() -> None:
    letter = read_letter(
        f"From: ana@example.ro\r\n{CONTAINER}{'--b' * 100_000}\r\n--b\r\n\r\ntext\r\n--b--".encode()
    )
    assert Flaw.BROKEN_STRUCTURE in letter.flaws
