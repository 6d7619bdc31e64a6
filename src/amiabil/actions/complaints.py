"""Somebody complains about a measure of the platform; a reviewer who took no part in it decides."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from amiabil.actions import measure_time
from amiabil.actions.disputes import SWEEP_AGAIN, SWEEP_PAUSE, TRIES, actor_of
from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.disputes import measures
from amiabil.domain.disputes.complaints import Filed, Statement, Verdict
from amiabil.domain.disputes.errors import StaleVersion
from amiabil.domain.disputes.measures import MeasureStep
from amiabil.domain.terms import Role
from amiabil.domain.written import clean
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.working_time import Place
from amiabil.records import audit, clock, complainants, measure_save, outages
from amiabil.records import measures as records
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.event_rows import event_of
from amiabil.records.evidence_seals import NewEvidence
from amiabil.records.measures import Ticket

_LOG = logging.getLogger(__name__)

MeasureAct = Callable[[Ticket], MeasureStep | tuple[MeasureStep, Sequence[NewEvidence]]]
"""What is done to a ticket as it stands: the step, and what is handed in with it."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it was received: what becomes of the measure, and the statement of reasons.

    ``version`` is that of the ticket the reviewer had before them, None for whatever is current. ``key`` names the act,
    so that sending it again changes nothing.
    """

    verdict: Verdict
    statement: Statement
    received_at: datetime
    version: int | None = None
    key: UUID | None = None


def subject_of(ticket: Ticket) -> Subject:
    """The ticket as the table of rights knows it."""
    return Subject(buyer_id=ticket.buyer_id, shop_id=ticket.shop_id)


def file_complaint(
    viewer: Viewer, reference: str, text: str, *, at: datetime, key: UUID | None = None
) -> Ticket:
    """Complain about a measure, free of charge, within its months. The same act under its ``key`` changes nothing.

    Raises ``NotFound``, ``RightMissing``, ``AlreadyComplained``, ``MeasureLifted``, ``TooLate``, ``TextMissing`` and
    ``TextTooLong``.
    """

    def act(ticket: Ticket) -> MeasureStep:
        demand(viewer, Act.COMPLAIN, subject_of(ticket))
        policy, measure = ticket.pinned.policy, ticket.measure
        filed = Filed(
            ticket.case_id,
            measure,
            clean(text, field="/text"),
            policy.lanes.platform_complaint,
            Place(policy.zone, ticket.pinned.calendar),
            acts_for=measure.person if measure.against is Role.SELLER else "",
            version=ticket.chain.version + 1,
            until=ticket.complain_until,
            suspended_until=complainants.suspension_of(ticket.buyer_id or ticket.shop_id, at=at),
        )
        return measures.complain(ticket.standing, filed, by=actor_of(viewer), at=at)

    return once(viewer, reference, act, Sent(at, key))


def decide_complaint(viewer: Viewer, reference: str, ruling: Ruling) -> Ticket:
    """Decide a complaint, for good; a measure that has been lifted or changed so already closes it at once.

    Raises ``NotFound``, ``Forbidden``, ``StaleVersion`` and the refusals of ``complaints.decide``.
    """

    def act(ticket: Ticket) -> MeasureStep:
        demand(viewer, Act.HEAR_COMPLAINT, subject_of(ticket))
        if ticket.complaint is not None and ruling.version not in {None, ticket.chain.version}:
            state = ticket.complaint.state
            raise StaleVersion(seen=ruling.version or 0, current=ticket.chain.version, state=state)
        by, at = actor_of(viewer), ruling.received_at
        step = measures.decide(ticket.standing, ruling.verdict, ruling.statement, by=by, at=at)
        facts = {"measure": ticket.ref, "verdict": ruling.verdict.value}
        audit.note(viewer, "complaint.decide", reference, at=at, facts=facts)
        return step

    return once(viewer, reference, act, Sent(ruling.received_at, ruling.key))


@dataclass(frozen=True, slots=True)
class Sent:
    """When an act was received (UTC), under which key, and which of a person's acts under one key it is."""

    at: datetime
    key: UUID | None
    what: str = ""


def once(viewer: Viewer, reference: str, act: MeasureAct, sent: Sent) -> Ticket:
    """Act on a ticket as it stands, once for each key; again where somebody came in between.

    ``act`` runs in the transaction that saves its step: what it writes itself is kept with that or not at all.
    Raises ``CaseMovedOn`` when that happens ``TRIES`` times in a row.
    """
    for _ in range(TRIES):
        ticket = records.ticket(viewer, reference)
        event_id = _event_id(viewer, ticket, sent)
        try:
            if measure_time.caught_up(ticket, at=sent.at):
                continue
            with transaction.atomic():
                done = act(ticket)
                step, items = done if isinstance(done, tuple) else (done, ())
                measure_save.save(ticket, step, received_at=sent.at, key=event_id, evidence=items)
        except CaseMovedOn:
            continue
        except (AmiabilError, IntegrityError):
            if event_id is not None and event_of(ticket.case_id, event_id, actor_ref=viewer.ref):
                return records.ticket(viewer, reference)
            raise
        return records.ticket(viewer, reference)
    raise CaseMovedOn()


def _event_id(viewer: Viewer, ticket: Ticket, sent: Sent) -> UUID | None:
    if sent.key is None:
        return None
    return uuid5(sent.key, f"{ticket.case_id} {viewer.ref} {sent.what}".rstrip())


def wake_due_complaints(limit: int) -> int:
    """Let up to ``limit`` measures act on what has fallen due (a reminder, a timer); how many there were.

    The rows are locked, and one that another sweep holds is left to it. A defect in one is loud and leaves the others
    alone.
    """
    if outages.unsettled() is not None:  # what ran during an outage is told of it first
        return 0
    now = clock.now()
    with transaction.atomic():
        tickets = records.lock_due_complaints(at=now - SWEEP_PAUSE, limit=limit)
        for ticket in tickets:
            _wake(ticket, now)
    return len(tickets)


def _wake(ticket: Ticket, now: datetime) -> None:
    try:
        with transaction.atomic():
            step = measures.wake(ticket.standing, at=now - SWEEP_PAUSE)
            measure_save.save(ticket, step, received_at=now)
    except Exception:
        _LOG.exception("the timer of %s could not act", ticket.reference)
        measure_save.postpone(ticket.case_id, until=now + SWEEP_AGAIN)
