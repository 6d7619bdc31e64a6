"""A dispute tells of something dangerous: a request to the safety team runs beside it, once, linked both ways.

What becomes of the money is the dispute's, what becomes of the product is the request's. Source: disputes.md 6, L26;
docs/decisions/0063.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.danger import SOMEBODY_HURT
from amiabil.domain.disputes.model import SYSTEM
from amiabil.domain.support.linking import MOST_LINKS, Tie
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.setup_file import OTHER
from amiabil.domain.support.terms import TicketType
from amiabil.foundation.errors import InvalidFields
from amiabil.records import safety_requests, ticket_links
from amiabil.records.mail_people import participant
from amiabil.records.safety_requests import Danger
from amiabil.records.tickets import TicketFile

TOPIC = "safety"
"""The topic of these requests; where an operator has none, they are about *something else*."""


@dataclass(frozen=True, slots=True)
class Words:
    """How the request is called and begins, in the language of the buyer."""

    subject: str
    text: str


Say = Callable[[Danger, Viewer], Words]


def open_beside(case_id: UUID, say: Say, *, at: datetime) -> str:
    """Open the safety request of a dispute, or find the one there is; its reference, empty where nobody is left to
    ask (the buyer was erased).

    Safe to run again: there is one for a dispute.
    """
    with transaction.atomic():
        danger = safety_requests.danger_of(case_id)
        buyer = participant(danger.buyer_id, None) if danger is not None else None
        if danger is None or buyer is None:
            return ""
        if danger.safety:
            return danger.safety
        ticket = _open(buyer, danger, say(danger, buyer), at=at)
        safety_requests.keep(case_id, ticket.case_id, at=at)
        _link(danger.reference, ticket.reference, at=at)
    return ticket.reference


def _open(buyer: Viewer, danger: Danger, words: Words, *, at: datetime) -> TicketFile:
    setup = current_setup()
    topic = setup.topic(TOPIC if setup.has_topic(TOPIC) else OTHER)
    asked = Asked(
        uuid5(danger.case_id, TOPIC),
        topic.key,
        words.subject,
        words.text,
        at,
        order_ref=danger.order_ref if topic.order != "never" else "",
        answers=_answers(setup, topic.key, danger),
        facts={"dispute": danger.reference},
    )
    try:
        return open_ticket(buyer, asked)
    except (
        InvalidFields
    ):  # the operator asks other things there, which nobody has answered: the words say it all
        return open_ticket(buyer, replace(asked, answers={}, type=TicketType.REPORT))


def _answers(setup: Setup, topic: str, danger: Danger) -> Mapping[str, object]:
    """What the dispute has told already, for the questions of the topic."""
    hurt = danger.texts.get(SOMEBODY_HURT, "")
    known = {"product": danger.subject, "injured": hurt}
    asked = {one.key for one in setup.topic(topic).asked_fields()}
    return {key: told for key, told in known.items() if told and key in asked}


def _link(dispute: str, ticket: str, *, at: datetime) -> None:
    """Both histories tell the staff. Where there are as many links as may be it goes without: the request names it."""
    here, there = ticket_links.lock_for_program((ticket, dispute))
    if there.id in here.linked or max(here.end.links, there.end.links) >= MOST_LINKS:
        return
    ticket_links.keep_for_program(here, there, at=at)
    news = ticket_links.News(ticket_links.LINKED, SYSTEM, at)
    ticket_links.tell(here, news, there, Tie.RELATED)
    ticket_links.tell(there, news, here, Tie.RELATED)
