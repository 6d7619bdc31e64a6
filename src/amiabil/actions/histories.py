"""What may leave the house of closed cases, to be told again under another policy? Commands and amounts, no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.scenario import replay, replay_measures
from amiabil.domain.scenario.history import Teller, calendar_at_opening
from amiabil.domain.terms import Lane
from amiabil.foundation.working_time import local_day
from amiabil.records import daily_rates
from amiabil.records.histories import StoredCase, closed_measures, closed_orders

_TALKED_OUT = frozenset({Lane.GUARANTEE, Lane.STATUTORY_CONFORMITY, Lane.STATUTORY_WITHDRAWAL})
"""The lanes whose commands all stand in the case itself."""


def histories(
    viewer: Viewer, *, since: datetime, limit: int | None = None
) -> Iterator[dict[str, Any] | None]:
    """One document for each order with a case closed since an instant, the latest first.

    None stands for an order whose cases cannot be told alone, since a claim about a return hangs on one of them.
    Raises what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    for cases in closed_orders(viewer, since=since, limit=limit):
        yield _history(cases)


def measure_histories(viewer: Viewer, *, since: datetime) -> Iterator[dict[str, Any]]:
    """One document for each measure of which a complaint was closed since an instant, the latest first.

    Raises what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    for one in closed_measures(viewer, since=since):
        yield replay_measures.told(one.reference, one.standing, one.document, one.events)


def _history(cases: list[StoredCase]) -> dict[str, Any] | None:
    if any(one.dispute.lane not in _TALKED_OUT for one in cases):
        return None
    teller = Teller()
    told = {"format": replay.FORMAT, "cases": [_case(teller, one, cases) for one in cases]}
    rates = _rates([one.dispute for one in cases])
    return {**told, "rates": rates} if rates else told


def _rates(cases: list[Dispute]) -> dict[str, dict[str, str]]:
    """The rates by which the seller of an order is or could be charged; none in his own currency.

    Known are those of now, but where a case has fixed one it is that which was known then.
    """
    order, currency = cases[0].order, cases[0].currency
    if order.settles_in is None or order.settles_in == currency:
        return {}
    first = min(one.opened_at for one in cases).date() - timedelta(days=1)
    last = max(one.closed_at or one.opened_at for one in cases) + replay.AFTERWARDS
    known = dict(daily_rates.between(currency, order.settles_in, first=first, last=last.date()))
    for one in cases:
        fixed = one.recoup
        if fixed is not None and fixed.source == "daily":
            known[fixed.day] = fixed.rate
        elif fixed is not None:  # no rate was known on that day: one that came later is not of this case
            day = local_day(fixed.at, one.policy.zone)
            known = {since: rate for since, rate in known.items() if since is not None and since > day}
    return replay.rates_told(currency, order.settles_in, tuple(sorted(known.items())))


def _case(teller: Teller, stored: StoredCase, cases: list[StoredCase]) -> dict[str, Any]:
    others = tuple(money.elsewhere(one.dispute, one.reference) for one in cases)
    return {
        **teller.case(stored.reference, stored.events),
        "policy": stored.document["policy"],
        "calendar": calendar_at_opening(stored.document["calendar"], stored.events),
        "result": replay.result_of(stored.dispute, others),
    }
