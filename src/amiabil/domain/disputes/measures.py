"""What is a measure of the platform before anybody complains about it? Its record, and what becomes of it.

A measure restricts somebody, or refuses them something, and comes with a statement of reasons; its record is the first
event of a ticket, and a complaint about it (``complaints``) goes on there. Source: disputes.md 3.12 and L14.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from amiabil.domain.disputes import complaints
from amiabil.domain.disputes.complaints import Complaint, ComplaintStep, Filed, Measure, Statement, Verdict
from amiabil.domain.disputes.errors import CaseNotFound
from amiabil.domain.disputes.model import Actor, Event
from amiabil.foundation.errors import Conflict, Fact, Invalid, InvalidFields
from amiabil.foundation.fields import FieldRequired


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


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure as it stands: ``version`` is that of its ticket."""

    measure: Measure
    state: MeasureState
    version: int
    complaint: Complaint | None = None


@dataclass(frozen=True, slots=True)
class MeasureStep:
    """What one act, one report or one waking did: what holds of the measure now, the complaint after it, the events.

    A complaint of None is as it was before.
    """

    state: MeasureState
    complaint: Complaint | None = None
    events: tuple[Event, ...] = ()


def complain(standing: Standing, filed: Filed, *, by: Actor, at: datetime) -> MeasureStep:
    """Contest a measure. Refusals: ``already_complained``, ``measure_lifted``, and those of ``complaints.file``."""
    if standing.complaint is not None:
        raise AlreadyComplained()
    if standing.state is MeasureState.LIFTED:
        raise MeasureLifted()
    step = complaints.file(filed, by=by, at=at)
    return MeasureStep(standing.state, step.complaint, step.events)


def wake(standing: Standing, *, at: datetime) -> MeasureStep:
    """What is due by an instant happens; nothing without a complaint. Idempotent."""
    if standing.complaint is None:
        return MeasureStep(standing.state)
    step = complaints.wake(standing.complaint, at=at)
    return MeasureStep(standing.state, step.complaint, step.events)


def decide(
    standing: Standing, verdict: Verdict, statement: Statement, *, by: Actor, at: datetime
) -> MeasureStep:
    """Decide the complaint, after what was due by then; what the marketplace had done so already closes it at once.

    Refusals: ``not_found`` without a complaint, and those of ``complaints.decide``.
    """
    if standing.complaint is None:
        raise CaseNotFound()
    woken = complaints.wake(standing.complaint, at=at)
    ruled = complaints.decide(woken.complaint, verdict, statement, by=by, at=at)
    ended = ComplaintStep(ruled.complaint)
    if fulfils(standing.state, ruled.complaint):
        ended = complaints.reversed_by_marketplace(ruled.complaint, at=at)
    return MeasureStep(standing.state, ended.complaint, (*woken.events, *ruled.events, *ended.events))


def undone(standing: Standing, state: MeasureState, *, by: Actor, at: datetime) -> MeasureStep:
    """The marketplace has lifted or changed the measure; a complaint that was decided so closes with it.

    Told again, nothing happens. Raises ``MeasureLifted`` for a change of what has been lifted.
    """
    if standing.state is state:
        return MeasureStep(state)
    if standing.state is MeasureState.LIFTED:
        raise MeasureLifted()
    told = Event(state.value, at, by, standing.version + 1, {"measure": standing.measure.id})
    if standing.complaint is None or not fulfils(state, standing.complaint):
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
