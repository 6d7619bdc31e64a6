"""What do the events of a chat add to the figures? Why people were asked for, how long they took, what was missed.

Source: support.md 4 and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from amiabil.domain.reports.counting import NO_SPAN, Figure, Name, Told
from amiabil.domain.reports.spans import step_of
from amiabil.domain.support.chat import Ending

LANE = "chat"
"""Where figures of chats stand in the place of a dispute's lane."""

SIGNED, VISITOR = "signed", "visitor"
"""Who began a chat."""

TO_COLLEAGUE, TO_QUEUE = "colleague", "queue"
"""To whom a chat was given on."""

NAMES = (
    Name.C_STARTED,
    Name.C_ASKED,
    Name.C_JOINED,
    Name.C_MISSED,
    Name.C_GIVEN,
    Name.C_BACK,
    Name.C_ENDED,
    Name.C_ALONE,
    Name.C_RATED,
)

TYPES = (
    "chat.started",
    "chat.person_asked",
    "chat.accepted",
    "chat.missed",
    "chat.transferred",
    "chat.handed_back",
    "chat.ended",
    "chat.became_request",
    "chat.rated",
)
"""Events of chats that count; messages do not."""


def figures(events: Iterable[Told], *, zone: str) -> Iterator[tuple[Told, Figure]]:
    """What each of a chat's events adds, in their order; nothing for any other case."""
    course = _Course(ZoneInfo(zone))
    for event in events:
        act = _BY_TYPE.get(event.type)
        for figure in act(course, event) if act is not None else ():
            yield event, figure


@dataclass(slots=True)
class _Course:
    """What has to be remembered of a chat between its events."""

    zone: ZoneInfo
    asked: bool = False

    def figure(self, event: Told, name: Name, detail: str = "", *, seconds: float | None = None) -> Figure:
        day: date = event.at.astimezone(self.zone).date()
        step = NO_SPAN if seconds is None else step_of(seconds)
        return Figure(day, LANE, "", name.value, detail, step)

    def ends(self, event: Told, by: str) -> Iterator[Figure]:
        yield self.figure(event, Name.C_ENDED, by)
        if not self.asked and by != Ending.JOINED:
            yield self.figure(event, Name.C_ALONE, by)


def _started(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.C_STARTED, SIGNED if event.data.get("signed") else VISITOR)


def _asked(course: _Course, event: Told) -> Iterator[Figure]:
    course.asked = True
    yield course.figure(event, Name.C_ASKED, str(event.data.get("reason", "")))


def _joined(course: _Course, event: Told) -> Iterator[Figure]:
    """Who waited how long until a person came, the first time or again."""
    yield course.figure(event, Name.C_JOINED, seconds=float(event.data.get("waited", 0)))


def _missed(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.C_MISSED)


def _given(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.C_GIVEN, TO_COLLEAGUE if event.data.get("to") else TO_QUEUE)


def _back(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.C_BACK)


def _ended(course: _Course, event: Told) -> Iterator[Figure]:
    yield from course.ends(event, str(event.data.get("by", "")))


def _became_request(course: _Course, event: Told) -> Iterator[Figure]:
    yield from course.ends(event, Ending.REQUEST.value)


def _rated(course: _Course, event: Told) -> Iterator[Figure]:
    yield course.figure(event, Name.C_RATED, str(event.data.get("rating", "")))


_BY_TYPE: Mapping[str, Callable[[_Course, Told], Iterator[Figure]]] = {
    "chat.started": _started,
    "chat.person_asked": _asked,
    "chat.accepted": _joined,
    "chat.missed": _missed,
    "chat.transferred": _given,
    "chat.handed_back": _back,
    "chat.ended": _ended,
    "chat.became_request": _became_request,
    "chat.rated": _rated,
}
