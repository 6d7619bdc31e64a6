"""How is one act on a chat done, once, on the chat as it stands?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from amiabil.actions.disputes import TRIES, actor_of
from amiabil.actions.ticket_acts import PROGRAM
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.chat import ChatStep
from amiabil.domain.support.chat_acts import By
from amiabil.domain.terms import Role
from amiabil.records import chat_save, chats, tickets
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.chats import ChatFile
from amiabil.records.messages import MessageIdUsed
from amiabil.records.said import Message


def assistant_answers() -> bool:
    """Whether the virtual assistant answers chats here; where it does not, people do from the start."""
    return bool(settings.AMIABIL_ASSISTANT)


_Act = Callable[[ChatFile, By], tuple[ChatStep, Message | None]]


def _nothing(_file: ChatFile) -> None:
    """What is done with an act besides it, mostly."""


@dataclass(frozen=True, slots=True)
class Doing:
    """An act on a chat; ``also`` is done before it is kept, in its transaction."""

    act: _Act
    also: Callable[[ChatFile], None] = _nothing


def act_once(viewer: Viewer, reference: str, doing: Doing, *, at: datetime) -> ChatFile:
    """Act on a chat as it stands; again where somebody came in between. A message that is known is not posted again.

    Raises ``NotFound``, what ``demand`` raises for whoever may not write here, what the act refuses,
    ``MessageIdUsed`` and ``CaseMovedOn``.
    """
    by = By(actor_of(viewer), at)
    for tried in range(TRIES):
        try:
            if not tried:
                return _act(viewer, reference, doing, by)
            with transaction.atomic():  # somebody came in between: wait for one's turn
                chats.hold(reference)
                return _act(viewer, reference, doing, by)
        except CaseMovedOn:
            continue
    raise CaseMovedOn()


def _act(viewer: Viewer, reference: str, doing: Doing, by: By) -> ChatFile:
    file = chats.file_of(viewer, reference)
    _demand(viewer, file)
    step, message = doing.act(file, by)
    told = (message.event(file.chain.version + 1),) if message else ()
    whole = ChatStep(step.chat, (*told, *step.events))
    try:
        with transaction.atomic():
            doing.also(file)
            chat_save.save(file, whole, received_at=by.at, message=message)
    except IntegrityError:
        if message is None or not tickets.has_message([file.case_id], message.new.id, viewer.ref):
            raise MessageIdUsed() from None
    return chats.file_of(viewer, reference)


def _demand(viewer: Viewer, file: ChatFile) -> None:
    if viewer is PROGRAM or viewer.role is Role.ASSISTANT:
        return
    if viewer.is_staff:
        demand(viewer, Act.WORK_TICKET)
    else:
        demand(viewer, Act.WRITE_MESSAGE, file.subject_of_rights)
