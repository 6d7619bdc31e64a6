"""Whom does a step of a case concern, and what are they told? Its notices, before anybody keeps or sends them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from amiabil.domain import notices
from amiabil.domain.disputes import deadlines
from amiabil.domain.mail.reply_address import name_in_message_id, reply_name
from amiabil.domain.notices import Told, Topic
from amiabil.domain.terms import STAFF_ROLES, Role, Timer
from amiabil.foundation.ids import read_reference
from amiabil.records import deliveries
from amiabil.records.case_load import LoadedCase
from amiabil.records.deliveries import NewNotice, Recipient
from amiabil.records.new_id import new_id

POSTED = "message.posted"


@dataclass(frozen=True, slots=True)
class MailNames:
    """Under which names the mails about one case go out: of the case, signed with the first key, at our host."""

    reference: str
    keys: Sequence[bytes]
    host: str

    def reply_name(self, reader: UUID) -> str:
        """What this reader's answers bring back; empty for a case that has no reference of ours."""
        if read_reference(self.reference) != self.reference:
            return ""
        return reply_name(self.reference, reader, keys=self.keys)

    def message_id(self, notice_id: UUID, reader: UUID) -> str:
        """The whole Message-ID of the mail with this notice: nobody else can know it."""
        name = self.reply_name(reader)
        unique = name_in_message_id(name, notice_id.hex) if name else f"n-{notice_id}"
        return f"<{unique}@{self.host}>"


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
    names: MailNames | None,
) -> list[NewNotice]:
    """A notice for each of those on a side that is told, dated ``at``; without ``names`` for the page alone."""
    made = [_notice(case_id, one, to, at) for one in told for to in everybody if _concerns(one, to)]
    if names is None:
        return [replace(one, address="") for one in made]
    return [
        replace(
            one,
            message_id=names.message_id(one.id, one.recipient.id),
            reply_name=names.reply_name(one.recipient.id),
        )
        for one in made
    ]


def _concerns(told: Told, to: Recipient) -> bool:
    """Whether somebody is told at all: who is in copy of what people of the marketplace write to the customer alone."""
    if to.role is not told.role:
        return False
    by_people = told.event.actor_role in {role.value for role in STAFF_ROLES}
    return to.kind != deliveries.COPIED or (told.event.type == POSTED and by_people)


def _notice(case_id: UUID, told: Told, to: Recipient, at: datetime) -> NewNotice:
    return NewNotice(
        id=new_id(),
        event_id=UUID(told.event.id),
        case_id=case_id,
        recipient=to,
        key=told.event.type,
        facts={**told.event.data, "actor_role": told.event.actor_role},
        created_at=at,
        address=to.email if _by_mail(told, to) and is_wanted(told.topics, to.mails_off) else "",
        topics=told.topics,
    )


def _by_mail(told: Told, to: Recipient) -> bool:
    """Whether this news goes out by mail; a request that came in by an unproven mail is received without a receipt, and
    no rule answers it, for its sender may be anybody (lessons S27)."""
    by_itself = told.event.actor_role == Role.SYSTEM
    return told.by_mail and not told.event.data.get("quiet") and not (to.by_people_only and by_itself)


def is_wanted(topics: frozenset[Topic], off: frozenset[Topic]) -> bool:
    """Whether a mail about these topics goes to somebody who has switched those off; one without topics always."""
    return not topics or not topics <= off
