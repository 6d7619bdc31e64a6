"""How long is kept what people said and handed in, and by which rule? Nothing is erased while a right may hang on it.

Source: disputes.md L24, policy key ``retention``; which case is kept longer is decided in decision record 0031.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from amiabil.domain.policy.model import Retention
from amiabil.foundation.errors import Conflict
from amiabil.foundation.working_time import Place, Span, Unit, end_of_day, last_day, local_day

REASON_MAX = 500
"""Letters of the reason of a legal hold."""


@unique
class Rule(StrEnum):
    """Why something is kept; the first two have an end that is known."""

    AFTER_CLOSE = "after_close_years"
    CHARGEBACK = "chargeback_extra_days"
    OPEN = "open"
    OPEN_BESIDE = "open_beside"
    """Another case about the same order is open."""
    PROCEEDING = "proceeding_open"
    """A chargeback, or a proceeding of another body outside, is open."""
    LEGAL_HOLD = "legal_hold"


class CaseErased(Conflict):
    """The texts and files of the case have been erased; nothing can be held or undone any more."""

    code = "case_erased"


class ErasureDone(Conflict):
    """The request was carried out; ``rule`` names where that is written."""

    code = "erasure_done"


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of the end of a case.

    ``ended_at`` None while it is open; for a measure nobody has complained about, the end of the time to complain.
    ``contested`` whether a chargeback was ever reported for its order, ``proceeding_ended_at`` when the last proceeding
    outside, of a bank or of another body, ended. ``stopped_by`` are the rules that keep it without an end of their own.
    """

    ended_at: datetime | None
    contested: bool = False
    proceeding_ended_at: datetime | None = None
    stopped_by: frozenset[Rule] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when (exclusive, UTC) something is kept, and by which rules; None where no day can be named yet."""

    until: datetime | None
    rules: tuple[Rule, ...]

    def is_over(self, at: datetime) -> bool:
        """Whether nothing keeps it any more."""
        return self.until is not None and self.until <= at


def kept(ending: Ending, retention: Retention, place: Place) -> Kept:
    """Until when a case is kept: whole local days, counted from its end, or from that of a proceeding that ended later.

    The extra days are for a case whose payment somebody outside has contested.
    """
    stopped = tuple(rule for rule in Rule if rule in ending.stopped_by)
    if ending.ended_at is None:
        return Kept(None, tuple(dict.fromkeys((Rule.OPEN, *stopped))))
    if stopped:
        return Kept(None, stopped)
    last_end = max(ending.ended_at, ending.proceeding_ended_at or ending.ended_at)
    years = Span(retention.after_close_years, Unit.YEARS)
    day = last_day(local_day(last_end, place.zone), years, place.calendar)
    if not ending.contested:
        return Kept(end_of_day(day, place.zone), (Rule.AFTER_CLOSE,))
    day += timedelta(days=retention.chargeback_extra_days)
    return Kept(end_of_day(day, place.zone), (Rule.AFTER_CLOSE, Rule.CHARGEBACK))


def last_of(found: Iterable[Kept]) -> datetime | None:
    """When the last of them ends; None when one of them has no known end, or when there are none."""
    ends = [one.until for one in found]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None
