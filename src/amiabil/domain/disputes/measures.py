"""What is a measure of the platform before anybody complains about it? Its record, and what becomes of it.

A measure restricts somebody, or refuses them something, and comes with a statement of reasons; its record is the first
event of a ticket, and a complaint about it (``complaints``) goes on there. Source: disputes.md 3.12 and L14.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from types import MappingProxyType

from amiabil.domain.disputes import complaint_hearing, complaints
from amiabil.domain.disputes.arguments import EvidenceEntry
from amiabil.domain.disputes.complaints import (
    Asked,
    Complaint,
    ComplaintStep,
    Filed,
    Measure,
    Statement,
    Verdict,
)
from amiabil.domain.disputes.errors import CaseNotFound
from amiabil.domain.disputes.model import SYSTEM, Actor, Event
from amiabil.domain.policy.lanes import ComplaintLane
from amiabil.domain.terms import Happening, Timer
from amiabil.foundation.errors import Conflict, Fact, Invalid, InvalidFields
from amiabil.foundation.fields import FieldRequired, NotAChoice
from amiabil.foundation.values import replace


@unique
class MeasureState(StrEnum):
    """Whether a measure holds."""

    IN_FORCE = "in_force"
    LIFTED = "lifted"
    CHANGED = "changed"


RECORDED = "recorded"
"""The event with which a measure comes in, with its statement of reasons."""


class MeasureDiffers(Conflict):
    """A measure with this reference is known with other facts."""

    code = "measure_differs"


class AlreadyComplained(Conflict):
    """There is a complaint about this measure; one is heard and decided for good."""

    code = "already_complained"


class MeasureLifted(Conflict):
    """The measure has been lifted: there is nothing left to complain about, or to change."""

    code = "measure_lifted"


class NoticeInFuture(Invalid):
    """A notice cannot have arrived later than now."""

    code = "notice_in_future"


NO_LANGUAGES: Mapping[str, str] = MappingProxyType({})


def in_languages(event: Event, languages: Mapping[str, str]) -> Event:
    """The event of a measure with the language each part of its statement is written in, as far as it is known."""
    return replace(event, data={**event.data, "languages": dict(languages)}) if languages else event


def recorded(measure: Measure, statement: Statement, *, by: Actor, at: datetime, version: int = 1) -> Event:
    """The event that records a measure. No restriction is saved without its reasons (L14).

    Raises ``InvalidFields`` with everything that is missing, ``TextTooLong``, and ``NoticeInFuture``.
    """
    texts, missing = complaints.texts_of(statement), complaints.lacking(statement)
    problems: list[Invalid] = [FieldRequired(field=f"/{name}") for name in missing]
    if measure.noticed_at > at:
        problems.append(NoticeInFuture(field="/noticed_at"))
    if problems:
        raise InvalidFields(tuple(problems))
    data: dict[str, Fact] = {
        "measure": measure.id,
        "measure_kind": measure.kind.value,
        "against": measure.against.value,
        "automated": statement.automated,
    }
    return Event(RECORDED, at, by, version, data, texts)


def is_contestable(state: MeasureState, *, complained: bool, until: datetime, at: datetime) -> bool:
    """Whether a complaint can be filed at an instant; ``until`` is the exclusive end of its months."""
    return not complained and state is not MeasureState.LIFTED and at < until


def reminded_at(measure: Measure, rules: ComplaintLane, *, until: datetime, at: datetime) -> datetime | None:
    """When whom it is against is reminded that the months end; None when the rules want none or its time is over."""
    wanted = until - timedelta(days=rules.remind_days)
    return wanted if rules.remind_days > 0 and wanted > max(measure.noticed_at, at) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure as it stands: ``version`` is that of its ticket, ``until`` the exclusive end of its months.

    ``remind_at`` is when whom it is against is reminded of that end, None when there is nothing to remind of.
    """

    measure: Measure
    state: MeasureState
    version: int
    complaint: Complaint | None = None
    until: datetime | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeasureStep:
    """What one act, one report or one waking did: what holds of the measure now, the complaint after it, the events.

    A complaint of None is as it was before; ``remind_at`` is what is left to remind of; ``until`` is the new end of the
    months to complain, None for the one there is.
    """

    state: MeasureState
    complaint: Complaint | None = None
    events: tuple[Event, ...] = ()
    remind_at: datetime | None = None
    until: datetime | None = None


@unique
class Ending(StrEnum):
    """What runs out for whom a measure is against; the words are those of the timers where there is one."""

    COMPLAINT = "complaint"
    """The months in which they can complain."""
    ANSWER = Timer.INFO_REQUEST.value
    """The time to answer the reviewer's question."""
    DECISION = Timer.FIRST_DECISION.value
    """The reviewer's time to decide."""


@dataclass(frozen=True, slots=True)
class MeasureDeadline:
    """One deadline of a measure; ``due_at`` is exclusive."""

    ending: Ending
    started_at: datetime
    due_at: datetime


def deadlines(standing: Standing, *, at: datetime) -> tuple[MeasureDeadline, ...]:
    """What runs now for whom the measure is against, what they have to do themselves first.

    One answer for pages, mails, reminders and calendars.
    """
    complaint, until = standing.complaint, standing.until
    if complaint is None:
        if until is None or not is_contestable(standing.state, complained=False, until=until, at=at):
            return ()
        return (MeasureDeadline(Ending.COMPLAINT, standing.measure.noticed_at, until),)
    question = complaint.question
    asked = () if question is None else (MeasureDeadline(Ending.ANSWER, question.asked_at, question.due_at),)
    if complaint.due_at is None:
        return asked
    return (*asked, MeasureDeadline(Ending.DECISION, complaint.filed_at, complaint.due_at))


def complain(standing: Standing, filed: Filed, *, by: Actor, at: datetime) -> MeasureStep:
    """Contest a measure. Refusals: ``already_complained``, ``measure_lifted``, and those of ``complaints.file``."""
    if standing.complaint is not None:
        raise AlreadyComplained()
    if standing.state is MeasureState.LIFTED:
        raise MeasureLifted()
    step = complaints.file(filed, by=by, at=at)
    return MeasureStep(standing.state, step.complaint, step.events)


def wake(standing: Standing, *, at: datetime) -> MeasureStep:
    """What is due by an instant happens: the reminder of the months, and what the complaint waits for. Idempotent."""
    if standing.complaint is not None:
        step = complaint_hearing.wake(standing.complaint, at=at)
        return MeasureStep(standing.state, step.complaint, step.events)
    due_at = standing.remind_at
    if due_at is None or due_at > at:
        return MeasureStep(standing.state, remind_at=due_at)
    of = standing.measure.against.value
    facts: dict[str, Fact] = {"timer": Ending.COMPLAINT.value, "to": of}
    told = Event(Happening.REMINDER.value, due_at, SYSTEM, standing.version + 1, facts)
    return MeasureStep(standing.state, events=(told,))


def _woken(standing: Standing, *, at: datetime) -> tuple[Complaint, ComplaintStep]:
    """The complaint after what was due by then. Raises ``not_found`` without one."""
    if standing.complaint is None:
        raise CaseNotFound()
    step = complaint_hearing.wake(standing.complaint, at=at)
    return step.complaint, step


def _then(standing: Standing, woken: ComplaintStep, *steps: ComplaintStep) -> MeasureStep:
    events = tuple(event for step in (woken, *steps) for event in step.events)
    return MeasureStep(standing.state, steps[-1].complaint, events)


def ask(standing: Standing, asked: Asked, *, by: Actor, at: datetime) -> MeasureStep:
    """The reviewer asks. Refusals: ``not_found`` without a complaint, and those of ``complaint_hearing.ask``."""
    complaint, woken = _woken(standing, at=at)
    return _then(standing, woken, complaint_hearing.ask(complaint, asked, by=by, at=at))


def answer(
    standing: Standing, text: str, entries: Sequence[EvidenceEntry], *, by: Actor, at: datetime
) -> MeasureStep:
    """The answer to a question. Refusals: ``not_found``, and those of ``complaint_hearing.answer``."""
    complaint, woken = _woken(standing, at=at)
    return _then(standing, woken, complaint_hearing.answer(complaint, text, entries, by=by, at=at))


def hand_in(
    standing: Standing, entries: Sequence[EvidenceEntry], text: str, *, by: Actor, at: datetime
) -> MeasureStep:
    """Items of evidence. Refusals: ``not_found``, and those of ``complaint_hearing.hand_in``."""
    complaint, woken = _woken(standing, at=at)
    return _then(standing, woken, complaint_hearing.hand_in(complaint, entries, text, by=by, at=at))


def decide(
    standing: Standing, verdict: Verdict, statement: Statement, *, by: Actor, at: datetime
) -> MeasureStep:
    """Decide the complaint, after what was due by then; what the marketplace had done so already closes it at once.

    Refusals: ``not_found`` without a complaint, ``not_a_choice``, and those of ``complaints.decide``.
    """
    complaint, woken = _woken(standing, at=at)
    if verdict not in verdicts_of(standing.measure):
        raise NotAChoice(field="/verdict")
    ruled = complaints.decide(complaint, verdict, statement, by=by, at=at)
    if standing.measure.kind in complaints.OWN_KINDS and verdict is Verdict.LIFTED:
        return _carried_out(standing, woken, ruled, at=at)
    ended = ComplaintStep(ruled.complaint)
    if fulfils(standing.state, ruled.complaint):
        ended = complaints.reversed_by_marketplace(ruled.complaint, at=at)
    return _then(standing, woken, ruled, ended)


def verdicts_of(measure: Measure) -> tuple[Verdict, ...]:
    """What can be decided about it: a warning or a suspension of our own stands or is lifted, nothing between."""
    own = measure.kind in complaints.OWN_KINDS
    return tuple(one for one in Verdict if not (own and one is Verdict.CHANGED))


def _carried_out(
    standing: Standing, woken: ComplaintStep, ruled: ComplaintStep, *, at: datetime
) -> MeasureStep:
    """A measure of our own is lifted with the decision: nobody else has anything to do about it."""
    version = ruled.complaint.version + 1
    told = Event(MeasureState.LIFTED.value, at, SYSTEM, version, {"measure": standing.measure.id})
    moved = replace(ruled.complaint, version=version)
    ended = complaints.reversed_by_marketplace(moved, at=at)
    events = (*woken.events, *ruled.events, told, *ended.events)
    return MeasureStep(MeasureState.LIFTED, ended.complaint, events)


def undone(standing: Standing, state: MeasureState, *, by: Actor, at: datetime) -> MeasureStep:
    """The marketplace has lifted or changed the measure; a complaint that was decided so closes with it.

    Told again, nothing happens. Raises ``MeasureLifted`` for a change of what has been lifted.
    """
    if standing.state is state:
        return MeasureStep(state, remind_at=standing.remind_at)
    if standing.state is MeasureState.LIFTED:
        raise MeasureLifted()
    told = Event(state.value, at, by, standing.version + 1, {"measure": standing.measure.id})
    if standing.complaint is None:
        return MeasureStep(
            state, None, (told,), standing.remind_at if state is MeasureState.CHANGED else None
        )
    if not fulfils(state, standing.complaint):
        return MeasureStep(state, None, (told,))
    step = complaints.reversed_by_marketplace(standing.complaint, at=at)
    return MeasureStep(state, step.complaint, (told, *step.events))


def fulfils(state: MeasureState, complaint: Complaint) -> bool:
    """Whether what holds of the measure now is what was decided; what is lifted leaves nothing to change."""
    if complaint.ruled is None:
        return False
    if state is MeasureState.LIFTED:
        return complaint.ruled.verdict in complaints.REVERSING
    return state is MeasureState.CHANGED and complaint.ruled.verdict is Verdict.CHANGED
