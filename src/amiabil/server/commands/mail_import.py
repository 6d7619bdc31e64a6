"""The command ``mail import``: mails of a file or folder are stored, read and filed, each once."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amiabil.server.config import Config
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.gateways.mail.boxes import FoundMail

_DESCRIPTION = (
    "Stores each mail as it is, then reads it and files it: as a message of the conversation it belongs to, as a new"
    " request, or into the quarantine, with the cause. Nobody is written to. Importing again changes nothing. Exit"
    " status 0: all are filed, 1: some wait for a person or could not be read, 2: there is nothing at PATH."
)


def add(steps: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command below ``mail``."""
    taken = steps.add_parser(
        "import", help="take in the mails of a file or folder, and file them", description=_DESCRIPTION
    )
    taken.add_argument("path", metavar="PATH", help="an .eml file, an mbox, a Maildir, or a folder of these")
    taken.add_argument("--json", action="store_true", help="one JSON object for each mail")
    taken.set_defaults(run=_import)


def _import(args: argparse.Namespace, config: Config) -> int:
    from amiabil.domain.mail.limits import RAW_BYTES
    from amiabil.gateways.mail.boxes import mails_at
    from amiabil.server.django_process import database_at_hand, set_up

    counted: Counter[str] = Counter()
    with database_at_hand(config):
        set_up()
        try:
            for found in mails_at(Path(args.path), most_bytes=RAW_BYTES):
                said = take(found)
                counted[said["state"] or "not_read"] += 1
                _print(said, as_json=args.json)
        except FileNotFoundError:
            raise Unusable(f"there is nothing at {args.path}") from None
    told = ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
    sys.stderr.write(f"{counted.total()} mails: {told or 'none'}.\n")
    return Exit.YES if counted.keys() <= {"filed", "noted", "discarded"} else Exit.NO


def take(found: FoundMail) -> dict[str, Any]:
    """Store one mail and file it; what became of it, JSON-ready. ``state`` is null where it could not be read."""
    from amiabil.records import mail_in
    from amiabil.ui import mail_intake

    place: dict[str, Any] = {"place": found.place, "hash": found.hash, "size": found.size}
    if found.cause is not None:
        return {**place, "state": None, "cause": found.cause.value}
    (mail_id,) = mail_intake.take([mail_intake.Arrived(mail_intake.IMPORTED, found.raw)])
    mail = mail_in.mail(mail_id)
    if mail is None:
        return {**place, "state": "erased", "cause": None}
    if mail.became.state == "waiting":
        mail_intake.process(mail_id)
    return {**place, **_told(mail_intake.mail_at(mail_id).id)}


def _told(mail_id: Any) -> dict[str, Any]:
    from amiabil.domain.access import COMMAND_LINE
    from amiabil.records import mail_desk

    one = mail_desk.told(COMMAND_LINE, mail_id)
    return {
        "state": one.state.value,
        "cause": one.cause or None,
        "why": one.why or None,
        "conversation": one.reference or None,
        "may_mean": one.meant or None,
        "author": {"address": one.author, "name": one.author_name} if one.author else None,
        "standing": one.standing or None,
        "verdicts": [{"verdict": verdict, "reason": reason} for verdict, reason in one.verdicts],
        "subject": one.subject,
        "new_text": one.text,
        "attachments": list(one.files),
        "left_out": [{"name": name, "why": why} for name, why in one.left_out],
        "flaws": list(one.flaws),
    }


def _print(said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")
        return
    place = said["place"] if said["place"].isprintable() else ascii(said["place"])
    into = said.get("conversation") or said.get("cause") or ""
    sys.stdout.write(f"{said['state'] or 'not read':<10} {into:<14} {said.get('why') or '':<24} {place}\n")
