"""The agent's chat desk: the list of one's chats and of who waits, one chat open, and who asks beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import chat_acts
from amiabil.actions.disputes import actor_of
from amiabil.actions.overseeing import note_presence
from amiabil.actions.support_setup import current_setup
from amiabil.desks.agent import chat_box, chat_tools
from amiabil.desks.agent.chat_box import ChatBox, Typed, is_mine
from amiabil.desks.agent.chat_hall import HallPane, about, hall, is_waiting, person_of, places
from amiabil.desks.agent.chat_person import card
from amiabil.desks.agent.customer import CustomerCard
from amiabil.desks.agent.frame import frame_of_chats
from amiabil.desks.agent.handed import Handed, handed
from amiabil.domain.access import Viewer
from amiabil.domain.support.chat import ChatAct, ChatState
from amiabil.domain.support.chat_acts import By, may
from amiabil.domain.support.hand_over import Packet, packet
from amiabil.domain.terms import Role
from amiabil.foundation.grants import case_channel
from amiabil.records import chats, clock
from amiabil.records.chats import ChatFile
from amiabil.records.new_id import new_id
from amiabil.ui import formats, live, translating
from amiabil.ui.chats import seen
from amiabil.ui.chats.seen import SeenChat
from amiabil.ui.facts import Chip, Empty, Option, Translating
from amiabil.ui.facts.thread import Entry
from amiabil.ui.form_files import takes_form_files
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import chats as words


@dataclass(frozen=True, slots=True)
class Board:
    """One chat that is open: what was handed over, what was said, the box, and what can be done.

    ``waits`` says how long whoever asked has waited, empty where nobody waits. Who does not ``write`` here may leave a
    note, where there is a box.
    """

    file: ChatFile
    channel: str
    person: str
    chip: Chip
    about: str
    reason: str
    packet: Packet
    handed: Handed | None
    entries: tuple[Entry, ...]
    waits: str
    box: ChatBox | None
    writes: bool
    places: tuple[Option, ...]
    may_take: bool
    may_request: bool
    may_hand_back: bool
    by_another: str
    ended: bool
    translating: Translating | None


@require_safe
@for_staff(Role.AGENT)
def board(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list alone, or beside it the chat that waits longest for one's answer."""
    note_presence(viewer, at=clock.unshifted())
    setup = current_setup()
    listed = hall(viewer, setup)
    if listed.first:
        first = chats.file_of(viewer, listed.first)
        return _page(request, first, viewer, Typed(str(new_id())), is_list=True)
    page = {
        "frame": frame_of_chats(request, viewer),
        "hall": listed,
        "here": reverse("agent:chats"),
        "home": _nothing_open(listed),
        "version": live.version(dict(listed.followed)),
        "token_url": reverse("agent:chats_token"),
        "poll_url": reverse("agent:chats_poll"),
    }
    return render(request, "agent/chats.html", page)


def _nothing_open(listed: HallPane) -> Empty:
    if listed.on_shift and listed.waiting:
        return Empty(
            _("Somebody waits"), _("Answer the next one, or open a chat to read it first."), "chats-circle"
        )
    if listed.on_shift:
        return Empty(_("Nobody waits"), _("Whoever begins a chat appears in the list."), "check-circle")
    return Empty(
        _("You take no chats now"),
        _("Say in the list that you take chats; until then colleagues do."),
        "chats-circle",
    )


@require_safe
@for_staff(Role.AGENT)
def chat(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One chat, whoever answers in it."""
    note_presence(viewer, at=clock.unshifted())
    file = chats.file_of(viewer, reference)
    typed = Typed(str(new_id()), find=request.GET.get("find", "")[: chat_tools.MOST_ASKED])
    return _page(request, file, viewer, typed)


def _page(
    request: HttpRequest,
    file: ChatFile,
    viewer: Viewer,
    typed: Typed,
    *,
    is_list: bool = False,
) -> HttpResponse:
    setup = current_setup()
    shown = seen.look(viewer, file, setup)
    if is_mine(file, viewer):
        chats.mark_read(viewer, file)
    listed = hall(viewer, setup, current=file.reference)
    reference = file.reference
    page: dict[str, Any] = {
        "frame": frame_of_chats(request, viewer),
        "hall": listed,
        "here": reverse("agent:chat", args=[reference]),
        "is_list": is_list,
        "board": _board(shown, listed, typed),
        "customer": _customer(shown),
        "version": live.version({**listed.followed, file.case_id: file.chain.version}),
        "token_url": reverse("agent:chat_token", args=[reference]),
        "poll_url": reverse("agent:chat_poll", args=[reference]),
    }
    refused = bool(typed.error or typed.files_error or typed.unknown)
    return render(request, "agent/chat.html", page, status=422 if refused else 200)


def _customer(shown: SeenChat) -> CustomerCard:
    return card(shown.file, person_of(shown.file), shown.reader)


def _board(shown: SeenChat, listed: HallPane, typed: Typed) -> Board:
    file, reader = shown.file, shown.reader
    viewer, chat_now = reader.viewer, file.chat
    mine = is_mine(file, viewer)
    entries, told = translating.beside(seen.entries(shown), shown.moments, file.case_id, reader)
    since = chat_now.asked_at if chat_now.state is ChatState.WAITING else chat_now.unanswered_at
    return Board(
        file=file,
        channel=case_channel(file.case_id, "staff"),
        person=person_of(file),
        chip=words.state_chip(chat_now.state),
        about=about(file, shown.setup, reader.language),
        reason=str(words.REASONS.get(chat_now.reason, "")),
        packet=_packet(shown),
        handed=handed(viewer, file),
        entries=entries,
        waits=formats.span(reader.now - since, reader.language) if since is not None else "",
        box=chat_box.box(shown, typed)
        if may(chat_now, By(actor_of(viewer), reader.now), ChatAct.NOTE)
        else None,
        places=places(viewer, listed.colleagues, shown.setup),
        writes=mine and chat_now.is_open,
        may_take=is_waiting(file) and chat_now.meant_for in {"", viewer.ref},
        may_request=mine and file.contact is None,
        may_hand_back=mine and chat_acts.assistant_answers(),
        by_another="" if mine else file.agent_name,
        ended=not chat_now.is_open,
        translating=told,
    )


def _packet(shown: SeenChat) -> Packet:
    now = shown.file.chat
    return packet(
        chat_tools.lines(shown), reason=now.reason, language=now.language, topic=now.topic, missed=now.missed
    )


# ---- the box -----------------------------------------------------------------------------------


@takes_form_files
@require_POST
@for_staff(Role.AGENT)
def message(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """An answer with its files and cards, or a note for colleagues."""
    shown = seen.look(viewer, chats.file_of(viewer, reference))

    def again(typed: Typed) -> HttpResponse:
        return _page(request, chats.file_of(viewer, reference), viewer, typed)

    return chat_box.send(request, shown, again=again)


@takes_form_files
@require_POST
@for_staff(Role.AGENT)
def insert(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page with something put into the box, to be read before it is sent; nothing is sent."""
    shown = seen.look(viewer, chats.file_of(viewer, reference))
    return _page(request, shown.file, viewer, chat_box.put_in(request, shown))


@require_safe
@for_staff(Role.AGENT)
def suggestion(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What the help centre says to what the customer wrote last; fetched beside the box, or read as a page."""
    shown = seen.look(viewer, chats.file_of(viewer, reference))
    page = {
        "frame": frame_of_chats(request, viewer),
        "back": reverse("agent:chat", args=[reference]),
        "reference": reference,
        "suggestion": chat_tools.suggestion(shown, at=shown.reader.now),
    }
    return render(request, "agent/chat_suggestion.html", page)
