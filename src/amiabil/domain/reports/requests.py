"""What do the events of a request for help add to the figures? How long people waited, and what they thought of it.

What the staff themselves ask somebody beside a request is none: nobody waits for them there. Source: support.md 6
and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from amiabil.domain.reports.counting import NO_SPAN, Figure, Name, Told
from amiabil.domain.reports.spans import step_of
from amiabil.domain.support.terms import ENDED
from amiabil.domain.terms import PARTIES, Audience, Role

LANE = "request"
"""Where figures of requests stand in the place of a dispute's lane."""

NAMES = (
    Name.R_OPENED,
    Name.R_ENDED,
    Name.R_AGAIN,
    Name.R_REPLIED,
    Name.R_SOLVED,
    Name.R_MISSED,
    Name.R_RATED,
)
FLOW = (Name.R_OPENED, Name.R_ENDED, Name.R_AGAIN)
"""What, added up from the beginning, says how many requests are open."""

BY_CUSTOMER, BY_STAFF, BY_MERGING = "customer", "staff", "merging"
"""Why a request that had ended is open again: somebody wrote, the staff said so, or one was merged or taken out."""

TYPES = (
    "ticket.opened",
    "ticket.solved",
    "ticket.closed",
    "ticket.reopened",
    "ticket.changed",
    "ticket.merged",
    "ticket.unmerged",
    "ticket.took_in",
    "ticket.let_go",
    "ticket.level_missed",
    "ticket.rated",
)
"""Events of requests that count; and ``MESSAGE``, where the staff wrote it to the customer."""

MESSAGE = "message.posted"

NO_ANSWER = frozenset({*PARTIES, Role.SYSTEM})
"""Whose message answers nobody."""


def figures(events: Iterable[Told], *, zone: str) -> Iterator[tuple[Told, Figure]]:
    """What each of a request's events adds, in their order; nothing for any other case."""
    course = _Course(ZoneInfo(zone))
    for event in events:
        act = _BY_TYPE.get(event.type)
        if act is not None and (course.counts or event.type == "ticket.opened"):
            for figure in act(course, event):
                yield event, figure


@dataclass(slots=True)
class _Course:
    """What has to be remembered of a request between its events."""

    zone: ZoneInfo
    counts: bool = False
    topic: str = ""
    opened_at: datetime | None = None
    is_open: bool = False
    answered: bool = False

    def figure(self, event: Told, name: Name, detail: str, *, since: datetime | None = None) -> Figure:
        day = event.at.astimezone(self.zone).date()
        step = NO_SPAN if since is None else step_of((event.at - since).total_seconds())
        return Figure(day, LANE, "", name.value, detail, step)

    def ends(self, event: Told) -> Iterator[Figure]:
        if self.is_open:
            yield self.figure(event, Name.R_ENDED, self.topic)
        self.is_open = False

    def goes_on(self, event: Told, why: str) -> Iterator[Figure]:
        if not self.is_open:
            yield self.figure(event, Name.R_AGAIN, why)
        self.is_open = True


def _opened(course: _Course, event: Told) -> Iterator[Figure]:
    course.counts = event.actor in PARTIES or bool(event.data.get("out_of"))
    if course.counts:
        course.topic, course.opened_at = str(event.data.get("topic", "")), event.at
        course.is_open = True
        yield course.figure(event, Name.R_OPENED, course.topic)


def _said(course: _Course, event: Told) -> Iterator[Figure]:
    """The first answer of the staff; what is said where a request is split off, with its opening, answers nothing."""
    answers = event.actor not in NO_ANSWER and event.data.get("audience") != Audience.STAFF
    if answers and not course.answered and event.at != course.opened_at:
        course.answered = True
        yield course.figure(event, Name.R_REPLIED, course.topic, since=course.opened_at)


def _solved(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.R_SOLVED, course.topic, since=course.opened_at)
    yield from course.ends(event)


def _closed(course: _Course, event: Told) -> Iterator[Figure]:
    yield from course.ends(event)


def _stands(course: _Course, event: Told) -> Iterator[Figure]:
    """After a merge, or after one was taken back."""
    if event.data.get("open"):
        yield from course.goes_on(event, BY_MERGING)
    else:
        yield from course.ends(event)


def _changed(course: _Course, event: Told) -> Iterator[Figure]:
    """The staff can open again what had ended; that it ended, an event of its own tells."""
    status = event.data.get("changes", {}).get("status")
    if status and status[1] not in ENDED:
        yield from course.goes_on(event, BY_STAFF)


def _again(course: _Course, event: Told) -> Iterator[Figure]:
    yield from course.goes_on(event, BY_CUSTOMER)


def _missed(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.R_MISSED, str(event.data.get("clock", "")))


def _rated(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.R_RATED, str(event.data.get("rating", "")))


_BY_TYPE: Mapping[str, Callable[[_Course, Told], Iterator[Figure]]] = {
    "ticket.opened": _opened,
    MESSAGE: _said,
    "ticket.solved": _solved,
    "ticket.closed": _closed,
    "ticket.changed": _changed,
    "ticket.merged": _stands,
    "ticket.unmerged": _stands,
    "ticket.took_in": _stands,
    "ticket.let_go": _stands,
    "ticket.reopened": _again,
    "ticket.level_missed": _missed,
    "ticket.rated": _rated,
}
