"""Nobody comes in time: a chat goes on as a request, with everything that was said, answered by mail and on a page."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from amiabil.actions import contacts, tickets
from amiabil.actions.chat_acts import Doing, act_once
from amiabil.actions.contacts import Waiting
from amiabil.actions.disputes import SWEEP_AGAIN
from amiabil.actions.support_setup import current_setup
from amiabil.actions.ticket_acts import PROGRAM
from amiabil.actions.tickets import Asked
from amiabil.domain.access import Viewer
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.support import chat_acts as acts
from amiabil.domain.support.chat import ChatAct, ChatState, ChatStep, due
from amiabil.domain.support.chat_acts import By
from amiabil.domain.support.hand_over import as_text
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.ticket import due_at
from amiabil.domain.terms import Channel, Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import Invalid
from amiabil.records import chats, clock, shifts, timeline
from amiabil.records.chats import ChatFile
from amiabil.records.said import Message
from amiabil.records.tickets import TicketFile

_LOG = logging.getLogger(__name__)


class NoAddress(Invalid):
    """Nobody knows where to answer: the chat is a visitor's who has given no address."""

    code = "chat_no_address"


def become_request(viewer: Viewer, reference: str, *, at: datetime) -> ChatFile:
    """Let a chat of somebody with an account go on as a request of theirs.

    Raises ``NotFound``, ``NoAddress`` for a visitor's, ``NotInChat``, ``ChatEnded``, ``ChatOfAnother``.
    """
    made: list[TicketFile] = []

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        if file.contact is not None:
            raise NoAddress(field="/address")
        acts.become_request(file.chat, "", by=by)  # refused before anything is made
        if not made:
            made.append(tickets.open_from_chat(file.asker, _asked(file, at)))
        return acts.become_request(file.chat, made[0].reference, by=by), None

    with transaction.atomic():
        return act_once(viewer, reference, Doing(act), at=at)


def leave_address(viewer: Viewer, reference: str, address: str, *, at: datetime) -> ChatFile:
    """A visitor says where to answer: the chat ends, and the request begins once the address is shown to be theirs.

    Raises ``NotFound``, ``NotInChat``, ``ChatEnded``, and ``InvalidFields`` for an address no mail can go to.
    """

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.become_request(file.chat, "", by=by), None

    def also(file: ChatFile) -> None:
        asked = _asked(file, at)
        contacts.ask_without_account(
            Waiting(
                key=asked.case_id,
                topic=asked.topic,
                subject=asked.subject,
                text=asked.text,
                name=file.person_name,
                address=address,
                language=file.chat.language,
                received_at=at,
                channel=Channel.CHAT,
            )
        )
        if file.contact is not None:
            chats.keep_address(file.contact.id, read_address(address) or "")

    return act_once(viewer, reference, Doing(act, also), at=at)


def _asked(file: ChatFile, at: datetime) -> Asked:
    """The request a chat becomes: what it is about, and everything that was said, in order."""
    setup = current_setup()
    subject = file.subject or file.reference
    return Asked(
        case_id=request_id(file.case_id),
        topic=_topic(file, setup),
        subject=subject,
        text=as_text(said_in(file), most=MESSAGE_MAX),
        received_at=at,
        channel=Channel.CHAT,
        facts={"chat": file.reference},
    )


def promised_at(file: ChatFile, *, at: datetime) -> datetime | None:
    """By when the request a chat would become now is answered first; None for no promise."""
    return due_at(tickets.requested(file.asker, _asked(file, at), current_setup()).ticket)


def request_id(chat_id: UUID) -> UUID:
    """The id of the request a chat becomes: there is one at most."""
    return uuid5(chat_id, "request")


def _topic(file: ChatFile, setup: Setup) -> str:
    return setup.topic(file.chat.topic).key


def said_in(file: ChatFile) -> list[tuple[str, str]]:
    """Who said what in a chat, as its customer reads it, the last hundred lines, the oldest first: name and text."""
    found = timeline.moments(file.asker, file.case_id).items
    return [
        (_name(one.message.author_role, one.message.author_name, file), one.message.text)
        for one in reversed(found)
        if one.message is not None and not one.message.erased
    ]


def _name(role: str, name: str, file: ChatFile) -> str:
    if role in {Role.BUYER, Role.SELLER}:
        return file.person_name or file.reference
    return name or settings.AMIABIL_MARKETPLACE


# ---- time ------------------------------------------------------------------------------------


def wake_due_chats(limit: int) -> int:
    """Let time act on up to ``limit`` chats; how many there were. What another sweep holds is left to it."""
    now = clock.now()
    with transaction.atomic():
        found = chats.lock_due_chats(at=now, limit=limit)
        for file in found:
            _wake(file, now)
    return len(found)


def _wake(file: ChatFile, now: datetime) -> None:
    try:
        with transaction.atomic():
            _act_by_time(file, now)
    except Exception:
        _LOG.exception("time could not act on %s", file.reference)
        chats.postpone(file.case_id, until=now + SWEEP_AGAIN)


def _act_by_time(file: ChatFile, now: datetime) -> None:
    act = due(file.chat, now)
    if act is ChatAct.BECOME_REQUEST:
        become_request(PROGRAM, file.reference, at=now)
    elif act is ChatAct.RETURN_MISSED:
        missing = file.chat.agent or file.chat.meant_for
        act_once(
            PROGRAM,
            file.reference,
            Doing(lambda seen, by: (acts.return_missed(seen.chat, by=by), None)),
            at=now,
        )
        shifts.step_away(missing, at=now)
        _go_on_without(file, now)
    elif act is ChatAct.END:
        act_once(PROGRAM, file.reference, Doing(lambda seen, by: (acts.end(seen.chat, by=by), None)), at=now)


def _go_on_without(file: ChatFile, now: datetime) -> None:
    """Nobody else is there for whom did not come: better a request now than ten more minutes of waiting."""
    back = chats.file_of(PROGRAM, file.reference)
    if back.chat.state is not ChatState.WAITING or not back.chat.signed:
        return
    if not shifts.hall(at=now, now=clock.unshifted()).people:
        become_request(PROGRAM, file.reference, at=now)
