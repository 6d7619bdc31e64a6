"""How does a customer say what they think of a solution, and for how long can they?"""

from __future__ import annotations

from datetime import datetime, timedelta

from amiabil.domain.support.change import Change
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import ENDED, Rating, TicketEvent
from amiabil.domain.support.ticket import By, Ticket, TicketStep
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Conflict

RATE_WITHIN = timedelta(days=14)
"""After the solution: long enough to see whether it holds, short enough to be about it."""


class RatingOver(Conflict):
    """The request is not solved, or the days in which its solution can be rated are over."""

    code = "rating_over"


def rate_until(ticket: Ticket) -> datetime | None:
    """Until when the solution can be rated, and the rating changed; None for what is not solved."""
    if ticket.status not in ENDED or ticket.solved_at is None or ticket.merged_into:
        return None
    return ticket.solved_at + RATE_WITHIN


def may_rate(ticket: Ticket, at: datetime) -> bool:
    """Whether the customer can rate now, or rate otherwise."""
    until = rate_until(ticket)
    return until is not None and at < until


def rate(ticket: Ticket, rating: Rating, *, by: By, setup: Setup) -> TicketStep:
    """Keep what the customer thinks; the same again changes nothing. Raises ``RatingOver``."""
    if not may_rate(ticket, by.at):
        raise RatingOver(until=instant_text(until) if (until := rate_until(ticket)) else None)
    if ticket.rating == rating:
        return TicketStep(ticket)
    change = Change(ticket, by, setup)
    change.put(rating=rating.value, rated_at=by.at)
    change.tell(TicketEvent.RATED, rating=rating.value, before=ticket.rating)
    return change.done()
