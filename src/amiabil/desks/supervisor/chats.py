"""The supervisor's live view of chats: who waits how long, who is there, what was missed; and one to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from statistics import median

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.desks.supervisor.frame import frame
from amiabil.desks.supervisor.requests import Figure
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.chat import TIMES
from amiabil.domain.support.setup import Setup
from amiabil.domain.terms import Role
from amiabil.records import chats, clock
from amiabil.records.chat_overview import AgentInChats, ChatsNow, chats_now
from amiabil.records.chats import ChatFile
from amiabil.records.shifts import ShiftState
from amiabil.ui import formats, live
from amiabil.ui.chats import seen
from amiabil.ui.facts import Empty
from amiabil.ui.places import language_name
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import chats as words
from amiabil.ui.words.tickets import label, team_name

LONG = timedelta(minutes=5)
"""Half of what somebody waits before a chat becomes a request: then a supervisor steps in."""

_OVERSEERS = for_staff(Role.SUPERVISOR, Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Somebody who waits as a row."""

    reference: str
    url: str
    person: str
    subject: str
    about: str
    wait: str
    long: bool
    note: str


@dataclass(frozen=True, slots=True)
class AgentRow:
    """Somebody who takes chats as a row; ``waits`` is empty where none of their customers waits for a word."""

    name: str
    state: str
    is_on: bool
    load: int
    capacity: int
    languages: str
    waits: str
    late: bool
    missed: int


@require_safe
@_OVERSEERS
def now(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How chats stand, at this moment."""
    setup = current_setup()
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    work = chats_now(viewer, at=reader.now, now=clock.unshifted())
    facts = {
        "frame": frame(request, viewer, "chats"),
        "heading": _("Chats, %(when)s") % {"when": reader.moment(reader.now).text},
        "figures": _figures(work, reader),
        "waiting": [_waiting(one, setup, reader) for one in chats.waiting_overseen(viewer)],
        "agents": [_agent(one, reader) for one in work.agents],
        "nobody": Empty(
            _("Nobody waits"), _("Every chat is with the assistant or with a person."), "check-circle"
        ),
        "version": _version(work),
        "token_url": reverse("supervisor:chats_token"),
        "poll_url": reverse("supervisor:chats_poll"),
    }
    return render(request, "supervisor/chats.html", facts)


def _version(work: ChatsNow) -> str:
    told = f"{work.waiting} {work.oldest} {work.with_agents} {work.with_assistant} {work.missed}|"
    told += "|".join(f"{one.ref} {one.state} {one.load} {one.unanswered_at}" for one in work.agents)
    return sha256(told.encode()).hexdigest()[:16]


def _figures(work: ChatsNow, reader: Reader) -> tuple[Figure, ...]:
    oldest = reader.now - work.oldest if work.oldest is not None else None
    longest = formats.span(oldest, reader.language) if oldest is not None else ""
    there = sum(one.is_here and one.state is ShiftState.ON for one in work.agents)
    room = ngettext("%(count)s more chat can be taken", "%(count)s more chats can be taken", work.free)
    usual = formats.span(timedelta(seconds=median(work.waits)), reader.language) if work.waits else ""
    return (
        Figure(
            _("Waiting now"),
            str(work.waiting),
            _("longest %(wait)s") % {"wait": longest} if longest else _("nobody waits"),
            bad=oldest is not None and oldest >= LONG,
        ),
        Figure(
            _("On shift"), str(there), room % {"count": work.free}, bad=bool(work.waiting) and not work.free
        ),
        Figure(
            _("With a person"),
            str(work.with_agents),
            _("%(count)s with the assistant") % {"count": work.with_assistant},
        ),
        Figure(
            _("Wait, last 24 hours"),
            usual or "–",
            _("the middle of %(count)s") % {"count": len(work.waits)} if usual else _("nobody came yet"),
        ),
        Figure(
            _("Missed, last 24 hours"),
            str(work.missed),
            ngettext("%(count)s became a request", "%(count)s became requests", work.became_request)
            % {"count": work.became_request},
            bad=bool(work.missed),
        ),
    )


def _waiting(file: ChatFile, setup: Setup, reader: Reader) -> WaitingLine:
    now = file.chat
    wait = reader.now - (now.asked_at or now.state_at)
    topic = label(setup.topic(now.topic).labels, reader.language) if now.topic else ""
    spoken = language_name(now.language, reader.language) if now.language else ""
    queue = team_name(setup, now.team, reader.language) if now.team else ""
    return WaitingLine(
        reference=file.reference,
        url=reverse("supervisor:chat", args=[file.reference]),
        person=file.person_name or _("Visitor"),
        subject=file.subject,
        about=" · ".join(one for one in (topic, spoken, queue) if one),
        wait=formats.span(wait, reader.language),
        long=wait >= LONG,
        note=ngettext("missed %(count)s time", "missed %(count)s times", now.missed) % {"count": now.missed}
        if now.missed
        else "",
    )


def _agent(one: AgentInChats, reader: Reader) -> AgentRow:
    states = {
        ShiftState.ON: _("takes chats"),
        ShiftState.AWAY: _("away"),
        ShiftState.OFF: _("takes no new chats"),
    }
    waits = reader.now - one.unanswered_at if one.unanswered_at is not None else None
    return AgentRow(
        name=one.name,
        state=states[one.state] if one.is_here else _("not at the desk"),
        is_on=one.is_here and one.state is ShiftState.ON,
        load=one.load,
        capacity=one.capacity,
        languages=", ".join(language_name(code, reader.language) for code in one.languages) or _("all"),
        waits=formats.span(waits, reader.language) if waits is not None else "",
        late=waits is not None and waits >= TIMES.answer * 2 / 3,
        missed=one.missed,
    )


@require_safe
@_OVERSEERS
def token(_request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """A token to hear whatever happens to chats."""
    return live.desk_token(viewer, [])


@require_safe
@_OVERSEERS
def poll(_request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """What changes when the page does."""
    work = chats_now(viewer, at=clock.now(), now=clock.unshifted())
    return JsonResponse({"version": _version(work)}, headers={"Cache-Control": "no-store"})


@require_safe
@_OVERSEERS
def chat(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One chat, to be read: nothing is written from here."""
    demand(viewer, Act.OVERSEE)
    file = chats.file_of(viewer, reference)
    shown = seen.look(viewer, file)
    page = {
        "frame": frame(request, viewer, "chats"),
        "chat": file,
        "person": file.person_name or _("Visitor"),
        "chip": words.state_chip(file.chat.state),
        "answers": file.agent_name,
        "entries": seen.entries(shown),
        "cut": shown.cut,
    }
    return render(request, "supervisor/chat.html", page)
