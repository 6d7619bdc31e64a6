"""What an operator does about a payment to a seller that the payments service did not make."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.domain.written import clean
from amiabil.foundation.errors import Fact
from amiabil.records import audit, payouts

REFERENCE_MAX = 80
"""Letters of the bank's reference of a payment made by hand."""


def try_payout_again(viewer: Viewer, key: str, *, at: datetime) -> None:
    """Let it be instructed once more; the sweep of the worker takes it up within a minute.

    Raises ``NotFound``, ``PayoutSettled``, and what ``demand`` raises for ``SEE_TO_PAYOUTS``.
    """
    known = payouts.payout(viewer, key)
    with transaction.atomic():
        payouts.try_again(viewer, key, at=at)
        _note(viewer, "payout.again", known, at=at)


def record_payout_by_hand(viewer: Viewer, key: str, reference: str, *, at: datetime) -> None:
    """Take down that the seller was paid in another way, under the bank's reference.

    Raises ``TextMissing``, ``NotFound``, ``PayoutSettled``, and what ``demand`` raises for ``SEE_TO_PAYOUTS``.
    """
    known = payouts.payout(viewer, key)
    named = clean(reference, field="/reference", most=REFERENCE_MAX)
    with transaction.atomic():
        payouts.paid_by_hand(viewer, key, named, at=at)
        _note(viewer, "payout.by_hand", known, at=at, reference=named)


def _note(
    viewer: Viewer, action: str, known: payouts.KnownPayout, *, at: datetime, reference: str = ""
) -> None:
    facts: dict[str, Fact] = {"payout": known.key, "amount": known.amount.fact(), "seller": known.shop_ref}
    audit.note(
        viewer,
        action,
        known.case_reference,
        at=at,
        facts={**facts, "reference": reference} if reference else facts,
    )
