"""How is one act on a request done, once, on the request as it stands?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import TRIES, actor_of
from amiabil.actions.support_setup import setup_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support import acts, waking
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import TicketEvent
from amiabil.domain.support.ticket import By, TicketStep
from amiabil.domain.terms import Role
from amiabil.records import ticket_merges, ticket_save, tickets
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.messages import MessageIdUsed
from amiabil.records.said import Message
from amiabil.records.tickets import TicketFile

PROGRAM = Viewer(role=Role.SYSTEM, ref="system", name="")
"""Who acts when an act follows from another one; the table of rights was asked for that one."""

_Act = Callable[[TicketFile, Setup, Sequence[UUID]], tuple[TicketStep, Message | None]]
"""What is done with a request; the last value are the ids by which it was come to, of merged ones too."""


def _nothing(_file: TicketFile) -> None:
    """What is done with an act besides it, mostly."""


@dataclass(frozen=True, slots=True)
class Doing:
    """An act on a request; ``also`` is done in its transaction. With ``follow`` on the one it goes on in."""

    act: _Act
    also: Callable[[TicketFile], None] = _nothing
    follow: bool = False


def act_once(viewer: Viewer, reference: str, doing: Doing, *, at: datetime) -> TicketFile:
    """Act on a request as it stands, what is due before it first; again where somebody came in between."""
    for _ in range(TRIES):
        named = tickets.file_of(viewer, reference)
        file = ticket_merges.surviving(viewer, named) if doing.follow else named
        way = (named.case_id, file.case_id)
        if viewer is not PROGRAM:
            demand(viewer, Act.WRITE_MESSAGE, file.subject_of_rights)
        setup = setup_of(file.setup_version, file.holidays)
        due = waking.wake(file.ticket, at=at, setup=setup)
        step, message = doing.act(replace(file, ticket=due.ticket), setup, way)
        told = (message.event(due.ticket.version + 1),) if message else ()
        whole = TicketStep(step.ticket, (*due.events, *told, *step.events))
        try:
            with transaction.atomic():
                ticket_save.save(file, whole, setup, received_at=at, message=message)
                doing.also(file)
        except CaseMovedOn:
            continue
        except IntegrityError:
            if message is None or not tickets.has_message(way, message.new.id, viewer.ref):
                raise MessageIdUsed() from None
        return tickets.file_of(viewer, file.reference)
    raise CaseMovedOn()


def note(viewer: Viewer, reference: str, kind: TicketEvent, *, at: datetime) -> TicketFile:
    """Tell of what happened beside a request: its address was verified, an account took it in.

    Raises ``NotFound`` and what ``demand`` raises for ``WRITE_MESSAGE``.
    """

    def act(file: TicketFile, setup: Setup, _way: object) -> tuple[TicketStep, Message | None]:
        return acts.note(file.ticket, kind, by=By(actor_of(viewer), at), setup=setup), None

    return act_once(viewer, reference, Doing(act), at=at)
