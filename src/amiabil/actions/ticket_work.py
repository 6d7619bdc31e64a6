"""What the staff keep beside a request, and what its customer thinks of the solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from amiabil.actions.disputes import actor_of
from amiabil.actions.support_setup import setup_of
from amiabil.actions.ticket_acts import Doing, act_once
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support import rating as rules
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import Rating
from amiabil.domain.support.ticket import By, TicketStep
from amiabil.domain.written import LINE_MAX, MESSAGE_MAX, REASON_MAX, clean
from amiabil.foundation.fields import OutOfRange
from amiabil.records import ratings, ticket_work, tickets
from amiabil.records.said import Message
from amiabil.records.ticket_work import TimeEntry
from amiabil.records.tickets import TicketFile

MOST_MINUTES = 24 * 60
"""Of one entry: a day."""


def keep_draft(viewer: Viewer, reference: str, text: str, *, at: datetime) -> None:
    """Keep what has been written so far. Raises ``NotFound``, ``TextTooLong`` and what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    kept = clean(text, field="/text", most=MESSAGE_MAX, required=False)
    ticket_work.keep_draft(viewer, file.case_id, kept, at=at)


def forget_draft(viewer: Viewer, file: TicketFile) -> None:
    """What was written has been sent. Raises what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    ticket_work.keep_draft(viewer, file.case_id, "", at=file.ticket.opened_at)


def add_line(viewer: Viewer, reference: str, text: str, *, id: UUID, at: datetime) -> None:
    """Put a line on the checklist. Raises ``NotFound``, ``TextMissing``, ``TextTooLong``, ``TooMuchKept``."""
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    line = clean(text, field="/line", most=LINE_MAX)
    ticket_work.add_lines(viewer, file.case_id, ((id, line),), at=at)


def start_checklist(viewer: Viewer, reference: str, *, at: datetime) -> None:
    """Put the lines of the topic's own checklist on it, each once, in the viewer's language. Raises as ``add_line``."""
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    topic = setup_of(file.setup_version, file.holidays).topic(file.ticket.topic)
    lines = tuple(
        (uuid5(file.case_id, f"{topic.key}:{n}"), line[:LINE_MAX])
        for n, labels in enumerate(topic.checklist)
        if (line := labels.get(viewer.language) or labels.get("en") or next(iter(labels.values()), ""))
    )
    if lines:
        ticket_work.add_lines(viewer, file.case_id, lines, at=at)


def tick(viewer: Viewer, reference: str, id: UUID, *, done: bool, at: datetime) -> None:
    """Tick a line, or take the tick back. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    ticket_work.tick(viewer, tickets.file_of(viewer, reference).case_id, id, done=done, at=at)


def drop_line(viewer: Viewer, reference: str, id: UUID) -> None:
    """Take a line off. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    ticket_work.drop_line(viewer, tickets.file_of(viewer, reference).case_id, id)


def add_time(viewer: Viewer, reference: str, entry: TimeEntry) -> None:
    """Keep time that was worked. Raises ``NotFound``, ``OutOfRange``, ``TextTooLong``, ``TooMuchKept``."""
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    if not 1 <= entry.minutes <= MOST_MINUTES:
        raise OutOfRange(field="/minutes", min=1, max=MOST_MINUTES)
    note = clean(entry.note, field="/note", most=LINE_MAX, required=False)
    ticket_work.add_time(viewer, file.case_id, TimeEntry(entry.id, entry.minutes, note, entry.at))


def drop_time(viewer: Viewer, reference: str, id: UUID) -> None:
    """Take back time of one's own. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    ticket_work.drop_time(viewer, tickets.file_of(viewer, reference).case_id, id)


def follow(viewer: Viewer, reference: str, *, on: bool) -> None:
    """Hear what happens to a request, or no more. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.SEE_TICKETS)
    ticket_work.follow(viewer, tickets.file_of(viewer, reference).case_id, on=on)


# ---- what the customer thinks ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rated:
    """How a customer rates a solution, with what they add in their own words."""

    rating: Rating
    comment: str
    at: datetime


def rate(viewer: Viewer, reference: str, rated: Rated) -> None:
    """Keep what the customer of a request thinks of its solution; as often as they like while the days last.

    Raises ``NotFound``, ``RatingOver``, ``TextTooLong`` and what ``demand`` raises.
    """
    comment = clean(rated.comment, field="/comment", most=REASON_MAX, required=False)

    def act(file: TicketFile, setup: Setup, _way: Sequence[UUID]) -> tuple[TicketStep, Message | None]:
        demand(viewer, Act.RATE_TICKET, file.subject_of_rights)
        by = By(actor_of(viewer), rated.at)
        return rules.rate(file.ticket, rated.rating, by=by, setup=setup), None

    def also(file: TicketFile) -> None:
        ratings.keep_comment(viewer, file.case_id, comment, at=rated.at)

    act_once(viewer, reference, Doing(act, also), at=rated.at)
