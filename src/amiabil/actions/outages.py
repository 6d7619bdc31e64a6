"""A time in which nobody could act: it is noticed or declared, and every case is told before its deadlines fire."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amiabil.actions import measure_time
from amiabil.actions.surroundings import surroundings_of
from amiabil.actions.tied_cases import store_of_sweep
from amiabil.actions.waking import given_back
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.parts import Outage
from amiabil.foundation.errors import Invalid
from amiabil.foundation.fields import TooLong
from amiabil.records import audit, clock, outages
from amiabil.records.case_load import load_tied, lock_tied
from amiabil.records.case_save import CaseMovedOn

LONGEST = timedelta(days=60)
"""Of an outage that is declared by hand: a longer one is a slip."""

REASON_MAX = 200

_LOG = logging.getLogger(__name__)


class OutageNotRight(Invalid):
    """An outage has to begin before it ends, to be over, and to last at most ``days`` days."""

    code = "outage_not_right"


@transaction.atomic
def declare(viewer: Viewer, outage: Outage, reason: str, *, at: datetime) -> UUID | None:
    """Take down an outage the service did not notice itself; None when it is known already.

    What a deadline has done by now stays done. Raises ``OutageNotRight``, ``TooLong`` and what ``demand`` raises for
    ``MANAGE_POLICIES``.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    if not outage.started_at < outage.ended_at <= at or outage.ended_at - outage.started_at > LONGEST:
        raise OutageNotRight(field="/until", days=LONGEST.days)
    if len(reason) > REASON_MAX:
        raise TooLong(field="/reason", max=REASON_MAX)
    known = outages.keep(outage, known_at=at, reason=reason, declared_by=viewer.ref[:80])
    if known is not None:
        span = {"from": outage.started_at.isoformat(), "until": outage.ended_at.isoformat()}
        audit.note(viewer, "outage.declare", str(known), at=at, facts={**span, "reason": reason})
    return known


def tell_cases(limit: int) -> int:
    """Tell up to ``limit`` cases of the first outage they do not know; how many were looked at.

    Each case is its own transaction. One that somebody else holds is waited for; one with a defect is loud and is
    passed by, so that the others are told.
    """
    known = outages.unsettled()
    if known is None:
        return 0
    found = outages.cases_after(known, limit=limit)
    for case_id in found:
        _tell(case_id)
    if len(found) < limit:
        measure_time.tell_of_outage(known.outage, at=clock.now())
    outages.reached(known, found[-1] if len(found) == limit else None, at=clock.now())
    return len(found)


def _tell(case_id: UUID) -> None:
    try:
        _tell_once(case_id)
    except CaseMovedOn:
        _LOG.info("case %s moved on; its next step tells it of the outage", case_id)
    except Exception:
        _LOG.exception("case %s could not be told of an outage", case_id)


@transaction.atomic
def _tell_once(case_id: UUID) -> None:
    lock_tied([case_id], wait=True)
    case = load_tied(case_id)
    now = clock.now()
    step = given_back(case, at=now, around=surroundings_of(case))
    if step.events:
        store_of_sweep(case, step, received_at=now)
