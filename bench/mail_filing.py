"""P10: what does it cost to keep a mail that comes in, and to read and file it? The database is counted with it.

With ``--kill`` instead: how long does a whole installation take to fetch and file a mailbox on a real Dovecot while its
database is killed three times, and is every mail there once?
"""

from __future__ import annotations

import argparse
import sys

from bench.cpu import Meter
from bench.mail import html_reply, plain_reply
from bench.running import installation
from bench.table import Figure, show

KEPT, FILED = 1000 / 200, 1000 / 50
"""Milliseconds a mail; source: performance.md, P10."""

BATCH = 50


def mails(count: int) -> list[bytes]:
    """Short answers of many people, three in plain text to one in both forms."""
    found = []
    for number in range(count):
        raw = html_reply(rows=20) if number % 4 == 0 else plain_reply()
        told = raw.replace(b"ana@example.ro", f"ana{number}@example.ro".encode())
        found.append(told.replace(b"<1@example.ro>", f"<{number}@example.ro>".encode()))
    return found


def measured(count: int) -> list[Figure]:
    """Processor time of a mail kept, and of one read and filed."""
    from amiabil.ui import mail_intake
    from amiabil.ui.mail_intake import Arrived

    came = [Arrived("bench", raw) for raw in mails(count)]
    mail_intake.take(came[:BATCH])
    mail_intake.file_next(BATCH)
    rest = came[BATCH:]
    with Meter() as keeping:
        for start in range(0, len(rest), BATCH):
            mail_intake.take(rest[start : start + BATCH])
    with Meter() as filing:
        while mail_intake.file_next(BATCH):
            pass
    return [
        Figure("P10 a mail kept as it came, 50 at a time", keeping.seconds * 1000 / len(rest), "ms", KEPT),
        Figure(
            "P10 a mail read, placed and filed as a request", filing.seconds * 1000 / len(rest), "ms", FILED
        ),
    ]


def killed(count: int) -> list[Figure]:
    """Wall time of a mailbox fetched while the database dies three times. Raises where a mail is lost or doubled."""
    from tests.faults.fetching import fetched_under_fire

    outcome = fetched_under_fire(count, kills=3, patience=3600)
    if not outcome.exactly_once:
        raise SystemExit(f"not every mail is there once: {outcome.rows}, {len(outcome.said)} texts")
    return [Figure(f"{count} mails fetched and filed, the database killed 3 times", outcome.seconds, "s")]


def main() -> int:
    """Measure; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail_filing", description=__doc__)
    parser.add_argument("--mails", type=int, default=1050)
    parser.add_argument("--kill", type=int, default=0, metavar="MAILS")
    given = parser.parse_args()
    if given.kill:
        return show("mail_filing", killed(given.kill), sizes={"mails": given.kill})
    with installation():
        return show("mail_filing", measured(given.mails), sizes={"mails": given.mails})


if __name__ == "__main__":
    sys.exit(main())
