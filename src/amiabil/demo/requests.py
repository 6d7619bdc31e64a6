"""How do the requests for help of the demonstration come about? By the same actions, as of the instants told."""

from __future__ import annotations

from datetime import datetime, timedelta

from amiabil.actions.tickets import Asked, Written, change, open_ticket, write
from amiabil.demo import catalogue
from amiabil.demo.cast_of_requests import REQUESTS, RequestStory, Said
from amiabil.demo.players import buyer, seller
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import cast, orders, staff
from amiabil.records.new_id import new_id

SETTER = "raluca"
"""Who sets what the story says about a request."""


def tell(now: datetime) -> None:
    """Make every request, and let what followed follow."""
    for story in REQUESTS:
        _tell(story, now)


def _tell(story: RequestStory, now: datetime) -> None:
    who = _whose(story)
    asked = Asked(
        case_id=new_id(),
        topic=story.topic,
        subject=story.subject,
        text=story.text,
        received_at=_before(now, story.hours),
        order_ref=orders.orders(who, limit=1).items[0].order.ref if story.order else "",
        answers=story.answers,
    )
    reference = open_ticket(who, asked).reference
    for said in story.said:
        _say(reference, said, who, now)
    if story.changes:
        change(_agent(SETTER), reference, story.changes, at=_before(now, story.hours - 0.1))


def _say(reference: str, said: Said, who: Viewer, now: datetime) -> None:
    author = _agent(said.by) if said.by else who
    written = Written(new_id(), said.text, _before(now, said.hours), note=said.note, changes=said.changes)
    write(author, reference, written)


def _before(now: datetime, hours: float) -> datetime:
    return now - timedelta(hours=hours)


def _agent(username: str) -> Viewer:
    return staff.viewer_from(cast.member_to_play(username), Role.AGENT)


def _whose(story: RequestStory) -> Viewer:
    if story.person in catalogue.shops():
        return seller(catalogue.shops()[story.person])
    return buyer(catalogue.buyers()[story.person])
