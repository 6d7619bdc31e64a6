"""What does each event of a case add to the figures? Read from the events alone, never from a policy in force today.

A case is told from its first event; what an event adds depends on it and on those before it, so that counting
on and counting anew cannot differ. Source: disputes.md 6 (L3, L8, L9, L18, L20) and 3.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from amiabil.domain.reports.spans import step_of
from amiabil.domain.terms import Lane, Outcome, State, Timer


@unique
class Name(StrEnum):
    """What is counted; what stands in ``Figure.detail`` is said with each."""

    OPENED = "opened"  # the reason, or the kind of the measure
    CLOSED = "closed"  # the outcome
    REOPENED = "reopened"  # nothing
    CAME_OVER = "came_over"  # the lane it was in
    WENT_OVER = "went_over"  # the lane it went to
    TOOK = "took"  # nothing; from the opening to the closing
    STAGE = "stage"  # the state that was left; the time in it
    SILENCE = "silence"  # timer:state it led to
    DECIDED = "decided"  # person, tools, or unsaid
    APPEALED = "appealed"  # the party
    REVIEWED = "reviewed"  # upheld or changed
    LATE = "late"  # the duty, with :again where it was late before
    BREACH = "breach"  # L3, L8 or L9
    MEASURE = "measure"  # the kind, with who took it as in DECIDED
    COMPLAINED = "complained"  # kind:party
    VERDICT = "verdict"  # verdict:party; from the complaint to the decision
    NOTICED = "noticed"  # the reason of a report under DSA art. 16
    NOTICE_TRUSTED = "trusted"  # the same, of decided reports of trusted flaggers
    NOTICE_DECIDED = (
        "notice_ended"  # outcome, with who decided as in DECIDED; from the report to the decision
    )
    NOTICE_REVIEWED = "notice_again"  # the outcome after a complaint of the reporter
    R_OPENED = "r_opened"  # of requests (``requests``): the topic
    R_ENDED = "r_ended"  # the topic
    R_AGAIN = "r_again"  # why it is open again
    R_REPLIED = "r_replied"  # the topic; from the request to the first answer
    R_SOLVED = "r_solved"  # the topic; from the request to its solution
    R_MISSED = "r_missed"  # the clock of the promise
    R_RATED = "r_rated"  # good, fair or bad
    C_STARTED = "c_started"  # of chats (``chats``): signed or visitor
    C_ASKED = "c_asked"  # why a person was asked for
    C_JOINED = "c_joined"  # nothing; how long that took
    C_MISSED = "c_missed"  # nothing
    C_GIVEN = "c_given"  # colleague or queue
    C_BACK = "c_back"  # nothing
    C_ENDED = "c_ended"  # by what
    C_ALONE = "c_alone"  # the same, of chats in which nobody was asked for
    C_RATED = "c_rated"  # good, fair or bad


FLOW = (Name.OPENED, Name.CLOSED, Name.REOPENED, Name.CAME_OVER, Name.WENT_OVER)
"""What, added up from the beginning, says how many cases are open."""

SPANS = frozenset({Name.TOOK, Name.STAGE, Name.VERDICT, Name.NOTICE_DECIDED})
"""Figures that come with a span of time."""

NO_SPAN = -1
"""The step of a figure without a span."""

SILENCES = frozenset(
    {
        Timer.SELLER_FIRST_ANSWER,
        Timer.NEGOTIATION,
        Timer.PROPOSAL,
        Timer.INFO_REQUEST,
        Timer.RECOMMENDATION,
        Timer.RETURN_LABEL,
        Timer.RETURN_SHIP,
        Timer.INSPECTION,
        Timer.LATE_EVIDENCE_REPLY,
    }
)
"""Timers whose end means that a party has said nothing. Source: disputes.md 3.5."""

DUTIES = frozenset({Timer.FIRST_DECISION, Timer.APPEAL_DECISION, Timer.REFUND_EXECUTION, Timer.PERFORMANCE})
"""Timers whose end means that the platform, or a seller who promised, is late."""

PERSON, TOOLS, UNSAID = "person", "tools", "unsaid"
"""Whether automated means had a part in a decision; of one whose form did not ask yet, nothing is said."""

UPHELD, CHANGED = "upheld", "changed"
AGAIN = ":again"


class Figure(NamedTuple):
    """One thing to count: on the day it happened where the case is at home. ``country`` is empty for a measure."""

    day: date
    lane: str
    country: str
    name: str
    detail: str
    step: int = NO_SPAN


@unique
class OfShop(StrEnum):
    """What is counted of a seller."""

    OPENED = "opened"
    CLOSED = "closed"
    FAULT = "fault"
    SILENT = "silent"


ABOUT_SELLER = frozenset({Lane.GUARANTEE.value, Lane.STATUTORY_CONFORMITY.value})
"""Lanes that say something about the seller: a withdrawal needs no reason, a return claim is the seller's own."""

FAULT = frozenset(
    {Outcome.DECIDED_BUYER.value, Outcome.DECIDED_SPLIT.value, Outcome.DEFAULT_SELLER_SILENT.value}
)
"""Outcomes that found for the buyer, wholly or in part; an agreement finds nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event, as far as it is counted; what it did not change is None. ``seq`` is its number once published.

    ``actor`` is the role of who did it.
    """

    type: str
    at: datetime
    data: Mapping[str, Any]
    state: str | None = None
    lane: str | None = None
    reason: str | None = None
    outcome: str | None = None
    country: str | None = None
    seq: int | None = None
    actor: str = ""


COUNTED_TYPES = (
    "dispute.expired",
    "dispute.flag",
    "dispute.reject_request",
    "dispute.decide",
    "dispute.appeal",
    "dispute.decide_appeal",
    "dispute.decision_final",
    "measure.recorded",
    "complaint.submit",
    "complaint.decide",
    "complaint.expired",
    "ticket.opened",
    "ticket.report_decided",
)
"""Events that count for what they are; others do only for a change of state or lane."""


def figures(events: Iterable[Told], *, zone: str) -> Iterator[tuple[Told, Figure]]:
    """What each of a case's events adds, in their order; ``zone`` is where the case's days begin."""
    course = _Course(ZoneInfo(zone))
    for event in events:
        for figure in course.take(event):
            yield event, figure


def of_shop(figure: Figure) -> tuple[OfShop, ...]:
    """What a figure says about the seller; a duplicate that was joined with another case ends as that one does."""
    if figure.lane not in ABOUT_SELLER:
        return ()
    if figure.name == Name.OPENED:
        return (OfShop.OPENED,)
    if figure.name == Name.SILENCE and figure.detail.startswith(Timer.SELLER_FIRST_ANSWER.value):
        return (OfShop.SILENT,)
    if figure.name == Name.CLOSED and figure.detail != Outcome.MERGED_DUPLICATE:
        return (OfShop.CLOSED, OfShop.FAULT) if figure.detail in FAULT else (OfShop.CLOSED,)
    return ()


@dataclass(slots=True)
class _Course:
    """What has to be remembered of a case between its events."""

    zone: ZoneInfo
    lane: str = Lane.PLATFORM_COMPLAINT.value
    country: str = ""
    reason: str = ""
    outcome: str = ""
    state: str = ""
    since: datetime | None = None
    opened_at: datetime | None = None
    cause: str = ""
    terms: object = None
    reviewed: bool = False
    by: str = ""
    late: set[str] = field(default_factory=set)

    def take(self, event: Told) -> Iterator[Figure]:
        self.country = event.country or self.country
        self.reason = event.reason or self.reason
        self.outcome = event.outcome or self.outcome
        yield from _BY_TYPE.get(event.type, _nothing)(self, event)
        yield from self._left(event)
        yield from self._converted(event)
        yield from self._arrived(event)
        self.cause = str(event.data.get("timer", event.type))

    def figure(self, event: Told, name: Name, detail: str = "", *, since: datetime | None = None) -> Figure:
        day = event.at.astimezone(self.zone).date()
        step = NO_SPAN if since is None else step_of((event.at - since).total_seconds())
        return Figure(day, self.lane, self.country, name.value, detail, step)

    def _converted(self, event: Told) -> Iterator[Figure]:
        old, new = self.lane, event.lane
        if new is None or new == old:
            return
        if not self.state:
            self.lane = new
            return
        yield self.figure(event, Name.WENT_OVER, new)
        self.lane = new
        yield self.figure(event, Name.CAME_OVER, old)

    def _left(self, event: Told) -> Iterator[Figure]:
        """The stage a case leaves, in the lane it was in."""
        if event.state in {None, self.state} or self.state in {"", State.CLOSED.value}:
            return
        yield self.figure(event, Name.STAGE, self.state, since=self.since)

    def _arrived(self, event: Told) -> Iterator[Figure]:
        old, new = self.state, event.state
        if new is None or new == old:
            return
        if not old:
            self.opened_at = event.at
            yield self.figure(event, Name.OPENED, self.reason)
        elif old == State.CLOSED:
            yield self.figure(event, Name.REOPENED)
        if new == State.CLOSED:
            yield self.figure(event, Name.CLOSED, self.outcome)
            yield self.figure(event, Name.TOOK, since=self.opened_at)
        self.state, self.since = new, event.at


def _nothing(course: _Course, event: Told) -> Iterator[Figure]:
    yield from ()


def _expired(course: _Course, event: Told) -> Iterator[Figure]:
    timer = str(event.data.get("timer", ""))
    if timer in SILENCES:
        yield course.figure(event, Name.SILENCE, f"{timer}:{event.state or course.state}")
    elif timer in DUTIES:
        yield course.figure(event, Name.LATE, timer + (AGAIN if timer in course.late else ""))
        course.late.add(timer)
    elif timer == Timer.STATUTORY_REPAIR:
        yield course.figure(event, Name.BREACH, "L8")


def _flagged(course: _Course, event: Told) -> Iterator[Figure]:
    """A breach of the law is told by its flag; which one, by what came right before."""
    rule = {Timer.STATUTORY_WITHDRAWAL.value: "L3", "dispute.reject_request": "L9"}.get(course.cause)
    if event.data.get("flag") == "statutory_breach" and rule is not None:
        yield course.figure(event, Name.BREACH, rule)


def _decided(course: _Course, event: Told) -> Iterator[Figure]:
    course.terms, course.reviewed = event.data.get("terms"), False
    yield course.figure(event, Name.DECIDED, _means(event))


def _appealed(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.APPEALED, str(event.data.get("by", "")))


def _reviewing(course: _Course, event: Told) -> Iterator[Figure]:
    course.reviewed = True
    yield from ()


def _final(course: _Course, event: Told) -> Iterator[Figure]:
    if course.reviewed:
        same = event.data.get("terms") == course.terms
        yield course.figure(event, Name.REVIEWED, UPHELD if same else CHANGED)
    course.reviewed = False


def _measure(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.MEASURE, f"{event.data.get('measure_kind', '')}:{_means(event)}")


def _complained(course: _Course, event: Told) -> Iterator[Figure]:
    course.reason, course.by = str(event.data.get("measure_kind", "")), str(event.data.get("by", ""))
    yield course.figure(event, Name.COMPLAINED, f"{course.reason}:{course.by}")


def _ruled(course: _Course, event: Told) -> Iterator[Figure]:
    verdict = f"{event.data.get('verdict', '')}:{course.by}"
    yield course.figure(event, Name.VERDICT, verdict, since=course.opened_at)
    yield course.figure(event, Name.DECIDED, _means(event))


def _noticed(course: _Course, event: Told) -> Iterator[Figure]:
    """A request that reports something illegal; any other adds nothing."""
    course.opened_at = event.at
    category = str(event.data.get("report", ""))
    if category:
        yield course.figure(event, Name.NOTICED, category)


def _notice_decided(course: _Course, event: Told) -> Iterator[Figure]:
    outcome = str(event.data.get("outcome", ""))
    if event.data.get("again"):
        yield course.figure(event, Name.NOTICE_REVIEWED, outcome)
        return
    yield course.figure(event, Name.NOTICE_DECIDED, f"{outcome}:{_means(event)}", since=course.opened_at)
    if event.data.get("trusted"):
        yield course.figure(event, Name.NOTICE_TRUSTED, str(event.data.get("report", "")))


def _means(event: Told) -> str:
    """A decision of a dispute says ``none`` or ``used``, one about a measure no or yes."""
    return {"none": PERSON, False: PERSON, "used": TOOLS, True: TOOLS}.get(
        event.data.get("automated", ""), UNSAID
    )


_BY_TYPE: Mapping[str, Callable[[_Course, Told], Iterator[Figure]]] = {
    "dispute.expired": _expired,
    "dispute.flag": _flagged,
    "dispute.decide": _decided,
    "dispute.appeal": _appealed,
    "dispute.decide_appeal": _reviewing,
    "dispute.decision_final": _final,
    "measure.recorded": _measure,
    "complaint.submit": _complained,
    "complaint.decide": _ruled,
    "complaint.expired": _expired,
    "ticket.opened": _noticed,
    "ticket.report_decided": _notice_decided,
}
