"""A mail of ours did not arrive: it came back, or somebody of the staff sends it again."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.reports import NoticeBounced
from amiabil.domain.mail.failures import cause_of
from amiabil.domain.mail.reports import Became, Report
from amiabil.domain.terms import Command, Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import audit, clock, deliveries, mail_sent, tickets

FIRST_NEWS = "dispute.submit"
"""The notice whose failure counts: a seller who was never told is not silent (disputes.md 3.5, T2)."""

_WORKER = Viewer(role=Role.SYSTEM, ref="system", name="")

_LOG = logging.getLogger(__name__)


def came_back(report: Report) -> bool:
    """Note on a mail of ours what a server reports about it; whether there is such a mail that was out.

    Only a failure changes anything: a delay is the server's affair, and that a mail was delivered or read is no news.
    A report that names others than whom the mail went to is not believed: knowing the id of a mail, as everybody does
    to whom it was forwarded, closes nobody's address.
    A report is never answered and never told to anybody by mail (lessons M17, M18).
    """
    if report.became is not Became.FAILED:
        return bool(mail_sent.conversation_of_message_ids([report.about]))
    cause = cause_of(report.said, status=report.status)
    returned = mail_sent.mark_bounced(
        report.about,
        recipients=report.recipients,
        cause=cause,
        said=f"{report.status} {report.said}".strip(),
        at=clock.unshifted(),
    )
    for one in returned:
        if one.key == FIRST_NEWS:
            first_news_lost(one.reference, one.event_id, one.role)
    return bool(returned)


def first_news_lost(reference: str, event_id: UUID, role: Role) -> None:
    """When nobody of a side could be told of the opening, nothing may be concluded from its silence."""
    if deliveries.nobody_reached(event_id, role):
        nobody_told(reference, role)


def nobody_told(reference: str, role: Role) -> None:
    """Tell the case that this side does not know of it; one that no longer cares refuses, and stays as it is."""
    request = StepRequest(Command.NOTICE_BOUNCED, NoticeBounced(to=role), received_at=clock.now())
    try:
        with transaction.atomic():
            take_step(_WORKER, reference, request)
    except AmiabilError as refusal:
        _LOG.info("%s no longer cares that the %s could not be told: %s", reference, role, refusal.code)


def send_again(viewer: Viewer, reference: str, message_id: UUID) -> int:
    """Let the mails with a message of a request go out again where they failed or came back; how many there are.

    Who does it says that the addresses work. Safe to repeat. Raises ``NotFound`` when the message has no mail that
    failed, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    with transaction.atomic():
        sent = mail_sent.send_again(viewer, file.case_id, message_id)
        if not sent and not mail_sent.ways_of(viewer, file.case_id, [message_id]):
            raise NotFound()
        if sent:
            audit.note(viewer, "mail.again", reference, at=clock.now(), facts={"message": str(message_id)})
    return sent
