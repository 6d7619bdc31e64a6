"""Whom does a step of a case concern, and what are they told? Its notices, before anybody keeps or sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from amiabil.domain import notices
from amiabil.domain.disputes import deadlines
from amiabil.domain.notices import Told, Topic
from amiabil.domain.terms import Role, Timer
from amiabil.records import deliveries
from amiabil.records.case_load import LoadedCase
from amiabil.records.deliveries import NewNotice, Recipient
from amiabil.records.new_id import new_id

MailId = Callable[[UUID], str]
"""The Message-ID of the mail that goes with a notice, by the notice's id."""


def told_of(
    case_id: UUID, case: LoadedCase | None, version: int, *, first: UUID | None = None
) -> tuple[Told, ...]:
    """What each side is told of one step, from its event ``first`` on; ``case`` is None for a measure."""
    events = deliveries.events_of(case_id, version, first=first)
    return notices.told(events, whose=lambda timer: _whose(case, timer))


def _whose(case: LoadedCase | None, timer: Timer) -> frozenset[Role]:
    """Whose deadline a timer is; a measure of the platform reminds nobody."""
    return deadlines.whose(case.dispute, timer) if case is not None else frozenset()


def notices_of(
    case_id: UUID,
    told: Iterable[Told],
    everybody: Sequence[Recipient],
    *,
    at: datetime,
    mail_id: MailId | None,
) -> list[NewNotice]:
    """A notice for each of those on a side that is told, dated ``at``; without ``mail_id`` for the page alone."""
    made = [_notice(case_id, one, to, at) for one in told for to in everybody if to.role is one.role]
    if mail_id is None:
        return [replace(one, address="") for one in made]
    return [replace(one, message_id=mail_id(one.id)) for one in made]


def _notice(case_id: UUID, told: Told, to: Recipient, at: datetime) -> NewNotice:
    return NewNotice(
        id=new_id(),
        event_id=UUID(told.event.id),
        case_id=case_id,
        recipient=to,
        key=told.event.type,
        facts={**told.event.data, "actor_role": told.event.actor_role},
        created_at=at,
        address=to.email if told.by_mail and is_wanted(told.topics, to.mails_off) else "",
        topics=told.topics,
    )


def is_wanted(topics: frozenset[Topic], off: frozenset[Topic]) -> bool:
    """Whether a mail about these topics goes to somebody who has switched those off; one without topics always."""
    return not topics or not topics <= off
