"""How is a refund carried out, once? Our ledger before every call; what is unknown is asked for, not repeated.

No transaction is open while the network is waited for. Source: reliability.md R2.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from amiabil.actions.disputes import confirm_refund, fail_refund
from amiabil.foundation.money import Money
from amiabil.gateways.payments import (
    Answer,
    Confirmed,
    Failed,
    HoldInstruction,
    NotInstructed,
    Payments,
    RefundInstruction,
    Unknown,
)
from amiabil.records import clock, holds, ledger
from amiabil.records.ledger import RefundOrder

ASK_AFTER = (2, 10, 30, 60)
"""Seconds between the questions about a result that is unknown; after the last the sweep asks every minute."""

SETTLE_WITHIN = timedelta(seconds=60)
"""An attempt without an answer for longer is taken up by the sweep: its job may have been lost with a worker."""

log = logging.getLogger(__name__)


def execute(refund_key: str, payments: Payments) -> bool:
    """Carry out one refund, or find out what became of it; whether it is settled, paid or failed, after this.

    Safe to call any number of times: an attempt is begun only by whoever marks it in the ledger first, and one that
    was begun is asked about. The caller keeps two calls about one refund apart.
    """
    order = ledger.refund_to_execute(refund_key)
    if order is None:
        return True
    if order.state == "intended":
        if not ledger.mark_sent(refund_key, at=clock.now()):
            return False
        answer = payments.instruct(_instruction(order, attempt=order.tries + 1))
    else:
        answer = _ask(order, payments)
    return _book(refund_key, answer)


def _ask(order: RefundOrder, payments: Payments) -> Answer:
    """The result of an attempt that was begun. One the service never heard of is instructed again under its key."""
    begun = _instruction(order, attempt=order.tries)
    found = payments.ask(begun)
    return payments.instruct(begun) if isinstance(found, NotInstructed) else found


def _instruction(order: RefundOrder, *, attempt: int) -> RefundInstruction:
    return RefundInstruction(
        key=order.key,
        order=order.order_ref,
        case=order.case_reference,
        amount=order.amount,
        attempt=attempt,
        sources=_sources(order) if settings.AMIABIL_PAYMENTS_PAYOUTS else None,
    )


def _sources(order: RefundOrder) -> dict[str, Money] | None:
    """Whose money the refund is; what neither the hold nor the guarantee fund bears, the seller is charged."""
    if order.from_hold is None or order.from_fund is None:
        return None
    seller = order.amount - order.from_hold - order.from_fund
    return {"hold": order.from_hold, "seller": seller, "fund": order.from_fund}


def _book(refund_key: str, answer: Answer) -> bool:
    match answer:
        case Confirmed(reference):
            log.info("refund %s is paid as %s", refund_key, reference)
            confirm_refund(refund_key, at=clock.now())
        case Failed(cause):
            log.warning("refund %s was not paid: %s", refund_key, cause)
            ledger.note_cause(refund_key, cause)
            fail_refund(refund_key, at=clock.now())
        case Unknown(why):
            log.warning("whether refund %s is paid is not known: %s", refund_key, why)
            return False
    return True


def unsettled(locked_as: str) -> list[str]:
    """Refunds nobody has heard of for a minute, to be asked about; not those that a job with this lock and their key
    is about to ask."""
    return ledger.unsettled_refunds(sent_before=clock.now() - SETTLE_WITHIN, locked_as=locked_as)


def hold(case_id: UUID, payments: Payments) -> None:
    """Tell the payments service what is held for a case now. Raises ``PaymentsAway``."""
    now = holds.held_now(case_id)
    if now is not None:
        payments.hold(HoldInstruction(str(case_id), now.order_ref, now.amount, now.version))
