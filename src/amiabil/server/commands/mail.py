"""The command ``mail read``: what do the mails in a file or folder say? Reads only; nothing is stored or answered."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amiabil.server.commands import Commands, mail_import, mail_key
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.domain.mail import Ours
    from amiabil.gateways.mail.boxes import FoundMail


def add(commands: Commands) -> None:
    """Add the command."""
    mail = commands.add_parser("mail", help="mails that come in: read, import")
    steps = mail.add_subparsers(metavar="STEP", required=True)
    mail_import.add(steps)
    read = steps.add_parser(
        "read",
        help="print what each mail of a file or folder says, and what it is",
        description="For each mail: hash, author and how far that is believed, verdicts with their reasons, what was"
        " newly written, files, or the cause why it cannot be read. Stores nothing and changes nothing. Exit status 0:"
        " all were read, 1: some were not, 2: there is nothing at PATH.",
    )
    read.add_argument("path", metavar="PATH", help="an .eml file, an mbox, a Maildir, or a folder of these")
    read.add_argument("--json", action="store_true", help="one JSON object for each mail")
    read.add_argument(
        "--our-address", action="append", default=[], metavar="ADDRESS", help="we read mail there; repeat it"
    )
    read.add_argument(
        "--relay",
        action="append",
        default=[],
        metavar="NAME",
        help="the name under which our mail server writes Authentication-Results; without it no author is proven",
    )
    read.set_defaults(run=_read, without_config=True)
    mail_key.add(steps)


def _read(args: argparse.Namespace) -> int:
    from amiabil.domain.mail import Ours
    from amiabil.domain.mail.limits import RAW_BYTES
    from amiabil.gateways.mail.boxes import mails_at

    hosts = {address.rpartition("@")[2] for address in args.our_address}
    ours = Ours(frozenset(args.our_address), frozenset(hosts), frozenset(args.relay))
    told = unread = 0
    try:
        for found in mails_at(Path(args.path), most_bytes=RAW_BYTES):
            said = tell(found, ours)
            told, unread = told + 1, unread + (said["cause"] is not None)
            text = (
                json.dumps(said, ensure_ascii=False, separators=(",", ":")) if args.json else _in_words(said)
            )
            sys.stdout.write(f"{text}\n")
    except FileNotFoundError:
        raise Unusable(f"there is nothing at {args.path}") from None
    sys.stderr.write(f"{told} mails, {unread} of them could not be read.\n")
    return Exit.NO if unread else Exit.YES


def tell(found: FoundMail, ours: Ours) -> dict[str, Any]:
    """What is to be said about one mail, JSON-ready. ``cause`` is null when it was read.

    A defect of the reader is such a cause as well: one mail never stops the others (M4-M7).
    """
    place: dict[str, Any] = {"place": found.place, "hash": found.hash, "size": found.size}
    if found.cause is not None:
        return {**place, "cause": found.cause.value}
    try:
        return {**place, **_told(found.raw, ours)}
    except Exception as error:
        sys.stderr.write(f"{found.place}: the reader failed: {type(error).__name__}\n")
        return {**place, "cause": "reader_failed"}


def _told(raw: bytes, ours: Ours) -> dict[str, Any]:
    from amiabil.domain.mail import Flaw, judge, read_letter, split_reply

    letter = read_letter(raw)
    judged, reply = judge(letter, ours), split_reply(letter.lines)
    author, report = judged.author, judged.report
    return {
        "cause": "not_a_mail" if Flaw.NO_HEADERS in letter.flaws else None,
        "author": {"address": author.address, "name": author.name} if author else None,
        "standing": judged.belief.standing.value,
        "standing_reason": judged.belief.reason,
        "verdicts": [{"verdict": one.verdict.value, "reason": one.reason} for one in judged.findings],
        "subject": letter.subject,
        "sent_at": letter.sent_at.isoformat().replace("+00:00", "Z") if letter.sent_at else None,
        "new_text": reply.new,
        "forwards": reply.forwards,
        "attachments": [
            {
                "name": one.name,
                "type": one.type,
                "size": len(one.content),
                "place": one.place.value,
                "left_out": one.left_out,
            }
            for one in letter.attachments
        ],
        "report": report
        and {
            "became": report.became.value,
            "about": report.about,
            "recipients": list(report.recipients),
            "status": report.status,
            "said": report.said,
        },
        "flaws": sorted(flaw.value for flaw in letter.flaws),
    }


def _in_words(said: dict[str, Any]) -> str:
    return "\n".join(_lines(said)) + "\n"


def _lines(said: dict[str, Any]) -> Iterator[str]:
    yield f"{_plain(said['place'])}  {said['hash'][:16] or '-'}  {said['size']} bytes"
    if said["cause"] is not None:
        yield f"  not read: {said['cause']}"
    if "subject" not in said:
        return
    author = said["author"]
    name = f"{author['name']} <{author['address']}>" if author else "nobody"
    yield f"  from     {name} ({said['standing']}: {said['standing_reason']})"
    yield f"  subject  {said['subject']}"
    for one in said["verdicts"]:
        yield f"  is       {one['verdict']} ({one['reason']})"
    if said["report"]:
        report = said["report"]
        yield f"  tells    {report['became']} {report['status']} {', '.join(report['recipients'])} {report['said']}"
    for one in said["attachments"]:
        left_out = ", left out" if one["left_out"] else ""
        yield f"  file     {one['name'] or '-'} ({one['type']}, {one['size']} bytes, {one['place']}{left_out})"
    if said["flaws"]:
        yield f"  repaired {', '.join(said['flaws'])}"
    yield (
        textwrap.indent(said["new_text"], "  | ", lambda line: True)
        if said["new_text"]
        else "  | (nothing new)"
    )


def _plain(text: str) -> str:
    """A file's name for a terminal."""
    return text if text.isprintable() else ascii(text)
