"""How is a seller paid, once? As a refund is: our row before every call; what is unknown is asked for, not repeated.

Unlike a refund it is no part of the procedure: its further attempts are made here, and what fails for good is left to a
person. No transaction is open while the network is waited for. Source: reliability.md R2, disputes.md L28.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from amiabil.gateways.payments import (
    NOT_SUPPORTED,
    Answer,
    Confirmed,
    Failed,
    NotInstructed,
    Payments,
    PayoutInstruction,
    Unknown,
)
from amiabil.records import clock, payouts
from amiabil.records.payouts import PayoutOrder

AGAIN_AFTER = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=48),
)
"""How long after each failed attempt the next one follows; after the last a person must see to it."""

SETTLE_WITHIN = timedelta(seconds=60)
"""An attempt without an answer for longer is taken up by the sweep: its job may have been lost with a worker."""

NOT_INSTRUCTED = "not_instructed"
"""Why a payment of the guarantee fund waits for a person where the payments service is told of no payouts."""

log = logging.getLogger(__name__)


def execute(key: str, payments: Payments) -> bool:
    """Carry out one payout, or find out what became of it; whether there is nothing more to ask after this.

    Safe to call any number of times: an attempt is begun only by whoever marks it first, and one that was begun is
    asked about. The caller keeps two calls about one payout apart.
    """
    now = clock.now()
    order = payouts.payout_to_execute(key, at=now)
    if order is None:
        return True
    if order.state != "sent":
        if not payouts.mark_sent(key, at=now):
            return False
        attempt = order.tries + 1
        return _book(order, payments.pay_out(_instruction(order, attempt=attempt)), attempt=attempt)
    return _book(order, _ask(order, payments), attempt=order.tries)


def _ask(order: PayoutOrder, payments: Payments) -> Answer:
    """The result of an attempt that was begun. One the service never heard of is instructed again under its key."""
    begun = _instruction(order, attempt=order.tries)
    found = payments.ask_payout(begun)
    return payments.pay_out(begun) if isinstance(found, NotInstructed) else found


def _instruction(order: PayoutOrder, *, attempt: int) -> PayoutInstruction:
    return PayoutInstruction(
        key=order.key,
        order=order.order_ref,
        case=order.case_reference,
        seller=order.shop_ref,
        kind=order.kind,
        amount=order.amount,
        attempt=attempt,
    )


def _book(order: PayoutOrder, answer: Answer, *, attempt: int) -> bool:
    match answer:
        case Confirmed(reference):
            log.info("payout %s is paid as %s", order.key, reference)
            payouts.payout_confirmed(order.key, reference, at=clock.now())
        case Failed(cause):
            log.warning("payout %s was not paid: %s", order.key, cause)
            last = cause == NOT_SUPPORTED or attempt > len(AGAIN_AFTER)
            again_at = None if last else clock.now() + AGAIN_AFTER[attempt - 1]
            payouts.payout_failed(order.key, cause, again_at=again_at)
        case Unknown(why):
            log.warning("whether payout %s is paid is not known: %s", order.key, why)
            return False
    return True


def not_instructed(key: str) -> None:
    """The payments service is told of no payouts: a falling hold frees a release, the fund's payment needs a person."""
    order = payouts.payout_to_execute(key, at=clock.now())
    if order is None or order.state == "sent":
        return
    if order.kind == "release":
        payouts.left_to_holds(key, at=clock.now())
    else:
        payouts.payout_failed(key, NOT_INSTRUCTED, again_at=None)


def unsettled(locked_as: str) -> list[str]:
    """Payouts nobody has heard of for a minute, and those whose next attempt is due; not those that a job with this
    lock and their key is about to ask."""
    now = clock.now()
    return payouts.unsettled_payouts(at=now, sent_before=now - SETTLE_WITHIN, locked_as=locked_as)
