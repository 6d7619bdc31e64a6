"""What would have become of a complaint about a measure under another policy? Told again by the same rules.

A line of an export is one measure with the complaint about it, without what anybody wrote. Another policy changes its
dates, whether somebody complained in time, and whether the decision was late.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.disputes import complaints, measure_time, measures
from amiabil.domain.disputes.complaints import (
    Asked,
    Filed,
    Measure,
    MeasureKind,
    Statement,
    Verdict,
)
from amiabil.domain.disputes.measure_time import Under
from amiabil.domain.disputes.measures import MeasureState, MeasureStep, Standing
from amiabil.domain.disputes.model import Actor
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.disputes.reports import CalendarChanged
from amiabil.domain.policy import CaseFacts, Policy, PolicyFile, calendar
from amiabil.domain.scenario.history import WRITTEN, ToldEvent
from amiabil.domain.scenario.replay import Compared, Impossible
from amiabil.domain.terms import Command, Role
from amiabil.foundation import codec
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Calendar

FORMAT = "amiabil-measure-history/1"

AFTERWARDS = timedelta(days=400)
"""How long time goes on after the last step; longer than the months to complain."""

_KEPT = {
    "complaint.submit": "submit",
    "complaint.request_info": "request_info",
    "complaint.answer_info": "answer_info",
    "complaint.decide": "decide",
    "measure.lifted": "lifted",
    "measure.changed": "changed",
    "measure.calendar_changed": "calendar_changed",
    "measure.outage_extended": "outage_extended",
}
"""What is told again, by the stored name of its event; messages and evidence change no date."""

_GIVEN = ("verdict", "automated", "calendar", "added", "removed", "started_at", "ended_at")

_COMPARED = ("state", "outcome", "measure", "breached", "complain_until")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: when, by which role, and what of it the rules read."""

    at: datetime
    by: Role
    do: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MeasureHistory:
    """One measure as it was told, under its policy, with what became of it."""

    label: str
    measure: Measure
    policy: Policy
    calendar: Calendar
    steps: tuple[Step, ...]
    recorded: Mapping[str, Any]


def is_of_measure(document: Mapping[str, Any]) -> bool:
    """Whether a line of an export is one of a measure."""
    return document.get("format") == FORMAT


def told(
    label: str, standing: Standing, pinned: Mapping[str, Any], events: Sequence[ToldEvent]
) -> dict[str, Any]:
    """A measure as a line of an export; ``pinned`` has its policy and the calendar it counts by now, as documents."""
    steps = [
        {
            "at": instant_text(event.at),
            "by": event.role,
            "do": _KEPT[event.type],
            "with": {name: event.data[name] for name in _GIVEN if name in event.data},
        }
        for event in events
        if event.type in _KEPT and not _by_itself(event)
    ]
    return {
        "format": FORMAT,
        "case": label,
        "kind": standing.measure.kind.value,
        "against": standing.measure.against.value,
        "noticed_at": instant_text(standing.measure.noticed_at),
        "policy": pinned["policy"],
        "calendar": _at_first(pinned["calendar"], events),
        "steps": steps,
        "result": _result(standing),
    }


def _by_itself(event: ToldEvent) -> bool:
    """What a decision did at once; the replay does it too."""
    return event.type in {"measure.lifted", "measure.changed"} and event.role == Role.SYSTEM


def _at_first(document: Mapping[str, Any], events: Sequence[ToldEvent]) -> dict[str, Any]:
    """The calendar it was told under. What a change without an event brought concerned nothing that ran."""
    days = set(document.get("holidays", ()))
    for event in reversed(events):
        if event.type == "measure.calendar_changed":
            days = (days - set(event.data["added"])) | set(event.data["removed"])
    return {**document, "holidays": sorted(days)} if days else {"id": document["id"]}


def _result(standing: Standing) -> dict[str, Any]:
    complaint = standing.complaint
    return {
        "state": complaint.state.value if complaint is not None else None,
        "outcome": complaint.outcome.value if complaint is not None and complaint.outcome else None,
        "measure": standing.state.value,
        "breached": complaint is not None and complaint.breached,
        "complain_until": instant_text(standing.until) if standing.until is not None else None,
    }


def history_of(document: Mapping[str, Any]) -> MeasureHistory:
    """The history a line spells; raises ``ValueError``, ``KeyError`` or ``TypeError`` for a broken one."""
    against = Role(document["against"])
    noticed_at = datetime.fromisoformat(document["noticed_at"])
    measure = Measure("measure", MeasureKind(document["kind"]), against, against.value, noticed_at)
    steps = tuple(
        Step(datetime.fromisoformat(one["at"]), Role(one["by"]), str(one["do"]), dict(one["with"]))
        for one in document["steps"]
    )
    if any(one.do not in _KEPT.values() for one in steps):
        raise ValueError(document["case"])
    policy: Policy = codec.decode(Policy, json.loads(json.dumps(document["policy"])))
    own: Calendar = codec.decode(Calendar, document["calendar"])
    return MeasureHistory(str(document["case"]), measure, policy, own, steps, document["result"])


def compare(history: MeasureHistory, other: PolicyFile) -> Compared:
    """A measure under its own policy and under another one; nothing of its country is exported."""
    policy = other.resolve(CaseFacts())
    named = policy.policy.calendar
    counted = history.calendar if history.calendar.id == named else calendar(named)
    own, lost = _retold(history, history.policy, history.calendar)
    after, gone = _retold(history, policy, counted)
    changed = {key: [own[key], after[key]] for key in own if own[key] != after[key]}
    new = tuple(
        one for one in gone if (one.at, one.command) not in {(known.at, known.command) for known in lost}
    )
    same = all(own[key] == history.recorded.get(key) for key in _COMPARED)
    return Compared(history.label, own, after, changed, new, same)


def _retold(
    history: MeasureHistory, policy: Policy, counted: Calendar
) -> tuple[dict[str, Any], list[Impossible]]:
    under = Under.of(policy, counted)
    measure = history.measure
    until = complaints.closes_at(measure, under.months, under.place)
    world = _World(Standing(measure, MeasureState.IN_FORCE, 1, None, until), under, [])
    refused = []
    for step in history.steps:
        world.pass_time(step.at)
        try:
            world.do(step)
        except AmiabilError as error:
            if step.do in set(Command):
                refused.append(Impossible(history.label, step.at, step.by, Command(step.do), error.code))
    if history.steps:
        world.pass_time(history.steps[-1].at + AFTERWARDS, most=_FEW)
    found = world.standing.complaint
    closed = found.closed_at if found is not None else None
    days = (closed - found.filed_at).days if found is not None and closed is not None else None
    return {**_result(world.standing), "days_to_close": days}, refused


_FEW = 1
"""An open complaint is late again and again; once is told."""


@dataclass(slots=True)
class _World:
    standing: Standing
    under: Under
    outages: list[Outage]

    def pass_time(self, until: datetime, *, most: int = 1_000) -> None:
        """Let what is due happen, each at its own instant."""
        for _ in range(most):
            complaint = self.standing.complaint
            due_at = complaint.wakes_at if complaint is not None else None
            if due_at is None or due_at > until:
                return
            self._keep(measures.wake(self.standing, at=due_at))

    def do(self, step: Step) -> None:
        """One step, or its refusal."""
        by, at = Actor(step.by, step.by.value), step.at
        standing = self.standing
        if step.do == "submit":
            self._keep(measures.complain(standing, self._filed(), by=by, at=at))
        elif step.do == "request_info":
            asked = Asked(WRITTEN, WRITTEN, self.under.answer)
            self._keep(measures.ask(standing, asked, by=by, at=at))
        elif step.do == "answer_info":
            self._keep(measures.answer(standing, WRITTEN, (), by=by, at=at))
        elif step.do == "decide":
            automated = bool(step.given.get("automated"))
            statement = Statement(WRITTEN, WRITTEN, WRITTEN, WRITTEN, WRITTEN, automated)
            verdict = Verdict(step.given["verdict"])
            self._keep(measures.decide(standing, verdict, statement, by=by, at=at))
        elif step.do == "calendar_changed":
            self._calendar(step)
        elif step.do == "outage_extended":
            self._outage(step)
        else:
            self._keep(measures.undone(standing, MeasureState(step.do), by=by, at=at))

    def _filed(self) -> Filed:
        measure, version = self.standing.measure, self.standing.version + 1
        rules, place, until = self.under.months, self.under.place, self.standing.until
        return Filed(
            UUID(int=1), measure, WRITTEN, rules, place, measure.person, version=version, until=until
        )

    def _calendar(self, step: Step) -> None:
        added, removed = (
            tuple(datetime.fromisoformat(day).date() for day in step.given[name])
            for name in ("added", "removed")
        )
        given = CalendarChanged(str(step.given["calendar"]), added, removed)
        if given.calendar != self.under.place.calendar.id:
            return
        self._keep(measure_time.calendar_changed(self.standing, self.under, given, at=step.at))
        days = (self.under.place.calendar.holidays | set(added)) - set(removed)
        place = replace(self.under.place, calendar=Calendar(given.calendar, days))
        self.under = replace(self.under, place=place)

    def _outage(self, step: Step) -> None:
        outage = Outage(*(datetime.fromisoformat(step.given[name]) for name in ("started_at", "ended_at")))
        given = measure_time.outage_extended(self.standing, self.under, outage, self.outages, at=step.at)
        self._keep(given)
        self.outages.append(outage)

    def _keep(self, done: MeasureStep) -> None:
        before = self.standing
        version = max([before.version, *(event.version for event in done.events)])
        complaint = before.complaint if done.complaint is None else done.complaint
        if complaint is not None:
            complaint = replace(complaint, version=version)
        self.standing = replace(
            before,
            state=done.state,
            version=version,
            complaint=complaint,
            until=done.until or before.until,
        )
