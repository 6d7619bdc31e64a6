"""The lines of the agent's list: requests, and disputes in which a party waits for a word of the marketplace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.support import clocks
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import LevelClock, Priority
from amiabil.domain.terms import Role
from amiabil.records.inbox import AskedInDispute
from amiabil.records.tickets import ListedTicket
from amiabil.ui import paging
from amiabil.ui.facts import Chip, Moment, Person
from amiabil.ui.reader import Reader
from amiabil.ui.words import tickets as words

SOON, LAST = timedelta(hours=4), timedelta(hours=1)
"""How near an end of hours is: the days of a case would call all of them the last."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the list. ``left`` is empty where nothing is promised; ``level`` says how near it is.

    ``kind`` names the icon for who cannot see it; ``state`` is said only where the customer is not waiting.
    """

    reference: str
    url: str
    person: Person
    subject: str
    about: str
    icon: str
    kind: str
    state: str
    mark: Chip | None
    due: Moment | None
    left: str
    level: str
    unread: bool
    unread_text: str
    current: bool


def of_ticket(
    one: ListedTicket, reader: Reader, setup: Setup, *, query: Mapping[str, str], current: str
) -> QueueRow:
    """The line of a request; its address keeps the list it stands in."""
    state = words.status_name(setup, one.status_name, reader.language)
    unread = ngettext("%(count)s message not read", "%(count)s messages not read", one.unread)
    due = one.due_at if one.my_turn else None
    return QueueRow(
        reference=one.reference,
        url=paging.address(reverse("agent:ticket", args=[one.reference]), **query),
        person=Person.of(one.person_name, one.side),
        subject=one.subject,
        about=words.label(setup.topic(one.topic).labels, reader.language),
        icon="ticket",
        kind=_("Request"),
        state=state or ("" if one.my_turn else str(words.STATUSES[one.status])),
        mark=words.priority_chip(one.priority),
        due=reader.moment(due) if due is not None else None,
        left=left_text(due, reader),
        level=level_of(due, reader.now),
        unread=one.unread > 0,
        unread_text=unread % {"count": one.unread} if one.unread else "",
        current=one.reference == current,
    )


def of_question(one: AskedInDispute, reader: Reader, setup: Setup) -> tuple[datetime | None, QueueRow]:
    """Until when a question in a dispute is to be answered, as any other would be, and its line."""
    target = setup.target(LevelClock.NEXT_REPLY, priority=Priority.NORMAL, topic="")
    due = clocks.start(LevelClock.NEXT_REPLY, target, at=one.asked_at).due_at if target else None
    side = _("the seller asks") if one.side is Role.SELLER else _("the buyer asks")
    return due, QueueRow(
        reference=one.reference,
        url=reverse("agent:case", args=[one.reference]),
        person=Person.of(one.person_name, one.side),
        subject=one.subject,
        about=_("Dispute: %(who)s") % {"who": side},
        icon="scales",
        kind=_("Dispute"),
        state="",
        mark=None,
        due=reader.moment(due) if due is not None else None,
        left=left_text(due, reader),
        level=level_of(due, reader.now),
        unread=True,
        unread_text="",
        current=False,
    )


def level_of(due: datetime | None, now: datetime) -> str:
    """``calm``, ``soon``, ``last`` or ``over``; empty where nothing is promised."""
    if due is None:
        return ""
    left = due - now
    if left <= timedelta(0):
        return "over"
    return "last" if left < LAST else "soon" if left < SOON else "calm"


def left_text(due: datetime | None, reader: Reader) -> str:
    """The time left in two units, or that none is; empty where nothing is promised."""
    if due is None:
        return ""
    return reader.deadline(due).left_text or _("late")
