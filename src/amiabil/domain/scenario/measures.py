"""What happens to measures of the platform in a story? The same rules as in the web application, beside disputes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from amiabil.domain.disputes import complaints, measure_time, measures
from amiabil.domain.disputes.complaints import Complaint, Filed, Measure, Statement, Verdict
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.errors import CaseNotFound, StaleVersion
from amiabil.domain.disputes.measure_time import Under
from amiabil.domain.disputes.measures import MeasureState, MeasureStep, Standing
from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.disputes.reports import CalendarChanged
from amiabil.domain.terms import Command, Role, State, Timer
from amiabil.foundation.codec import instant_text
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Calendar

REPORT_REVERSAL = "report_reversal"
"""The step by which the marketplace tells that it has lifted or changed a measure; no command of a dispute."""


@dataclass(frozen=True, slots=True)
class FileComplaint:
    """``submit`` against a measure."""

    measure: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DecideComplaint:
    """``decide`` of a complaint: the whole statement of reasons."""

    verdict: Verdict
    what: str = ""
    scope: str = ""
    facts: str = ""
    ground: str = ""
    redress: str = ""
    automated: bool | None = None

    @property
    def statement(self) -> Statement:
        """As the rules take it."""
        return Statement(self.what, self.scope, self.facts, self.ground, self.redress, self.automated)


@dataclass(frozen=True, slots=True)
class Reversal:
    """``report_reversal``: what the marketplace has done about a measure."""

    measure: str
    state: MeasureState


OfMeasure = FileComplaint | DecideComplaint | Reversal


@dataclass(frozen=True, slots=True)
class ToldMeasure:
    """A measure of the file, with the rules of its country."""

    measure: Measure
    under: Under

    @property
    def until(self) -> datetime:
        """The exclusive end of the months in which it can be complained about, as long as nothing gives more."""
        return complaints.closes_at(self.measure, self.under.months, self.under.place)


Moved: TypeAlias = dict[str, tuple[Event, ...]]
"""What something meant for measures, by their references."""


@dataclass(slots=True)
class Measures:
    """The measures of a story as far as it has gone; ``labels`` name those that a step has spoken of.

    ``told`` follows the calendars as they change; ``outages`` are those the measures were told of.
    """

    told: dict[str, ToldMeasure]
    standing: dict[str, Standing] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    outages: list[Outage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.standing = {ref: _at_first(told) for ref, told in self.told.items()}

    def of(self, label: str) -> Standing:
        """The measure of this label as it stands. Raises ``CaseNotFound``."""
        if label not in self.labels:
            raise CaseNotFound(case=label)
        return self.standing[self.labels[label]]

    def first_label(self, label: str) -> str:
        """The label under which the measure of this one was first spoken of: its timer is told under that."""
        return next(name for name, ref in self.labels.items() if ref == self.labels[label])

    def due(self, label: str) -> datetime | None:
        """When the complaint of this label acts by itself; None when it does not."""
        complaint = self.of(label).complaint
        return complaint.wakes_at if complaint is not None else None

    def do(self, label: str, given: OfMeasure, by: By) -> tuple[Event, ...]:
        """Carry out what a step of this label asks for; what happened. Raises its refusal."""
        if isinstance(given, DecideComplaint):
            before = self.of(label)
            _demand_version(before, by.seen_version)
            done = measures.decide(before, given.verdict, given.statement, by=by.actor, at=by.at)
            return self._keep(self.labels[label], before, done)
        before = self.standing[given.measure]
        if isinstance(given, Reversal):
            done = measures.undone(before, given.state, by=by.actor, at=by.at)
        else:
            done = measures.complain(before, self._filed(given, by.actor), by=by.actor, at=by.at)
        self.labels.setdefault(label, given.measure)
        return self._keep(given.measure, before, done)

    def calendar_changed(self, given: CalendarChanged, *, at: datetime) -> Moved:
        """Holidays came or went: what runs is only lengthened, and what is noticed later counts by them."""
        moved: Moved = {}
        for ref, told in self.told.items():
            place = told.under.place
            if place.calendar.id != given.calendar:
                continue
            days = (place.calendar.holidays | set(given.added)) - set(given.removed)
            anew = replace(place, calendar=Calendar(given.calendar, days))
            self.told[ref] = ToldMeasure(told.measure, replace(told.under, place=anew))
            if told.measure.noticed_at > at:
                self.standing[ref] = _at_first(self.told[ref])
                continue
            before = self.standing[ref]
            moved[ref] = self._keep(
                ref, before, measure_time.calendar_changed(before, told.under, given, at=at)
            )
        return moved

    def outage_extended(self, outage: Outage, *, at: datetime) -> Moved:
        """Nobody could act for a while: the months of what was noticed before then end later."""
        moved: Moved = {}
        for ref, told in self.told.items():
            before = self.standing[ref]
            if told.measure.noticed_at <= outage.started_at:
                done = measure_time.outage_extended(before, told.under, outage, self.outages, at=at)
                moved[ref] = self._keep(ref, before, done)
        self.outages.append(outage)
        return moved

    def wake(self, label: str, *, at: datetime) -> tuple[Event, ...]:
        """Let happen what is due; what happened."""
        before = self.of(label)
        return self._keep(self.labels[label], before, measures.wake(before, at=at))

    def _filed(self, given: FileComplaint, actor: Actor) -> Filed:
        """Whoever has no name of their own stands for the person the measure is against."""
        told = self.told[given.measure]
        person = told.measure.person if actor.ref == actor.role.value else actor.ref
        number = list(self.told).index(given.measure) + 1
        version = self.standing[given.measure].version + 1
        return Filed(
            UUID(int=number),
            told.measure,
            given.text,
            told.under.months,
            told.under.place,
            acts_for=person,
            version=version,
            until=self.standing[given.measure].until,
        )

    def _keep(self, ref: str, before: Standing, done: MeasureStep) -> tuple[Event, ...]:
        version = max([before.version, *(event.version for event in done.events)])
        complaint = before.complaint if done.complaint is None else done.complaint
        if complaint is not None:
            complaint = replace(complaint, version=version)
        until = done.until or before.until
        self.standing[ref] = Standing(before.measure, done.state, version, complaint, until)
        self.events.setdefault(ref, []).extend(done.events)
        return done.events


def _at_first(told: ToldMeasure) -> Standing:
    return Standing(told.measure, MeasureState.IN_FORCE, 0, until=told.until)


def _demand_version(standing: Standing, seen: int | None) -> None:
    """Refuse to decide on what has changed since the actor looked."""
    if seen is not None and seen != standing.version and standing.complaint is not None:
        raise StaleVersion(seen=seen, current=standing.version, state=standing.complaint.state)


# --- what a step can expect of it ---------------------------------------------------------------------


def values_of_measure(standing: Standing, *, at: datetime) -> dict[str, Any]:
    """The present values by the keys of ``expect``."""
    complaint = standing.complaint
    due = complaint.due_at if complaint is not None else None
    actions = _actions(standing, at=at)
    return {
        "measure": standing.state.value,
        "state": complaint.state.value if complaint is not None else None,
        "outcome": complaint.outcome.value if complaint is not None and complaint.outcome else None,
        "lane": complaint.lane.value if complaint is not None else None,
        "due": {Timer.FIRST_DECISION.value: instant_text(due) if due is not None else None},
        "actions": actions,
        "no_actions": actions,
    }


def _actions(standing: Standing, *, at: datetime) -> dict[str, list[str]]:
    complaint, found = standing.complaint, {}
    complained = complaint is not None
    until = standing.until
    if until is not None and measures.is_contestable(
        standing.state, complained=complained, until=until, at=at
    ):
        found[standing.measure.against.value] = [Command.SUBMIT.value]
    if complaint is not None and complaint.ruled is None:
        found[Role.REVIEWER.value] = [Command.DECIDE.value]
    return found


def broken_promises_of(world: Measures, refs: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """3.9 (3): the events replay to the complaint; (4): an open one has a running timer, until it is decided."""
    for ref in refs:
        complaint = world.standing[ref].complaint
        if complaint is None:
            continue
        if _replayed(world.events[ref]) != _unversioned(complaint):
            yield "3.9/3", f"the replayed complaint about {ref}", "another one"
        if complaint.state is State.IN_MEDIATION and complaint.wakes_at is None:
            yield "3.9/4", f"a running timer in the complaint about {ref}", "none"


def _replayed(events: list[Event]) -> Complaint:
    return _unversioned(complaints.replay(tuple(event for event in events if event.change)))


def _unversioned(complaint: Complaint) -> Complaint:
    """What else happened to the measure moves the version on and leaves the complaint as it is."""
    return replace(complaint, version=0)
