"""The list of the chat desk: one's own chats and which of them wait, who waits in line, one's shift, colleagues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.desks.agent.rows import QueueRow
from amiabil.domain.access import Viewer
from amiabil.domain.support.chat import ChatState
from amiabil.domain.support.routing import OnShift, Waiting, line_of
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import Priority
from amiabil.records import chats, clock, shifts
from amiabil.records.chats import ChatFile
from amiabil.records.shifts import MOST_CAPACITY, Colleague, Shift, ShiftState
from amiabil.ui import formats
from amiabil.ui.facts import Chip, Option, Person
from amiabil.ui.places import language_name
from amiabil.ui.reader import Reader
from amiabil.ui.words.tickets import label

ANSWER_SOON, ANSWER_LAST = timedelta(minutes=1), timedelta(minutes=2)
"""After three minutes without a word a chat goes back to the queue (``chat.TIMES``): a minute before, it is red."""

WAIT_SOON, WAIT_LAST = timedelta(minutes=2), timedelta(minutes=5)
"""After ten minutes a chat becomes a request: half of that is long."""


@dataclass(frozen=True, slots=True)
class ShiftForm:
    """One's shift as it is, and what can be chosen; ``lead`` says it in one line."""

    lead: str
    icon: str
    states: tuple[Option, ...]
    capacity: int
    languages: tuple[Option, ...]
    most: int = MOST_CAPACITY


@dataclass(frozen=True, slots=True)
class HallPane:
    """The list as a pane. ``may_take``: there is room for the next one; ``followed`` are its chats with their versions;
    ``level`` is that of its heading."""

    lead: str
    level: int
    shift: ShiftForm
    mine: tuple[QueueRow, ...]
    waiting: tuple[QueueRow, ...]
    people: tuple[tuple[str, str], ...]
    on_shift: bool
    may_take: bool
    followed: Mapping[UUID, int]
    colleagues: tuple[Colleague, ...]
    first: str


def hall(viewer: Viewer, setup: Setup, *, current: str = "") -> HallPane:
    """The list as it is now. Five statements."""
    shift = shifts.of_viewer(viewer)
    line, mine = chats.in_line(viewer), chats.of_agent(viewer)
    unread = chats.unread(viewer, [one.case_id for one in mine])
    people = shifts.colleagues(viewer, now=clock.unshifted())
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    mine.sort(key=lambda one: (one.chat.unanswered_at is None, one.chat.unanswered_at or one.chat.state_at))
    rows = tuple(_mine(one, unread.get(one.case_id, 0), reader, setup, current) for one in mine)
    on_shift = shift.state is ShiftState.ON
    return HallPane(
        lead=_lead(rows),
        level=2 if current else 1,
        shift=_shift_form(shift, len(mine), viewer),
        mine=rows,
        waiting=tuple(
            _waiting(one, viewer, reader, setup, current) for one in _in_order(line, shift, viewer)
        ),
        people=tuple(_colleague(one) for one in people),
        on_shift=on_shift,
        may_take=on_shift and len(mine) < shift.capacity and bool(line),
        followed={one.case_id: one.chain.version for one in (*mine, *line)},
        colleagues=people,
        first=mine[0].reference if mine else "",
    )


def person_of(file: ChatFile) -> str:
    """What whoever asked is called at the desk: a visitor's name is what they typed, and says so."""
    if file.contact is None:
        return file.person_name
    return _("%(name)s (visitor)") % {"name": file.person_name} if file.person_name else _("Visitor")


def about(file: ChatFile, setup: Setup, language: str) -> str:
    """What a chat is about and in which language, as far as it is known."""
    topic = label(setup.topic(file.chat.topic).labels, language) if file.chat.topic else ""
    spoken = language_name(file.chat.language, language) if file.chat.language else ""
    return " · ".join(one for one in (topic, spoken) if one)


def _lead(rows: Sequence[QueueRow]) -> str:
    open_now = sum(bool(row.left) for row in rows)
    if not rows:
        return _("You answer in no chat now.")
    if not open_now:
        return _("Nobody waits for your answer.")
    return ngettext("%(count)s waits for your answer.", "%(count)s wait for your answer.", open_now) % {
        "count": open_now
    }


def _mine(file: ChatFile, unread: int, reader: Reader, setup: Setup, current: str) -> QueueRow:
    since = file.chat.unanswered_at
    waited = reader.now - since if since is not None else None
    told = ngettext("%(count)s message not read", "%(count)s messages not read", unread) % {"count": unread}
    return QueueRow(
        reference=file.reference,
        url=reverse("agent:chat", args=[file.reference]),
        person=Person.of(person_of(file), file.side),
        subject=file.subject,
        about=about(file, setup, reader.language),
        icon="chat-circle-text",
        kind=_("Chat"),
        state="" if since is not None else _("you answered last"),
        mark=None,
        due=reader.moment(since) if since is not None else None,
        left=formats.span(waited, reader.language) if waited is not None else "",
        level=_level(waited, ANSWER_SOON, ANSWER_LAST),
        unread=unread > 0 and file.reference != current,
        unread_text=told if unread and file.reference != current else "",
        current=file.reference == current,
    )


def _waiting(file: ChatFile, viewer: Viewer, reader: Reader, setup: Setup, current: str) -> QueueRow:
    asked = _asked_at(file)
    for_me = file.chat.meant_for == viewer.ref
    missed = file.chat.missed
    chips = (
        Chip(_("for you"), "brand") if for_me else None,
        haste(file),
        Chip(_("missed before"), "warn", "warning-circle") if missed else None,
    )
    return QueueRow(
        reference=file.reference,
        url=reverse("agent:chat", args=[file.reference]),
        person=Person.of(person_of(file), file.side),
        subject=file.subject,
        about=about(file, setup, reader.language),
        icon="hourglass-medium",
        kind=_("Waits for a person"),
        state="",
        mark=next((one for one in chips if one is not None), None),
        due=reader.moment(asked),
        left=formats.span(reader.now - asked, reader.language),
        level=_level(reader.now - asked, WAIT_SOON, WAIT_LAST),
        unread=True,
        unread_text="",
        current=file.reference == current,
    )


def haste(file: ChatFile) -> Chip | None:
    """A mark on what goes before the others; None for what waits its turn."""
    marks = {
        Priority.URGENT: Chip(_("urgent"), "bad", "warning-circle"),
        Priority.HIGH: Chip(_("first"), "warn"),
    }
    return marks.get(file.chat.priority)


def _level(waited: timedelta | None, soon: timedelta, last: timedelta) -> str:
    if waited is None or waited < soon:
        return ""
    return "last" if waited >= last else "soon"


def _asked_at(file: ChatFile) -> datetime:
    return file.chat.asked_at or file.chat.state_at


def _in_order(line: Sequence[ChatFile], shift: Shift, viewer: Viewer) -> list[ChatFile]:
    known = {one.reference: one for one in line}
    me = OnShift(viewer.ref, shift.capacity, 0, frozenset(shift.languages))
    waiting = (
        Waiting(
            one.reference,
            _asked_at(one),
            one.chat.language,
            one.chat.team,
            one.chat.meant_for,
            one.chat.priority,
        )
        for one in line
    )
    return [known[one.reference] for one in line_of(me, waiting)]


def places(viewer: Viewer, people: Sequence[Colleague], setup: Setup) -> tuple[Option, ...]:
    """To whom a chat can be given: the queue, a team's, a colleague who is there."""
    teams = (
        Option(f"team:{one.key}", _("Queue: %(team)s") % {"team": label(one.labels, viewer.language)})
        for one in setup.teams
    )
    there = (
        Option(f"to:{one.on_shift.ref}", f"{one.name} ({_load(one)})")
        for one in people
        if one.state is ShiftState.ON and one.on_shift.ref != viewer.ref
    )
    return (Option("", _("Back to the queue")), *there, *teams)


def _load(one: Colleague) -> str:
    load = {"load": one.on_shift.load, "capacity": one.on_shift.capacity}
    return _("%(load)s of %(capacity)s chats") % load


def _colleague(one: Colleague) -> tuple[str, str]:
    return one.name, _("away") if one.state is ShiftState.AWAY else _load(one)


def _shift_form(shift: Shift, load: int, viewer: Viewer) -> ShiftForm:
    states = {
        ShiftState.ON: _("I take chats"),
        ShiftState.AWAY: _("Away for a while"),
        ShiftState.OFF: _("I take no chats"),
    }
    lead = {
        ShiftState.ON: _("You take chats: %(load)s of %(capacity)s"),
        ShiftState.AWAY: _("You are away: no new chat comes"),
        ShiftState.OFF: _("You take no chats"),
    }[shift.state] % {"load": load, "capacity": shift.capacity}
    icon = {ShiftState.ON: "check-circle", ShiftState.AWAY: "hourglass-medium"}.get(shift.state, "prohibit")
    return ShiftForm(
        lead=lead,
        icon=icon,
        states=tuple(Option(one.value, text, selected=one is shift.state) for one, text in states.items()),
        capacity=shift.capacity,
        languages=tuple(
            Option(code, language_name(code, viewer.language), selected=code in shift.languages)
            for code, _name in settings.LANGUAGES
        ),
    )


def is_waiting(file: ChatFile) -> bool:
    """Whether somebody can still take it."""
    return file.chat.state is ChatState.WAITING
