"""The marketplace tells of a measure it has taken, and of one it has lifted or changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import TRIES
from amiabil.actions.orders import issuer
from amiabil.actions.policies import rules_at
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes import complaints, measures
from amiabil.domain.disputes.complaints import OWN_KINDS, Measure, MeasureKind, Statement
from amiabil.domain.disputes.measures import MeasureDiffers, MeasureState, NoticeInFuture
from amiabil.domain.disputes.model import Actor
from amiabil.domain.terms import Role
from amiabil.domain.written import clean
from amiabil.foundation.errors import Invalid
from amiabil.foundation.fields import NotAChoice
from amiabil.foundation.ids import reference
from amiabil.foundation.working_time import Place
from amiabil.records import audit, measure_save, people
from amiabil.records import measures as records
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.measure_save import NewTicket
from amiabil.records.measures import Ticket
from amiabil.records.new_id import new_id
from amiabil.records.people import Side

SUBJECT_MAX = 120
"""Letters of what a measure is called in lists and mails."""

REF_MAX = 64
"""Letters of the marketplace's own reference."""


class UnknownPerson(Invalid):
    """Nobody with this reference has ever come in or bought anything, or no shop is called so."""

    code = "unknown_person"


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """A measure as it is told.

    ``ref`` is the marketplace's own reference, ``person`` the subject of a buyer or the reference of a shop, ``title``
    what it is about in a few words. ``noticed_at`` None: our notice is the first they hear of it. ``decided_by`` names
    who took part: members of the staff as ``staff:<username>``, others as the marketplace calls them.
    """

    ref: str
    kind: MeasureKind
    against: Role
    person: str
    title: str
    statement: Statement
    noticed_at: datetime | None = None
    decided_by: frozenset[str] = frozenset()
    languages: Mapping[str, str] = field(default_factory=dict)


def record_measure(
    viewer: Viewer, report: MeasureReport, *, at: datetime, by: Act = Act.REPORT_MEASURE
) -> Ticket:
    """Keep a measure and tell whom it is against; the same one told again is one measure.

    ``by`` is the act it is part of.

    Raises ``MeasureDiffers`` for a known reference with other facts, ``NotAChoice`` for a kind that is not reported,
    ``UnknownPerson``, ``InvalidFields`` with what the
    statement of reasons lacks, and what ``demand`` raises for the act.
    """
    demand(viewer, by)
    if report.kind in OWN_KINDS:  # those are taken by a person, about figures: actions/complainants
        raise NotAChoice(field="/kind")
    found = records.known(viewer, report.ref)
    if found is not None:
        return _same(found, report)
    try:
        with transaction.atomic():
            _record(viewer, report, at=at)
    except IntegrityError:  # the same measure on two connections at once: the other one was first
        found = records.known(viewer, report.ref)
        if found is None:
            raise
        return _same(found, report)
    return records.by_ref(viewer, report.ref)


def _record(viewer: Viewer, report: MeasureReport, *, at: datetime) -> None:
    seller = report.against is Role.SELLER
    side = people.side_of_measure(viewer, report.person, issuer="" if seller else issuer())
    if side is None:
        raise UnknownPerson(field="/person")
    keep(viewer, report, side, at=at)


def keep(viewer: Viewer, report: MeasureReport, side: Side, *, at: datetime) -> UUID:
    """Keep a new measure against a side that is known, and tell it; the id of its ticket. Call it in a transaction.

    The caller has asked whether this viewer may. Raises as ``record_measure`` does, and ``IntegrityError`` for a known
    reference.
    """
    seller = report.against is Role.SELLER
    noticed_at = report.noticed_at or at
    if noticed_at > at:
        raise NoticeInFuture(field="/noticed_at")
    pinned = rules_at(noticed_at).for_person(side.country)
    place = Place(pinned.policy.zone, pinned.calendar)
    measure = Measure(report.ref, report.kind, report.against, report.person, noticed_at, report.decided_by)
    rules = pinned.policy.lanes.platform_complaint
    until = complaints.closes_at(measure, rules, place)
    new = NewTicket(
        case_id=new_id(),
        reference=reference("T", randomness=os.urandom(5)),
        subject=clean(report.title, field="/title", most=SUBJECT_MAX),
        buyer_id=None if seller else side.id,
        shop_id=side.id if seller else None,
        measure=measure,
        automated=bool(report.statement.automated),
        complain_until=until,
        remind_at=measures.reminded_at(measure, rules, until=until, at=at),
        pinned=pinned,
    )
    event = measures.recorded(measure, report.statement, by=_reporter(viewer), at=at)
    event = measures.in_languages(event, report.languages)
    measure_save.record(new, event, received_at=at)
    audit.note(viewer, "measure.record", new.reference, at=at, facts={"measure": report.ref})
    return new.case_id


def _same(found: Ticket, report: MeasureReport) -> Ticket:
    """The measure that is known. Raises ``MeasureDiffers`` when it is another one."""
    known = found.measure
    told = (report.kind, report.against, report.person, report.noticed_at or known.noticed_at)
    if (known.kind, known.against, known.person, known.noticed_at) != told:
        raise MeasureDiffers(ref=report.ref)
    return found


def undo_measure(viewer: Viewer, ref: str, state: MeasureState, *, at: datetime) -> Ticket:
    """The marketplace has lifted or changed a measure: whom it was against is told, and a complaint decided so closes.

    Told again, nothing happens. Raises ``NotFound``, ``MeasureLifted``, and what ``demand`` raises.
    """
    for _ in range(TRIES):
        seen = records.by_ref(viewer, ref)
        done = measures.undone(seen.standing, state, by=_reporter(viewer), at=at)
        try:
            with transaction.atomic():
                measure_save.save(seen, done, received_at=at)
                if done.events:
                    audit.note(viewer, f"measure.{state}", seen.reference, at=at, facts={"measure": ref})
        except CaseMovedOn:
            continue
        return records.by_ref(viewer, ref)
    raise CaseMovedOn()


def _reporter(viewer: Viewer) -> Actor:
    """A key that reports measures has no role of its own; it speaks for the marketplace's operator."""
    return Actor(viewer.role or Role.OPERATOR, viewer.ref, viewer.name)
