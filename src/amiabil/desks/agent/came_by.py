"""By which mails did the messages of a request come, and which mails have to do with it without being part of it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.desks.agent.mail_list import MailLine, line
from amiabil.domain.mail.authentication import Standing
from amiabil.records import mail_desk
from amiabil.records.mail_desk import Origin
from amiabil.ui.facts import Message
from amiabil.ui.facts.thread import CameBy, Entry
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words import mail_in as words

_LEVELS: dict[str, Literal["good", "plain", "bad"]] = {Standing.PROVEN: "good", Standing.FORGED: "bad"}


def told(shown: Seen, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, each message with the mail it came by. One statement, none where no customer has said anything."""
    known = tuple(entries)
    theirs = [UUID(one.id) for one in known if isinstance(one, Message)]
    found = mail_desk.origins(shown.reader.viewer, shown.file.case_id, theirs)
    return tuple(
        replace(one, came=_came(found[UUID(one.id)]))
        if isinstance(one, Message) and UUID(one.id) in found
        else one
        for one in known
    )


def _came(origin: Origin) -> CameBy:
    known = origin.standing in set(Standing)
    return CameBy(
        reverse("agent:mail", args=[origin.mail_id]),
        str(words.STANDINGS[Standing(origin.standing)]) if known else _("By mail"),
        _LEVELS.get(origin.standing, "plain"),
        origin.rest,
        tuple(f"{name} ({words.left_out(why)})" for name, why in origin.left_out),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A mail that has to do with a request: ``note`` says what it is to it."""

    line: MailLine
    note: str


def beside(shown: Seen) -> tuple[Beside, ...]:
    """Reports about mails of this request, and mails that may mean it. One statement."""
    found = mail_desk.beside(shown.reader.viewer, shown.file.case_id, shown.file.reference)
    return tuple(
        Beside(line(one, shown.reader), words.cause(one.cause) if one.cause else words.why(one.why))
        for one in found
    )
