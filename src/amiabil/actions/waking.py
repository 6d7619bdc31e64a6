"""What has time brought to a case? What nobody could do in time, in an outage, is given back before anything fires."""

from __future__ import annotations

from datetime import datetime

from amiabil.domain.disputes import engine, lengthening
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import SYSTEM, Step, Surroundings, Telling
from amiabil.domain.disputes.reports import OutageExtended
from amiabil.domain.terms import Command
from amiabil.records.case_load import LoadedCase


def woken(case: LoadedCase, *, at: datetime, around: Surroundings) -> Step:
    """Everything that was due by an instant, in order; a deadline that fell due while nobody could act waits."""
    begun = given_back(case, at=at, around=around)
    return begun.then(engine.wake(begun.dispute, at=_known_until(case, at), around=around))


def heard(case: LoadedCase, telling: Telling, *, around: Surroundings) -> Step:
    """What the end of a tied case means for this one, after what was due by then."""
    begun = given_back(case, at=telling.at, around=around)
    return begun.then(engine.hear(begun.dispute, telling, around=around))


def given_back(case: LoadedCase, *, at: datetime, around: Surroundings) -> Step:
    """What the outages known by an instant give a case that does not know them yet; no events when nothing."""
    step = Step(case.dispute)
    for known_at, outage in case.outages:
        if known_at > at:
            continue
        before = engine.wake(step.dispute, at=outage.started_at, around=around)
        if not lengthening.concerns(before.dispute, outage):
            continue
        given = OutageExtended(outage.started_at, outage.ended_at)
        by = By(SYSTEM, known_at)
        told = engine.act(before.dispute, Command.OUTAGE_EXTENDED, given, by=by, around=around)
        step = step.then(before).then(told)
    return step


def _known_until(case: LoadedCase, at: datetime) -> datetime:
    """Up to when it is known that everybody could act: at the instant, or before an outage that was not over then."""
    lasting = [outage.started_at for known_at, outage in case.outages if at < known_at == outage.ended_at]
    if case.silent_since is not None:
        lasting.append(case.silent_since)
    return min([at, *lasting])
