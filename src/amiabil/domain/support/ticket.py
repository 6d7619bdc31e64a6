"""What is a request for help as it stands, and until when does somebody have to act?

Values only; what changes them is ``acts`` and ``waking``. Messages stand in the conversation beside it. Source:
support.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.support.clocks import Clock
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import ENDED, LevelClock, Priority, TicketStatus, TicketType
from amiabil.foundation.errors import Conflict, Fact, Invalid

MOST_TAGS = 30
TAG_LETTERS = 40
SUBJECT_LETTERS = 200

REPORT_STAYS_DAYS = 185
"""A report that is decided closes a day after the last on which its reporter can complain (``content_reports``)."""


class TicketClosed(Conflict):
    """The request is closed and takes no more messages or changes; a new one can be linked to it."""

    code = "ticket_closed"


class TicketMerged(Conflict):
    """The request goes on in another one; ``into`` is its reference."""

    code = "ticket_merged"


class UnknownTopic(Invalid):
    """There is no topic with this key."""

    code = "unknown_ticket_topic"


class UnknownTeam(Invalid):
    """There is no team with this key."""

    code = "unknown_team"


class BadTags(Invalid):
    """More than ``most`` tags, or one longer than ``letters``."""

    code = "bad_tags"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request for help as it stands.

    ``asked_at`` is when the oldest message came that nobody of the staff has answered, None when all are answered.
    ``status_at`` is since when it has its status. ``status_name`` is the operator's own name for it, empty for ours.
    ``assignee`` is the reference of a member of the staff, empty for nobody. ``merged_into`` is the reference of the
    request it goes on in. ``clocks`` holds the newest promise of each kind, kept or not. ``rating`` is what the
    customer thinks of the solution, empty while they have not said.
    """

    topic: str
    opened_at: datetime
    status_at: datetime
    version: int = 1
    status: TicketStatus = TicketStatus.NEW
    status_name: str = ""
    priority: Priority = Priority.NORMAL
    type: TicketType = TicketType.QUESTION
    team: str = ""
    assignee: str = ""
    tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    asked_at: datetime | None = None
    first_replied_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    reminded_at: datetime | None = None
    reopened: int = 0
    merged_into: str = ""
    clocks: tuple[Clock, ...] = ()
    rating: str = ""
    rated_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status not in ENDED

    def clock(self, kind: LevelClock) -> Clock | None:
        """The newest promise of a kind; None when nothing was ever promised."""
        return next((one for one in self.clocks if one.kind is kind), None)


Changes: TypeAlias = Mapping[str, Any]
"""New values by field of the ticket: one of ``CHANGEABLE``."""

CHANGEABLE = frozenset(
    {"status", "status_name", "priority", "type", "topic", "team", "assignee", "tags", "fields", "order"}
)
"""What a member of the staff, a macro or a rule may change."""


@dataclass(frozen=True, slots=True)
class TicketStep:
    """A ticket after an act, and what happened; no event means that nothing has changed."""

    ticket: Ticket
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when it was received."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is made; ``fields`` have been read by ``answers.read_answers``, ``facts`` its opening tells.

    ``quiet``: without a receipt.
    """

    topic: str
    order: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    priority: Priority | None = None
    type: TicketType | None = None
    tags: tuple[str, ...] = ()
    asked_by_customer: bool = True
    quiet: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)


def wake_at(ticket: Ticket, setup: Setup) -> datetime | None:
    """The next instant at which time alone does something; None when it never does."""
    instants = [clock.next_at for clock in ticket.clocks]
    instants.append(silence_at(ticket, setup))
    if may_remind(ticket):
        instants.append(ticket.status_at + timedelta(days=setup.silence.remind_after_days))
    return min((one for one in instants if one is not None), default=None)


def silence_at(ticket: Ticket, setup: Setup) -> datetime | None:
    """Until when the customer can act before silence does: the request counts as solved, a report is decided as it
    stands, or what is solved closes; else None."""
    if ticket.merged_into:
        return None
    if ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        return ticket.status_at + timedelta(days=setup.silence.solve_after_days)
    if ticket.status is TicketStatus.SOLVED:
        reported = ticket.type is TicketType.REPORT
        return ticket.status_at + timedelta(
            days=REPORT_STAYS_DAYS if reported else setup.silence.close_after_days
        )
    return None


def may_remind(ticket: Ticket) -> bool:
    """Whether the customer is waited for and has not been reminded."""
    return ticket.status is TicketStatus.WAITING_FOR_CUSTOMER and ticket.reminded_at is None


def due_at(ticket: Ticket) -> datetime | None:
    """Until when the staff have promised to do the next thing; None when nothing is promised now."""
    return min((clock.due_at for clock in ticket.clocks if clock.due_at is not None), default=None)
