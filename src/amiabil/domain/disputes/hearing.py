"""May this person decide now? No interest of one's own, and nobody whose answer is still awaited."""

from __future__ import annotations

from amiabil.domain.disputes import clock, errors
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Timer


def is_barred(dispute: Dispute, ref: str) -> bool:
    """Whether this person is a party, opened the case for one, or was challenged with success; nobody is not."""
    parties = {dispute.order.buyer_ref, dispute.order.seller_ref, dispute.opened_by}
    return bool(ref) and ref in parties | dispute.barred


def is_heard(dispute: Dispute, *, taken: bool) -> bool:
    """Whether there is somebody to challenge: who has ``taken`` the case, or who acted in it and is not out of it."""
    return taken or bool(dispute.mediators - dispute.barred)


def check_interest(change: Change) -> None:
    """Refuse who may not decide this case. Raises ``ConflictOfInterest``."""
    if is_barred(change.dispute, change.actor.ref):
        raise errors.ConflictOfInterest()


def check_reviewer(change: Change) -> None:
    """Refuse who took part in the case as a mediator, or may not decide it at all. Raises ``ConflictOfInterest``."""
    if change.actor.ref in change.dispute.mediators:
        raise errors.ConflictOfInterest()
    check_interest(change)


def check_replies(dispute: Dispute) -> None:
    """Refuse while a question or late evidence awaits an answer."""
    asked = next((question for question in dispute.questions if question.open), None)
    if asked is not None:
        raise errors.ReplyPending(asked.of, asked.due_at)
    if dispute.late_replies:
        role = min(dispute.late_replies)
        raise errors.ReplyPending(role, clock.due_of(dispute, Timer.LATE_EVIDENCE_REPLY))
