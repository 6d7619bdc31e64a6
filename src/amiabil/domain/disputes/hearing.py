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


def check_interest(change: Change) -> None:
    """Refuse who may not decide this case. Raises ``ConflictOfInterest``."""
    if is_barred(change.dispute, change.actor.ref):
        raise errors.ConflictOfInterest()


def check_replies(dispute: Dispute) -> None:
    """Refuse while a question or late evidence awaits an answer."""
    asked = next((question for question in dispute.questions if question.open), None)
    if asked is not None:
        raise errors.ReplyPending(asked.of, asked.due_at)
    if dispute.late_replies:
        role = min(dispute.late_replies)
        raise errors.ReplyPending(role, clock.due_of(dispute, Timer.LATE_EVIDENCE_REPLY))
