"""The box of a chat at the desk: what was typed, for whom, files and cards that go with it, and what helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions import chats as acts
from amiabil.actions.chats import WORDS_MAX, Said
from amiabil.desks.agent import chat_tools
from amiabil.desks.agent.chat_hall import person_of
from amiabil.desks.agent.chat_tools import Source
from amiabil.domain.access import Viewer
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock, saved_replies
from amiabil.records.chats import ChatFile
from amiabil.records.files import CHAT
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.ui.chats import files
from amiabil.ui.chats.making import MOST_CARDS, name_of, read_cards
from amiabil.ui.chats.seen import SeenChat
from amiabil.ui.facts import Option, Upload
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.files import sent_with


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with the form. ``cards`` are the names of those put in; ``find`` is what articles were looked for."""

    message_id: str
    text: str = ""
    note: bool = False
    cards: tuple[str, ...] = ()
    find: str = ""
    error: str = ""
    files_error: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class ChatBox:
    """The box as it stands; ``cards`` are those that go with the message, by name and title."""

    typed: Typed
    draft_key: str
    label: str
    readers: str
    cards: tuple[Option, ...]
    found: tuple[Source, ...]
    orders: tuple[Source, ...]
    names: tuple[str, ...]
    upload: Upload
    max_length: int = WORDS_MAX


def box(shown: SeenChat, typed: Typed) -> ChatBox:
    """The box of this chat. Three statements, more for what was put in."""
    file, reader = shown.file, shown.reader
    viewer, person = reader.viewer, person_of(shown.file)
    made = read_cards(file, typed.cards, now=reader.now)
    return ChatBox(
        typed=typed,
        draft_key=f"chat-desk:{viewer.person_id}:{file.case_id}",
        label=_("Write to %(person)s") % {"person": person},
        readers=_("Read by %(person)s and the staff") % {"person": person},
        cards=tuple(
            Option(name_of(one), title) for one, title in zip(made, chat_tools.titles(made), strict=True)
        ),
        found=chat_tools.find_articles(typed.find, file, at=reader.now),
        orders=chat_tools.orders(file, reader),
        names=saved_replies.names(viewer),
        upload=files.place(
            viewer,
            file.case_id,
            reader.language,
            back=reverse("agent:chat", args=[file.reference]),
            error=typed.files_error,
        ),
    )


def typed_in(request: HttpRequest) -> Typed:
    """What the form says."""
    given = request.POST
    kept = tuple(one for one in given.getlist("card") if one not in given.getlist("drop"))
    return Typed(
        message_id=str(_id(given.get("message_id", ""))),
        text=given.get("text", ""),
        note=bool(given.get("note")),
        cards=kept[:MOST_CARDS],
        find=given.get("find", "")[: chat_tools.MOST_ASKED],
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def put_in(request: HttpRequest, shown: SeenChat) -> Typed:
    """The box with what was asked for put in: a card, a saved reply, the suggested answer. Nothing is sent."""
    typed, given = typed_in(request), request.POST
    if "reply" in given:
        reader = shown.reader
        done = chat_tools.saved_reply(
            reader.viewer, shown.file, given.get("reply_name", ""), typed.text, reader
        )
        return replace(typed, text=done.text, unknown=done.unknown)
    if "suggested" in given:
        made = chat_tools.suggestion(shown, at=shown.reader.now)
        if made is not None:
            cards = tuple(dict.fromkeys([*typed.cards, *(one.card for one in made.sources[:1])]))
            return replace(typed, text=chat_tools.behind(typed.text, made.text), cards=cards[:MOST_CARDS])
    if "add" in given:
        cards = tuple(dict.fromkeys([*typed.cards, given["add"]]))
        return replace(typed, cards=cards[:MOST_CARDS], find="")
    return typed


def send(request: HttpRequest, shown: SeenChat, *, again: Callable[[Typed], HttpResponse]) -> HttpResponse:
    """Post an answer, or a note for colleagues; a repeat of the same one posts nothing more.

    ``again`` draws the page with what was refused. The view must wear ``takes_form_files``. Raises ``NotFound``.
    """
    typed, file, viewer = typed_in(request), shown.file, shown.reader.viewer
    sent, not_taken = sent_with(request, shown.reader, file.case_id, purpose=CHAT)
    if not_taken:
        return again(replace(typed, files_error=not_taken))
    cards = () if typed.note else read_cards(file, typed.cards, now=shown.reader.now)
    said = Said(
        UUID(typed.message_id),
        _with_words(typed.text, cards),
        clock.now(),
        files=sent,
        note=typed.note,
        cards=cards,
    )
    try:
        acts.write(viewer, file.reference, said)
    except NotFound:
        raise
    except AmiabilError as refusal:
        told = describe(refusal, viewer.language, viewer.zone).text
        fresh = str(new_id()) if isinstance(refusal, MessageIdUsed) else typed.message_id
        return again(replace(typed, message_id=fresh, error=told))
    return HttpResponseRedirect(f"{reverse('agent:chat', args=[file.reference])}#field-text")


def _with_words(text: str, cards: tuple[Any, ...]) -> str:
    """Words for whoever reads no cards: where only cards are sent, what they are called."""
    return text if text.strip() or not cards else "\n".join(chat_tools.titles(cards))


def is_mine(file: ChatFile, viewer: Viewer) -> bool:
    """Whether the viewer answers in this chat."""
    return bool(viewer.ref) and file.chat.agent == viewer.ref
