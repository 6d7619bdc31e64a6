"""A buyer sends a dispute: the order as sold and the policy are pinned, the units held, the clock starts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import Taken, actor_of
from amiabil.actions.handed_in import HandedIn, entries, files_of, labelled, rows_of_items
from amiabil.actions.policies import rules_at
from amiabil.actions.surroundings import seen_from_outside
from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.chain import first_head
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Submission
from amiabil.domain.disputes.engine import Filing
from amiabil.domain.disputes.questions import WHAT_HAPPENED, check_answers
from amiabil.domain.written import REASON_MAX, clean
from amiabil.foundation.fields import pointer
from amiabil.foundation.ids import reference
from amiabil.records import drafts, files
from amiabil.records.case_load import load_by_id
from amiabil.records.case_save import Opening, OrderMovedOn, open_case
from amiabil.records.complainants import suspension_of
from amiabil.records.event_rows import Chain
from amiabil.records.order_sheets import OrderSheet, order_sheet

__all__ = ["HandedIn", "OpeningRequest", "open_dispute"]

TRIES = 4
"""Each try loses only to another case of the order, or a change of the order, in the same instant."""


@dataclass(frozen=True, slots=True)
class OpeningRequest:
    """A dispute as a buyer sends it.

    ``case_id`` is the client's name for the case: a repeat gives the first result. ``items`` become its evidence, in
    order, whatever ``submission.evidence`` says. ``draft_id`` names the draft it was written in.
    """

    submission: Submission
    case_id: UUID
    received_at: datetime
    items: Sequence[HandedIn] = ()
    draft_id: UUID | None = None


def open_dispute(viewer: Viewer, order_ref: str, request: OpeningRequest) -> Taken:
    """Send a dispute about units of an order as of the instant it was received.

    Raises ``NotFound`` for an order or a file that is not the viewer's, and the refusals of ``engine.submit``.
    """
    for _ in range(TRIES):
        try:
            return _open_once(viewer, order_ref, request)
        except (IntegrityError, OrderMovedOn):
            continue
    return _open_once(viewer, order_ref, request)


def _open_once(viewer: Viewer, order_ref: str, request: OpeningRequest) -> Taken:
    sheet = order_sheet(viewer, order_ref)
    demand(viewer, Act.OPEN_DISPUTE, Subject(sheet.buyer_id, sheet.shop_id), sight=Act.SEE_ORDER)
    before = load_by_id(viewer, request.case_id)
    if before is not None:
        return Taken(before.case_id, before.reference, before.dispute, (), repeated=True)
    return _open(viewer, sheet, request)


def _open(viewer: Viewer, sheet: OrderSheet, request: OpeningRequest) -> Taken:
    labels = labelled(request.items, taken=())
    submission = replace(_written(request.submission), evidence=entries(labels))
    rules = rules_at(request.received_at)
    pinned = rules.for_order(sheet.facts, line_refs=tuple(submission.units), reason=submission.reason)
    filing = Filing(
        submission,
        order=sheet.facts,
        policy=pinned.policy,
        calendar=pinned.calendar,
        others=seen_from_outside(sheet.id),
        actor=actor_of(viewer),
        at=request.received_at,
        id=request.case_id,
        suspended_until=suspension_of(sheet.buyer_id, at=request.received_at),
        outages=rules.outages,
    )
    step = engine.submit(filing)
    opening = Opening(
        case_id=request.case_id,
        reference=reference("D", randomness=os.urandom(5)),
        subject=_subject(sheet, submission),
        order_id=sheet.id,
        order_digest=sheet.digest,
        buyer_id=sheet.buyer_id,
        shop_id=sheet.shop_id,
        start=Chain(0, -1, first_head(request.case_id)),
        pinned=pinned,
    )
    with transaction.atomic():
        files.demand_usable(viewer, files_of(request.items))
        evidence = rows_of_items(labels, by=viewer, at=request.received_at, listed=step.dispute.evidence)
        open_case(opening, step, received_at=request.received_at, evidence=evidence)
        if request.draft_id is not None:
            drafts.mark_sent(viewer, request.draft_id, case_id=request.case_id)
    return Taken(request.case_id, opening.reference, step.dispute, step.events)


def _written(submission: Submission) -> Submission:
    """The submission with clean texts and answers, never ``None``: whoever opens a dispute can be asked.

    What happened is its text, wherever it was written. Raises ``BadArguments``, ``TextTooLong``.
    """
    given = {key: _answer(key, told) for key, told in (submission.answers or {}).items()}
    check_answers(submission.reason, given)
    text = submission.text or given.pop(WHAT_HAPPENED, "")
    return replace(submission, text=clean(text, field="/text", required=False), answers=given)


def _answer(key: str, told: Any) -> Any:
    """An answer as it is kept; what is no text is left as it is, for the check to refuse."""
    if not isinstance(told, str):
        return told
    return clean(told, field=pointer("/answers", key), most=REASON_MAX, required=False)


def _subject(sheet: OrderSheet, submission: Submission) -> str:
    titles = [line.title for line in sheet.facts.lines if line.ref in submission.units]
    return ", ".join(titles)
