"""Who complains without ground again and again, and what may follow? Source: disputes.md L17 (DSA art. 23).

Figures say only whom a person should look at. A person warns, with reasons; a person suspends, for a time, and only
somebody who went on after a warning. What the law gives (delivery, the legal guarantee, withdrawal) stays open always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum, unique

from amiabil.domain.policy.model import Abuse
from amiabil.domain.terms import Lane, Outcome
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Conflict
from amiabil.foundation.fields import OutOfRange
from amiabil.foundation.working_time import Place, Span, day_deadline, deadline, local_day

LOOKED_BACK = timedelta(days=365)
"""Which cases count: those that were filed in this time."""

OF_BUYER = frozenset({Lane.GUARANTEE, Lane.STATUTORY_CONFORMITY})
"""Disputes that say something about the buyer; a withdrawal needs no ground. Of a seller it is claims about returns."""

UPHELD = frozenset(
    {
        Outcome.DECIDED_BUYER,
        Outcome.DECIDED_SPLIT,
        Outcome.SETTLED_BY_AGREEMENT,
        Outcome.SETTLED_BY_MATCHING,
        Outcome.SETTLED_BY_DOMINATING_OFFER,
        Outcome.DEFAULT_SELLER_SILENT,
    }
)
"""Outcomes of a dispute with something in it for the buyer; what was withdrawn or went elsewhere says nothing."""

UNFOUNDED = frozenset({Outcome.DECIDED_SELLER})
"""Outcomes of a dispute in which a person found nothing for the buyer."""


@unique
class StepKind(StrEnum):
    """What a person has done about somebody's figures."""

    WARNING = "warning"
    SUSPENSION = "suspension"
    CLEARED = "cleared"
    """Looked at, and nothing is to be said against them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Somebody's complaints within ``LOOKED_BACK``: how many were filed, and how those ended that were decided.

    ``last_filed_at`` and ``last_ended_at`` are of the last unfounded one, by filing and by end; None without one.
    """

    filed: int = 0
    upheld: int = 0
    unfounded: int = 0
    last_filed_at: datetime | None = None
    last_ended_at: datetime | None = None

    @property
    def ended(self) -> int:
        """How many ended with a result."""
        return self.upheld + self.unfounded


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken; ``holds`` while it was not lifted, ``heard`` while a complaint about it is not decided."""

    kind: StepKind
    at: datetime
    until: datetime | None = None
    holds: bool = True
    heard: bool = False


class NotFrequent(Conflict):
    """The figures do not say that somebody complains without ground again and again; or not since the last look."""

    code = "not_frequent"


class NotWarned(Conflict):
    """There is no warning that holds, or nothing unfounded was filed after it (or after the last suspension)."""

    code = "not_warned"


class WarningTooNew(Conflict):
    """The time for a reply to the warning runs, or the complaint about it is heard; ``opens`` where it is known."""

    code = "warning_too_new"


class AlreadySuspended(Conflict):
    """A suspension runs already."""

    code = "already_suspended"


def stands_out(figures: Figures, rules: Abuse) -> bool:
    """Whether a person should look at it: enough cases that ended with a result, and the share of unfounded ones."""
    if figures.ended < max(1, rules.min_cases):
        return False
    return Decimal(figures.unfounded) / figures.ended >= rules.unfounded_ratio


@dataclass(frozen=True, slots=True)
class Look:
    """What a person looks at: the figures, what was done before, and the rules."""

    figures: Figures
    taken: Sequence[Taken]
    rules: Abuse

    @property
    def waits(self) -> bool:
        """Whether it waits for a person: it stands out, and one more has ended unfounded since anybody last looked."""
        if not stands_out(self.figures, self.rules):
            return False
        looked = max((one.at for one in self.taken), default=None)
        ended = self.figures.last_ended_at
        return looked is None or (ended is not None and ended > looked)

    @property
    def warned_at(self) -> datetime | None:
        """When the last warning that holds was given."""
        warnings = (one.at for one in self.taken if one.kind is StepKind.WARNING and one.holds)
        return max(warnings, default=None)


def check_warning(look: Look, *, at: datetime) -> None:
    """Refuse a warning: ``not_frequent``, ``already_suspended``."""
    _demand_not_suspended(look.taken, at)
    if not look.waits:
        raise NotFrequent()


def check_suspension(look: Look, *, days: int, at: datetime, place: Place) -> datetime:
    """Until when (exclusive) the complaints of this person rest, from now for so many whole days.

    Refusals: ``already_suspended``, ``not_warned``, ``warning_too_new``, ``not_frequent``, ``out_of_range``.
    """
    _demand_not_suspended(look.taken, at)
    warned = look.warned_at
    if warned is None:
        raise NotWarned()
    if any(one.heard for one in look.taken if one.kind is StepKind.WARNING):
        raise WarningTooNew()
    opens = deadline(warned, Span(look.rules.reply_days, roll=True), place)
    if at < opens:
        raise WarningTooNew(opens=instant_text(opens))
    told = max(one.at for one in look.taken if one.kind is not StepKind.CLEARED and one.holds)
    filed = look.figures.last_filed_at
    if filed is None or filed <= told:
        raise NotWarned()
    if not stands_out(look.figures, look.rules):
        raise NotFrequent()
    if not 1 <= days <= look.rules.suspend_days_most:
        raise OutOfRange(field="/days", min=1, max=look.rules.suspend_days_most)
    return day_deadline(local_day(at, place.zone), Span(days), place)


def _demand_not_suspended(taken: Sequence[Taken], at: datetime) -> None:
    if suspended_until(taken, at=at) is not None:
        raise AlreadySuspended()


def suspended_until(taken: Sequence[Taken], *, at: datetime) -> datetime | None:
    """Until when complaints of this person rest, None when they do not."""
    ends = [one.until for one in taken if one.kind is StepKind.SUSPENSION and one.holds and one.until]
    return max((end for end in ends if end > at), default=None)
