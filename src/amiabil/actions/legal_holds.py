"""An operator keeps a case from being erased, and lets it go again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.retention import REASON_MAX
from amiabil.domain.written import clean
from amiabil.records import audit, legal_holds


@transaction.atomic
def hold_case(viewer: Viewer, reference: str, reason: str, *, at: datetime) -> None:
    """Keep a case until the hold is lifted; a case that is held stays held for the first reason.

    Raises ``NotFound``, ``CaseErased``, ``TextMissing``, ``TextTooLong`` and what ``demand`` raises for ``HOLD_CASE``.
    """
    demand(viewer, Act.HOLD_CASE)
    written = clean(reason, field="/reason", most=REASON_MAX)
    case_id = legal_holds.lock(viewer, reference)
    if legal_holds.put(viewer, case_id, written, at=at):
        audit.note(viewer, "case.hold", reference, at=at, facts={})


@transaction.atomic
def lift_hold(viewer: Viewer, reference: str, *, at: datetime) -> None:
    """Let a case be erased when its time is over; lifting twice is lifting once.

    Raises ``NotFound``, ``CaseErased`` and what ``demand`` raises for ``HOLD_CASE``.
    """
    demand(viewer, Act.HOLD_CASE)
    if legal_holds.lift(viewer, legal_holds.lock(viewer, reference), at=at):
        audit.note(viewer, "case.hold_lifted", reference, at=at, facts={})
