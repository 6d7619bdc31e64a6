"""Somebody of the staff works in chats: comes on shift, takes one, gives it on, hands it back."""

from __future__ import annotations

from datetime import datetime

from amiabil.actions import chat_acts
from amiabil.actions.chat_acts import Doing, act_once
from amiabil.actions.support_setup import current_setup
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support import chat_acts as acts
from amiabil.domain.support.chat import ChatStep
from amiabil.domain.support.chat_acts import By
from amiabil.domain.support.routing import line_of
from amiabil.domain.support.ticket import UnknownTeam
from amiabil.foundation.errors import Conflict, Invalid
from amiabil.records import chats, clock, shifts, supervision
from amiabil.records.chats import ChatFile
from amiabil.records.said import Message
from amiabil.records.shifts import MOST_CAPACITY, Shift, ShiftState


class NotOnShift(Conflict):
    """Who takes chats says so first: others wait for whoever is on shift."""

    code = "not_on_shift"


class HandsFull(Conflict):
    """The viewer answers in as many chats as they take at once; ``capacity`` is how many."""

    code = "hands_full"


class BadCapacity(Invalid):
    """Between one chat and ``most`` at once."""

    code = "bad_capacity"


class NotThere(Conflict):
    """The colleague is not on shift; the chat would wait for nobody."""

    code = "colleague_not_there"


def set_shift(viewer: Viewer, shift: Shift, *, at: datetime) -> None:
    """Say how the viewer takes chats from now on.

    Raises ``BadCapacity``, and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    if not 1 <= shift.capacity <= MOST_CAPACITY:
        raise BadCapacity(field="/capacity", most=MOST_CAPACITY)
    shifts.keep(viewer, shift, at=at)
    supervision.seen(viewer, at=clock.unshifted())


def accept(viewer: Viewer, reference: str, *, at: datetime) -> ChatFile:
    """Come into a chat that waits.

    Raises ``NotOnShift``, ``HandsFull``, ``ChatOfAnother``, ``ChatEnded`` or ``NotFound``.
    """
    demand(viewer, Act.WORK_TICKET)
    shift = shifts.of_viewer(viewer)
    if shift.state is not ShiftState.ON:
        raise NotOnShift()
    mine = chats.of_agent(viewer)
    known = next((one for one in mine if one.reference == reference), None)
    if known is None and len(mine) >= shift.capacity:
        raise HandsFull(capacity=shift.capacity)

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.accept(file.chat, by=by), None

    return act_once(viewer, reference, Doing(act), at=at)


def accept_next(viewer: Viewer, *, at: datetime) -> ChatFile | None:
    """Take the chat that is the viewer's next by language, team and wait; None when nobody waits.

    Raises ``NotOnShift`` or ``HandsFull``.
    """
    hall = shifts.hall(at=at, now=clock.unshifted())
    me = next((one for one in hall.people if one.ref == viewer.ref), None)
    if me is None:
        raise NotOnShift()
    line = line_of(me, hall.waiting)
    return accept(viewer, line[0].reference, at=at) if line else None


def transfer(viewer: Viewer, reference: str, *, at: datetime, to: str = "", team: str = "") -> ChatFile:
    """Give a chat to a colleague who is there, or back to the queue, of a team where one is named.

    Raises ``NotThere``, ``UnknownTeam``, ``ChatOfAnother``, ``NotInChat``, ``ChatEnded``, ``NotFound``.
    """
    if to and all(one.on_shift.ref != to or one.state is not ShiftState.ON for one in _others(viewer)):
        raise NotThere()
    if team and all(one.key != team for one in current_setup().teams):
        raise UnknownTeam(field="/team")

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.transfer(file.chat, by=by, to=to, team=team), None

    return act_once(viewer, reference, Doing(act), at=at)


def hand_back(viewer: Viewer, reference: str, *, at: datetime) -> ChatFile:
    """Let the assistant go on. Raises ``NoAssistant`` where there is none, and what ``transfer`` raises of the chat."""

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.hand_back(file.chat, by=by, assistant=chat_acts.assistant_answers()), None

    return act_once(viewer, reference, Doing(act), at=at)


def _others(viewer: Viewer) -> list[shifts.Colleague]:
    return [one for one in shifts.colleagues(viewer, now=clock.unshifted()) if one.on_shift.ref != viewer.ref]
