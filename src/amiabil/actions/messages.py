"""Somebody writes into a case: one statement, once, for the readers they chose."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.actions.disputes import actor_of
from amiabil.actions.tied_cases import store
from amiabil.domain.access import Act, Subject, Viewer, demand, writable_audiences
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.errors import NotYours
from amiabil.domain.disputes.pressure import presses
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Audience, Command, Role
from amiabil.domain.written import clean
from amiabil.foundation.errors import Forbidden
from amiabil.records import messages
from amiabil.records.case_load import load, pinned_snapshot
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.messages import NewMessage, Posted
from amiabil.records.new_id import new_id


class AudienceNotYours(Forbidden):
    """This role may not write to these readers."""

    code = "audience_not_yours"


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it was received; ``id`` is the client's name for it, so that sending again changes nothing."""

    id: UUID
    text: str
    audience: Audience
    received_at: datetime


def post_message(viewer: Viewer, reference: str, written: Written) -> Posted:
    """Post a message into a case.

    Raises ``NotFound``, ``ConversationClosed``, ``AudienceNotYours``, ``TextMissing`` or ``TextTooLong``, and
    ``NotYours`` for an administrator where the case knows of no insolvency.
    """
    if written.audience not in writable_audiences(viewer):
        raise AudienceNotYours(audience=written.audience.value)
    demand(viewer, Act.WRITE_MESSAGE, _subject(viewer, reference))
    message = new_message(written)
    posted = messages.post(viewer, reference, message)
    if viewer.side is Role.SELLER and message.audience is Audience.EVERYONE and posted.pinned is not None:
        _watch(viewer, reference, message, pinned_snapshot(posted.pinned).policy)
    return posted


def new_message(written: Written) -> NewMessage:
    """The message as it is kept. Raises ``TextMissing`` or ``TextTooLong``."""
    return NewMessage(
        id=written.id,
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=clean(written.text, field="/text"),
        audience=written.audience,
        received_at=written.received_at,
    )


TRIES = 6
"""Others may write into the case meanwhile; the message stands, and a repeat of it tries again."""


def _watch(viewer: Viewer, reference: str, message: NewMessage, policy: Policy) -> None:
    """Set the flag where a seller presses the buyer to close the case (disputes.md 3.4, *Pressure*).

    Only a message that does is worth reading the case for; a message sent again finds the flag set.
    """
    if not presses(policy, message.text):
        return
    by = engine.By(actor_of(viewer), message.received_at)
    for _ in range(TRIES):
        case = load(viewer, reference)
        step = engine.notice_pressure(case.dispute, by=by)
        if not step.events:
            return
        try:
            store(case, step, received_at=message.received_at)
        except CaseMovedOn:
            continue
        return


def _subject(viewer: Viewer, reference: str) -> Subject:
    """How the viewer stands to the case. The statement that posts finds only cases of the viewer's own side, so
    that for a party nothing has to be read first; whoever hears cases must be this case's, and an
    administrator stands in only where the case knows of the insolvency."""
    if viewer.role in {Role.MEDIATOR, Role.REVIEWER}:
        case = load(viewer, reference)
        return Subject(case.buyer_id, case.shop_id, case.mediator_id)
    if viewer.role is Role.ADMINISTRATOR and not load(viewer, reference).dispute.insolvent:
        raise NotYours(viewer.role, Command.MESSAGE)
    return Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id)
