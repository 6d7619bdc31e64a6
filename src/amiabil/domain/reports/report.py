"""What do the figures of a period say? Sums, middles and how many cases were open before and after.

Everything is of events whose day lies in the period; ``Report.before`` is added up from the first day there was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from amiabil.domain.reports.counting import AGAIN, FLOW, NO_SPAN, Name
from amiabil.domain.reports.requests import FLOW as OF_REQUESTS
from amiabil.domain.reports.spans import at_share
from amiabil.domain.terms import Lane, Outcome, State
from amiabil.foundation.errors import Invalid, InvalidFields

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""The days a report can be asked for: what lies outside is a slip of the pen."""

FEW = 20
"""Cases below which no share is told, only how many of how many."""


class BadDay(Invalid):
    """A day outside ``first`` and ``last``; both may be chosen."""

    code = "bad_day"

    @classmethod
    def of(cls, field: str, first: date, last: date) -> BadDay:
        """The refusal of what stands in this field."""
        return cls(field=field, first=first.isoformat(), last=last.isoformat())


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked about: whole days, both included. An empty lane or country means all."""

    since: date
    until: date
    lane: str = ""
    country: str = ""

    def checked(self) -> Asked:
        """Itself. Raises ``InvalidFields`` with ``BadDay``."""
        problems: list[Invalid] = []
        if not FIRST_DAY <= self.since <= LAST_DAY:
            problems.append(BadDay.of("/from", FIRST_DAY, LAST_DAY))
        if not max(self.since, FIRST_DAY) <= self.until <= LAST_DAY:
            problems.append(BadDay.of("/to", max(self.since, FIRST_DAY), LAST_DAY))
        if problems:
            raise InvalidFields(tuple(problems))
        return self


@dataclass(frozen=True, slots=True)
class Counted:
    """How far has been counted: the number of the last published event, and when that was looked at.

    ``behind`` are the events published since; ``at`` is None before anything has been counted.
    """

    seq: int = 0
    at: datetime | None = None
    behind: int = 0


class Sum(NamedTuple):
    """A figure added up over days; ``before`` those before the period began."""

    lane: str
    name: str
    detail: str
    step: int
    before: bool
    times: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How the number of open cases of a lane came about."""

    lane: str
    before: int
    opened: int
    reopened: int
    came_over: int
    went_over: int
    closed: int

    @property
    def after(self) -> int:
        """How many were open when the last day of the period ended."""
        return self.before + self.opened + self.reopened + self.came_over - self.went_over - self.closed


@dataclass(frozen=True, slots=True)
class Spread:
    """How long it took in ``cases`` cases: half were through within ``median``, nine in ten within ``p90``."""

    cases: int
    median: timedelta | None
    p90: timedelta | None

    @classmethod
    def of(cls, steps: Mapping[int, int]) -> Spread:
        """The spread of spans counted by step."""
        return cls(sum(steps.values()), _span(at_share(steps, 0.5)), _span(at_share(steps, 0.9)))


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=round(seconds))


class Line(NamedTuple):
    """How often something was counted in a lane; ``detail`` as ``Name`` says."""

    lane: str
    detail: str
    times: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period, as they were counted by then."""

    asked: Asked
    counted: Counted
    sums: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """By name, lane and detail."""
    before: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By name and lane, from the beginning to the day before the period."""
    steps: Mapping[tuple[str, str, str], Mapping[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Asked, counted: Counted, rows: Iterable[Sum]) -> Report:
        """The report these sums make."""
        sums: Counter[tuple[str, str, str]] = Counter()
        before: Counter[tuple[str, str]] = Counter()
        steps: dict[tuple[str, str, str], Counter[int]] = {}
        for row in rows:
            if row.before:
                before[row.name, row.lane] += row.times
                continue
            place = (row.name, row.lane, row.detail)
            sums[place] += row.times
            if row.step != NO_SPAN:
                steps.setdefault(place, Counter())[row.step] += row.times
        return cls(asked, counted, sums, before, steps)

    @property
    def requests_before(self) -> int:
        """How many requests for help were open when the period began."""
        was = {name: sum(n for (of, _lane), n in self.before.items() if of == name) for name in OF_REQUESTS}
        return was[Name.R_OPENED] + was[Name.R_AGAIN] - was[Name.R_ENDED]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in the period and nothing was open."""
        return not self.sums and not any(flow.before for flow in self.flows()) and not self.requests_before

    def lines(self, name: Name) -> tuple[Line, ...]:
        """Every figure of this name, by lane and the most frequent first."""
        found = [Line(lane, detail, n) for (of, lane, detail), n in self.sums.items() if of == name]
        return tuple(sorted(found, key=lambda one: (_LANES.get(one.lane, 99), -one.times, one.detail)))

    def total(self, name: Name, detail: str | None = None, *, lane: str | None = None) -> int:
        """How often this was counted, in this lane and with this detail where they are named."""
        return sum(
            n
            for (of, in_lane, of_detail), n in self.sums.items()
            if of == name and (lane is None or in_lane == lane) and (detail is None or of_detail == detail)
        )

    def flows(self) -> tuple[Flow, ...]:
        """The lanes in which anything was open or happened."""
        lanes = {lane for name, lane, _ in self.sums if name in FLOW} | {lane for _, lane in self.before}
        made = (self._flow(lane) for lane in sorted(lanes, key=lambda one: _LANES.get(one, 99)))
        return tuple(one for one in made if one.before or one.opened or one.closed or one.after)

    def _flow(self, lane: str) -> Flow:
        now = {name: self.total(name, lane=lane) for name in FLOW}
        was = {name: self.before.get((name.value, lane), 0) for name in FLOW}
        open_before = was[Name.OPENED] + was[Name.REOPENED] + was[Name.CAME_OVER]
        return Flow(
            lane,
            open_before - was[Name.WENT_OVER] - was[Name.CLOSED],
            now[Name.OPENED],
            now[Name.REOPENED],
            now[Name.CAME_OVER],
            now[Name.WENT_OVER],
            now[Name.CLOSED],
        )

    def spreads(self, name: Name) -> Iterator[tuple[str, str, Spread]]:
        """Lane, detail and spread of every figure of this name, in the order of the procedure."""
        found = [(lane, detail) for of, lane, detail in self.steps if of == name]
        for lane, detail in sorted(found, key=lambda one: (_LANES.get(one[0], 99), _PLACES.get(one[1], 99))):
            yield lane, detail, Spread.of(self.steps[name.value, lane, detail])

    def spread(self, name: Name, *, lane: str | None = None, ends: str = "") -> Spread:
        """How long it took over all, or in this lane and with details that end so."""
        together: Counter[int] = Counter()
        for (of, in_lane, detail), steps in self.steps.items():
            if of == name and (lane is None or in_lane == lane) and detail.endswith(ends):
                together.update(steps)
        return Spread.of(together)

    def late(self) -> tuple[tuple[str, str, int, int], ...]:
        """Lane, duty, how often it was late, and how often late again after that."""
        first = [one for one in self.lines(Name.LATE) if not one.detail.endswith(AGAIN)]
        names = {(one.lane, one.detail.removesuffix(AGAIN)) for one in self.lines(Name.LATE)}
        known = {(one.lane, one.detail): one.times for one in first}
        return tuple(
            (lane, duty, known.get((lane, duty), 0), self.total(Name.LATE, duty + AGAIN, lane=lane))
            for lane, duty in sorted(names, key=lambda one: (_LANES.get(one[0], 99), one[1]))
        )

    @property
    def by_rule(self) -> int:
        """Cases closed on a rule alone, without a person having decided: the seller's silence granted the request."""
        return self.total(Name.CLOSED, Outcome.DEFAULT_SELLER_SILENT.value)


_LANES: Mapping[str, int] = {lane.value: place for place, lane in enumerate(Lane)}
_PLACES: Mapping[str, int] = {state.value: place for place, state in enumerate(State)}


class Grain(NamedTuple):
    """Days to be added up: from ``since`` to before ``until``, in whole months or day by day."""

    grain: str
    since: date
    until: date


DAY, MONTH = "day", "month"


def grains(asked: Asked) -> tuple[Grain, ...]:
    """The period as whole months and the days at its ends."""
    end = asked.until + timedelta(days=1)
    first, last = _month_from(asked.since), end.replace(day=1)
    if first >= last:
        return (Grain(DAY, asked.since, end),)
    parts = (Grain(DAY, asked.since, first), Grain(MONTH, first, last), Grain(DAY, last, end))
    return tuple(part for part in parts if part.since < part.until)


def grains_before(day: date) -> tuple[Grain, ...]:
    """Everything before this day."""
    month = day.replace(day=1)
    parts = (Grain(MONTH, date.min, month), Grain(DAY, month, day))
    return tuple(part for part in parts if part.since < part.until)


def _month_from(day: date) -> date:
    """The first day of the month that begins on this day or after it."""
    if day.day == 1:
        return day
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
