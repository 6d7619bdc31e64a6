"""Somebody who chatted without an account signs in and takes their chat along; decision 0072.

Only who holds the secret of the chat can, by their own word, and the secret ends with it. Where they have another chat
that goes on, the two become one: no word is lost, and nobody who waits or answers is passed over.
"""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from amiabil.actions.chat_acts import Doing, act_once
from amiabil.actions.chat_requests import said_in
from amiabil.actions.chats import WORDS_MAX, with_nobody_there
from amiabil.actions.disputes import TRIES, actor_of
from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.disputes.model import Actor
from amiabil.domain.notices import CHAT, IN
from amiabil.domain.support import chat_acts as acts
from amiabil.domain.support.chat import ChatState, ChatStep
from amiabil.domain.support.chat_acts import By
from amiabil.domain.support.hand_over import as_text
from amiabil.domain.terms import Audience, Role
from amiabil.foundation.errors import NotFound
from amiabil.records import chat_save, chats, contacts
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.chats import ChatFile
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.said import Message


def left_behind(viewer: Viewer, secret: str, *, at: datetime) -> ChatFile | None:
    """The visitor's chat that this secret opens, where the viewer could take it along; else None. One statement."""
    if not secret or viewer.role is not Role.BUYER or viewer.person_id is None:
        return None
    found = chats.by_secret(secret, at=at)
    return found if found is not None and found.contact is not None else None


def take_along(viewer: Viewer, reference: str, secret: str, *, at: datetime) -> ChatFile:
    """Make a visitor's chat the viewer's own; the chat that goes on. Again, it is theirs already.

    Raises ``NotFound`` for a secret that opens no visitor's chat of this reference, ``CaseMovedOn``, and what
    ``demand`` raises.
    """
    if viewer.role is not Role.BUYER:
        raise NotFound()
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id))
    with transaction.atomic():
        known = chats.last_of(viewer, at=at)
        if not _taken(viewer, reference, secret, at):
            return chats.file_of(viewer, reference)
        file = chats.file_of(viewer, reference)
        other = known if known is not None and known.chat.is_open else None
        if other is not None and file.chat.is_open:
            file = _one_of_two(viewer, file, other, at)
    return with_nobody_there(viewer, file, at=at)


def _taken(viewer: Viewer, reference: str, secret: str, at: datetime) -> bool:
    """Whether the chat became the viewer's now."""
    for _ in range(TRIES):
        file = left_behind(viewer, secret, at=at)
        if file is None or file.reference != reference or file.contact is None or viewer.person_id is None:
            return False
        step = acts.take_along(file.chat, by=By(actor_of(viewer), at))
        try:
            with transaction.atomic():
                chat_save.save(file, step, received_at=at)
                if not contacts.attach_chat(file.contact.id, viewer.person_id):
                    raise CaseMovedOn()
        except CaseMovedOn:
            continue
        return True
    raise CaseMovedOn()


def _one_of_two(viewer: Viewer, taken: ChatFile, other: ChatFile, at: datetime) -> ChatFile:
    """The chat that goes on: where a person answers or is waited for, else the one that was just talked in."""
    waits = {ChatState.WAITING, ChatState.WITH_AGENT}
    keeps, ends = (other, taken) if other.chat.state in waits else (taken, other)
    act_once(
        viewer,
        ends.reference,
        Doing(lambda file, by: (acts.end_in_another(file.chat, keeps.reference, by=by), None)),
        at=at,
    )
    said = _quoted(ends, at)

    def take_in(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.take_in(file.chat, ends.reference, by=by), said

    return act_once(viewer, keeps.reference, Doing(take_in), at=at)


def _quoted(ended: ChatFile, at: datetime) -> Message:
    """What was said in the chat that ends, as a message of the program: whoever goes on reads it at its place."""
    text = as_text(said_in(ended), most=WORDS_MAX - len(ended.reference) - 2)
    new = NewMessage(
        id=_quote_id(ended.case_id),
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=f"{ended.reference}\n\n{text}",
        audience=Audience.BUYER_AND_PLATFORM,
        received_at=at,
        language=ended.chat.language,
    )
    program = Actor(Role.SYSTEM, "system", settings.AMIABIL_MARKETPLACE)
    return Message(new, program, None, (), {IN: CHAT})


def _quote_id(case_id: UUID) -> UUID:
    return uuid5(case_id, "joined")
