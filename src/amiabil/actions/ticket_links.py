"""An agent links a request with another one, or with a dispute it has to do with, and takes the link away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amiabil.actions.disputes import actor_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.linking import Tie, demand_linkable
from amiabil.domain.support.merging import UnknownRequest
from amiabil.records import ticket_links


def link(viewer: Viewer, reference: str, other: str, tie: Tie, *, at: datetime) -> bool:
    """Link a request with another one or a dispute; ``tie`` is what that is to it. Whether anything was new.

    Both histories tell the staff of it. Raises ``SameRequest``, ``UnknownRequest``, ``LinkedOtherwise``, ``HasParent``,
    ``LinkLoop``, ``TooManyLinks``, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    with transaction.atomic():
        here, there = ticket_links.lock_ends(viewer, (reference, other))
        if not here.end.is_ticket:
            raise UnknownRequest(field="/other")
        if not demand_linkable(here.end, there.end, tie, here.linked.get(there.id)):
            return False
        ticket_links.keep(viewer, here, there, tie, at=at)
        _tell(viewer, ticket_links.LINKED, (here, there), tie, at)
    return True


def unlink(viewer: Viewer, reference: str, other: str, *, at: datetime) -> bool:
    """Take a link away; whether there was one. Raises ``UnknownRequest`` and what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    with transaction.atomic():
        here, there = ticket_links.lock_ends(viewer, (reference, other))
        tie = here.linked.get(there.id)
        if tie is None:
            return False
        ticket_links.drop(viewer, here, there)
        _tell(viewer, ticket_links.UNLINKED, (here, there), tie, at)
    return True


_Two = tuple[ticket_links.Locked, ticket_links.Locked]


def _tell(viewer: Viewer, event_type: str, two: _Two, tie: Tie, at: datetime) -> None:
    here, there = two
    news = ticket_links.News(event_type, actor_of(viewer), at)
    ticket_links.tell(here, news, there, tie)
    ticket_links.tell(there, news, here, tie.seen_from_there)
