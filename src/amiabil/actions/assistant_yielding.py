"""When does the assistant yield to a person, and what does it honestly say about when one comes?

Asked for, it yields at once and without argument; what is serious never waits for it. Where it failed, a person who is
there takes over; where nobody is, it offers the request and goes on answering. Source: assistant.md 5.5.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from amiabil.actions import chat_requests, chat_waits
from amiabil.actions.assistant_pieces import PickFlow, PickSign, Piece, Plain, RedText, Saying, WaitShown
from amiabil.actions.assistant_turns import Decided, Open
from amiabil.domain.assistant.commands import Flow, Sign
from amiabil.domain.assistant.conversation import IN_ALL, UPSET, Talk, is_angry
from amiabil.domain.assistant.packaged import every_red_rule
from amiabil.domain.assistant.red_rules import QUEUES, Reason, reason_of
from amiabil.domain.assistant.spoken import words
from amiabil.domain.support.chat import AskedFor

__all__ = ["PERSON", "UPSET", "AskedFor", "at_once", "comes", "mood", "offer", "red", "wanted"]

PERSON = "person"
"""What is asked while a person is offered: *yes* takes the offer."""

_WHY = {
    Reason.PERSON: AskedFor.WANTED,
    Reason.VULNERABLE: AskedFor.CARE,
    Reason.AUTOMATED: AskedFor.APPEAL,
}


def at_once(seen: Open, *, at: datetime) -> Decided | None:
    """What is for people whatever else is said; None for anything else. Pressed cards hold words of ours."""
    reason = None if seen.choice else reason_of(seen.text, every_red_rule())
    return red(seen, reason, at=at) if reason is not None else None


def red(seen: Open, reason: Reason, *, at: datetime) -> Decided:
    """A red rule: the fixed text, the team, and a person."""
    queue = QUEUES[reason]
    said = (RedText(reason), *comes(seen, at=at)[1])
    why = _WHY.get(reason, AskedFor.SERIOUS)
    return Decided(said, seen.talk.done(), "hand_over", person=why, team=queue.team, priority=queue.priority)


def wanted(seen: Open, *, at: datetime) -> Decided:
    """A person was asked for: yes, at the first word."""
    return Decided(comes(seen, at=at)[1], seen.talk.done(), "hand_over", person=AskedFor.WANTED)


def offer(seen: Open, talk: Talk, why: AskedFor, says: Saying, *, at: datetime) -> Decided:
    """The assistant has failed: whoever is there takes over; else a person is offered, and it goes on answering."""
    outlook = chat_waits.outlook(None, at=at)
    if outlook.is_there and (why is not AskedFor.UNSURE or talk.failures >= IN_ALL):
        said = (Plain(says), *comes(seen, at=at)[1])
        return Decided(said, talk.done(), "hand_over", person=why)
    pieces: tuple[Piece, ...] = (
        Plain(says),
        Plain(Saying.OFFER_PERSON),
        WaitShown(outlook, _promise(seen, at)),
        PickFlow(Flow.HAND_OVER),
        PickFlow(Flow.OPEN_TICKET),
        PickSign(Sign.NO.value),
    )
    return Decided(pieces, replace(talk, flow="", slots={}, asked=PERSON), "offer_person")


def mood(seen: Open) -> Talk:
    """The conversation with what this message adds of anger."""
    angry = not seen.choice and is_angry(seen.text, words().insult)
    return replace(seen.talk, anger=seen.talk.anger + 1) if angry else seen.talk


def comes(seen: Open, *, at: datetime) -> tuple[bool, tuple[Piece, ...]]:
    """Whether a person is there, and when one comes, or by when the request this chat becomes is answered."""
    outlook = chat_waits.outlook(None, at=at)
    if outlook.is_there:
        return True, (Plain(Saying.PERSON_COMES), WaitShown(outlook))
    nobody = Saying.NOBODY_SIGNED if seen.file.chat.signed else Saying.NOBODY_VISITOR
    return False, (Plain(nobody), WaitShown(outlook, _promise(seen, at)))


def _promise(seen: Open, at: datetime) -> datetime | None:
    """By when a request would be answered; None for a visitor, whose request begins with a confirmed address."""
    return chat_requests.promised_at(seen.file, at=at) if seen.file.chat.signed else None
