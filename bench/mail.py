"""P10: what does reading a mail cost? Read, judged, its new text found, its clues gathered; nothing is stored here.

Beside it, in turns: the parser of the standard library on the same bytes, which knows no limits, no quotes and no
verdicts. Processor time of this process alone.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from amiabil.domain.mail import Ours, judge, read_letter, split_reply
from amiabil.domain.mail.threads import clues_of
from bench.table import Figure, show

MOST = 20.0
"""Milliseconds a mail on one core: 50 a second, threading and filing included. Source: performance.md, P10."""

OURS = Ours(
    frozenset({"ajutor@iarmaroc.example"}), frozenset({"iarmaroc.example"}), frozenset({"mx.example"})
)

_FIELDS = (
    "Return-Path: <ana@example.ro>\r\nDelivered-To: ajutor@iarmaroc.example\r\n"
    "Authentication-Results: mx.example; spf=pass smtp.mailfrom=ana@example.ro; dkim=pass header.d=example.ro;"
    " dmarc=pass header.from=example.ro\r\n"
    + "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example with ESMTPS id 1; Mon, 23 Nov 2026\r\n"
    * 6
    + "From: =?utf-8?q?Ana_Popescu=C4=83?= <ana@example.ro>\r\nTo: Ajutor <ajutor@iarmaroc.example>\r\n"
    "Subject: =?utf-8?q?Re=3A_Cazul_D-7K3M-92QF?=\r\nDate: Mon, 23 Nov 2026 10:00:00 +0200\r\n"
    "Message-ID: <1@example.ro>\r\nIn-Reply-To: <n-1@iarmaroc.example>\r\n"
    "References: <n-0@iarmaroc.example> <n-1@iarmaroc.example>\r\n"
    "MIME-Version: 1.0\r\n"
)
_SAID = (
    "Bună ziua,\nColetul a sosit ieri, dar două farfurii erau sparte și lipsea o cană.\n"
    "Când primesc banii înapoi?\n"
)
_ATTRIBUTION = "În mie., 18 nov. 2026 la 10:32, Asistență Iarmaroc <ajutor@iarmaroc.example> a scris:"
_EARLIER = (
    "Bună, Ana, ne pare rău pentru neplăcere. Ne poți trimite fotografii cu produsul și cu ambalajul?\n"
)


def plain_reply() -> bytes:
    """A short answer above ten earlier ones: 12 kB."""
    quoted = "".join(f"{'>' * depth} {_EARLIER}" * 12 for depth in range(1, 11))
    body = f"{_SAID}\n{_ATTRIBUTION}\n\n{quoted}"
    return (
        f"{_FIELDS}Content-Type: text/plain; charset=utf-8\r\n\r\n".encode()
        + body.replace("\n", "\r\n").encode()
    )


def html_reply(*, rows: int, files: Sequence[bytes] = ()) -> bytes:
    """Both forms, the HTML as styled as a shop's notice that is quoted; files behind."""
    cell = f'<td style="padding:4px;font-family:Arial;color:#333"><span style="font-size:14px">{_EARLIER}</span></td>'
    row = f"<tr>{cell}</tr>"
    html = (
        f'<div dir="ltr">{_SAID}</div><br><div class="gmail_quote"><div class="gmail_attr">{_ATTRIBUTION}<br></div>'
        f'<blockquote class="gmail_quote" style="border-left:1px solid"><table>{row * rows}</table></blockquote></div>'
    )
    plain = f"{_SAID}\n{_ATTRIBUTION}\n\n" + f"> {_EARLIER}" * rows
    forms = "".join(
        f"--a\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.encodebytes(text.encode()).decode()}\r\n"
        for kind, text in (("plain", plain), ("html", html))
    )
    sent = "".join(
        f'--m\r\nContent-Type: image/jpeg; name="poza{number}.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{base64.encodebytes(content).decode()}\r\n"
        for number, content in enumerate(files)
    )
    inside = f"--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n{forms}--a--\r\n{sent}--m--\r\n"
    return f"{_FIELDS}Content-Type: multipart/mixed; boundary=m\r\n\r\n{inside}".encode()


def read(raw: bytes) -> str:
    """Everything that is done with a mail before it is filed."""
    letter = read_letter(raw)
    judge(letter, OURS)
    clues_of(letter)
    return split_reply(letter.lines).new


def read_by_library(raw: bytes) -> int:
    """The least others do: the tree, the decoded parts, the fields."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    said = [str(message[name]) for name in ("from", "to", "subject", "date", "message-id", "references")]
    return len(said) + sum(
        len(part.get_payload(decode=True) or b"") for part in message.walk() if not part.is_multipart()
    )


def _cost(act: Callable[[], object], *, runs: int) -> float:
    begun = time.process_time()
    for _ in range(runs):
        act()
    return (time.process_time() - begun) * 1000 / runs


def _in_turns(raw: bytes, *, runs: int, rounds: int) -> tuple[float, float]:
    """Milliseconds of ours and of the library, the medians of rounds in turn."""
    ours, others = [], []
    for _ in range(rounds):
        ours.append(_cost(lambda: read(raw), runs=runs))
        others.append(_cost(lambda: read_by_library(raw), runs=runs))
    return statistics.median(ours), statistics.median(others)


def main() -> int:
    """Measure; 1 when the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    picture = bytes(range(256)) * 8_000
    mails = {
        "a plain answer above ten others": (plain_reply(), given.runs),
        "an answer in both forms, 10 kB": (html_reply(rows=20), given.runs),
        "an answer in both forms, 200 kB": (html_reply(rows=400), given.runs),
        "the same with four pictures, 11 MB": (
            html_reply(rows=400, files=[picture] * 4),
            max(given.runs // 10, 1),
        ),
    }
    figures = []
    for what, (raw, runs) in mails.items():
        if not read(raw).startswith("Bună ziua,") or "ne pare rău" in read(raw):
            raise SystemExit(f"the new text of {what} is not found")
        ours, library = _in_turns(raw, runs=runs, rounds=given.rounds)
        target = MOST if "MB" not in what else None
        figures.append(
            Figure(f"P10 {what}, read and judged", ours, "ms", target, least=library, ratio=ours / library)
        )
    return show("mail", figures, sizes={"runs": given.runs, "rounds": given.rounds})


if __name__ == "__main__":
    sys.exit(main())
