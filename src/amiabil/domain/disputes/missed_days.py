"""How much longer is there to act when nobody could for a while? One rule for deadlines of a case and for windows.

Source: reliability.md R3; docs/decisions/0040.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amiabil.domain.disputes.parts import Outage, Running
from amiabil.domain.policy.model import OutageRule
from amiabil.foundation.working_time import (
    Calendar,
    Place,
    Span,
    Unit,
    day_deadline,
    local_day,
    whole_days,
    with_days,
)


@dataclass(frozen=True, slots=True)
class Lost:
    """One outage, what the policy gives for it, and those before it: no day is given back twice."""

    outage: Outage
    rule: OutageRule
    known: Sequence[Outage] = ()

    @property
    def counts(self) -> bool:
        """Whether it is long enough for the policy, and was not given back yet."""
        least = timedelta(minutes=self.rule.longer_than_minutes)
        return self.outage.ended_at - self.outage.started_at > least and self.outage not in self.known

    def until(self, running: Running, place: Place) -> datetime:
        """When what runs ends from now on: every whole day of the outage is given back, and nothing ends before the
        policy's days after it are over. The same end where it did not run during the outage."""
        outage, span, due_at = self.outage, running.span, running.due_at
        assert due_at is not None  # noqa: S101  (those that rest are left out before)
        if not (running.started_at < outage.ended_at and due_at > outage.started_at):
            return due_at
        rolls = span.roll or span.unit is Unit.BUSINESS_DAYS
        after = Span(self.rule.days_after, roll=rolls)
        least = day_deadline(local_day(outage.ended_at, place.zone), after, place)
        if span.unit is Unit.HOURS:
            return max(due_at + self._hours(running), least)
        first = local_day(running.started_at, place.zone)
        missed = sum(_is_counted(day, first, span, place.calendar) for day in self._days(place.zone))
        return max(with_days(due_at, span, missed, place) if missed else due_at, least)

    def _days(self, zone: str) -> list[date]:
        known = {day for one in self.known for day in whole_days(one.started_at, one.ended_at, zone)}
        own = whole_days(self.outage.started_at, self.outage.ended_at, zone)
        return [day for day in own if day not in known]

    def _hours(self, running: Running) -> timedelta:
        """How much of the outage passed while a timer of hours ran, without what earlier ones have given back."""
        nothing = timedelta(0)
        start, end = max(self.outage.started_at, running.started_at), self.outage.ended_at
        twice = (min(one.ended_at, end) - max(one.started_at, start) for one in self.known)
        return max(end - start - sum((max(part, nothing) for part in twice), nothing), nothing)


def _is_counted(day: date, first: date, span: Span, calendar: Calendar) -> bool:
    return day > first and (span.unit is not Unit.BUSINESS_DAYS or calendar.is_working_day(day))


def lengthened(running: Running, outages: Iterable[Outage], rule: OutageRule, place: Place) -> datetime:
    """When something ends that counts days and rolls, after every outage that is known, the earliest first."""
    due_at = running.due_at
    assert due_at is not None  # noqa: S101  (whoever asks has an end)
    known: list[Outage] = []
    for outage in sorted(outages, key=lambda one: (one.started_at, one.ended_at)):
        lost = Lost(outage, rule, known)
        if lost.counts:
            due_at = lost.until(Running(running.started_at, running.span, due_at), place)
            known.append(outage)
    return due_at
